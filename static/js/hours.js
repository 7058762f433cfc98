// Opening hours: a day is closed, open all day, or has hours. Choosing one takes the others away, and gives the hours back
// when it is undone. It listens before the form does, so that what is saved is what she sees.

const kept = new Map();

const say = (text) => document.dispatchEvent(new CustomEvent("q:say", { detail: { text, now: true } }));
const ticksOf = (day) => [...day.querySelectorAll("input[type=checkbox]")];
const timesOf = (day) => [...day.querySelectorAll("input:not([type])")];
const daysOf = (week) => [...week.querySelectorAll(".q-day")];
const wholeOf = (week) => week.querySelector(".q-whole input");
const keyOf = (day) => timesOf(day)[0].name;

/** Clear the hours of a day; whether there were any. */
function take(day) {
  const times = timesOf(day);
  if (!times.some((time) => time.value)) return false;
  kept.set(keyOf(day), times.map((time) => time.value));
  for (const time of times) time.value = "";
  return true;
}

/** Put back the hours that a tick had cleared, unless others have been written. */
function giveBack(day) {
  const times = timesOf(day);
  const before = kept.get(keyOf(day));
  if (!before || times.some((time) => time.value)) return;
  times.forEach((time, index) => { time.value = before[index]; });
  kept.delete(keyOf(day));
}

function clear(ticks, but) {
  for (const tick of ticks) if (tick !== but) tick.checked = false;
}

/** A tick of one day, or of the whole week. */
function ticked(target, week) {
  const day = target.closest(".q-day");
  const days = day ? [day] : daysOf(week);
  if (!target.checked) {
    days.forEach(giveBack);
    return;
  }
  for (const one of days) clear(ticksOf(one), target);
  if (day) wholeOf(week).checked = false;
  if (days.map(take).some(Boolean)) say(word("Gli orari scritti sono stati tolti: tornano se toglie il segno."));
}

addEventListener("change", ({ target }) => {
  const week = target.closest?.(".q-week");
  if (week && target.type === "checkbox") ticked(target, week);
}, true);
addEventListener("input", ({ target }) => {
  const day = target.closest?.(".q-day");
  if (!day || target.type === "checkbox" || !target.value) return;
  clear(ticksOf(day));
  wholeOf(day.closest(".q-week")).checked = false;
}, true);
