// Run `setup` on each element matching `selector`, now and in whatever htmx brings later; once per element.
export function each(selector, setup) {
  const seen = new WeakSet();
  const run = (root) => {
    const found = [...root.querySelectorAll(selector)];
    if (root.matches?.(selector)) found.push(root);
    for (const element of found) {
      if (seen.has(element)) continue;
      seen.add(element);
      setup(element);
    }
  };
  run(document);
  document.addEventListener("htmx:load", (event) => run(event.detail.elt));
}

// A sentence in the language of the page, from the body's data-t-… attributes.
export const say = (name) => document.body.dataset[`t${name[0].toUpperCase()}${name.slice(1)}`] ?? "";
