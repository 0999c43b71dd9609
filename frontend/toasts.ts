/** Messages at the foot of the page: each goes after its time, or waits while pointed at or focused. */

const SHORT_MS = 6_000;

function start(toast: HTMLElement): void {
  const lasts = Number(toast.dataset.lasts ?? SHORT_MS);
  let left = lasts;
  let began = performance.now();
  let timer = window.setTimeout(() => toast.remove(), left);
  const pause = (): void => {
    window.clearTimeout(timer);
    left -= performance.now() - began;
    toast.classList.add("is-paused");
  };
  const resume = (): void => {
    began = performance.now();
    timer = window.setTimeout(() => toast.remove(), Math.max(left, 1_000));
    toast.classList.remove("is-paused");
  };
  toast.addEventListener("mouseenter", pause);
  toast.addEventListener("mouseleave", resume);
  toast.addEventListener("focusin", pause);
  toast.addEventListener("focusout", resume);
}

/** Shows a message made by the page itself, such as a failed request. */
export function say(text: string): void {
  const shelf = document.querySelector("#toasts");
  if (!shelf) return;
  const toast = document.createElement("div");
  toast.className = "toast-note is-error";
  toast.dataset.toast = "";
  toast.textContent = text;
  shelf.append(toast);
}

export function watchToasts(): void {
  const shelf = document.querySelector("#toasts");
  if (!shelf) return;
  const begin = (node: Node): void => {
    if (node instanceof HTMLElement && node.dataset.toast !== undefined) start(node);
  };
  shelf.childNodes.forEach(begin);
  new MutationObserver((records) => {
    for (const record of records) record.addedNodes.forEach(begin);
    while (shelf.children.length > 4) shelf.firstElementChild?.remove();
  }).observe(shelf, { childList: true });
  document.addEventListener("click", (event) => {
    const closer = (event.target as Element).closest("[data-toast-close]");
    closer?.closest("[data-toast]")?.remove();
  });
  document.body.addEventListener("htmx:afterRequest", (event) => {
    const { elt } = (event as CustomEvent<{ elt: Element }>).detail;
    if (elt.matches("[data-toast] form")) elt.closest("[data-toast]")?.remove();
  });
  const words = (key: string): string => document.body.dataset[key] ?? "";
  document.body.addEventListener("htmx:responseError", () => say(words("saysFailed")));
  document.body.addEventListener("htmx:sendError", () => say(words("saysOffline")));
}
