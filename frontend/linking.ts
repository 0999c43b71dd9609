/** Linking by hand: the panel opens over the list, sums both sides as lines are picked. */
import htmx from "htmx.org";

function grouped(minor: bigint, exponent: number): string {
  const digits = (minor < 0n ? -minor : minor).toString().padStart(exponent + 1, "0");
  const whole = digits.slice(0, digits.length - exponent).replace(/\B(?=(\d{3})+$)/g, ",");
  const rest = exponent ? `.${digits.slice(-exponent)}` : "";
  return `${minor < 0n ? "−" : ""}${whole}${rest}`;
}

function sum(form: HTMLElement): void {
  const exponent = Number(form.querySelector<HTMLElement>("[data-exponent]")?.dataset.exponent ?? "2");
  const total = (side: string): bigint =>
    [...form.querySelectorAll<HTMLInputElement>(`input[name=${side}]:checked`)]
      .reduce((so_far, box) => so_far + BigInt(box.dataset.minor ?? "0"), 0n);
  const figures = { ours: total("ours"), theirs: total("theirs") };
  const rest = figures.ours - figures.theirs;
  const put = (name: string, minor: bigint): void => {
    const field = form.querySelector(`[data-sum=${name}]`);
    if (field) field.textContent = grouped(minor, exponent);
  };
  put("ours", figures.ours);
  put("theirs", figures.theirs);
  put("rest", rest);
  const picked = form.querySelectorAll("input[name=ours]:checked, input[name=theirs]:checked").length;
  const send = form.querySelector<HTMLButtonElement>("[data-link-send]");
  if (send) send.disabled = picked < 2;
  form.classList.toggle("is-even", picked >= 2 && rest === 0n);
}

/** A picked line stays when the list beneath it is searched anew. */
function keepPicked(form: HTMLElement, list: Element): void {
  for (const box of list.querySelectorAll<HTMLInputElement>("input[type=checkbox]:checked")) {
    const line = box.closest("li");
    const section = list.closest("section");
    if (!line || !section) continue;
    let kept = section.querySelector("ul.is-picked");
    if (!kept) {
      kept = document.createElement("ul");
      kept.className = "link-lines is-picked";
      section.querySelector(".link-scroll")?.before(kept);
    }
    kept.append(line);
  }
  sum(form);
}

async function openPanel(address: string): Promise<void> {
  const panel = document.querySelector<HTMLDialogElement>("#link-panel");
  if (!panel) {
    location.assign(address);
    return;
  }
  await htmx.ajax("get", address, { target: panel, swap: "innerHTML" });
  if (!panel.open) panel.showModal();
  const form = panel.querySelector<HTMLElement>("[data-link-form]");
  if (form) sum(form);
}

export function watchLinking(): void {
  document.addEventListener("click", (event) => {
    const opener = (event.target as Element).closest<HTMLAnchorElement>("a[data-link]");
    if (!opener || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    void openPanel(opener.href);
  });
  document.addEventListener("change", (event) => {
    const form = (event.target as Element).closest<HTMLElement>("[data-link-form]");
    if (form) sum(form);
  });
  document.body.addEventListener("htmx:beforeSwap", (event) => {
    const list = event.target as Element;
    const form = list.closest?.<HTMLElement>("[data-link-form]");
    if (form && list.matches("ul.link-lines")) keepPicked(form, list);
  });
  document.body.addEventListener("htmx:afterRequest", (event) => {
    const { successful, elt } = (event as CustomEvent<{ successful: boolean; elt: Element }>).detail;
    if (successful && elt.matches("[data-link-form]")) elt.closest("dialog")?.close();
  });
  const onPage = document.querySelector<HTMLElement>("[data-link-form]");
  if (onPage) sum(onPage);
}
