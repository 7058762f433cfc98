// Saves the page while she writes: what was touched and nothing else, by the address of the form itself.
// What is not yet saved lives in the page only: nothing is left behind on a shared computer.
// The modules of this folder do not import one another: they speak by events.

const PAUSE = 1500;
const LONGEST = 5000;
const FIRST_WAIT = 2000;
const LONGEST_WAIT = 60000;
const PATIENCE = 30000;
const OFFLINE = word("Non salvato: manca la connessione. Riproviamo da soli.");
const BUSY = word("Non salvato: il sistema è occupato. Riproviamo da soli.");
const WAITING = word("Non ancora salvato");
const CHOOSE = word("Una risposta è da scegliere: veda sotto");
const KEPT = word("Quello che ha scritto è ancora in questa pagina: non la chiuda.");

const form = document.getElementById("pagina");
const line = document.getElementById("salvato");
const dirty = new Set();
let flying = new Set();
let queue = Promise.resolve(true);
let timer = 0;
let since = 0;
let wait = 0;
let leaving = false;
let latest = null;
let held = document.querySelector("#controlli ul")?.innerHTML.trim() ?? "";

const say = (text, now = false) => document.dispatchEvent(new CustomEvent("q:say", { detail: { text, now } }));
const blockOf = (element) => element.closest("[data-q]");
const calm = () => new Promise((go) => {
  if ("pressed" in document.documentElement.dataset) document.addEventListener("q:released", go, { once: true });
  else go();
});
const keyOf = (name) => (/^_(why|note):/.test(name) ? name : name.split(":")[0]);

function tell(text, unsaved = false, retry = false) {
  line.textContent = text;
  line.classList.toggle("q-unsaved", unsaved);
  if (!retry) return;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn btn-sm btn-outline-primary";
  button.textContent = word("Riprova");
  button.addEventListener("click", () => send());
  line.append(" ", button);
}

function touch(field) {
  if (!field.name || field.name === "_q" || field.name === "_sheet") return;
  dirty.add(keyOf(field.name));
  const block = blockOf(field);
  if (block) block.dataset.dirty = "";
  // Seen, not read aloud: the line is no live region. What failed, or is on its way, stays said.
  if (!flying.size && !line.classList.contains("q-unsaved")) tell(WAITING);
}

function shown() {
  const marks = [];
  for (const block of form.querySelectorAll("[data-q]:not([data-stale])")) {
    marks.push(block.dataset.q, ...[...block.querySelectorAll("[name=_q]")].map((mark) => mark.value));
  }
  return marks.join(" ");
}

function contents(codes, button) {
  const data = new URLSearchParams();
  for (const [name, value] of new FormData(form)) {
    const key = name === "_q" ? value.split("@")[0] : keyOf(name);
    if (name === "csrf_token" || name === "_sheet" || codes.has(key)) data.append(name, value);
  }
  data.append("_shown", shown());
  if (button) data.append(button.name, button.value);
  return data;
}

function address() {
  const examined = new URLSearchParams(location.search).has("esamina");
  return form.action + (examined ? "?esamina=1" : "");
}

function mark(codes, on) {
  for (const block of form.querySelectorAll("[data-q]")) {
    const own = [block.dataset.q, ...[...block.querySelectorAll("[name=_q]")].map((m) => m.value.split("@")[0])];
    if (own.some((code) => codes.has(code) || codes.has(`_note:${code}`))) block.toggleAttribute("data-dirty", on);
  }
}

// A server or a network that says nothing for so long is given up: the same text goes again, which does no harm.
function patience() {
  const end = new AbortController();
  setTimeout(() => end.abort(), PATIENCE);
  return end.signal;
}

async function post(button) {
  const codes = new Set(dirty);
  if (button) codes.add(button.value.split("/")[1]);
  if (!codes.size) return true;
  const body = contents(codes, button);
  dirty.clear();
  flying = codes;
  mark(codes, false);
  tell(word("Salvataggio…"));
  const headers = { "X-Requested-With": "autosave" };
  const keepalive = body.toString().length < 60000;
  const response = await fetch(address(), { method: "POST", body, headers, keepalive, signal: patience() }).catch(() => null);
  const json = response?.headers.get("Content-Type")?.startsWith("application/json");
  const answer = json ? await response.json().catch(() => null) : {};
  await calm();
  flying = new Set();
  return response?.ok && json && answer ? accepted(answer, button) : refused(answer && response, answer ?? {}, codes);
}

function accepted(answer, button) {
  wait = 0;
  latest = answer;
  const partly = answer.unsaved?.length > 0;
  const saved = word("Salvato alle {time}", { time: answer.saved_at });
  const done = partly ? word("Non salvato tutto: veda sotto") : answer.contested?.length ? `${saved}. ${CHOOSE}` : saved;
  tell(dirty.size ? WAITING : done, partly && !dirty.size);
  document.dispatchEvent(new CustomEvent("q:saved", { detail: { answer, button } }));
  if (!answer.contested?.length) say(done);
  return true;
}

function refused(response, answer, codes) {
  for (const code of codes) dirty.add(code);
  mark(codes, true);
  const token = form.elements.csrf_token;
  if (response?.status === 400 && answer.token && answer.token !== token.value) {
    token.value = answer.token;
    return post();
  }
  const later = !response || response.status >= 500 || response.status === 429;
  if (later) again(Number(response?.headers.get("Retry-After")) * 1000 || 0);
  const text = !response ? OFFLINE : later ? BUSY : `${word("Non salvato.")} ${answer.message ?? ""} ${KEPT}`;
  tell(text, true, !later);
  say(text, true);
  return false;
}

// A server with too much to do says when to come back; nobody waits longer than a minute.
function again(told) {
  wait = Math.min(Math.max(told, wait * 2 || FIRST_WAIT), LONGEST_WAIT);
  clearTimeout(timer);
  timer = setTimeout(send, wait);
}

function send(button) {
  clearTimeout(timer);
  since = 0;
  const pressed = button instanceof HTMLElement ? button : null;
  queue = queue.then(() => post(pressed));
  return queue;
}

function soon() {
  const now = Date.now();
  since ||= now;
  clearTimeout(timer);
  timer = setTimeout(send, Math.max(0, Math.min(PAUSE, since + LONGEST - now)));
}

// What she sees once does not hold her a second time; what is new does (the server says the same without scripts).
function holds(button) {
  if (button?.value !== "continue" || !latest || latest.gone) return false;
  const news = document.querySelectorAll("[data-new]");
  const points = latest.summary.trim();
  const fresh = points !== "" && points !== held;
  held = points;
  for (const block of news) block.removeAttribute("data-new");
  const told = (form.elements._seen?.value ?? "").split(" ");
  const untold = latest.missing.codes.some((code) => !told.includes(code));
  if (!news.length && !fresh && !untold) return false;
  const missing = untold && !news.length ? latest.missing : { codes: [] };
  document.dispatchEvent(new CustomEvent("q:look", { detail: { block: news[0], summary: fresh ? points : "", missing } }));
  return true;
}

// Pressing the button takes the whole page, proposed values too: saved first, so that nothing is lost on the way.
async function leave(button) {
  for (const mark of form.querySelectorAll("[name=_q]")) dirty.add(mark.value.split("@")[0]);
  for (const reason of form.querySelectorAll('[name^="_why:"]')) dirty.add(reason.name);
  if (!(await send()) || holds(button)) return;
  leaving = true;
  form.requestSubmit(button);
}

form.addEventListener("input", ({ target }) => {
  touch(target);
  soon();
});
form.addEventListener("change", ({ target }) => {
  touch(target);
  if (target.closest(".q-matrix")) soon();
  else send();
});
form.addEventListener("focusout", ({ target, relatedTarget }) => {
  const block = blockOf(target);
  if (block && dirty.size && !block.contains(relatedTarget)) send();
});
form.addEventListener("submit", (event) => {
  const button = event.submitter;
  if (leaving) return;
  event.preventDefault();
  if (button?.name === "_do") send(button);
  else leave(button);
});
addEventListener("online", () => dirty.size && send());
// A page that comes back from the browser's memory may be of before, or of who sat here before: the server says what it is now.
addEventListener("pageshow", ({ persisted }) => {
  leaving = false;
  if (persisted && !dirty.size && !flying.size) location.reload();
});
document.addEventListener("visibilitychange", () => document.hidden && dirty.size && send());
addEventListener("beforeunload", (event) => {
  if (!leaving && (dirty.size || flying.size)) event.preventDefault();
});
