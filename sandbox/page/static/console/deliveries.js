// The webhook requests LINE made last, and what came of them.

import { h } from "../dom.js";
import { store } from "../store.js";
import { clock, t } from "../texts.js";
import { card } from "./parts.js";

export function deliveries() {
  const latest = store.deliveries.toReversed().slice(0, 6);
  return card("deliveries", t("deliveries"),
    latest.length ? h("ul", { class: "log" }, latest.map(line)) : h("p", { class: "figure" }, t("none_yet")));
}

function line(one) {
  const attempt = one.attempts.at(-1);
  const state = one.received ? "well" : attempt ? "broken" : "quiet";
  const outcome = attempt ? attempt.status || attempt.detail : t("not_sent");
  return h("li", { key: `delivery ${one.number}` }, h("span", { class: `dot ${state}`, "aria-hidden": "true" }),
    h("span", { class: "types" }, one.events.map((event) => event.type).join(", ") || "—"),
    h("b", {}, String(outcome)),
    attempt ? h("time", {}, `${clock(new Date(attempt.at))} · ${Math.round(attempt.seconds * 1000)} ms`) : null);
}
