// The Slack look-alike: who I am, channels, messages, the app's own place, and the form in front.

import { act } from "../acts.js";
import { post } from "../api.js";
import { draw, h } from "../dom.js";
import { look } from "../live.js";
import { changed, me, store } from "../store.js";
import { language, t } from "../texts.js";
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
  const current = id === "app" ? store.tab !== "" : !store.tab && store.channel === id;
  const choose = () => {
    if (id === "app") return openApp("home");
    Object.assign(store, { channel: id, tab: "" });
    return look("slack");
  };
  return h("button", { type: "button", class: `entry${archived ? " archived" : ""}`, key: `entry ${id}`,
    "data-entry": name, "aria-current": current && "page", onclick: choose }, name);
}

// The app's own place: its Home tab, of which Slack tells the app, and direct messages.
function openApp(tab) {
  store.tab = tab;
  changed();
  if (tab === "home") act("open home", () => post(`/slack/users/${store.me}/home`));
}

function person(one) {
  const role = one.is_owner ? "owner" : one.is_admin ? "administrator" : "plain_member";
  const choose = () => {
    store.me = one.id;
    look("slack");
    if (store.tab === "home") openApp("home");
  };
  const ours = store.facts.roles[one.id]?.[language];
  return h("button", { type: "button", class: "person", "aria-pressed": String(store.me === one.id),
    key: one.id, title: `Slack: ${t(role)}`, onclick: choose },
  face(one), h("span", {}, one.real_name, h("small", {}, ours ?? t(role))));
}

function main() {
  return store.tab ? app() : room();
}

function app() {
  const { home, direct } = store.screen;
  const tabs = ["home", "messages"].map((name) => h("button", { type: "button", role: "tab", class: "tab", key: name,
    "data-tab": name, "aria-selected": String(store.tab === name), onclick: () => openApp(name) }, t(`tab_${name}`)));
  return h("div", { class: "main", key: "app" },
    h("header", {}, h("h2", {}, "⚓ Moorline"), h("div", { class: "tabs", role: "tablist", "aria-label": "Moorline" }, tabs)),
    h("div", { class: "messages", tabindex: "0", role: "tabpanel", "aria-label": t(`tab_${store.tab}`), key: `app ${store.tab}` },
      store.tab === "home"
        ? home ? h("div", { class: "home" }, blocks(home.blocks, { id: home.id, press: pressing(home.id) })) : h("p", { class: "nothing" }, t("no_home"))
        : direct.length ? direct.map((one) => message(one)) : h("p", { class: "nothing" }, t("no_direct"))));
}

function room() {
  const { channel, messages, ephemerals } = store.conversation;
  const replies = grouped(messages);
  const roots = messages.filter((one) => !one.thread_ts || one.thread_ts === one.ts);
  const shown = [...roots, ...ephemerals.filter((one) => !store.dismissed.has(one.ts))]
    .sort((a, b) => a.ts.localeCompare(b.ts));
  const name = `# ${channel.name}`;
  return h("div", { class: "main", key: "room" },
    h("header", {}, h("h2", {}, name), channel.is_archived ? h("span", { class: "tag" }, t("archived")) : null,
      h("span", { class: "count" }, t("people_here", { count: channel.num_members }))),
    h("div", { class: "messages", tabindex: "0", role: "log", "aria-label": name, key: channel.id },
      shown.length ? null : h("p", { class: "nothing" }, t("nothing_said")),
      shown.map((one) => message(one, (replies.get(one.ts) ?? []).filter((each) => each !== one)))),
    composer());
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
