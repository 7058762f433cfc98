// Totals of tables while she writes, as the server reckons them: only when every cell is a number it can read.

const WHOLE = /^(?:\d+|[1-9]\d{0,2}(?:\.\d{3})+)$/;
const COMMA = /^(?:\d+|[1-9]\d{0,2}(?:\.\d{3})+),(\d+)$/;
const ONE_DOT = /^\d+\.(\d+)$/;
const SPACED = /^[1-9]\d{0,2}(?:\s\d{3})+(?:,\d+)?$/;
const THOUSANDS = document.documentElement.lang === "fr" ? "\u202f" : ".";
const CELL = "input:not([type])";

// In decimals one dot before three digits may mean either thing: the server asks back, so there is no total yet.
function places(text, whole) {
  const dot = ONE_DOT.exec(text)?.[1].length;
  if (WHOLE.test(text) && (whole || dot !== 3)) return 0;
  return whole || dot === 3 ? null : COMMA.exec(text)?.[1].length ?? dot ?? null;
}

function read(typed, whole) {
  const text = typed.trim();
  const plain = SPACED.test(text) ? text.replace(/\s/g, "") : text;
  const decimals = places(plain, whole);
  return decimals === null ? null : { digits: BigInt(plain.replace(/[.,]/g, "")), places: decimals };
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
