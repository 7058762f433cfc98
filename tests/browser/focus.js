// What stands under the focus, and what is wrong with it. Put into every page before its own scripts.
const qLost = [];
let qBegan = false;
let qBefore = null;

const qNowhere = () => !document.activeElement || document.activeElement === document.body;
const qNotice = (when) => qBegan && qNowhere() && qLost.push(`the focus was lost ${when}`);

addEventListener("focusin", () => { qBegan = true; }, true);
addEventListener("keydown", (event) => qNotice(`before ${event.key}`), true);
document.addEventListener("q:saved", () => setTimeout(() => qNotice("by a save")));

/** Something lies over its middle: a sticky line, a bar. A link that runs on over the next line: over that of its first. */
function qCovered(element) {
  const box = element.getClientRects()[0] ?? element.getBoundingClientRect();
  const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  if (!top) return "out of the window";
  return element.contains(top) || top.contains(element) || top.tagName === "LABEL" ? "" : `under ${top.outerHTML.slice(0, 80)}`;
}

function qRing(element) {
  const style = getComputedStyle(element);
  return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2 ? "" : "no ring around it";
}

/** Reading goes down, or to the right: on one line, or into the next column. */
function qOrder(element) {
  const before = qBefore?.isConnected ? qBefore.getBoundingClientRect() : null;
  const now = element.getBoundingClientRect();
  qBefore = element;
  return !before || now.top >= before.top - 12 || now.left > before.left ? "" : "above and before the stop that came first";
}

const qGroup = (element) => [...document.querySelectorAll(`input[type=radio][name="${CSS.escape(element.name)}"]`)];

function qChoices(element) {
  if (element.type !== "radio") return { chosen: element.value ?? "", choices: element.options?.length ?? 0 };
  const group = qGroup(element);
  return { chosen: group.find((radio) => radio.checked)?.value ?? "", choices: group.length };
}

function qFocus() {
  const element = document.activeElement;
  const faults = qNowhere() ? ["the focus is nowhere"] : [qCovered(element), qRing(element), qOrder(element)].filter(Boolean);
  return {
    path: location.pathname,
    tag: element.tagName,
    type: element.type ?? "",
    name: element.name ?? "",
    value: element.value ?? "",
    checked: element.checked ?? false,
    words: element.textContent.trim() || element.name || element.id,
    ...qChoices(element),
    rows: element.closest("[data-q]")?.querySelectorAll(".q-row").length ?? 0,
    faults: [...qLost.splice(0), ...faults],
  };
}

window.qFocus = qFocus;
window.qRestart = () => { qBefore = null; };
