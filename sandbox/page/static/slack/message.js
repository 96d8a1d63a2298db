// A message of a channel, with its thread.

import { h } from "../dom.js";
import { changed, store, user } from "../store.js";
import { language, t } from "../texts.js";
import { blocks } from "./blocks.js";
import { composer } from "./composer.js";
import { markup } from "./markup.js";
import { pressing } from "./press.js";
import { timeOf } from "./times.js";

export const initials = (name) => (/^[\x20-\x7e]+$/.test(name)
  ? name.split(/\s+/).map((word) => word[0]).join("").slice(0, 2).toUpperCase() : name.slice(0, 1));

export function face(who) {
  if (!who || who.is_bot) return h("span", { class: "face bot", "aria-hidden": "true" }, who ? "⚓" : "S");
  const shade = [...who.id].reduce((sum, letter) => sum + letter.charCodeAt(0), 0) % 5;
  return h("span", { class: `face shade-${shade}`, "aria-hidden": "true" }, initials(who.real_name));
}

export function message(one, replies = []) {
  const who = user(one.user);
  const place = { id: one.ts, press: pressing(one.ts) };
  return h("article", { class: `message${one.only_for ? " ephemeral" : ""}`, key: one.ts, "data-ts": one.ts },
    face(who),
    h("div", { class: "content" },
      one.only_for ? h("p", { class: "private" }, t("only_you")) : null,
      h("p", { class: "by" }, h("b", {}, who?.real_name ?? "Slackbot"),
        who?.is_bot ? h("span", { class: "app" }, t("app")) : null,
        h("time", {}, timeOf(one.ts, language)),
        one.edited ? h("span", { class: "edited" }, t("edited")) : null,
        one.only_for ? dismiss(one) : null),
      one.blocks?.length ? blocks(one.blocks, place)
        : one.text ? h("p", { class: "text" }, markup(one.text)) : null,
      (one.files ?? []).map(file),
      (one.attachments ?? []).map((each, index) => attachment(each, { ...place, id: `${one.ts}/${index}` })),
      thread(one, replies)));
}

// A file shared in a message; a deleted one leaves a tombstone.
function file(one) {
  if (one.mode === "tombstone") return h("p", { class: "file gone", key: one.id }, t("file_deleted"));
  const address = `/slack/files/${one.id}`;
  if (one.mimetype?.startsWith("image/")) {
    return h("a", { class: "file", key: one.id, href: address, target: "_blank", "data-file": one.id },
      h("small", {}, one.title), h("img", { src: address, alt: one.title }));
  }
  return h("a", { class: "file named", key: one.id, href: address, download: one.name, "data-file": one.id },
    h("i", { class: "icon paper", "aria-hidden": "true" }),
    h("span", {}, h("b", {}, one.title), h("small", {}, `${one.filetype.toUpperCase()} · ${t("bytes", { count: one.size })}`)));
}

function attachment(one, place) {
  const bar = h("span", { class: "bar", "data-color": one.color });
  bar.style.background = one.color ? `#${one.color.replace("#", "")}` : "";
  return h("div", { class: "attachment" }, bar,
    h("div", {}, one.blocks ? blocks(one.blocks, place) : markup(one.text ?? one.fallback ?? "")));
}

const dismiss = (one) => h("button", { class: "linkish", type: "button", onclick: () => {
  store.dismissed.add(one.ts);
  changed();
} }, t("dismiss"));

function thread(one, replies) {
  if (one.only_for || one.thread_ts && one.thread_ts !== one.ts) return null;
  const open = store.threads.has(one.ts);
  if (!replies.length && !open) {
    return h("button", { class: "linkish reply-here", type: "button", onclick: () => toggle(one.ts) }, t("reply_in_thread"));
  }
  return h("div", { class: "thread" },
    h("button", { class: "linkish", type: "button", "aria-expanded": String(open), onclick: () => toggle(one.ts) },
      t(replies.length === 1 ? "one_reply" : "replies", { count: replies.length }), open ? " ▴" : " ▾"),
    open ? [replies.map((each) => message(each)), composer(one.ts)] : null);
}

function toggle(ts) {
  if (!store.threads.delete(ts)) store.threads.add(ts);
  changed();
}
