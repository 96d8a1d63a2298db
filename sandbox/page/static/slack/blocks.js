// Block Kit's blocks (https://docs.slack.dev/reference/block-kit/blocks).

import { h } from "../dom.js";
import { element, pictureOf } from "./elements.js";
import { input } from "./inputs.js";
import { words } from "./markup.js";

const DRAWN = {
  header: (block) => h("h3", { class: "header" }, words(block.text)),
  divider: () => h("hr", {}),
  section,
  context: (block) => h("div", { class: "context" }, block.elements.map(contextItem)),
  actions: (block, place) =>
    h("div", { class: "actions" }, block.elements.map((one) => element(one, block, place))),
  image: (block) => h("figure", {},
    block.title ? h("figcaption", {}, words(block.title)) : null,
    h("img", { src: pictureOf(block), alt: block.alt_text })),
  input: (block, place) => input(block, place),
  markdown: (block) => h("p", {}, block.text),
  rich_text: (block) => h("p", {}, richText(block.elements)),
};

export function blocks(list, place) {
  return (list ?? []).map((block) => {
    const draw = DRAWN[block.type];
    const inside = draw ? draw(block, place) : h("p", { class: "unknown" }, block.type);
    return h("div", { class: `block ${block.type}-block`, key: `${place.id}${block.block_id}` }, inside);
  });
}

function section(block, place) {
  return h("div", { class: "section" },
    h("div", { class: "words" },
      block.text ? h("div", { class: "text" }, words(block.text)) : null,
      block.fields ? h("div", { class: "fields" },
        block.fields.map((field) => h("div", { class: "text" }, words(field)))) : null),
    block.accessory ? h("div", { class: "accessory" }, element(block.accessory, block, place)) : null);
}

function contextItem(one) {
  if (one.type === "image") return h("img", { class: "small", src: pictureOf(one), alt: one.alt_text });
  return h("span", {}, words(one));
}

function richText(parts) {
  return parts.flatMap((part) => (part.elements ? richText(part.elements) : [part.text ?? ""]));
}
