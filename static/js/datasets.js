// While a dataset is being made its line renews itself. Without JavaScript «Aggiorna la pagina» does the same.

const PAUSE_MS = 3000;
const LONGEST_PAUSE_MS = 30000;
const MOST_LOADS = 200; // a page left open must not keep its session alive for ever
const place = () => document.getElementById("q-datasets");

/** The list as the server shows it now; throws when the page is not the one expected (session over, server down). */
async function load() {
  const answer = await fetch(location.href, { headers: { "X-Requested-With": "datasets" } });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const list = page.getElementById("q-datasets");
  if (!answer.ok || !list) throw new Error("no list");
  return list;
}

/** Put the new list in place, unless someone is on a button in it; say once that nothing is waiting any more. */
function show(list) {
  if (place().contains(document.activeElement)) return;
  place().replaceWith(document.adoptNode(list));
  if (!("waiting" in place().dataset)) {
    document.getElementById("q-datasets-news").textContent = "La preparazione del dataset è terminata.";
  }
}

function watch(pause, left) {
  if (!("waiting" in place().dataset) || !left) return;
  setTimeout(async () => {
    try {
      show(await load());
      watch(PAUSE_MS, left - 1);
    } catch {
      watch(Math.min(pause * 2, LONGEST_PAUSE_MS), left - 1);
    }
  }, pause);
}

watch(PAUSE_MS, MOST_LOADS);
