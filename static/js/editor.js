// The text of a document: line numbers, a jump to the line of a finding, findings while one types. Without it the
// form is a plain text field, saved by its button.
const form = document.getElementById("editor");
const area = document.getElementById("f-text");
const numbers = document.getElementById("numeri");
const told = document.getElementById("osservazioni");
const PAUSE_MS = 900;
let begun = area.value;
let timer;

function number() {
  const count = area.value.split("\n").length;
  if (numbers.dataset.count !== String(count)) {
    numbers.dataset.count = String(count);
    numbers.textContent = Array.from({ length: count }, (_, at) => at + 1).join("\n");
  }
  numbers.style.height = `${area.clientHeight}px`;
  numbers.scrollTop = area.scrollTop;
}

function jump(line) {
  const lines = area.value.split("\n");
  const start = lines.slice(0, line - 1).reduce((sum, text) => sum + text.length + 1, 0);
  area.focus();
  area.setSelectionRange(start, start + (lines[line - 1] || "").length);
  area.scrollTop = Math.max(0, (line - 4) * parseFloat(getComputedStyle(area).lineHeight));
  area.scrollIntoView({ block: "nearest" });
}

function link() {
  for (const place of told.querySelectorAll("[data-line]")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "q-link";
    button.textContent = place.textContent;
    button.addEventListener("click", () => jump(Number(place.dataset.line)));
    place.replaceWith(button);
  }
}

async function check() {
  try {
    const answer = await fetch(form.dataset.check, { method: "POST", body: new FormData(form) });
    if (answer.ok && !answer.redirected) {
      told.innerHTML = await answer.text();
      link();
    }
  } catch {
    // without connection the findings stay those of before; saving tells
  }
}

area.addEventListener("input", () => {
  number();
  clearTimeout(timer);
  timer = setTimeout(check, PAUSE_MS);
});
area.addEventListener("scroll", number);
form.addEventListener("keydown", (event) => {
  if (event.key === "s" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    form.requestSubmit();
  }
});
form.addEventListener("submit", () => {
  begun = area.value;
});
window.addEventListener("beforeunload", (event) => {
  if (area.value !== begun) event.preventDefault();
});
const wanted = /^#riga-(\d+)$/.exec(location.hash);
numbers.hidden = false;
new ResizeObserver(number).observe(area);
number();
link();
if (wanted) jump(Number(wanted[1]));
