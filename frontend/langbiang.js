// Comfort only: every page works without this file.
import htmx from "htmx.org";

window.htmx = htmx;
document.documentElement.classList.add("js");

// A refusal is read first.
document.querySelector("[data-focus]")?.focus();

// What was typed while an answer was on its way stays: that answer is let go.
const typed = (part) => [...part.querySelectorAll("textarea")].map((field) => field.value).join("\0");
document.addEventListener("htmx:beforeRequest", ({ detail }) => { detail.xhr.typed = typed(detail.target); });
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (typed(detail.target) !== detail.xhr.typed) detail.shouldSwap = false;
});

// Who types is there: the server hears of it now and then, so that a session does not end under a long text.
const OFTEN = 5 * 60 * 1000;
let told = Date.now();
document.addEventListener("input", () => {
  if (Date.now() - told < OFTEN) return;
  told = Date.now();
  fetch("/con-day/");
});

// A double click sends once; the button comes back when the page is shown again from the browser's memory.
for (const button of document.querySelectorAll("[data-once]"))
  button.form?.addEventListener("submit", () => setTimeout(() => { button.disabled = true; }));
window.addEventListener("pageshow", () => {
  for (const button of document.querySelectorAll("[data-once]")) button.disabled = false;
});

// Keys of the work board: J and K go down and up, / goes to the search; never while one is typing.
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select")) return;
  if (event.key === "/") {
    event.preventDefault();
    document.querySelector("#tim")?.focus();
  }
  const rows = [...document.querySelectorAll("[data-row] .t a")];
  const step = { j: 1, k: -1 }[event.key.toLowerCase()];
  if (!step || !rows.length) return;
  const at = rows.indexOf(document.activeElement);
  rows[Math.min(Math.max(at + step, 0), rows.length - 1)].focus();
});

// Choosing receivers: a whole group at once, a filter without tones, a count that follows.
const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").replace(/[đĐ]/g, "d").toLowerCase();
const form = document.querySelector("[data-receivers]");
if (form) {
  const count = () => {
    for (const group of form.querySelectorAll("[data-group]"))
      group.querySelector("[data-count]").textContent = group.querySelectorAll(":checked").length;
    const outside = form.querySelector("[data-outside]");
    if (outside) outside.textContent = form.querySelectorAll("[name=outside]:checked").length;
    form.querySelector("[data-total]").textContent = `${form.querySelectorAll("[name=receivers]:checked, [name=units]:checked, [name=outside]:checked").length} nơi nhận`;
  };
  form.addEventListener("change", count);
  form.addEventListener("click", (event) => {
    const all = event.target.closest("[data-all], [data-none]");
    if (!all) return;
    for (const box of all.closest("[data-group]").querySelectorAll("li:not([hidden]) [type=checkbox]")) box.checked = "all" in all.dataset;
    count();
  });
  form.querySelector("[data-filter]").addEventListener("input", (event) => {
    const words = fold(event.target.value).split(/\s+/).filter(Boolean);
    for (const group of form.querySelectorAll("[data-group]")) {
      let shown = 0;
      for (const item of group.querySelectorAll("li")) {
        item.hidden = !words.every((word) => fold(item.dataset.words).includes(word));
        shown += !item.hidden;
      }
      group.hidden = !shown;
      if (words.length) group.open = shown > 0;
    }
    form.querySelector("[data-nothing]").hidden = Boolean(form.querySelector("[data-group]:not([hidden])"));
  });
}
