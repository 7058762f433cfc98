// The structured editor: says what the checks would find of a change before it is saved, and offers what fits the
// question of a condition as soon as it is chosen. Without it the buttons do both.
const told = document.getElementById("osservazioni");
const PAUSE_MS = 600;
const latest = { judge: 0, offer: 0 };
let timer;

// The answer to the newest question of a kind; null for one that was overtaken, or has no answer.
async function ask(kind, address, options) {
  const turn = ++latest[kind];
  try {
    const answer = await fetch(address, options);
    return answer.ok && !answer.redirected && turn === latest[kind] ? await answer.text() : null;
  } catch {
    return null; // without connection the findings stay those of before; saving tells
  }
}

async function judge(form) {
  const body = new URLSearchParams(new FormData(form));
  body.set("_prova", "1");
  const html = await ask("judge", form.action, { method: "POST", body });
  if (html !== null) told.innerHTML = html;
}

async function offer(menu) {
  const place = menu.form.querySelector("#operando");
  const chosen = new URLSearchParams({ _parte: "1", question: menu.value });
  const html = await ask("offer", `${menu.dataset.operand}?${chosen}`);
  if (html === null) return;
  place.innerHTML = html;
  judge(menu.form);
}

document.addEventListener("input", ({ target }) => {
  const form = target.closest("form[data-try]");
  if (!form || target.matches("[data-operand]")) return;
  clearTimeout(timer);
  timer = setTimeout(judge, PAUSE_MS, form);
});
document.addEventListener("change", ({ target }) => {
  if (target.matches("[data-operand]")) offer(target);
});
for (const button of document.querySelectorAll("[data-ask]")) button.hidden = true;

// The button of one form does not send what is typed in another: the browser asks before that is lost.
const state = (form) => new URLSearchParams(new FormData(form)).toString();
const begun = new Map([...document.querySelectorAll("form[data-try]")].map((form) => [form, state(form)]));
let sent = null;
document.addEventListener("submit", ({ target }) => {
  sent = target;
});
window.addEventListener("beforeunload", (event) => {
  if ([...begun].some(([form, text]) => form !== sent && text !== state(form))) event.preventDefault();
  sent = null;
});
