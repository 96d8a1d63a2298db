// Slack's mrkdwn as nodes (https://docs.slack.dev/messaging/formatting-message-text).

import { h } from "../dom.js";
import { store, user } from "../store.js";
import { language } from "../texts.js";
import { when } from "./times.js";

const LAMPS = {
  "🔴": "red", "🟠": "orange", "🟢": "green", "⚪": "grey", "✅": "done", "❌": "failed", "⬜": "open", "🔸": "waits",
};
const LAMP = new RegExp(`(${Object.keys(LAMPS).join("|")})`, "u");
const EMOJI = {
  warning: "⚠️", white_check_mark: "✅", x: "❌", tada: "🎉", wave: "👋", bell: "🔔", anchor: "⚓",
  heavy_check_mark: "✔️", hourglass_flowing_sand: "⏳", information_source: "ℹ️", dog: "🐶",
};
const PATTERN = new RegExp(
  [
    "```(?<fence>[\\s\\S]+?)```",
    "`(?<code>[^`\\n]+)`",
    "<(?<angle>[^>\\n]+)>",
    "(?<![\\w*])\\*(?<bold>\\S(?:[^*\\n]*\\S)?)\\*(?![\\w*])",
    "(?<!\\w)_(?<italic>\\S(?:[^_\\n]*\\S)?)_(?!\\w)",
    "(?<![\\w~])~(?<strike>\\S(?:[^~\\n]*\\S)?)~(?![\\w~])",
    ":(?<emoji>[a-z0-9_+-]+):",
  ].join("|"),
  "g",
);

const plainly = (text) =>
  text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");

export function markup(text) {
  const lines = text.split(/(?:^|\n)((?:&gt;[^\n]*(?:\n|$))+)/);
  return lines.flatMap((part, index) =>
    index % 2 ? h("blockquote", {}, spans(part.replace(/^&gt; ?/gm, "").trimEnd())) : spans(part));
}

export function words(object) {
  if (!object) return "";
  return object.type === "mrkdwn" ? markup(object.text) : emojis(object.text, object.emoji);
}

function emojis(text, wanted = true) {
  if (wanted === false) return text;
  return lamps(text.replace(/:([a-z0-9_+-]+):/g, (all, name) => EMOJI[name] ?? all));
}

// Not every machine has letters for the coloured signs; they are drawn instead.
const lamps = (text) => text.split(LAMP).map((part) =>
  LAMPS[part] ? h("span", { class: `lamp ${LAMPS[part]}` }, part) : part);

function spans(text) {
  const found = [];
  let end = 0;
  for (const match of text.matchAll(PATTERN)) {
    found.push(lamps(plainly(text.slice(end, match.index))));
    found.push(span(match.groups, match[0]));
    end = match.index + match[0].length;
  }
  found.push(lamps(plainly(text.slice(end))));
  return found;
}

function span(groups, whole) {
  if (groups.fence !== undefined) return h("pre", {}, plainly(groups.fence.replace(/^\n/, "")));
  if (groups.code !== undefined) return h("code", {}, plainly(groups.code));
  if (groups.angle !== undefined) return angle(groups.angle);
  if (groups.bold !== undefined) return h("b", {}, spans(groups.bold));
  if (groups.italic !== undefined) return h("i", {}, spans(groups.italic));
  if (groups.strike !== undefined) return h("s", {}, spans(groups.strike));
  return EMOJI[groups.emoji] ?? whole;
}

function angle(inside) {
  const bar = inside.indexOf("|");
  const [target, label] = bar < 0 ? [inside, ""] : [inside.slice(0, bar), inside.slice(bar + 1)];
  if (target.startsWith("@")) return mention(`@${user(target.slice(1))?.real_name ?? target}`);
  if (target.startsWith("#")) return mention(`#${channelName(target.slice(1))}`);
  if (target.startsWith("!date^")) return date(target, plainly(label));
  if (target.startsWith("!")) return mention(`@${target.slice(1).split("^")[0]}`);
  if (!/^(https?|mailto):/.test(target)) return plainly(`<${inside}>`);
  const href = plainly(target);
  return h("a", { href, target: "_blank", rel: "noopener noreferrer" }, label ? spans(label) : href);
}

const mention = (words_) => h("span", { class: "mention" }, words_);
const channelName = (id) => store.slack.channels.find((one) => one.id === id)?.name ?? id;

function date(target, fallback) {
  const [, seconds, format] = target.split("^");
  const shown = when(Number(seconds), format, language);
  return h("time", { title: fallback }, shown ?? fallback);
}
