// Totals of tables while she writes, as the server reckons them: only when every cell is a number it can read.

const WHOLE = /^(?:\d+|[1-9]\d{0,2}(?:\.\d{3})+)$/;
const DECIMAL = /^(?:\d+|[1-9]\d{0,2}(?:\.\d{3})+)(?:,(\d+))?$/;
const THOUSANDS = document.documentElement.lang === "fr" ? "\u202f" : ".";
const CELL = "input:not([type])";

function read(text, whole) {
  const match = (whole ? WHOLE : DECIMAL).exec(text.trim());
  if (!match) return null;
  const places = match[1]?.length ?? 0;
  return { digits: BigInt(text.trim().replace(/[.,]/g, "")), places };
}

function total(cells) {
  const numbers = cells.map((cell) => read(cell.value, cell.inputMode === "numeric"));
  if (!numbers.length || numbers.includes(null)) return "…";
  const places = Math.max(...numbers.map((number) => number.places));
  const sum = numbers.reduce((all, n) => all + n.digits * 10n ** BigInt(places - n.places), 0n);
  const digits = sum.toString().padStart(places + 1, "0");
  const whole = digits.slice(0, digits.length - places).replace(/\B(?=(\d{3})+$)/g, THOUSANDS);
  const decimals = digits.slice(digits.length - places).replace(/0+$/, "");
  return decimals ? `${whole},${decimals}` : whole;
}

function reckon(table) {
  const rows = [...table.tBodies[0].rows];
  for (const row of rows) {
    const output = row.querySelector("output");
    if (output) output.value = total([...row.querySelectorAll(CELL)]);
  }
  const foot = table.tFoot?.rows[0];
  for (const cell of foot?.cells ?? []) {
    const output = cell.querySelector("output");
    if (output) output.value = total(rows.flatMap((row) => [...(row.cells[cell.cellIndex]?.querySelectorAll(CELL) ?? [])]));
  }
}

document.addEventListener("input", ({ target }) => {
  const table = target.closest?.(".q-matrix");
  if (table) reckon(table);
});
document.addEventListener("q:drawn", ({ target }) => target.querySelectorAll(".q-matrix:not(.q-grid)").forEach(reckon));
