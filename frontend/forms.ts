/** Small form manners: filters that send themselves, buttons that cannot be pressed twice, one-click fills, downloads that start. */

export function watchForms(): void {
  document.addEventListener("change", (event) => {
    const field = (event.target as Element).closest<HTMLElement>("[data-sends]");
    if (field) field.closest("form")?.requestSubmit();
  });
  document.addEventListener("submit", (event) => {
    const form = event.target as HTMLFormElement;
    if (form.dataset.once === undefined || event.defaultPrevented) return;
    window.setTimeout(() => {
      for (const button of form.querySelectorAll<HTMLButtonElement>("button[type=submit], button:not([type])")) {
        button.disabled = true;
        button.classList.add("is-waiting");
      }
    });
  });
  document.addEventListener("click", (event) => {
    const filler = (event.target as Element).closest<HTMLElement>("[data-fills]");
    if (!filler) return;
    const form = document.querySelector<HTMLFormElement>(filler.dataset.fills ?? "");
    if (!form) return;
    const put = (name: string, value: string | undefined): void => {
      const field = form.elements.namedItem(name);
      if (field instanceof HTMLInputElement) field.value = value ?? "";
    };
    put("login", filler.dataset.login);
    put("password", filler.dataset.password);
    form.requestSubmit();
  });
  // a file that was waited for is taken as soon as it can be
  document.body.addEventListener("htmx:afterSwap", () => document.querySelector<HTMLElement>("[data-starts]")?.click());
  window.addEventListener("pageshow", () => {
    for (const button of document.querySelectorAll<HTMLButtonElement>("button.is-waiting")) {
      button.disabled = false;
      button.classList.remove("is-waiting");
    }
  });
}
