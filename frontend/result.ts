/** The result page: bridge chart, keys of the three columns, selection, linking by hand. */
import { drawBridges } from "./bridge";
import { watchLinking } from "./linking";
import { watchRows } from "./rows";

drawBridges();
watchRows();
watchLinking();
