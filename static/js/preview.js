// The preview answers while one types, as the pages of respondents do: questions come and go, totals and points follow.
// Nothing is stored; without it «Aggiorna questa pagina» does the same. A question one is writing in is never touched.
const form = document.getElementById("anteprima");
const live = document.getElementById("vivo");
const phone = document.getElementById("telefono");
const PAUSE_MS = 500;
const drawn = new Map();
let turn = 0;
let timer;

const list = () => document.getElementById("v-domande");
const busy = (block) => block.contains(document.activeElement);

function remember(root) {
  for (const block of root.querySelectorAll("[data-q]")) drawn.set(block.dataset.q, block.innerHTML);
}

async function look() {
  const mine = ++turn;
  const body = new FormData(form);
  body.set("_go", "show");
  body.set("_vivo", "1");
  try {
    const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(body) });
    if (!answer.ok || answer.redirected) return;
    const html = await answer.text();
    if (mine === turn) draw(new DOMParser().parseFromString(html, "text/html").body);
  } catch {
    // without connection the page stays as it was
  }
}

function draw(fresh) {
  const questions = fresh.querySelector("#v-domande");
  if (!questions || !list() || fresh.querySelector("[name=_page]").value !== form.elements._page.value) return;
  for (const name of ["_kept", "_proposte"]) form.elements[name].value = fresh.querySelector(`[name=${name}]`).value;
  place(questions);
  for (const part of fresh.querySelectorAll("[data-part]")) refresh(part);
}

// Blocks in the order of the answer; one that was not drawn otherwise than before keeps what is typed in it.
function place(questions) {
  const wanted = new Map([...questions.children].map((block) => [block.dataset.q, block]));
  for (const block of [...list().children]) if (!wanted.has(block.dataset.q) && !busy(block)) block.remove();
  let last = null;
  for (const [code, block] of wanted) {
    let here = list().querySelector(`[data-q="${CSS.escape(code)}"]`);
    if (here && drawn.get(code) !== block.innerHTML && !busy(here)) {
      drawn.set(code, block.innerHTML);
      here.replaceWith(block);
      here = block;
    } else if (!here) {
      drawn.set(code, block.innerHTML);
      here = block;
      if (last) last.after(here);
      else list().prepend(here);
    }
    last = here;
  }
}

function refresh(part) {
  const here = live.querySelector(`[data-part="${part.dataset.part}"]`);
  if (!here || here.innerHTML === part.innerHTML || busy(here)) return;
  const open = here.querySelector("details")?.open;
  here.replaceChildren(...part.childNodes);
  const details = here.querySelector("details");
  if (details && open) details.open = true;
}

function later() {
  clearTimeout(timer);
  timer = setTimeout(look, PAUSE_MS);
}

remember(live);
live.addEventListener("input", later);
// What could not be drawn because one was writing in it is drawn when one leaves it.
live.addEventListener("focusout", later);
phone.hidden = window.opener !== null;
phone.addEventListener("click", () => {
  window.open(window.location.href, "telefono", "popup,width=390,height=780");
});
