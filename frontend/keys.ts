/** Keys of every page: ? shows the keys, / goes to the search, g l and g n go to list and new. */

const TYPING = "input:not([type=checkbox]):not([type=radio]):not([type=button]), textarea, select, [contenteditable]";

/** True where a letter is meant for a field or a dialog, not for the page. */
export function isTyping(event: KeyboardEvent): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey) return true;
  return event.target instanceof Element && event.target.matches(TYPING);
}

export function watchKeys(): void {
  const help = document.querySelector<HTMLDialogElement>("#key-help");
  document.addEventListener("keydown", (event) => {
    if (isTyping(event)) return;
    if (event.key === "?") {
      event.preventDefault();
      if (help?.open) help.close();
      else help?.showModal();
    } else if (event.key === "/" && !document.querySelector("dialog[open]")) {
      const search = document.querySelector<HTMLInputElement>("[data-search]");
      if (!search) return;
      event.preventDefault();
      search.focus();
      search.select();
    } else if (event.key === "c" && !document.querySelector("dialog[open]")) {
      document.querySelector<HTMLAnchorElement>("a[data-key-new]")?.click();
    }
  });
  document.addEventListener("click", (event) => {
    const target = event.target as Element;
    const opener = target.closest<HTMLElement>("[data-opens]");
    if (opener) document.querySelector<HTMLDialogElement>(opener.dataset.opens ?? "")?.showModal();
    const closer = target.closest<HTMLElement>("[data-closes]");
    if (closer) closer.closest("dialog")?.close();
    if (target instanceof HTMLDialogElement && target.dataset.light !== undefined) target.close();
  });
}
