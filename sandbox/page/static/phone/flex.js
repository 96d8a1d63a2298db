// Flex Messages, as far as cards go (https://developers.line.biz/en/reference/messaging-api/#flex-message):
// bubbles and carousels of boxes with texts, pictures, buttons and separators.

import { h } from "../dom.js";
import { open } from "./browser.js";

export function flex(contents, altText) {
  const bubbles = contents?.type === "carousel" ? contents.contents : [contents];
  return h("div", { class: "flex", role: "group", "aria-label": altText }, bubbles.map((one) =>
    h("div", { class: `flex-bubble ${one?.size ?? ""}` },
      ["header", "hero", "body", "footer"].map((part) => (one?.[part]
        ? h("div", { class: `flex-${part}` }, component(one[part])) : null)))));
}

function component(one) {
  const does = one.action?.uri ? () => open(one.action.uri) : undefined;
  switch (one.type) {
    case "box": return h(does ? "button" : "div", { class: `flex-box ${one.layout}`, type: does && "button", onclick: does },
      one.contents.map(component));
    case "text": return coloured(h("span", { class: `flex-text ${one.size ?? ""} ${one.weight ?? ""}` }, one.text ?? ""), one.color);
    case "image": return h("img", { class: "flex-image", src: one.url, alt: "" });
    case "button": return h("button", { class: `flex-button ${one.style ?? "link"}`, type: "button", onclick: does },
      one.action?.label ?? "");
    case "separator": return h("hr");
    default: return null;
  }
}

function coloured(node, colour) {
  if (/^#[0-9a-fA-F]{3,8}$/.test(colour ?? "")) node.style.color = colour;
  return node;
}
