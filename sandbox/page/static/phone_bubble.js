// One line of a chat, as a phone shows it.

import { h } from "./dom.js";
import { account } from "./store.js";
import { clock, t } from "./texts.js";

export const bubble = (unsend) => (one) => {
  const mine = one.sender === "member";
  if (one.unsent) return h("p", { class: "gone", key: one.message_id }, t("was_unsent"));
  return h("div", { class: `line ${mine ? "mine" : "theirs"}`, key: one.message_id },
    mine ? null : h("span", { class: "badge", "aria-hidden": "true" }, "★"),
    mine ? h("button", { type: "button", class: "unsend", onclick: () => unsend(one) }, t("unsend")) : null,
    h("div", {}, mine ? null : h("span", { class: "from" }, account().name),
      h("div", { class: `bubble ${one.content.type}` }, inside(one.content))),
    h("span", { class: "meta" }, mine && one.read ? h("span", {}, t("read")) : null,
      h("time", {}, clock(new Date(one.at)))));
};

function inside(content) {
  switch (content.type) {
    case "text": return content.text;
    case "sticker": return "(・ω・)ﾉ";
    case "image": return h("span", { class: "picture" }, t("kind_image"));
    case "location": return [h("b", {}, content.title ?? t("kind_location")), h("br"), content.address ?? ""];
    case "flex": case "template": return content.altText;
    default: return content.text ?? content.altText ?? `[${content.type}]`;
  }
}
