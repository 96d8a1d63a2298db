// The phone's browser, and the window LINE opens over a chat for links and LIFF apps. Both show the
// real pages; `sandbox/page/front.py` keeps each person's cookies apart.

import { act } from "../acts.js";
import { post } from "../api.js";
import { h } from "../dom.js";
import { account, apps, changed, phone, store } from "../store.js";
import { t } from "../texts.js";

const MAY = "allow-scripts allow-forms allow-same-origin allow-popups allow-modals";

// ---- LINE's own window ---------------------------------------------------------------------

// A link was tapped in LINE.
export function open(address) {
  const url = new URL(address);
  const liff = /^\/(\d+-\w+)(.*)$/.exec(url.pathname);
  if (liff && (url.origin === new URL(store.about.line).origin || url.hostname === "liff.line.me")) {
    return askFirst(liff[1], liff[2] + url.search + url.hash);
  }
  if (url.hostname !== "127.0.0.1") return window.open(address, "_blank", "noopener");
  return show({ url: address, title: url.host });
}

function show(what) {
  phone().app = "line";
  phone().sheet = { ...what, number: (phone().number += 1) };
  changed();
}

export function closeSheet() {
  phone().sheet = null;
  changed();
}

// Whoever opens a LIFF app for the first time is asked what the app may know.
function askFirst(liffId, more) {
  const app = apps().find((one) => one.liffId === liffId);
  const known = app?.channel.consents[store.person] ?? [];
  if (!app || app.scope.every((one) => known.includes(one))) return openLiff(liffId, more, false);
  return show({ title: app.description ?? liffId, asks: { app, liffId, more } });
}

const openLiff = (liffId, more, add_friend) => act("open liff", async () => {
  const title = apps().find((one) => one.liffId === liffId)?.description ?? liffId;
  try {
    const visit = await post(`/line/people/${store.person}/liff/${liffId}`, { more, add_friend });
    show({ url: visit.primary_url ?? visit.url, title, liff: true });
  } catch (refusal) {
    show({ title, refused: refusal.message });
  }
});

export function sheet() {
  const { sheet: what, number } = phone();
  if (!what) return null;
  return h("div", { class: "sheet", key: `sheet ${store.person} ${number}`, role: "dialog", "aria-label": what.title },
    h("header", {}, h("h2", {}, what.title, what.url ? h("small", {}, shortly(store.where.address)) : null),
      h("button", { type: "button", class: "close", "aria-label": t("close"), onclick: closeSheet }, "×")),
    what.url ? h("iframe", { src: what.url, title: what.title, name: `${store.person} ${number}`, sandbox: MAY, allow: "clipboard-write" }) : null,
    what.refused ? h("div", { class: "start" }, h("h3", {}, "400 Bad Request"), h("p", {}, what.refused)) : null,
    what.asks ? consent(what.asks) : null);
}

function consent({ app, liffId, more }) {
  const offered = app.botPrompt !== "none" && app.channel.linked_account && !account().friends.includes(store.person);
  return h("form", { class: "start consent", onsubmit: (event) => {
    event.preventDefault();
    openLiff(liffId, more, event.currentTarget.querySelector("input")?.checked ?? false);
  } },
    h("h3", {}, app.channel.name), h("p", {}, t("liff_asks")),
    h("ul", {}, app.scope.map((one) => h("li", {}, one))),
    offered ? h("label", {}, h("input", { type: "checkbox", checked: app.botPrompt === "aggressive" }),
      t("liff_add_friend", { name: account().name })) : null,
    h("button", { type: "submit", class: "go" }, t("liff_allow")),
    h("button", { type: "button", class: "no", onclick: closeSheet }, t("cancel")));
}

// ---- the browser ---------------------------------------------------------------------------

export function browser(person, hidden) {
  const held = phone(person.key);
  return h("div", { class: "browser", key: `browser ${person.key}`, hidden },
    h("form", { class: "bar", onsubmit: (event) => {
      event.preventDefault();
      go(held, event.currentTarget.querySelector("input").value.trim());
    } },
      h("button", { type: "button", "aria-label": t("browser_home"), onclick: () => go(held, "") }, "⌂"),
      h("input", { type: "text", inputmode: "url", "aria-label": t("browser_address"), spellcheck: "false", autocomplete: "off",
        value: held.url ? shortly(held.at || held.url) : "", placeholder: t("browser_address") }),
      h("button", { type: "button", "aria-label": t("browser_back"), disabled: !held.url, onclick: () => history.back() }, "‹"),
      h("button", { type: "button", "aria-label": t("browser_again"), disabled: !held.url,
        onclick: () => go(held, held.at || held.url) }, "↻")),
    held.url
      ? h("iframe", { key: `frame ${held.number}`, src: held.url, title: t("app_browser"), name: `${person.key} browser`, sandbox: MAY, allow: "clipboard-write" })
      : start(held));
}

function go(held, typed) {
  const url = typed && !/^https?:/.test(typed) ? `http://${typed}` : typed;
  Object.assign(held, { url, at: "", number: held.number + 1 });
  changed();
}

function start(held) {
  return h("div", { class: "start", key: "start" }, h("h3", {}, t("browser_sites")),
    store.facts.sites.length ? store.facts.sites.map((one) => h("button", { type: "button", class: "site", key: one.address,
      "data-site": one.address, onclick: () => go(held, one.address) },
    h("i", { "aria-hidden": "true" }, one.name.slice(0, 1)), h("span", {}, one.name, h("small", {}, shortly(one.address)))))
      : h("p", {}, t("browser_nothing")));
}

const shortly = (address) => (address ?? "").replace(/^https?:\/\//, "").replace(/[?#].*$/, "");
