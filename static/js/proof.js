// While the logic of a draft is being proved, what the page says of it and of publishing renews itself. Without JavaScript
// the link «aggiorna la pagina» does the same.
const PARTS = ["q-proof", "q-publish"];
const PAUSE_MS = 2500;
const MOST_LOADS = 100; // a page left open must not keep its session alive for ever
const waiting = () => "waiting" in document.getElementById(PARTS[0]).dataset;

// The parts as the server shows them now; nothing where the page is not the one expected (session over, server down).
async function load() {
  try {
    const answer = await fetch(location.href);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const found = PARTS.map((name) => page.getElementById(name));
    return answer.ok && found.every(Boolean) ? found : [];
  } catch {
    return [];
  }
}

function watch(left) {
  if (!waiting() || !left) return;
  setTimeout(async () => {
    for (const part of await load()) {
      const here = document.getElementById(part.id);
      if (!here.contains(document.activeElement)) here.replaceWith(document.adoptNode(part));
    }
    if (!waiting()) document.getElementById("q-proof-news").textContent = "La prova della logica è terminata.";
    watch(left - 1);
  }, PAUSE_MS);
}

watch(MOST_LOADS);
