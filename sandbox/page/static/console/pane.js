// LINE's consoles: what administrators switch, paste, reissue and break.

import { draw, h } from "../dom.js";
import { t } from "../texts.js";
import { calls } from "./calls.js";
import { developers } from "./developers.js";
import { deliveries } from "./deliveries.js";
import { faults } from "./faults.js";
import { manager } from "./manager.js";
import { menus } from "./menus.js";
import { values } from "./values.js";

export function drawConsole(place) {
  draw(place,
    h("header", {}, h("h2", {}, t("consoles")), h("span", { class: "tag" }, t("stand_in"))),
    h("div", { class: "cards" }, values(), manager(), developers(), menus(), deliveries(), calls(), faults()));
}
