// A form is sent once: its button shows that it is busy, and a second click does nothing.
// Coming back (an error, the back button, a failed htmx request) makes it usable again.
const busy = "aria-busy";

function release(form) {
  delete form.dataset.sending;
  for (const button of document.querySelectorAll(`[data-once][${busy}]`)) {
    if (button.form === form) button.removeAttribute(busy);
  }
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  const button = event.submitter ?? form.querySelector("[data-once]");
  if (!button?.matches("[data-once]") || event.defaultPrevented) return;
  if (form.dataset.sending) {
    event.preventDefault();
    event.stopImmediatePropagation();
    return;
  }
  form.dataset.sending = "1";
  button.setAttribute(busy, "true");
  setTimeout(() => release(form), 20_000);
}, true);

addEventListener("pageshow", () => document.querySelectorAll("form[data-sending]").forEach(release));
document.addEventListener("htmx:afterRequest", (event) => {
  const form = event.detail.elt.closest?.("form");
  if (form) release(form);
});
