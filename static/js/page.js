// The one script a page names: it loads the others under its own fingerprint, so that browsers may keep them for good.

const version = new URL(import.meta.url).search;
const parts = ["announce", "press", "fragments", "saving", "totals", "sheet", "hours", "places", "session", "asking"];

// What the scripts say, in the language of the page: the Italian words are the key, the form brings the others.
const known = JSON.parse(document.getElementById("pagina").dataset.words ?? "{}");
const kinds = ["one", "two", "few"];
const fill = (text, values) => text.replace(/\{(\w+)\}/g, (all, name) => values[name] ?? all);
globalThis.word = (text, values = {}) => fill(known[text] ?? text, values);
globalThis.words = (count, one, many, values = {}) => {
  const forms = known[many] ?? [one, many];
  const at = kinds.indexOf(new Intl.PluralRules(document.documentElement.lang).select(count));
  return fill(forms[at < 0 ? forms.length - 1 : Math.min(at, forms.length - 1)], { count, ...values });
};

// Beside the page the sections stand open, below it closed: what is read aloud of the sign agrees with what is seen.
const outline = document.querySelector(".q-outline");
const wide = matchMedia("(min-width: 992px)");
const unfold = () => { outline.open = wide.matches; };
unfold();
wide.addEventListener("change", unfold);

await Promise.all(parts.map((name) => import(`./${name}.js${version}`)));
document.documentElement.classList.add("q-alive");

// A tall field is shown whole to who comes to it by the keyboard: browsers bring only its caret into sight.
let keyed = false;
addEventListener("keydown", () => { keyed = true; }, true);
addEventListener("pointerdown", () => { keyed = false; }, true);
document.addEventListener("focusin", ({ target }) => {
  if (keyed && target.matches("textarea")) target.scrollIntoView({ block: "nearest", behavior: "instant" });
});
