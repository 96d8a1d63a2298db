// The line at the top: what this is, and what to try first.

import { draw, h } from "./dom.js";
import { account, store } from "./store.js";
import { t } from "./texts.js";

export function drawTop(place) {
  const official = account();
  const said = (sender) => store.chat.some((one) => one.sender === sender);
  const steps = [
    ["try_setup", official.webhook_url !== null],
    ["try_switch", official.use_webhook && official.chat],
    ["try_write", said("member")],
    ["try_reply", said("account")],
    ["try_break", store.broken],
  ];
  if (official.webhook_url !== null && !official.use_webhook && said("member")) store.broken = true;
  draw(place, h("h1", {}, h("span", { class: "mark", "aria-hidden": "true" }, "⚓"), "Moorline",
    h("span", { class: "tag" }, t("sandbox"))),
    h("ol", { class: "try", "aria-label": t("try_this") }, steps.map(([name, done]) =>
      h("li", { class: done ? "done" : "", key: name }, t(name)))),
    h("span", { class: "live", title: store.about.app }, store.alive === false ? t("lost") : t("live")));
}
