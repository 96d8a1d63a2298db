// A member's phone: who holds it, and their chat with the official account.

import { act } from "./acts.js";
import { post } from "./api.js";
import { draw, h } from "./dom.js";
import { look } from "./live.js";
import { account, changed, store } from "./store.js";
import { clock, t } from "./texts.js";
import { bubble } from "./phone_bubble.js";
import { face } from "./slack/message.js";

export function drawPhone(place) {
  const person = store.line.people.find((one) => one.key === store.person);
  draw(place, people(), h("div", { class: "device" }, status(), header(person), chat(), composer(person)));
  stayAtTheEnd(place.querySelector(".chat"));
}

function people() {
  return h("div", { class: "people", role: "group", "aria-label": t("whose_phone") },
    store.line.people.map((one) => h("button", { type: "button", class: "person", key: one.key,
      "aria-pressed": String(one.key === store.person), onclick: () => {
        store.person = one.key;
        look("line");
      } }, face({ id: one.key, real_name: one.name }), h("span", {}, one.name))));
}

const status = () => h("div", { class: "status", "aria-hidden": "true" }, clock(new Date()),
  h("span", {}, "●●● ▮"));

function header(person) {
  const official = account();
  const friend = official.friends.includes(person.key);
  const blocked = official.blocked_by.includes(person.key);
  const acts = blocked ? ["unblock"] : friend ? ["block"] : ["follow"];
  return h("header", {}, h("span", { class: "badge", "aria-hidden": "true" }, "★"), h("h2", {}, official.name),
    acts.map((name) => h("button", { type: "button", class: `chip ${name}`, key: name,
      onclick: () => does(name) }, t(`phone_${name}`))));
}

const does = (name, more = {}) => act(`phone ${name}`, async () => {
  await post(`/line/people/${store.person}/${name}`, { account: account().basic_id, ...more });
});

function chat() {
  const lines = store.chat.length ? store.chat.map(bubble(unsend)) : h("p", { class: "nothing" }, t("no_chat"));
  return h("div", { class: "chat", tabindex: "0", role: "log", "aria-label": t("chat"), key: `chat ${store.person}` }, lines);
}

const unsend = (message) => act(`unsend ${message.message_id}`, async () => {
  await post(`/line/accounts/${account().basic_id}/messages/${message.message_id}/unsend`);
});


const OTHERS = {
  sticker: { type: "sticker", packageId: "446", stickerId: "1988", stickerResourceType: "STATIC", keywords: ["hi"] },
  image: { type: "image", contentProvider: { type: "line" } },
  location: { type: "location", title: "小島咖啡", address: "台北市大安區溫州街 1 號", latitude: 25.0226, longitude: 121.5337 },
};

function composer(person) {
  const blocked = account().blocked_by.includes(person.key);
  return h("form", { class: "writes", key: `writes ${person.key}`, onsubmit: (event) => {
    event.preventDefault();
    const field = event.currentTarget.querySelector("input");
    const text = field.value.trim();
    field.value = "";
    if (text) does("messages", { text });
  } },
    h("select", { class: "plus", "aria-label": t("send_other"), disabled: blocked, onchange: (event) => {
      const content = OTHERS[event.target.value];
      event.target.value = "";
      if (content) does("messages", { content });
      changed();
    } }, h("option", { value: "" }, "＋"),
      Object.keys(OTHERS).map((kind) => h("option", { value: kind }, t(`kind_${kind}`)))),
    h("input", { type: "text", "aria-label": t("write_on_phone"), disabled: blocked, autocomplete: "off",
      placeholder: blocked ? t("is_blocked") : t("write_on_phone") }),
    h("button", { type: "submit", "aria-label": t("send"), disabled: blocked }, "➤"));
}

function stayAtTheEnd(place) {
  if (place.dataset.lines !== String(store.chat.length)) place.scrollTop = place.scrollHeight;
  place.dataset.lines = String(store.chat.length);
}
