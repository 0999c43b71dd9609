/** Draws a procedure: bpmn-js shows the file, marks say which steps of a case are done, wait, or are late. */
import NavigatedViewer from "bpmn-js/lib/NavigatedViewer";
import "bpmn-js/dist/assets/diagram-js.css";
import "bpmn-js/dist/assets/bpmn-js.css";

interface Canvas {
  addMarker(element: string, marker: string): void;
  zoom(step: string | number, center?: string): number;
}

async function drawing(place: HTMLElement): Promise<string> {
  const kept = place.dataset.bpmnText;
  if (kept) return JSON.parse(document.getElementById(kept)?.textContent ?? '""') as string;
  const answer = await fetch(place.dataset.bpmn ?? "", { credentials: "same-origin" });
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.text();
}

/** Marks that name a shape the drawing does not have are left out: the table beside it says the same. */
function mark(viewer: NavigatedViewer, ids: string | undefined, marker: string): void {
  const canvas = viewer.get<Canvas>("canvas");
  const shapes = viewer.get<{ get(id: string): unknown }>("elementRegistry");
  for (const id of (ids ?? "").split(" ").filter(Boolean)) {
    if (shapes.get(id)) canvas.addMarker(id, marker);
  }
}

async function draw(place: HTMLElement): Promise<void> {
  const viewer = new NavigatedViewer({ container: place });
  try {
    await viewer.importXML(await drawing(place));
  } catch {
    place.hidden = true; // the table below says the same
    return;
  }
  mark(viewer, place.dataset.done, "is-done");
  mark(viewer, place.dataset.here, "is-here");
  mark(viewer, place.dataset.late, "is-late");
  viewer.get<Canvas>("canvas").zoom("fit-viewport", "auto");
}

for (const place of document.querySelectorAll<HTMLElement>(".drawing")) void draw(place);
