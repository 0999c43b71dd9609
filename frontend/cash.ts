/** The workbench: what is left to allocate while amounts are typed, and the keys of queue and line. */
import { isTyping } from "./keys";

const READABLE = /^(\d{1,3}(,\d{3})*|\d+)(\.\d+)?$/;

/** Minor units of what was typed; null where it is no amount. */
function minorOf(text: string, exponent: number): bigint | null {
  const plain = text.replace(/\s/g, "");
  if (!plain) return 0n;
  if (!READABLE.test(plain)) return null;
  const [whole, rest = ""] = plain.replace(/,/g, "").split(".");
  if (rest.length > exponent && /[1-9]/.test(rest.slice(exponent))) return null;
  return BigInt(whole + rest.slice(0, exponent).padEnd(exponent, "0"));
}

function shown(minor: bigint, exponent: number): string {
  const digits = (minor < 0n ? -minor : minor).toString().padStart(exponent + 1, "0");
  const whole = digits.slice(0, digits.length - exponent).replace(/\B(?=(\d{3})+$)/g, ",");
  return `${minor < 0n ? "−" : ""}${whole}${exponent ? `.${digits.slice(-exponent)}` : ""}`;
}

/** Debts paid take from the money; credits that help and what is let go give back. */
function addUp(form: HTMLFormElement): void {
  const exponent = Number(form.dataset.exponent ?? "2");
  let left = BigInt(form.dataset.left ?? "0");
  let readable = true;
  for (const field of form.querySelectorAll<HTMLInputElement>("[data-pays], [data-less]")) {
    const amount = minorOf(field.value, exponent);
    const most = field.dataset.open ? BigInt(field.dataset.open) : null;
    const fits = amount !== null && (most === null || amount <= most);
    field.setAttribute("aria-invalid", String(!fits));
    readable &&= fits;
    if (amount === null) continue;
    const helps = field.dataset.less !== undefined || field.dataset.side === "-1";
    left += helps ? amount : -amount;
  }
  const put = form.querySelector<HTMLElement>("[data-settling-left]");
  if (put) put.textContent = shown(left, exponent);
  const send = form.querySelector<HTMLButtonElement>("[data-settling-send]");
  if (send) send.disabled = !readable || left < 0n;
}

function watchPanel(form: HTMLFormElement): void {
  form.addEventListener("input", () => addUp(form));
  form.addEventListener("click", (event) => {
    const whole = (event.target as Element).closest("[data-whole]");
    const field = whole?.parentElement?.querySelector<HTMLInputElement>("[data-pays]");
    if (!field) return;
    field.value = field.value ? "" : shown(BigInt(field.dataset.open ?? "0"), Number(form.dataset.exponent ?? "2"));
    addUp(form);
  });
  addUp(form);
}

/** J and K go up and down the queue, Enter opens, X chooses. */
function watchQueue(form: HTMLFormElement): void {
  const rows = [...form.querySelectorAll<HTMLElement>("[data-queue-row]")];
  const links = rows.map((row) => row.querySelector<HTMLAnchorElement>("[data-queue-open]"));
  const here = (): number => rows.findIndex((row) => row.contains(document.activeElement));
  document.addEventListener("keydown", (event) => {
    if (isTyping(event) || document.querySelector("dialog[open]")) return;
    if (event.key === "j" || event.key === "k") {
      const next = Math.min(Math.max(here() + (event.key === "j" ? 1 : -1), 0), rows.length - 1);
      links[next]?.focus();
    } else if (event.key === "x") {
      const box = rows[here()]?.querySelector<HTMLInputElement>("input[type=checkbox]");
      if (box) box.checked = !box.checked;
    }
  });
  form.querySelector<HTMLInputElement>("[data-queue-all]")?.addEventListener("change", (event) => {
    const all = (event.target as HTMLInputElement).checked;
    for (const box of form.querySelectorAll<HTMLInputElement>("input[name=proposal]")) box.checked = all;
  });
}

/** W goes to whose money it is, P to the first amount. */
const FIELDS: Record<string, string> = { w: "input[name=customer]:not([type=hidden])", p: "[data-pays]" };
const panel = document.querySelector<HTMLFormElement>("[data-settling]");
if (panel) watchPanel(panel);
const queue = document.querySelector<HTMLFormElement>("[data-queue]");
if (queue) watchQueue(queue);
document.addEventListener("keydown", (event) => {
  if (isTyping(event) || document.querySelector("dialog[open]")) return;
  if (event.key === "a") document.querySelector<HTMLButtonElement>("[data-settling-send]:not(:disabled)")?.click();
  else if (event.key === "u") document.querySelector<HTMLButtonElement>("[data-undo]")?.click();
  else if (event.key in FIELDS) {
    const field = document.querySelector<HTMLInputElement>(FIELDS[event.key] ?? "");
    if (!field) return;
    event.preventDefault();
    field.focus();
    field.select();
  }
});
