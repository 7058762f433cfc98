// Each question offers help where scripts run; sent with the page, so many buttons would make it heavier than it may be.

const list = document.getElementById("domande");
// Where the page itself offers no help (staff who enter on behalf, nothing to write) no question does.
const offered = document.querySelector('[name=_go][value="aiuto:"]') !== null;

function offer(block) {
  if (!block.querySelector("[name=_q]") || block.querySelector(".q-ask")) return;
  const button = document.createElement("button");
  Object.assign(button, { className: "q-ask", name: "_go", value: `aiuto:${block.dataset.q}` });
  button.textContent = word("Chiedi aiuto su questa domanda");
  button.setAttribute("aria-label", `${button.textContent} (${block.dataset.q})`);
  block.append(button);
}

if (offered) {
  for (const block of list.children) offer(block);
  list.addEventListener("q:drawn", (event) => offer(event.target));
}
