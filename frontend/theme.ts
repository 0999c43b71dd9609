/** Light, dark, or as the machine has it. The choice is a cookie, so that the server draws the first frame right. */

type Choice = "auto" | "light" | "dark";
const YEAR_SECONDS = 31_536_000;
const night = window.matchMedia("(prefers-color-scheme: dark)");

function chosen(): Choice {
  const value = document.documentElement.dataset.theme;
  return value === "light" || value === "dark" ? value : "auto";
}

function apply(choice: Choice): void {
  const root = document.documentElement;
  root.dataset.theme = choice;
  const drawn = choice === "auto" ? (night.matches ? "dark" : "light") : choice;
  const changed = root.dataset.bsTheme !== drawn;
  root.dataset.bsTheme = drawn;
  for (const button of document.querySelectorAll<HTMLButtonElement>("[data-theme-choice]")) {
    button.setAttribute("aria-pressed", String(button.dataset.themeChoice === choice));
  }
  if (changed) document.dispatchEvent(new CustomEvent("theme:changed"));
}

export function watchTheme(): void {
  apply(chosen());
  night.addEventListener("change", () => apply(chosen()));
  document.addEventListener("click", (event) => {
    const button = (event.target as Element).closest<HTMLButtonElement>("[data-theme-choice]");
    if (!button) return;
    const choice = (button.dataset.themeChoice ?? "auto") as Choice;
    const secure = location.protocol === "https:" ? "; Secure" : "";
    document.cookie = `wanglai_theme=${choice}; Path=/; Max-Age=${YEAR_SECONDS}; SameSite=Lax${secure}`;
    apply(choice);
  });
}
