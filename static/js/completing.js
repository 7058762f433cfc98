// Completion in the text of a document, from its JSON Schema: keys, types and other fixed words, codes of questions and
// lists. A list box beside the cursor, by keyboard alone: Ctrl+Space or typing opens it, arrows choose, Enter takes,
// Escape closes. Tab still leaves the field. Without it the form is a plain text field.
const area = document.getElementById("f-text");
const box = document.getElementById("proposte");
const count = document.getElementById("quante");
const MOST = 12;
const TOKEN = /"(?:[^"\\]|\\.)*"?|[{}[\],:]|[^\s{}[\],:"]+/gs;
const QUESTION = /"code"\s*:\s*"([^"]+)"\s*,\s*"type"/g;
const LIST = /"(\w+)"\s*:\s*\{\s*"(?:options|shared)"\s*:/g;
const WORD = /[A-Za-z0-9_.]*$/;
const OF_CODES = new Set(["list", "options_from", "foreach", "fields", "questions"]);
let schema = null;
let found = { from: 0, offers: [] };
let active = -1;
let moved = false;

// Where the cursor is: the steps that lead there, whether a key or a value stands there, what of it is written.
function standing(text) {
  const levels = [];
  let open = null;
  for (const match of text.matchAll(TOKEN)) {
    const [token, last] = [match[0], match.index + match[0].length === text.length];
    const closed = token.length > 1 && token.endsWith('"') && !token.endsWith('\\"');
    const here = levels.at(-1);
    if (last && !"{}[],:".includes(token) && !(token.startsWith('"') && closed)) open = match;
    else if (token === "{" || token === "[") levels.push({ list: token === "[", key: null, keys: [], value: token === "[" });
    else if (token === "}" || token === "]") levels.pop();
    else if (token === ",") Object.assign(here ?? {}, here?.list ? {} : { key: null, value: false });
    else if (token === ":") Object.assign(here ?? {}, { value: true });
    else if (here && !here.list && !here.value) {
      here.key = token.replaceAll('"', "");
      here.keys.push(here.key);
    }
  }
  return { levels, from: open ? open.index : text.length, written: open ? open[0] : "" };
}

function resolved(node) {
  let here = node;
  while (here?.$ref) here = { ...schema.$defs[here.$ref.split("/").at(-1)], ...(here.description && { description: here.description }) };
  return here ?? {};
}

// The schema of what a list or an object holds; where both may stand, the one that does.
function within(node, list) {
  const here = resolved(node);
  return here.if?.type === "array" ? resolved(list ? here.then : here.else) : here;
}

function inside(levels) {
  let here = schema;
  for (const [at, level] of levels.entries()) {
    here = within(here, level.list);
    if (at < levels.length - 1) here = level.list ? here.items : (here.properties?.[level.key] ?? here.additionalProperties);
    if (!here) return {};
  }
  return here;
}

const START = { string: '""', array: "[]", object: "{}", boolean: "true" };

// A key as it is put in, with the beginning of its value; `back` is how far before its end the cursor goes.
function keyed(name, node) {
  const here = resolved(node);
  const text = here.properties?.it ? '{"it": ""}' : (START[here.type] ?? (here.enum ? '""' : ""));
  const back = text.endsWith('""}') ? 2 : /["\]}]$/.test(text) ? 1 : 0;
  return { label: name, hint: here.description ?? "", text: `"${name}": ${text}`, back };
}

const worded = (value, hint = "") => ({ label: String(value), hint, text: JSON.stringify(value), back: 0 });

const codes = (key) => [...area.value.matchAll(key === "list" ? LIST : QUESTION)].map((match) => match[1]);

function values(node, key) {
  const here = resolved(node);
  if (here.enum) return here.enum.map((value) => worded(value));
  if (here.type === "boolean") return [worded(true), worded(false)];
  return here.type === "string" && OF_CODES.has(key) ? codes(key).map((code) => worded(code)) : [];
}

// A text of the expression language: the code that is being written in it.
function named(node, from, written) {
  if (!node?.$ref?.endsWith("/expression") || !written.startsWith('"')) return null;
  const [word] = WORD.exec(written);
  const offers = codes("").map((code) => ({ label: code, hint: "", text: code, back: 0 }));
  return word && { from: from + written.length - word.length, word, offers };
}

function offered() {
  const { levels, from, written } = standing(area.value.slice(0, area.selectionStart));
  const level = levels.at(-1);
  if (!level) return { from, offers: [] };
  const here = inside(levels);
  const node = level.list ? here.items : (here.properties?.[level.key] ?? here.additionalProperties);
  const owner = level.list ? levels.at(-2)?.key : level.key;
  if (level.value) return named(node, from, written) ?? { from, word: written, offers: node ? values(node, owner) : [] };
  const free = Object.entries(here.properties ?? {}).filter(([name]) => !level.keys.includes(name));
  const first = (name) => (here.required?.includes(name) ? 0 : 1);
  return { from, word: written, offers: free.map(([name, one]) => keyed(name, one)).sort((a, b) => first(a.label) - first(b.label)) };
}

function look(asked) {
  if (!schema || area.selectionStart !== area.selectionEnd) return hide();
  const { from, word = "", offers } = offered();
  const typed = word.replaceAll('"', "").toLowerCase();
  const fitting = offers.filter(({ label }) => label.toLowerCase().startsWith(typed) && label.toLowerCase() !== typed);
  found = { from, offers: (fitting.length || !asked ? fitting : offers).slice(0, MOST) };
  active = asked ? 0 : -1;
  return found.offers.length && (asked || word) ? show() : hide();
}

function show() {
  box.replaceChildren(...found.offers.map(({ label, hint }, at) => {
    const line = document.createElement("li");
    Object.assign(line, { id: `proposta-${at}`, role: "option", textContent: label });
    if (hint) line.append(Object.assign(document.createElement("small"), { textContent: ` ${hint}` }));
    return line;
  }));
  box.hidden = false;
  put();
  count.textContent = found.offers.length === 1 ? "1 proposta" : `${found.offers.length} proposte`;
  mark();
}

function hide() {
  if (box.hidden) return;
  box.hidden = true;
  active = -1;
  area.removeAttribute("aria-activedescendant");
  count.textContent = "";
}

function mark() {
  for (const [at, line] of [...box.children].entries()) line.ariaSelected = String(at === active);
  box.children[active]?.scrollIntoView({ block: "nearest" });
  if (active < 0) area.removeAttribute("aria-activedescendant");
  else area.setAttribute("aria-activedescendant", `proposta-${active}`);
}

// Under the line of the cursor, at the word it completes; over it where there is no room below.
function put() {
  const style = getComputedStyle(area);
  const [height, pad] = [parseFloat(style.lineHeight), parseFloat(style.paddingTop)];
  const pen = document.createElement("canvas").getContext("2d");
  pen.font = style.font;
  const before = area.value.slice(0, found.from).split("\n");
  const top = pad + before.length * height - area.scrollTop;
  const left = area.offsetLeft + pad + before.at(-1).length * pen.measureText("0").width - area.scrollLeft;
  box.style.left = `${Math.max(0, Math.min(left, box.offsetParent.clientWidth - box.offsetWidth))}px`;
  box.style.top = `${top + box.offsetHeight > area.clientHeight ? Math.max(0, top - height - box.offsetHeight) : top}px`;
}

function take(at) {
  const { label } = found.offers[at];
  let { text, back } = found.offers[at];
  const rest = /^[A-Za-z0-9_]*"?/.exec(area.value.slice(area.selectionStart))[0];
  const end = area.selectionStart + (text.startsWith('"') || rest.at(-1) !== '"' ? rest.length : rest.length - 1);
  if (/^\s*:/.test(area.value.slice(end))) [text, back] = [JSON.stringify(label), 0];
  area.focus();
  area.setSelectionRange(found.from, end);
  moved = true;
  if (!document.execCommand("insertText", false, text)) {
    area.setRangeText(text, found.from, end, "end");
    area.dispatchEvent(new Event("input", { bubbles: true }));
  }
  moved = false;
  const place = found.from + text.length - back;
  area.setSelectionRange(place, place);
  hide();
}

const KEYS = {
  ArrowDown: () => { active = (active + 1) % found.offers.length; },
  ArrowUp: () => { active = (active <= 0 ? found.offers.length : active) - 1; },
  Escape: hide,
};

area.addEventListener("keydown", (event) => {
  if (event.key === " " && event.ctrlKey) {
    event.preventDefault();
    look(true);
  } else if (!box.hidden && event.key === "Enter" && active >= 0) {
    event.preventDefault();
    take(active);
  } else if (!box.hidden && event.key in KEYS && !event.isComposing) {
    event.preventDefault();
    KEYS[event.key]();
    if (!box.hidden) mark();
  } else if (event.key.startsWith("Arrow") || event.key === "Home" || event.key === "End") hide();
});
area.addEventListener("input", () => {
  if (!moved) look(false);
});
for (const name of ["blur", "click"]) area.addEventListener(name, hide);
area.addEventListener("scroll", () => box.hidden || put());
box.addEventListener("pointerdown", (event) => {
  const line = event.target.closest("[role=option]");
  event.preventDefault();
  if (line) take([...box.children].indexOf(line));
});

try {
  schema = await (await fetch(document.getElementById("editor").dataset.schema)).json();
  area.setAttribute("aria-autocomplete", "list");
  area.setAttribute("aria-controls", box.id);
  area.setAttribute("aria-haspopup", "listbox");
} catch {
  // without the schema the text is written as before
}
