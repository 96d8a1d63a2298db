// The line at the top: what this is, and what to try first.

import { draw, h } from "./dom.js";
import { account, store } from "./store.js";
import { t } from "./texts.js";

// What was once done stays ticked, whatever is switched afterwards.
const done = new Set();

export function drawTop(place) {
  steps().forEach(([name, now]) => now && done.add(name));
  draw(place, h("h1", {}, h("span", { class: "mark", "aria-hidden": "true" }, "⚓"), "Moorline",
    h("span", { class: "tag" }, t("sandbox"))),
    h("ol", { class: "try", "aria-label": t("try_this") }, steps().map(([name]) =>
      h("li", { class: done.has(name) ? "done" : "", key: name }, t(name)))),
    h("a", { class: "to-gallery", href: "/gallery" }, t("gallery")),
    h("span", { class: "live", title: store.about.app }, store.alive === false ? t("lost") : t("live")));
}

function steps() {
  const { webhook_url: url, use_webhook: on, chat } = account();
  const said = (sender) => store.chat.some((one) => one.sender === sender);
  return [
    ["try_setup", url !== null],
    ["try_switch", on && chat],
    ["try_write", said("member")],
    ["try_reply", said("account")],
    ["try_break", done.has("try_write") && !on],
  ];
}
