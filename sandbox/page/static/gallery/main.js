// Every card, form and page in every language, side by side.

import { get } from "../api.js";
import { draw, h } from "../dom.js";
import { store } from "../store.js";
import { language, t } from "../texts.js";
import { sample } from "./samples.js";

const TAGS = { "zh-TW": "中文", en: "English", ja: "日本語" };
const place = (id) => document.getElementById(id);
const wanted = { words: "", languages: new Set(Object.keys(TAGS)) };

document.documentElement.lang = language;
document.title = `Moorline · ${t("gallery")}`;
const [found, slack, about] = await Promise.all([get("/gallery.json"), get("/slack/state"), get("/about")]);
Object.assign(store, { slack, about, me: slack.users.find((one) => one.name === about.operator).id });

const nameOf = (key) => key.replace(" ", "-");

// Variants of one name stand together.
const groups = new Map();
const KINDS = ["cards", "forms", "pages"];
for (const kind of KINDS) {
  for (const one of found[kind]) {
    const key = `${kind} ${one.name}`;
    groups.set(key, [...(groups.get(key) ?? []), { ...one, kind }]);
  }
}

function redraw() {
  const shown = [...groups].filter(([key]) => key.includes(wanted.words.toLowerCase()));
  drawTop(shown.length);
  draw(place("names"), KINDS.map((kind) => [h("h2", { key: kind }, t(`gallery_${kind}`)),
    shown.filter(([key]) => key.startsWith(`${kind} `)).map(([key, list]) =>
      h("a", { href: `#${nameOf(key)}`, key, class: "entry" }, list[0].name))]));
  draw(place("shown"), shown.map(([key, list]) => h("section", { key, id: nameOf(key) },
    h("h2", {}, list[0].name), list.map((one) => row(one)))));
}

function row(one) {
  return h("div", { class: "row", key: one.variant },
    one.variant ? h("h3", {}, one.variant) : null,
    h("div", { class: `languages ${one.kind}` }, Object.keys(TAGS).filter((tag) => wanted.languages.has(tag)).map((tag) =>
      h("div", { class: "sample", lang: tag, key: tag }, sample(one, tag, found.address)))));
}

function drawTop(count) {
  draw(place("top"), h("h1", {}, h("a", { href: "/" }, h("span", { class: "mark", "aria-hidden": "true" }, "⚓"), "Moorline"),
    h("span", { class: "tag" }, t("gallery"))),
    h("input", { type: "search", "aria-label": t("gallery_find"), placeholder: t("gallery_find"), oninput: (event) => {
      wanted.words = event.target.value.trim();
      redraw();
    } }),
    h("div", { class: "choices", role: "group", "aria-label": t("gallery_languages") }, Object.entries(TAGS).map(([tag, name]) =>
      h("button", { type: "button", class: "choice", key: tag, lang: tag, "aria-pressed": String(wanted.languages.has(tag)),
        onclick: () => {
          if (!wanted.languages.delete(tag)) wanted.languages.add(tag);
          redraw();
        } }, name))),
    h("span", { class: "live" }, t("gallery_count", { count })));
}

redraw();
document.body.dataset.ready = "yes";
