// Progressive enhancement only: every page works without this file, and without htmx.
"use strict";

// A link that htmx follows is still a link: with a modifier key the browser opens it in a new
// tab, and a link inside an SVG, which htmx does not stop by itself, must not load the page too.
document.addEventListener(
  "click",
  (event) => {
    const link = event.target.closest?.("a[hx-get]");
    if (!link) return;
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) {
      event.stopImmediatePropagation();
    } else if (link instanceof SVGElement && window.htmx) {
      event.preventDefault();
    }
  },
  true,
);

// A part on its way keeps its content and says that it is busy.
document.addEventListener("htmx:beforeRequest", (event) => {
  event.detail.target?.setAttribute("aria-busy", "true");
});
document.addEventListener("htmx:afterRequest", (event) => {
  event.detail.target?.removeAttribute("aria-busy");
});

// No answer at all: say so, and that nothing was changed.
for (const name of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) {
  document.addEventListener(name, () => {
    const message = document.getElementById("request-failed");
    document.getElementById("notice")?.replaceChildren(message.content.cloneNode(true));
  });
}

// The summary of a form's errors is read first.
const focusErrors = (root) => root.querySelector?.("[data-focus]")?.focus();
document.addEventListener("DOMContentLoaded", () => focusErrors(document));
document.addEventListener("htmx:afterSettle", (event) => focusErrors(event.detail.elt));

// Choosing a suggestion sends the form; typing does not.
document.addEventListener("input", (event) => {
  const field = event.target;
  if (!field.list || (event.inputType && event.inputType !== "insertReplacementText")) return;
  const chosen = [...field.list.options].some((option) => option.value === field.value);
  if (chosen) field.form?.requestSubmit();
});

// A changed address is also where a change of language must come back to.
document.addEventListener("htmx:pushedIntoHistory", () => {
  for (const link of document.querySelectorAll("a[data-language]")) {
    const address = new URL(link.href);
    address.searchParams.set("neste", location.pathname + location.search);
    link.href = address;
  }
});

// Escape closes the phone's menu and gives the focus back.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = event.target.closest?.("details.phone-menu[open]");
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});

// How many are chosen in a list; without a script the list says what to do instead.
document.addEventListener("change", (event) => {
  const form = event.target.closest?.("form[data-picking]");
  const text = form?.querySelector("[data-picked]");
  if (!text) return;
  const count = form.querySelectorAll("input[name=valgt]:checked").length;
  text.textContent = count ? text.dataset.some.replace("#", count) : text.dataset.none;
});
