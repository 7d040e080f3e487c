// Keeps a page up to date while it is looked at, and sends its forms without losing the place on it.
"use strict";

const EVERY = 1000;
const parser = new DOMParser();
let shown = null;
let sending = false;
let pressed = false;

document.documentElement.classList.add("scripted");

function main() {
  return document.querySelector("main");
}

// What is in use, or holds something unsent, must not be swapped away.
function busy() {
  const focused = document.activeElement;
  const inside = focused !== main() && main().contains(focused);
  if (pressed || (inside && focused.matches("input, select, textarea, :focus-visible"))) return true;
  const changed = (field) =>
    field.type === "checkbox" ? field.checked !== field.defaultChecked : field.value !== field.defaultValue;
  return [...main().querySelectorAll("input, textarea")].some(changed);
}

function show(html) {
  const page = parser.parseFromString(html, "text/html");
  const next = page.querySelector("main");
  if (!next || next.outerHTML === shown) return;
  shown = next.outerHTML;
  const open = [...main().querySelectorAll("details[open][id]")].map((one) => one.id);
  const across = main().querySelector(".board")?.scrollLeft ?? 0;
  main().replaceWith(document.adoptNode(next));
  for (const id of open) document.getElementById(id)?.setAttribute("open", "");
  main().querySelector(".board")?.scrollTo({ left: across });
  document.title = page.title;
}

async function refresh() {
  if (document.visibilityState !== "visible" || sending || busy() || !("live" in main().dataset)) return;
  try {
    const answer = await fetch(location.href, { cache: "no-store" });
    const html = await answer.text();
    if (answer.ok && !sending && !busy()) show(html);
  } catch {
    // The sandbox was ended; the next turn tries again.
  }
}

async function send(form, button) {
  sending = true;
  try {
    const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form, button)) });
    const stays = !answer.ok || new URL(answer.url).pathname === location.pathname;
    if (!stays) return location.assign(answer.url);
    shown = null;
    show(await answer.text());
    if (button?.id) document.getElementById(button.id)?.focus({ preventScroll: true });
  } catch {
    tell("The sandbox does not answer.");
  } finally {
    sending = false;
  }
}

function tell(words) {
  const notice = document.createElement("p");
  notice.className = "notice warm";
  notice.setAttribute("role", "alert");
  notice.textContent = words;
  main().prepend(notice);
}

document.addEventListener("submit", (event) => {
  if (event.target.method !== "post" || !main().contains(event.target)) return;
  event.preventDefault();
  send(event.target, event.submitter);
});

document.addEventListener("change", (event) => {
  if (event.target.matches("select[data-submit]")) event.target.form.requestSubmit();
});

document.addEventListener("pointerdown", () => (pressed = true));
for (const end of ["pointerup", "pointercancel"]) document.addEventListener(end, () => (pressed = false));

setInterval(refresh, EVERY);
