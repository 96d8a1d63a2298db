// A member's chat with the official account.

import { act } from "../acts.js";
import { post } from "../api.js";
import { h } from "../dom.js";
import { account, changed, member, phone, store } from "../store.js";
import { t } from "../texts.js";
import { bubble } from "./bubble.js";
import { OTHERS } from "./others.js";

export const does = (name, more = {}) => act(`phone ${name}`, async () => {
  await post(`/line/people/${store.person}/${name}`, { account: account().basic_id, ...more });
});

const isBlocked = () => account().blocked_by.includes(store.person);

export function header() {
  const official = account();
  const act_ = isBlocked() ? "unblock" : official.friends.includes(store.person) ? "block" : "follow";
  return h("header", { key: "header" }, h("span", { class: "badge", "aria-hidden": "true" }, "★"),
    h("h2", {}, official.name),
    h("button", { type: "button", class: `chip ${act_}`, key: act_, onclick: () => does(act_) }, t(`phone_${act_}`)));
}

export function chat() {
  const loading = account().loading.includes(store.person);
  return h("div", { class: "chat", tabindex: "0", role: "log", "aria-label": t("chat"), key: `chat ${store.person}` },
    store.chat.length ? store.chat.map(bubble(unsend)) : h("p", { class: "nothing" }, t("no_chat")),
    store.shares.filter((one) => one.to.includes(store.person)).map(shared),
    loading ? h("div", { class: "line theirs", key: "loading" }, h("span", { class: "badge" }, "★"),
      h("div", { class: "bubble dots", "aria-label": t("loading") }, h("i"), h("i"), h("i"))) : null);
}

function shared(one, index) {
  const from = store.line.people.find((person) => person.key === one.person);
  return h("p", { class: "gone", key: `share ${index}` },
    t("shared_with_you", { name: from?.name ?? "", words: one.messages[0]?.altText ?? one.messages[0]?.text ?? "" }));
}

const unsend = (message) => act(`unsend ${message.message_id}`, async () => {
  await post(`/line/accounts/${account().basic_id}/messages/${message.message_id}/unsend`);
});

export function composer() {
  const blocked = isBlocked();
  const held = phone();
  return h("form", { class: "writes", key: `writes ${store.person}`, onsubmit: (event) => {
    event.preventDefault();
    const field = event.currentTarget.querySelector("input[type=text]");
    const text = field.value.trim();
    field.value = "";
    if (text) does("messages", { text });
  } },
    tray(held),
    h("button", { type: "button", class: "plus", "aria-label": t("send_other"), "aria-expanded": String(held.tray),
      disabled: blocked, onclick: () => {
        held.tray = !held.tray;
        changed();
      } }, held.tray ? "×" : "＋"),
    h("input", { type: "text", "aria-label": t("write_on_phone"), disabled: blocked, autocomplete: "off",
      placeholder: blocked ? t("is_blocked") : t("write_on_phone") }),
    h("button", { type: "submit", class: "send", "aria-label": t("send"), disabled: blocked }, "➤"));
}

// What is sent other than words.
function tray(held) {
  if (!held.tray || isBlocked()) return null;
  const sends = async (content) => {
    const what = await content;
    held.tray = false;
    changed();
    if (what) does("messages", what);
  };
  return h("div", { class: "tray", key: "tray" }, OTHERS.map(({ name, look, accept, make }) => (accept === undefined
    ? h("button", { type: "button", key: name, "data-sends": name, onclick: () => sends(make(member())) },
      h("i", { class: `icon ${look}`, "aria-hidden": "true" }), t(name))
    : h("label", { key: name, "data-sends": name }, h("i", { class: `icon ${look}`, "aria-hidden": "true" }), t(name),
      h("input", { type: "file", accept: accept || null, onchange: (event) => sends(make(event.target.files[0])) })))));
}

export function stayAtTheEnd(place) {
  const lines = `${store.person} ${place.childElementCount}`;
  if (place.dataset.lines !== lines) place.scrollTop = place.scrollHeight;
  place.dataset.lines = lines;
}
