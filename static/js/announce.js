// One polite live region for the whole page. That all is saved is said at most once a minute; the rest at once.

const MINUTE = 60000;
const region = document.getElementById("annuncio");
let last = Date.now();

document.addEventListener("q:say", ({ detail: { text, now } }) => {
  if (!now && Date.now() - last < MINUTE) return;
  if (!now) last = Date.now();
  region.textContent = region.textContent === text ? `${text} ` : text;
});
