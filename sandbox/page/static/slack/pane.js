// The Slack look-alike: who I am, channels, messages, what I write, and the form in front.

import { draw, h } from "../dom.js";
import { look } from "../live.js";
import { me, store } from "../store.js";
import { t } from "../texts.js";
import { composer } from "./composer.js";
import { blocks } from "./blocks.js";
import { face, message } from "./message.js";
import { focusFront, modal } from "./modal.js";
import { pressing } from "./press.js";

export function drawSlack(place) {
  draw(place, h("div", { class: "frame" }, sidebar(), main()), modal());
  stayAtTheEnd(place.querySelector(".messages"));
  focusFront(place);
}

function sidebar() {
  const { team, channels } = store.slack;
  return h("nav", { class: "sidebar", "aria-label": t("channels") },
    h("h1", {}, team.name),
    h("h2", {}, t("channels")),
    channels.filter((one) => !one.is_im).map((one) => entry(one.id, `# ${one.name}`, one.is_archived)),
    h("h2", {}, t("apps")),
    entry("app", "⚓ Moorline"),
    h("div", { class: "who" },
      h("h2", {}, t("you_are")),
      store.slack.users.filter((one) => !one.is_bot).map(person)));
}

function entry(id, name, archived) {
  const current = store.channel === id || (id === "app" && isDirect());
  const choose = () => {
    store.channel = id === "app" ? directId() ?? store.channel : id;
    look("slack");
  };
  return h("button", { type: "button", class: `entry${archived ? " archived" : ""}`, key: `entry ${id}`,
    "aria-current": current && "page", onclick: choose }, name);
}

const directId = () => store.slack.channels.find((one) => one.is_im && one.user === store.me)?.id;
const isDirect = () => store.channel === directId();

function person(one) {
  const role = one.is_owner ? "owner" : one.is_admin ? "administrator" : "plain_member";
  const choose = () => {
    if (isDirect()) store.channel = store.slack.channels[0].id;
    store.me = one.id;
    look("slack");
  };
  return h("button", { type: "button", class: "person", "aria-pressed": String(store.me === one.id),
    key: one.id, onclick: choose }, face(one), h("span", {}, one.real_name, h("small", {}, t(role))));
}

function main() {
  const { channel, messages, ephemerals } = store.conversation;
  const replies = grouped(messages);
  const roots = messages.filter((one) => !one.thread_ts || one.thread_ts === one.ts);
  const shown = [...roots, ...ephemerals.filter((one) => !store.dismissed.has(one.ts))]
    .sort((a, b) => a.ts.localeCompare(b.ts));
  const name = channel.is_im ? "⚓ Moorline" : `# ${channel.name}`;
  return h("div", { class: "main" },
    h("header", {}, h("h2", {}, name), channel.is_archived ? h("span", { class: "tag" }, t("archived")) : null,
      h("span", { class: "count" }, channel.is_im ? "" : t("people_here", { count: channel.num_members }))),
    h("div", { class: "messages", tabindex: "0", role: "log", "aria-label": name, key: channel.id },
      channel.is_im ? home() : null,
      shown.length ? null : h("p", { class: "nothing" }, t("nothing_said")),
      shown.map((one) => message(one, (replies.get(one.ts) ?? []).filter((each) => each !== one)))),
    channel.is_im ? null : composer());
}

// App Home, above the direct messages.
function home() {
  const view = store.screen.home;
  return view ? h("div", { class: "home" }, blocks(view.blocks, { id: view.id, press: pressing(view.id) })) : null;
}

function grouped(messages) {
  const found = new Map();
  for (const one of messages) found.set(one.thread_ts, [...(found.get(one.thread_ts) ?? []), one]);
  return found;
}

// New messages scroll into view, unless somebody reads further up.
function stayAtTheEnd(place) {
  const seen = place.dataset.seen;
  const last = place.lastElementChild?.key ?? "";
  const wasAtEnd = place.scrollHeight - place.scrollTop - place.clientHeight < 240;
  if (seen !== `${me().id} ${last}` || wasAtEnd) place.scrollTop = place.scrollHeight;
  place.dataset.seen = `${me().id} ${last}`;
}
