// Tables as in a spreadsheet: arrows, Enter, a block pasted from Excel, and its undoing.

const CELL = "input:not([type])";
const pasted = [];

const say = (text) => document.dispatchEvent(new CustomEvent("q:say", { detail: { text, now: true } }));
const columnOf = (cell) => cell.closest("td").cellIndex;
const rowsOf = (cell) => [...cell.closest("tbody").rows];
const cellAt = (row, column) => row?.cells[column]?.querySelector(CELL) ?? null;

function beside(cell, down, across) {
  const rows = rowsOf(cell);
  let row = rows.indexOf(cell.closest("tr")) + down;
  let column = columnOf(cell) + across;
  while (rows[row]?.cells[column]) {
    const found = cellAt(rows[row], column);
    if (found) return found;
    row += down;
    column += across;
  }
  return null;
}

function go(event, down, across) {
  const target = beside(event.target, down, across);
  event.preventDefault();
  target?.focus();
  target?.select();
}

function atEdge(cell, left) {
  const all = cell.selectionStart === 0 && cell.selectionEnd === cell.value.length;
  const caret = cell.selectionStart === cell.selectionEnd;
  return all || (caret && cell.selectionStart === (left ? 0 : cell.value.length));
}

const KEYS = {
  ArrowUp: (event) => go(event, -1, 0),
  ArrowDown: (event) => go(event, 1, 0),
  Enter: (event) => go(event, event.shiftKey ? -1 : 1, 0),
  ArrowLeft: (event) => atEdge(event.target, true) && go(event, 0, -1),
  ArrowRight: (event) => atEdge(event.target, false) && go(event, 0, 1),
};

function write(cell, text) {
  cell.value = text;
  cell.dispatchEvent(new Event("input", { bubbles: true }));
}

function tell(cell, text) {
  const fieldset = cell.closest("fieldset");
  const note = fieldset.querySelector(".q-pasted") ?? fieldset.appendChild(document.createElement("p"));
  note.className = "q-hint q-pasted";
  note.textContent = text;
  say(text);
}

function undo(event) {
  const step = pasted.pop();
  const cells = step?.filter(({ cell, after }) => cell.isConnected && cell.value === after) ?? [];
  if (!cells.length) return;
  event.preventDefault();
  for (const { cell, before } of cells) write(cell, before);
  tell(event.target, word("Tolte le celle incollate"));
}

function paste(event) {
  const block = event.clipboardData.getData("text/plain").replace(/\r\n?/g, "\n").replace(/\n+$/, "");
  const lines = block.split("\n").map((line) => line.split("\t"));
  if (lines.length === 1 && lines[0].length === 1) return;
  event.preventDefault();
  const rows = rowsOf(event.target);
  const top = rows.indexOf(event.target.closest("tr"));
  const left = columnOf(event.target);
  const step = [];
  lines.forEach((line, down) => line.forEach((text, across) => {
    const cell = cellAt(rows[top + down], left + across);
    if (cell) step.push({ cell, before: cell.value, after: text.trim() });
  }));
  for (const { cell, after } of step) write(cell, after);
  pasted.push(step);
  const all = lines.reduce((count, line) => count + line.length, 0);
  const out = all - step.length;
  const done = words(step.length, "Incollata 1 cella", "Incollate {count} celle");
  const beyond = out ? `; ${word("{count} fuori dalla tabella", { count: out })}` : "";
  tell(event.target, `${done}${beyond}. ${word("Ctrl+Z le toglie.")}`);
}

document.addEventListener("keydown", (event) => {
  if (!event.target.matches?.(`.q-matrix ${CELL}`)) return;
  const plain = !event.ctrlKey && !event.metaKey && !event.altKey;
  if (plain && Object.hasOwn(KEYS, event.key)) KEYS[event.key](event);
  if ((event.ctrlKey || event.metaKey) && !event.shiftKey && event.key.toLowerCase() === "z") undo(event);
});
document.addEventListener("paste", (event) => {
  if (event.target.matches?.(`.q-matrix ${CELL}`)) paste(event);
});
