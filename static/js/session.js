// Ten minutes before the questionnaire closes by itself, one question: is anybody there?

const WARNING = 600;
const EVERY = 15000;
const form = document.getElementById("pagina");
let end = Date.now() + Number(form.dataset.left) * 1000;
let bar = null;

const say = (text) => document.dispatchEvent(new CustomEvent("q:say", { detail: { text, now: true } }));

async function stay() {
  const body = new URLSearchParams({ csrf_token: form.elements.csrf_token.value });
  const response = await fetch("continua", { method: "POST", body, headers: { "X-Requested-With": "autosave" } }).catch(() => null);
  const answer = response?.headers.get("Content-Type")?.startsWith("application/json") ? await response.json() : {};
  if (response?.ok) later(answer.left);
  else bar.firstChild.textContent = answer.message ?? word("Manca la connessione: riprovi fra poco.");
}

function later(left) {
  end = Date.now() + left * 1000;
  if (left <= WARNING) return;
  bar?.remove();
  bar = null;
}

function warn() {
  const minutes = Math.max(1, Math.ceil((end - Date.now()) / 60000));
  const text = words(
    minutes,
    "Per Sua sicurezza il questionario si chiude fra un minuto. Quello che ha scritto è salvato.",
    "Per Sua sicurezza il questionario si chiude fra {count} minuti. Quello che ha scritto è salvato.",
  );
  if (!bar) {
    bar = document.createElement("div");
    bar.className = "q-session";
    bar.append(document.createElement("p"), document.createElement("button"));
    bar.lastChild.type = "button";
    bar.lastChild.className = "btn btn-primary";
    bar.lastChild.textContent = word("Continua");
    bar.lastChild.addEventListener("click", stay);
    document.getElementById("stato").after(bar);
    say(text);
  }
  bar.firstChild.textContent = text;
}

setInterval(() => end - Date.now() <= WARNING * 1000 && warn(), EVERY);
document.addEventListener("q:saved", ({ detail: { answer } }) => later(answer.left));
