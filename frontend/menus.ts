/** Menus are <details class="menu">: they open without script; this closes them as people expect. */

export function watchMenus(): void {
  document.addEventListener("click", (event) => {
    for (const menu of document.querySelectorAll<HTMLDetailsElement>("details.menu[open]")) {
      const inside = menu.contains(event.target as Node);
      const chose = (event.target as Element).closest(".menu-list a, .menu-list button");
      if (!inside || chose) menu.open = false;
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const menu = document.querySelector<HTMLDetailsElement>("details.menu[open]");
    if (!menu) return;
    menu.open = false;
    menu.querySelector("summary")?.focus();
    event.stopPropagation();
  });
}
