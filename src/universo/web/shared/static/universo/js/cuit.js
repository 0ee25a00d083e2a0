// A CUIT is formatted and checked as it is typed. The server checks it again.
import { each } from "./ready.js";

const WEIGHTS = [5, 4, 3, 2, 7, 6, 5, 4, 3, 2];
const PREFIXES = new Set("20 23 24 25 26 27 30 33 34 50 51 55".split(" "));

// "" while it may still become right, else the name of the problem, or "ok".
export function judge(digits) {
  if (digits.length >= 2 && !PREFIXES.has(digits.slice(0, 2))) return "prefix";
  if (digits.length < 11) return "";
  if (digits.length > 11) return "length";
  if (/^..0{8}/.test(digits)) return "digit";
  const sum = WEIGHTS.reduce((total, weight, at) => total + weight * Number(digits[at]), 0);
  const digit = (11 - (sum % 11)) % 11;
  return digit < 10 && digit === Number(digits[10]) ? "ok" : "digit";
}

export function format(digits) {
  return [digits.slice(0, 2), digits.slice(2, 10), digits.slice(10)].filter(Boolean).join("-");
}

each("input[data-cuit]", (input) => {
  const note = document.getElementById(`${input.id}-note`);
  const show = () => {
    const digits = input.value.replace(/\D/g, "");
    const verdict = digits ? judge(digits) : "";
    if (note) {
      note.dataset.tone = verdict === "ok" ? "ok" : "bad";
      note.textContent = verdict ? (input.dataset[`cuit${verdict[0].toUpperCase()}${verdict.slice(1)}`] ?? "") : "";
    }
    if (verdict === "ok") input.setAttribute("aria-invalid", "false");
    else if (verdict) input.setAttribute("aria-invalid", "true");
    else input.removeAttribute("aria-invalid");
  };
  const serverError = document.getElementById(`${input.id}-error`);
  input.addEventListener("input", () => {
    serverError?.remove();
    const typed = input.value.replace(/[\s.\-]/g, "");
    const atEnd = input.selectionStart === input.value.length;
    if (/^\d{1,11}$/.test(typed) && atEnd) input.value = format(typed);
    show();
  });
  if (input.value && !serverError) show();
});
