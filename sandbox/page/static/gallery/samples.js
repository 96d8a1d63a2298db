// One sample: a message, a form or a page.

import { h } from "../dom.js";
import { blocks } from "../slack/blocks.js";
import { markup, words } from "../slack/markup.js";

export function sample(one, tag, address) {
  const title = `${one.name} ${one.variant} ${tag}`;
  if (one.kind === "pages") {
    return h("iframe", { src: address + one.paths[tag], title, loading: "lazy", sandbox: "allow-same-origin" });
  }
  const said = one.said[tag];
  const place = { id: title, press: () => {} };
  return said.type === "modal" ? form(said, place) : message(said, place);
}

function message(said, place) {
  return h("article", { class: "message" }, h("span", { class: "face bot", "aria-hidden": "true" }, "⚓"),
    h("div", { class: "content" }, h("p", { class: "by" }, h("b", {}, "Moorline")),
      said.blocks?.length ? blocks(numbered(said.blocks), place) : h("p", { class: "text" }, markup(said.text)),
      (said.attachments ?? []).map((each, index) => attachment(each, { ...place, id: `${place.id} ${index}` }))));
}

function attachment(one, place) {
  const bar = h("span", { class: "bar", "data-color": one.color });
  bar.style.background = one.color ? `#${one.color.replace("#", "")}` : "";
  return h("div", { class: "attachment" }, bar, h("div", {}, blocks(numbered(one.blocks ?? []), place)));
}

function form(view, place) {
  return h("div", { class: "modal" }, h("header", {}, h("h2", {}, words(view.title))),
    h("div", { class: "body" }, blocks(numbered(view.blocks), place)),
    h("footer", {}, h("span", { class: "button" }, view.close ? words(view.close) : "×"),
      view.submit ? h("span", { class: "button primary" }, words(view.submit)) : null));
}

// Slack gives every block a name; here their numbers do.
const numbered = (list) => list.map((block, index) => ({ block_id: `block ${index}`, ...block }));
