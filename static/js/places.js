// Names of comuni, provinces, countries and services: a field that offers what begins with the letters typed (ARIA 1.2 combobox).
// Whatever she types is taken all the same: the server says what it could not find.

const PAUSE = 150;
const LEAST = 2;
let opened = null;

const say = (text) => document.dispatchEvent(new CustomEvent("q:say", { detail: { text, now: true } }));

function close() {
  if (!opened) return;
  opened.field.setAttribute("aria-expanded", "false");
  opened.field.removeAttribute("aria-activedescendant");
  opened.list.hidden = true;
  opened = null;
}

function point(at) {
  const options = [...opened.list.children];
  opened.at = (at + options.length) % options.length;
  options.forEach((option, index) => option.setAttribute("aria-selected", String(index === opened.at)));
  opened.field.setAttribute("aria-activedescendant", options[opened.at].id);
  options[opened.at].scrollIntoView({ block: "nearest" });
}

function choose(field, text) {
  close();
  field.value = text;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.dispatchEvent(new Event("change", { bubbles: true }));
}

function offer(field, list, names) {
  close();
  if (!names.length || document.activeElement !== field) return;
  list.replaceChildren(...names.map((name, index) => {
    const option = document.createElement("li");
    option.id = `${list.id}-${index}`;
    option.role = "option";
    option.ariaSelected = "false";
    option.textContent = name;
    option.addEventListener("pointerdown", (event) => event.preventDefault());
    option.addEventListener("click", () => choose(field, name));
    return option;
  }));
  list.hidden = false;
  field.setAttribute("aria-expanded", "true");
  opened = { field, list, at: -1 };
  list.scrollIntoView({ block: "nearest" }); // not under the bar at the foot of a telephone
  say(words(names.length, "1 nome: freccia giù per sceglierlo", "{count} nomi: freccia giù per scegliere"));
}

async function search(field, list) {
  const typed = field.value.trim();
  if (typed.length < LEAST) {
    close();
    return;
  }
  const { places, within = "" } = field.dataset;
  const own = places === "servizi"; // of this questionnaire, and of the field
  const query = new URLSearchParams(own ? { campo: field.name, q: typed } : { elenco: places, q: typed, entro: within });
  const response = await fetch(`${own ? "servizi" : "/luoghi"}?${query}`).catch(() => null);
  const names = response?.ok ? await response.json() : [];
  if (field.value.trim() === typed) offer(field, list, names.filter((name) => name !== typed));
}

function keys(event) {
  if (opened?.field !== event.target) return;
  const moves = { ArrowDown: 1, ArrowUp: -1 };
  if (event.key in moves) {
    event.preventDefault();
    point(opened.at < 0 && event.key === "ArrowUp" ? -1 : opened.at + moves[event.key]);
  } else if (event.key === "Enter" && opened.at >= 0) {
    event.preventDefault();
    choose(event.target, opened.list.children[opened.at].textContent);
  } else if (event.key === "Escape") {
    event.preventDefault();
    close();
  }
}

function enliven(field) {
  const list = document.createElement("ul");
  list.id = `o-${field.id}`;
  list.role = "listbox";
  list.className = "q-places";
  list.hidden = true;
  list.ariaLabel = word("Nomi trovati");
  field.removeAttribute("list");
  field.role = "combobox";
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-expanded", "false");
  field.setAttribute("aria-controls", list.id);
  field.after(list);
  let timer = 0;
  field.addEventListener("input", (event) => {
    clearTimeout(timer);
    if (event.isTrusted) timer = setTimeout(() => search(field, list), PAUSE);
  });
  field.addEventListener("keydown", keys);
  field.addEventListener("blur", close);
}

const enlivenAll = (root) => root.querySelectorAll("[data-places]:not([role])").forEach(enliven);
enlivenAll(document);
document.addEventListener("q:drawn", ({ target }) => enlivenAll(target));
