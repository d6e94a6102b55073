// What the console adds where scripts run; every page works without. Nothing is kept in the browser.
"use strict";

// htmx parses what this site answered; its settings forbid scripts in it. Nothing else writes markup.
window.trustedTypes?.createPolicy("default", { createHTML: (markup) => markup });

const body = document.body;
document.documentElement.classList.add("with-script");

// Lock after idle minutes, and by Alt+L.
const lock = document.getElementById("lock");
let idle;
function stayAwake() {
  clearTimeout(idle);
  idle = setTimeout(() => lock.requestSubmit(), Number(body.dataset.idleMinutes) * 60_000);
}
if (lock) {
  for (const kind of ["pointerdown", "keydown", "scroll"]) addEventListener(kind, stayAwake, { passive: true });
  stayAwake();
}

// Quick exit: Shift three times within a second, to a page that says nothing of the reader. The way back is closed.
let shifts = [];
addEventListener("keyup", (event) => {
  if (event.key !== "Shift") { shifts = []; return; }
  shifts = [...shifts, event.timeStamp].filter((at) => event.timeStamp - at < 1000);
  if (shifts.length >= 3 && body.dataset.quickExit) {
    leaving = true;
    body.replaceChildren();
    location.replace(body.dataset.quickExit);
  }
});
// What a browser kept of a page to go back to is asked for again: it may be locked by now.
addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });

// Forms: sent once; leaving one that was changed is asked about.
let leaving = false;
const changed = new Set();
addEventListener("input", (event) => { if (event.target.form?.classList.contains("form")) changed.add(event.target.form); });
addEventListener("submit", (event) => {
  if (event.target.dataset.sent) { event.preventDefault(); return; }
  event.target.dataset.sent = "yes";
  leaving = true;
  setTimeout(() => { for (const button of event.target.querySelectorAll("button")) button.disabled = true; });
});
addEventListener("beforeunload", (event) => { if (changed.size && !leaving) event.preventDefault(); });
for (const select of document.querySelectorAll("[data-submits]")) select.addEventListener("change", () => select.form.requestSubmit());
document.querySelector("[data-focus]")?.focus();

// Texts that are shown once are copied with one button, where the browser lets a page do that.
for (const button of navigator.clipboard ? document.querySelectorAll("[data-copies]") : []) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copies).textContent);
    button.textContent = button.dataset.copied;
  });
}

// Lists by keyboard: j and k move, o opens. Elsewhere: / searches, c takes in a case.
function rows() { return [...document.querySelectorAll("[data-rows] > *")]; }
function move(by) {
  const all = rows();
  if (!all.length) return;
  const at = all.findIndex((row) => row.classList.contains("selected"));
  all[at]?.classList.remove("selected");
  const row = all[Math.min(all.length - 1, Math.max(0, at + by))];
  row.classList.add("selected");
  row.querySelector("a")?.focus();
}
const KEYS = {
  j: () => move(1),
  k: () => move(-1),
  o: () => document.querySelector(".selected a")?.click(),
  "/": () => document.querySelector("[type=search]")?.focus(),
  c: () => document.querySelector("[aria-keyshortcuts=c]")?.click(),
};
addEventListener("keydown", (event) => {
  if (event.altKey && event.key.toLowerCase() === "l") { event.preventDefault(); lock?.requestSubmit(); return; }
  if (event.ctrlKey || event.metaKey || event.altKey || /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName)) return;
  if (KEYS[event.key]) { event.preventDefault(); KEYS[event.key](); }
});
