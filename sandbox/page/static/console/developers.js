// LINE Developers: the Messaging API channel, and each LINE Login channel with its LIFF apps.

import { patch, post, remove } from "../api.js";
import { h } from "../dom.js";
import { account, logins, store } from "../store.js";
import { t } from "../texts.js";
import { card, choice, editable, small, toggle, value } from "./parts.js";

const messaging = (what) => patch(`/line/accounts/${account().basic_id}`, what);
const at = (channel) => `/line/login-channels/${channel.channel_id}`;
const reissue = (one) => () => post(`/line/channels/${one.channel_id}/secret`);

export function developers() {
  const official = account();
  return [
    card("messaging", t("messaging_channel"),
      toggle("use_webhook", t("switch_use_webhook"), official.use_webhook, (use_webhook) => messaging({ use_webhook })),
      editable("webhook_url", t("webhook_url"), official.webhook_url,
        (url) => messaging({ webhook_url: url || null })),
      toggle("redelivery", t("switch_redelivery"), official.redelivery, (redelivery) => messaging({ redelivery })),
      value("messaging_secret", t("channel_secret"), official.secret,
        small("reissue_messaging", t("reissue"), reissue(official), "danger"))),
    logins().map((one, index) => loginCard(one, index)),
    small("new_login", t("new_login"), () => post("/line/login-channels",
      { provider: official.provider_id, name: `${official.name} ${logins().length + 1}` })),
  ];
}

// The names on the first channel's card are plain; those of further ones end in the channel's id.
function loginCard(one, index) {
  const own = (name) => (index ? `${name} ${one.channel_id}` : name);
  const change = (what) => patch(at(one), what);
  return card(own("login"), index ? t("further_login", { name: one.name }) : t("login_channel"),
    index ? value(own("login_id"), t("value_login_channel_id"), one.channel_id) : null,
    toggle(own("published"), t("switch_published"), one.published, (published) => change({ published }),
      { hint: t("published_hint"), once: true }),
    choice(own("linked_account"), t("linked_account"), one.linked_account ?? "",
      [["", t("none")], [account().basic_id, account().name]],
      (linked) => change({ linked_account: linked || null })),
    toggle(own("share_target_picker"), "shareTargetPicker", one.share_target_picker,
      (on) => change({ share_target_picker: on }), { hint: t("agreement") }),
    one.published ? null : roles(one),
    h("h4", {}, t("callbacks")),
    one.callbacks.map((url) => h("div", { class: "row", key: url }, h("code", { class: "value" }, url),
      small(`remove ${url}`, t("remove"), () => remove(`${at(one)}/callbacks`, { url }), "danger"))),
    editable(own("callback"), t("add_callback"), "", (url) => post(`${at(one)}/callbacks`, { url })),
    value(own("login_secret"), t("channel_secret"), one.secret,
      small(own("reissue_login"), t("reissue"), reissue(one), "danger")),
    h("h4", {}, t("liff_apps")),
    one.liff_apps.length ? one.liff_apps.map((app) => liff(one, app)) : h("p", { class: "figure" }, t("no_liff")),
    index ? small(own("delete_login"), t("delete_channel"), () => remove(at(one)), "danger") : null);
}

// While a channel is Developing, only people with a role may sign in.
function roles(one) {
  return h("div", { class: "row", key: "roles" }, h("span", { class: "label" }, t("may_sign_in")),
    store.line.people.map((person) => h("button", { type: "button", class: "chip", key: person.key,
      "aria-pressed": String(person.key in one.roles), disabled: person.key in one.roles,
      onclick: () => post(`${at(one)}/roles`, { person: person.key, role: "Tester" }) }, person.name)));
}

function liff(one, app) {
  const path = `${at(one)}/liff/${app.liffId}`;
  return h("div", { class: "liff", key: app.liffId },
    h("b", {}, app.description ?? ""),
    h("div", { class: "row" }, h("code", { class: "value" }, app.liffId),
      small(`delete ${app.liffId}`, t("delete"), () => remove(path), "danger")),
    editable(`endpoint ${app.liffId}`, t("endpoint"), app.view.url, (url) => patch(path, { view: { ...app.view, url } })),
    choice(`prompt ${app.liffId}`, t("add_friend"), app.botPrompt,
      ["none", "normal", "aggressive"].map((each) => [each, each]),
      (botPrompt) => patch(path, { botPrompt })),
    h("p", { class: "figure" }, app.scope.join(" · ")));
}
