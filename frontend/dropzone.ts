/** A drop zone takes one file by drop, pick or paste; a paste from a spreadsheet becomes a text file. */

const UNITS = ["B", "KB", "MB", "GB"] as const;

function sizeInWords(bytes: number): string {
  let size = bytes;
  let unit = 0;
  while (size >= 1000 && unit < UNITS.length - 1) {
    size /= 1000;
    unit += 1;
  }
  return `${size.toFixed(size < 10 && unit > 0 ? 1 : 0)} ${UNITS[unit]}`;
}

interface Zone {
  root: HTMLElement;
  input: HTMLInputElement;
  pasted: HTMLTextAreaElement;
}

function parts(root: HTMLElement): Zone | null {
  const input = root.querySelector<HTMLInputElement>("input[type=file]");
  const pasted = root.querySelector<HTMLTextAreaElement>("textarea");
  return input && pasted ? { root, input, pasted } : null;
}

function complaint(zone: Zone, file: File): string {
  const { accepts = "", largest = "0", saysType = "", saysLarge = "", saysEmpty = "" } = zone.root.dataset;
  const ending = file.name.toLowerCase().split(".").pop() ?? "";
  if (!accepts.split(",").includes(ending)) return saysType;
  if (file.size === 0) return saysEmpty;
  return file.size > Number(largest) ? saysLarge : "";
}

function show(zone: Zone): void {
  const file = zone.input.files?.[0];
  const lines = zone.pasted.value.split("\n").filter((line) => line.trim()).length;
  const error = zone.root.querySelector<HTMLElement>("[data-zone-error]");
  const chosen = zone.root.querySelector<HTMLElement>("[data-zone-chosen]");
  const wrong = file ? complaint(zone, file) : "";
  if (error) error.textContent = wrong;
  if (chosen) {
    const pasted = (zone.root.dataset.saysPasted ?? "").replace("{n}", String(lines));
    chosen.textContent = file ? `${file.name} · ${sizeInWords(file.size)}` : lines ? pasted : "";
  }
  zone.root.classList.toggle("has-file", Boolean(file) || lines > 0);
  zone.root.classList.toggle("is-wrong", Boolean(wrong));
  zone.input.setCustomValidity(wrong);
}

function clear(zone: Zone): void {
  zone.input.value = "";
  zone.pasted.value = "";
  show(zone);
}

function takeText(zone: Zone, text: string): void {
  zone.input.value = "";
  zone.pasted.value = text;
  show(zone);
}

function takeFile(zone: Zone, files: FileList | null | undefined): void {
  if (!files?.length) return;
  const one = new DataTransfer();
  one.items.add(files[0] as File);
  zone.input.files = one.files;
  zone.pasted.value = "";
  show(zone);
}

function watch(zone: Zone): void {
  const { root } = zone;
  root.addEventListener("dragover", (event) => {
    event.preventDefault();
    root.classList.add("is-over");
  });
  root.addEventListener("dragleave", () => root.classList.remove("is-over"));
  root.addEventListener("drop", (event) => {
    event.preventDefault();
    root.classList.remove("is-over");
    takeFile(zone, event.dataTransfer?.files);
  });
  root.addEventListener("paste", (event) => {
    if (event.target === zone.pasted) return;
    const files = event.clipboardData?.files;
    const text = event.clipboardData?.getData("text/plain") ?? "";
    if (text.includes("\n") || text.includes("\t")) takeText(zone, text);
    else if (files?.length) takeFile(zone, files);
    else return;
    event.preventDefault();
  });
  zone.input.addEventListener("change", () => {
    zone.pasted.value = "";
    show(zone);
  });
  zone.pasted.addEventListener("input", () => {
    zone.input.value = "";
    show(zone);
  });
  root.querySelector("[data-zone-clear]")?.addEventListener("click", () => clear(zone));
  show(zone);
}

/** Sends the form with its progress shown; the server's answer is followed as any page. */
function watchUpload(form: HTMLFormElement): void {
  const bar = form.querySelector<HTMLProgressElement>("progress");
  document.body.addEventListener("htmx:xhr:progress", (event) => {
    const { loaded, total } = (event as CustomEvent<{ loaded: number; total: number }>).detail;
    if (!bar || event.target !== form || !total) return;
    bar.hidden = false;
    bar.value = loaded / total;
  });
}

export function watchDropZones(): void {
  for (const root of document.querySelectorAll<HTMLElement>("[data-zone]")) {
    const zone = parts(root);
    if (zone) watch(zone);
  }
  const form = document.querySelector<HTMLFormElement>("form[data-upload]");
  if (form) watchUpload(form);
}
