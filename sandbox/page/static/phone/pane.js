// A member's phone: who holds it, LINE, and a browser with the real pages.

import { draw, h } from "../dom.js";
import { changed, phone, store } from "../store.js";
import { clock, t } from "../texts.js";
import { face } from "../slack/message.js";
import { browser, closeSheet, sheet } from "./browser.js";
import { chat, composer, header, stayAtTheEnd } from "./chat.js";
import { richMenu } from "./menu.js";
import { take } from "./hold.js";

export function drawPhone(place) {
  const held = phone();
  draw(place, people(), h("div", { class: "device" }, status(),
    h("div", { class: "screen" },
      h("div", { class: "line-app", key: "line", hidden: held.app !== "line" },
        header(), chat(), richMenu(), composer()),
      store.line.people.map((one) => browser(one, one.key !== store.person || held.app !== "browser")),
      sheet()),
    dock(held)));
  stayAtTheEnd(place.querySelector(".chat"));
}

function people() {
  return h("div", { class: "people", role: "group", "aria-label": t("whose_phone") },
    store.line.people.map((one) => h("button", { type: "button", class: "person", key: one.key,
      "aria-pressed": String(one.key === store.person), onclick: () => take(one.key) },
    face({ id: one.key, real_name: one.name }), h("span", {}, one.name))));
}

const status = () => h("div", { class: "status", "aria-hidden": "true" }, clock(new Date()),
  h("span", { class: "signs" }, h("i", { class: "bars" }), h("i", { class: "battery" })));

const APPS = [["line", "app_line"], ["browser", "app_browser"]];

function dock(held) {
  return h("div", { class: "dock", role: "group", "aria-label": t("phone_apps") },
    APPS.map(([name, words]) => h("button", { type: "button", class: "app", key: name, "data-app": name,
      "aria-pressed": String(held.app === name), onclick: () => {
        held.app = name;
        changed();
      } }, h("i", { class: "icon", "aria-hidden": "true" }), t(words))));
}

// A page in the phone asks to be closed, as liff.closeWindow() does.
addEventListener("message", (event) => {
  const ours = [...document.querySelectorAll("#phone iframe")].some((one) => one.contentWindow === event.source);
  if (ours && event.data?.liff === "closeWindow") closeSheet();
});
