// The one script a page names: it loads the others under its own fingerprint, so that browsers may keep them for good.

const version = new URL(import.meta.url).search;
const parts = ["announce", "press", "fragments", "saving", "totals", "sheet", "hours", "places", "session"];

await Promise.all(parts.map((name) => import(`./${name}.js${version}`)));
document.documentElement.classList.add("q-alive");
