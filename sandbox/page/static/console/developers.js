// LINE Developers: the Messaging API channel and the Login channel with its LIFF apps.

import { patch, post, remove } from "../api.js";
import { h } from "../dom.js";
import { account, login } from "../store.js";
import { t } from "../texts.js";
import { card, choice, editable, small, toggle, value } from "./parts.js";

const messaging = (what) => patch(`/line/accounts/${account().basic_id}`, what);
const channel = () => `/line/login-channels/${login().channel_id}`;
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
    loginCard(login()),
  ];
}

function loginCard(one) {
  return card("login", t("login_channel"),
    toggle("published", t("switch_published"), one.published, (published) => patch(channel(), { published }),
      { hint: t("published_hint"), once: true }),
    choice("linked_account", t("linked_account"), one.linked_account ?? "",
      [["", t("none")], [account().basic_id, account().name]],
      (linked) => patch(channel(), { linked_account: linked || null })),
    toggle("share_target_picker", "shareTargetPicker", one.share_target_picker,
      (on) => patch(channel(), { share_target_picker: on })),
    h("h4", {}, t("callbacks")),
    one.callbacks.map((url) => h("div", { class: "row", key: url }, h("code", { class: "value" }, url),
      small(`remove ${url}`, t("remove"), () => remove(`${channel()}/callbacks`, { url }), "danger"))),
    adding(),
    value("login_secret", t("channel_secret"), one.secret,
      small("reissue_login", t("reissue"), reissue(one), "danger")),
    h("h4", {}, t("liff_apps")),
    one.liff_apps.length ? one.liff_apps.map(liff) : h("p", { class: "figure" }, t("no_liff")));
}

const adding = () => editable("callback", t("add_callback"), "", (url) => post(`${channel()}/callbacks`, { url }));

function liff(app) {
  const path = `${channel()}/liff/${app.liffId}`;
  return h("div", { class: "liff", key: app.liffId },
    h("div", { class: "row" }, h("code", { class: "value" }, app.liffId),
      small(`delete ${app.liffId}`, t("delete"), () => remove(path), "danger")),
    editable(`endpoint ${app.liffId}`, t("endpoint"), app.view.url, (url) => patch(path, { view: { ...app.view, url } })),
    choice(`prompt ${app.liffId}`, t("add_friend"), app.botPrompt,
      ["none", "normal", "aggressive"].map((each) => [each, each]),
      (botPrompt) => patch(path, { botPrompt })),
    h("p", { class: "figure" }, app.scope.join(" · ")));
}
