// The summary of a form's errors takes the focus; a request that failed says so, and keeps what was typed.
import { each, say } from "./ready.js";

each("[data-form-errors]", (summary) => summary.focus());

function tell(text) {
  const region = document.getElementById("messages");
  if (!region) return;
  const toast = document.createElement("div");
  toast.className = "toast";
  toast.dataset.tone = "bad";
  const words = document.createElement("p");
  words.textContent = text;
  toast.append(words);
  region.replaceChildren(toast);
}

document.addEventListener("htmx:responseError", (event) => {
  if (event.detail.xhr.status !== 422) tell(say("failed"));
});
document.addEventListener("htmx:sendError", () => tell(say("offline")));
// A form sent back with its errors (422) is shown like any other answer.
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.xhr.status !== 422) return;
  event.detail.shouldSwap = true;
  event.detail.isError = false;
});

// What was gathered by itself ([data-quiet]) does not take the place of what somebody types or has open.
const touched = (part) => part.querySelector("dialog[open]") ||
  [...part.querySelectorAll("input:not([type=hidden]), textarea")].some((input) => input.value !== input.defaultValue);
document.addEventListener("htmx:beforeSwap", (event) => {
  const { requestConfig, target } = event.detail;
  const asked = requestConfig.triggeringEvent?.type === "submit";
  if (requestConfig.elt.matches("[data-quiet]") && !asked && touched(target)) event.detail.shouldSwap = false;
});
