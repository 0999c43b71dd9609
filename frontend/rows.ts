/** The three columns as a work list: J and K move, Enter opens, letters decide, shift selects a range. */
import htmx from "htmx.org";
import { isTyping } from "./keys";

const ROW = "[data-row]";
const SHOWN_MAX = 1000;
let current: string | null = null;
let anchor: HTMLElement | null = null;
let isOpening = false;

function rows(): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>(`#rows > ${ROW}`)];
}

function currentRow(): HTMLElement | null {
  return rows().find((row) => row.dataset.row === current) ?? null;
}

/** Makes a row the current one; by keys it is focused and scrolled to, under the pointer it stays where it is. */
function stand(row: HTMLElement | undefined, byKeys = true): void {
  if (!row) return;
  for (const other of rows()) {
    other.tabIndex = -1;
    other.classList.remove("is-current");
  }
  row.tabIndex = 0;
  row.classList.add("is-current");
  current = row.dataset.row ?? null;
  if (!byKeys) return;
  row.focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
}

function step(by: number, selecting: boolean): void {
  const all = rows();
  const here = all.findIndex((row) => row.dataset.row === current);
  const next = all[Math.min(Math.max(here < 0 ? 0 : here + by, 0), all.length - 1)];
  if (selecting) {
    for (const row of [all[here], next]) pick(row, true);
  }
  stand(next);
  if (here + by >= all.length) document.querySelector<HTMLElement>("#rows .more-rows button")?.click();
}

function pick(row: HTMLElement | undefined | null, on?: boolean): void {
  const box = row?.querySelector<HTMLInputElement>("[data-pick]");
  if (!box) return;
  box.checked = on ?? !box.checked;
  countPicked();
}

function countPicked(): void {
  const bar = document.querySelector<HTMLElement>("#bulk");
  const picked = document.querySelectorAll("[data-pick]:checked").length;
  const words = bar?.querySelector<HTMLElement>("[data-bulk-count]");
  if (!bar || !words) return;
  words.textContent = (words.dataset.says ?? "{n}").replace("{n}", String(picked));
  bar.hidden = picked === 0;
}

async function open(row: HTMLElement, wanted?: boolean): Promise<void> {
  const more = row.querySelector<HTMLElement>("[data-more]");
  const button = row.querySelector<HTMLElement>("[data-expand]");
  if (!more || !button) return;
  const show = wanted ?? Boolean(more.hidden);
  more.hidden = !show;
  button.setAttribute("aria-expanded", String(show));
  row.classList.toggle("is-open", show);
  if (show && !more.childElementCount) {
    await htmx.ajax("get", row.dataset.detail ?? "", { target: more, swap: "innerHTML" });
  }
}

async function writeNote(row: HTMLElement): Promise<void> {
  isOpening = true; // a letter typed before the field stands must not decide anything
  await open(row, true).finally(() => (isOpening = false));
  row.querySelector<HTMLTextAreaElement>(".note-form textarea")?.focus();
}

function undoLatest(): void {
  const inToast = [...document.querySelectorAll<HTMLButtonElement>("#toasts [data-undo]")].pop();
  const inRow = currentRow()?.querySelector<HTMLButtonElement>("[data-undo]");
  (inToast ?? inRow)?.click();
}

function onKey(event: KeyboardEvent): void {
  if (isOpening || isTyping(event) || document.querySelector("dialog[open]")) return;
  const row = currentRow();
  const press = (selector: string): void => row?.querySelector<HTMLElement>(selector)?.click();
  const acts: Record<string, () => void> = {
    j: () => step(1, event.shiftKey),
    k: () => step(-1, event.shiftKey),
    arrowdown: () => step(1, event.shiftKey),
    arrowup: () => step(-1, event.shiftKey),
    a: () => press("[data-accept]"),
    r: () => press("[data-reject]"),
    l: () => (row?.querySelector<HTMLElement>("[data-link]") ?? document.querySelector<HTMLElement>(".work-bar [data-link]"))?.click(),
    u: undoLatest,
    n: () => void (row && writeNote(row)),
    x: () => pick(row),
  };
  const key = event.key.toLowerCase();
  if (key.startsWith("arrow") && !(event.target instanceof Element && event.target.matches(ROW))) return;
  if (key === "enter" && event.target === row && row) {
    event.preventDefault();
    void open(row);
    return;
  }
  const act = acts[key];
  if (!act) return;
  event.preventDefault();
  act();
}

function onClick(event: MouseEvent): void {
  const target = event.target as Element;
  const row = target.closest<HTMLElement>(ROW);
  const box = target.closest<HTMLInputElement>("[data-pick]");
  if (box && row) {
    const all = rows();
    if (event.shiftKey && anchor) {
      const [from, to] = [all.indexOf(anchor), all.indexOf(row)].sort((a, b) => a - b) as [number, number];
      for (const between of all.slice(from, to + 1)) pick(between, box.checked);
    }
    anchor = row;
    countPicked();
  }
  if (row) stand(row, false);
  if (target.closest("[data-expand]") && row) void open(row);
  if (target.closest("[data-bulk-clear]")) {
    for (const each of document.querySelectorAll<HTMLInputElement>("[data-pick]:checked")) each.checked = false;
    countPicked();
  }
  const bulk = target.closest<HTMLElement>("[data-bulk-accept]");
  if (bulk) {
    const picked = [...document.querySelectorAll<HTMLInputElement>("[data-pick]:checked")].map((one) => one.value);
    void htmx.ajax("post", bulk.dataset.address ?? "", { values: { row: picked }, target: "#toasts", swap: "beforeend" });
  }
  const narrows = target.closest<HTMLAnchorElement>("a[data-narrows]");
  if (narrows && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    event.preventDefault();
    void goTo(narrows.href);
  }
}

/** Fetches the page at an address and takes over its working parts; the rest stays as it stands. */
async function goTo(address: string, push = true): Promise<void> {
  const answer = await fetch(address, { headers: { Accept: "text/html" }, credentials: "same-origin" });
  if (!answer.ok || answer.redirected) {
    location.assign(address);
    return;
  }
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const id of ["proof", "bridge", "tabs", "rows-area"]) {
    const [old, young] = [document.getElementById(id), fresh.getElementById(id)];
    if (!old || !young) {
      location.assign(address);
      return;
    }
    if (id === "bridge" && sameBridge(old, young)) continue;
    old.replaceWith(document.adoptNode(young));
    htmx.process(young);
  }
  if (push) history.pushState({}, "", address);
  document.body.dispatchEvent(new CustomEvent("htmx:oobAfterSwap"));
  countPicked();
}

function sameBridge(old: Element, young: Element): boolean {
  const table = (root: Element): string => root.querySelector("[data-bridge-rows]")?.outerHTML ?? "";
  return table(old) === table(young);
}

/** After a decision: the same part of the list again, the reader where the reader was. */
async function refresh(): Promise<void> {
  const all = rows();
  const index = Math.max(0, all.findIndex((row) => row.dataset.row === current));
  const wasCurrent = current;
  const wasOpen = new Set(all.filter((row) => row.classList.contains("is-open")).map((row) => row.dataset.row));
  const address = new URL(location.href);
  if (all.length > 100) address.searchParams.set("shown", String(Math.min(all.length, SHOWN_MAX)));
  const top = window.scrollY;
  await goTo(address.toString(), false);
  window.scrollTo({ top });
  const fresh = rows();
  const back = fresh.find((row) => row.dataset.row === wasCurrent) ?? fresh[Math.min(index, fresh.length - 1)];
  if (wasCurrent) stand(back);
  for (const row of fresh) if (wasOpen.has(row.dataset.row)) void open(row, true);
}

export function watchRows(): void {
  document.addEventListener("keydown", onKey);
  document.addEventListener("click", onClick);
  document.addEventListener("focusin", (event) => {
    const row = (event.target as Element).closest<HTMLElement>(ROW);
    if (row && row.dataset.row !== current) stand(row, false);
  });
  document.body.addEventListener("rows:changed", () => void refresh());
  window.addEventListener("popstate", () => void goTo(location.href, false));
  const first = rows()[0];
  if (!first) return;
  first.tabIndex = 0;
  if (new URLSearchParams(location.search).has("line")) void open(first, true); // a note leads to this one row
}
