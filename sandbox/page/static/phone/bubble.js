// One line of a chat, as a phone shows it.

import { h } from "../dom.js";
import { account } from "../store.js";
import { clock, t } from "../texts.js";
import { flex } from "./flex.js";
import { open } from "./browser.js";

export const bubble = (unsend) => (one) => {
  const mine = one.sender === "member";
  if (one.unsent) return h("p", { class: "gone", key: one.message_id }, t("was_unsent"));
  return h("div", { class: `line ${mine ? "mine" : "theirs"}`, key: one.message_id },
    mine ? null : h("span", { class: "badge", "aria-hidden": "true" }, "★"),
    mine ? h("button", { type: "button", class: "unsend", onclick: () => unsend(one) }, t("unsend")) : null,
    h("div", {}, mine ? null : h("span", { class: "from" }, account().name),
      h("div", { class: `bubble ${one.content.type}` }, inside(one))),
    h("span", { class: "meta" }, mine && one.read ? h("span", {}, t("read")) : null,
      h("time", {}, clock(new Date(one.at)))));
};

const kept = (one) => `/line/accounts/${account().basic_id}/messages/${one.message_id}/content`;

function inside(one) {
  const { content } = one;
  switch (content.type) {
    case "text": return linked(content.text);
    case "sticker": return "(・ω・)ﾉ";
    case "image": return h("img", { class: "picture", src: content.previewImageUrl ?? kept(one), alt: t("kind_image") });
    case "file": return h("a", { class: "paper", href: kept(one), download: content.fileName },
      h("i", { class: "icon paper", "aria-hidden": "true" }),
      h("span", {}, h("b", {}, content.fileName), h("small", {}, t("bytes", { count: content.fileSize }))));
    case "location": return [h("b", {}, content.title ?? t("kind_location")), h("br"), content.address ?? ""];
    case "flex": return flex(content.contents, content.altText);
    case "template": return content.altText;
    default: return content.text ?? content.altText ?? `[${content.type}]`;
  }
}

// Addresses in a text are links; they open within LINE.
export function linked(text) {
  return text.split(/(https?:\/\/[^\s<>"、。，）]+)/).map((part, index) => (index % 2
    ? h("button", { type: "button", class: "address", onclick: () => open(part) }, part) : part));
}
