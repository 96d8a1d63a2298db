// What the program asked LINE last, and what it was answered.

import { h } from "../dom.js";
import { store } from "../store.js";
import { clock, t } from "../texts.js";
import { card } from "./parts.js";

export const calls = () => card("calls", t("calls"),
  store.calls.length ? h("ul", { class: "log" }, store.calls.toReversed().map((one) =>
    h("li", { key: one.request_id }, h("span", { class: `dot ${one.status < 400 ? "well" : "broken"}`, "aria-hidden": "true" }),
      h("code", { class: "types value" }, `${one.method} ${one.path}`), h("b", {}, String(one.status)),
      h("time", {}, clock(new Date(one.at))))))
    : h("p", { class: "figure" }, t("none_yet")));
