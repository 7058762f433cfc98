// Puts what a save changed where she sees it. A question she is writing in is never touched: it waits until she leaves.

const form = document.getElementById("pagina");
const list = document.getElementById("domande");
const SUMMARY = `<h2 class="h5">${word("Ci sono punti da controllare")}</h2>
<p>${word("Quello che ha scritto è salvato. Può correggere subito, oppure proseguire e tornare più tardi.")}</p><ul></ul>`;
const NEW = word("Le Sue risposte sono salvate. Qui sotto ci sono nuove domande: per proseguire prema di nuovo «Salva e continua».");
const FAULT = `${word("Errore:")} `;
const waiting = new Map();
const told = new Map();
const heard = new Map();

const say = (text, now = false) => document.dispatchEvent(new CustomEvent("q:say", { detail: { text, now } }));
const find = (code) => list.querySelector(`[data-q="${CSS.escape(code)}"]`);
// A detail stands in the block of the question it belongs to.
const blockOf = (code) => find(code) ?? form.querySelector(`[name=_q][value^="${CSS.escape(code)}@"]`)?.closest("[data-q]");
const asking = (block) => block.contains(document.activeElement) && document.activeElement.matches(".q-ask");
const busy = (block) => (block.contains(document.activeElement) && !asking(block)) || "dirty" in block.dataset;

// What of her own is not written the server says once; the page says it until she leaves. That somebody else answered too
// the server says until it is settled; it is read aloud once.
function read(code, html) {
  const content = document.createRange().createContextualFragment(html);
  const two = content.querySelector(".q-two")?.textContent.replace(/\s+/g, " ").trim() ?? "";
  if (two && heard.get(code) !== two) say(two, true);
  heard.set(code, two);
  const notices = [...content.querySelectorAll(".q-mine")];
  if (notices.length) {
    told.set(code, notices);
    say(notices[0].textContent, true);
  } else if (told.has(code)) content.querySelector("legend, label")?.after(...told.get(code));
  return content;
}

const inSight = ({ top, bottom }) => top >= 0 && bottom <= innerHeight;

// What comes and goes around the field she is in does not push it out of the window.
function steady(change) {
  const field = document.activeElement;
  const seen = field !== document.body && inSight(field.getBoundingClientRect());
  change();
  if (seen && !inSight(field.getBoundingClientRect())) field.scrollIntoView({ block: "nearest", behavior: "instant" });
}

function draw(block, content) {
  const asked = asking(block);
  block.replaceChildren(content);
  block.removeAttribute("data-stale");
  waiting.delete(block.dataset.q);
  block.dispatchEvent(new CustomEvent("q:drawn", { bubbles: true }));
  if (asked) block.querySelector(".q-ask")?.focus({ preventScroll: true });
}

function offer(block, html, now) {
  const content = read(block.dataset.q, html);
  if (now || !busy(block)) {
    draw(block, content);
    return;
  }
  block.dataset.stale = "";
  waiting.set(block.dataset.q, content);
}

function number(versions) {
  for (const mark of form.querySelectorAll("[name=_q]")) {
    const code = mark.value.split("@")[0];
    if (code in versions) mark.value = `${code}@${versions[code]}`;
  }
}

function place(answer) {
  const wanted = new Set(answer.order);
  const acted = answer.acted && blockOf(answer.acted);
  for (const block of [...list.children]) {
    if (!wanted.has(block.dataset.q) && !block.contains(document.activeElement)) block.remove();
  }
  let last = null;
  for (const code of answer.order) {
    let block = find(code);
    if (!block) {
      block = document.createElement("div");
      block.dataset.q = code;
      if (last) last.after(block);
      else list.prepend(block);
    }
    last = block;
    if (code in answer.html) offer(block, answer.html[code], block === acted);
  }
}

function greet(codes) {
  for (const code of codes) {
    const block = find(code);
    if (block) block.dataset.new = "";
  }
  if (codes.length) say(words(codes.length, "C'è una nuova domanda in questa pagina.", "Ci sono {count} nuove domande in questa pagina."), true);
}

function settle(button) {
  const [action, code, at = ""] = button.value.split("/");
  const block = blockOf(code);
  if (!block) return;
  const place = action === "del" ? at.replace(/:?\d+$/, "") : at;
  const rows = block.querySelectorAll(`.q-row${place ? `[data-of="${CSS.escape(`${code}:${place}`)}"]` : ":not([data-of])"}`);
  const add = block.querySelector(`button[value="${CSS.escape(["add", code, place].filter(Boolean).join("/"))}"]`);
  const field = rows[rows.length - 1]?.querySelector("input:not([type=hidden]), select, textarea");
  const same = block.querySelector(`button[value="${CSS.escape(button.value)}"]`);
  const target = action === "add" ? field : action === "del" ? add : same;
  (target ?? field ?? block.querySelector("fieldset") ?? block.firstElementChild)?.focus();
  if (action === "keep" || action === "take") say(word("La Sua scelta è salvata."), true);
}

function around(answer) {
  document.getElementById("conto").outerHTML = answer.count;
  document.getElementById("tempo").innerHTML = answer.time;
  const sections = document.getElementById("sezioni");
  if (answer.sections && !sections.contains(document.activeElement)) sections.innerHTML = answer.sections;
  const summary = document.getElementById("controlli");
  if (summary && !summary.contains(document.activeElement)) points(summary, answer.summary);
  const missing = document.getElementById("mancano");
  if (missing && !missing.contains(document.activeElement)) remind(missing, answer.missing);
}

// She has been told of these: the form says so when it is sent.
function remind(box, missing) {
  box.innerHTML = missing.html;
  box.hidden = !missing.codes.length;
  const seen = form.elements._seen ?? form.appendChild(Object.assign(document.createElement("input"), { type: "hidden", name: "_seen" }));
  seen.value = missing.codes.join(" ");
}

// Somebody else is at work here: said when it begins, and taken away when it ends.
function company(others) {
  const line = document.getElementById("altri");
  if (!others) line?.remove();
  if (!others || line) return;
  const text = word("Un'altra persona sta compilando questa sezione.");
  const told = Object.assign(document.createElement("p"), { className: "q-others", id: "altri", textContent: text });
  document.getElementById("annuncio").after(told);
  say(text, true);
}

function blankReminder() {
  const box = Object.assign(document.createElement("div"), { className: "q-missing", id: "mancano", tabIndex: -1 });
  form.before(box);
  return box;
}

// What could not be written stands beside the answer that counts: she is led there, as to a new question.
function returned(codes) {
  for (const code of codes) {
    blockOf(code)?.setAttribute("data-new", "");
  }
  if (codes.length) say(word("Non tutto è salvato: in questa pagina c'è qualcosa da riguardare."), true);
}

function blankSummary() {
  const summary = document.createElement("div");
  summary.className = "q-summary";
  summary.id = "controlli";
  summary.tabIndex = -1;
  summary.innerHTML = SUMMARY;
  form.before(summary);
  return summary;
}

function points(summary, html) {
  summary.querySelector("ul").innerHTML = html;
  summary.hidden = !html.trim();
  const title = document.title.startsWith(FAULT) ? document.title.slice(FAULT.length) : document.title;
  document.title = summary.hidden ? title : FAULT + title;
}

document.addEventListener("q:saved", ({ detail: { answer, button } }) => {
  number(answer.versions);
  if (button?.value.startsWith("mine/")) told.delete(answer.acted);
  if (answer.gone) {
    say(word("In base alle risposte date, questa pagina non fa più parte del questionario: torni all'elenco delle sezioni."), true);
    return;
  }
  steady(() => {
    company(answer.others);
    place(answer);
    around(answer);
  });
  greet(answer.new);
  returned(answer.unsaved);
  for (const code of answer.contested) blockOf(code)?.setAttribute("data-new", "");
  if (button) settle(button);
});

// Why the button has not led on, before the first question that is new; what was given back says it by itself.
function lead(block) {
  if (!block.querySelector(".q-mine, .q-two")) block.prepend(Object.assign(document.createElement("p"), { className: "q-note", textContent: NEW }));
  return block.firstElementChild;
}

document.addEventListener("q:look", ({ detail }) => {
  const summary = detail.summary && (document.getElementById("controlli") ?? blankSummary());
  if (summary) points(summary, detail.summary);
  const missing = detail.missing.codes.length && (document.getElementById("mancano") ?? blankReminder());
  if (missing) remind(missing, detail.missing);
  if (waiting.has(detail.block?.dataset.q)) draw(detail.block, waiting.get(detail.block.dataset.q));
  const target = detail.block ? lead(detail.block) : summary || missing;
  target.tabIndex = -1;
  target.focus();
});

function settled() {
  if ("pressed" in document.documentElement.dataset) return;
  for (const [code, content] of waiting) {
    const block = find(code);
    if (block && !busy(block)) steady(() => draw(block, content));
  }
}

list.addEventListener("focusout", () => setTimeout(settled));
document.addEventListener("q:released", settled);
list.addEventListener("input", ({ target }) => target.closest("[data-q]")?.removeAttribute("data-new"));
