/** What every page needs: styles, HTMX, theme, menus, keys, messages. */
import "./styles/main.css";
import htmx from "htmx.org";
import { watchDropZones } from "./dropzone";
import { watchForms } from "./forms";
import { watchKeys } from "./keys";
import { watchMenus } from "./menus";
import { watchTheme } from "./theme";
import { watchToasts } from "./toasts";

declare global {
  interface Window {
    htmx: typeof htmx;
  }
}
window.htmx = htmx;

watchTheme();
watchMenus();
watchKeys();
watchToasts();
watchForms();
watchDropZones();
