// LINE Official Account Manager: response settings and the month's messages.

import { patch } from "../api.js";
import { h } from "../dom.js";
import { account } from "../store.js";
import { t } from "../texts.js";
import { card, editable, toggle } from "./parts.js";

const change = (what) => patch(`/line/accounts/${account().basic_id}`, what);

export function manager() {
  const one = account();
  return card("manager", t("manager"),
    toggle("chat", t("switch_chat"), one.chat, (chat) => change({ chat })),
    toggle("webhooks", t("switch_webhooks"), one.use_webhook, (on) => change({ use_webhook: on })),
    h("p", { class: "figure" }, t("quota_used", { used: one.usage, quota: one.quota ?? "∞" })),
    h("div", { class: "pair" },
      editable("usage", t("usage"), String(one.usage), (usage) => change({ usage: Number(usage) })),
      editable("quota", t("quota"), one.quota === null ? "" : String(one.quota),
        (quota) => change({ quota: quota === "" ? null : Number(quota) }))));
}
