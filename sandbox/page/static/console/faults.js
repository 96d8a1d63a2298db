// What one can break, and where, to see how it is borne.

import { act } from "../acts.js";
import { post, remove } from "../api.js";
import { h } from "../dom.js";
import { look } from "../live.js";
import { changed, store } from "../store.js";
import { t } from "../texts.js";
import { card, small } from "./parts.js";

const WHERE = { where_all: "/", where_messaging: "/v2/bot", where_login: "/oauth2", where_liff: "/liff" };
const LINE = {
  fault_down: { down: true },
  fault_slow: { latency: 2.5 },
  fault_500: { status: 500 },
  fault_429: { status: 429, body: { message: "The API rate limit has been exceeded. Try again later." } },
  fault_garbage: { garbage: true },
};
const SLACK = {
  fault_slack_429: { method: "chat.postMessage", times: 3, status: 429, retry_after: 3 },
  fault_slack_down: { times: 10, status: 503 },
};
let where = "where_all";

export function faults() {
  const active = store.line.faults;
  return card("faults", t("faults"),
    h("label", { class: "row" }, h("span", { class: "label" }, t("fault_where")),
      h("select", { value: where, "data-choice": "where", onchange: (event) => {
        where = event.target.value;
        changed();
      } }, Object.keys(WHERE).map((name) => h("option", { value: name }, t(name))))),
    h("div", { class: "chips" },
      Object.entries(LINE).map(([name, how]) => small(name, t(name), () => again(post("/line/faults", { ...how, path: WHERE[where] })))),
      Object.entries(SLACK).map(([name, how]) => small(name, t(name), () => post("/slack/faults", how)))),
    active.length ? h("p", { class: "figure warned" }, t("faults_active", { count: active.length })) : null,
    h("button", { type: "button", class: "chip", "data-does": "heal", onclick: () => act("heal", heal) }, t("heal")));
}

const heal = () => again(Promise.all([remove("/line/faults"), remove("/slack/faults")]));

async function again(work) {
  await work;
  await look("line");
}
