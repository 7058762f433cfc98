// Between press and release nothing on the page may move: a button that slides away under the finger never gets its click.
// Says so by a mark on the document, and by "q:released" when the click is through.

const PRESSABLE = "button, a, label, summary, input";
const LONGEST = 1500;
const TAP = 300;
const root = document.documentElement;
let timer = 0;

function release() {
  clearTimeout(timer);
  if (!("pressed" in root.dataset)) return;
  delete root.dataset.pressed;
  document.dispatchEvent(new CustomEvent("q:released"));
}

function within(time) {
  clearTimeout(timer);
  timer = setTimeout(release, time);
}

addEventListener("pointerdown", ({ target }) => {
  if (!target.closest?.(PRESSABLE)) return;
  root.dataset.pressed = "";
  within(LONGEST);
}, true);
addEventListener("pointerup", () => within(TAP), true);
addEventListener("pointercancel", release, true);
addEventListener("click", () => within(0), true);
