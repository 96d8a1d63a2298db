// What one can break, to see how it is borne.

import { act } from "../acts.js";
import { post, remove } from "../api.js";
import { h } from "../dom.js";
import { look } from "../live.js";
import { store } from "../store.js";
import { t } from "../texts.js";
import { card, small } from "./parts.js";

const LINE = {
  fault_down: { down: true },
  fault_slow: { latency: 2.5 },
  fault_500: { status: 500 },
  fault_garbage: { garbage: true },
};
const SLACK = {
  fault_429: { method: "chat.postMessage", times: 3, status: 429, retry_after: 3 },
  fault_slack_down: { times: 10, status: 503 },
};

export function faults() {
  const active = store.line.faults;
  return card("faults", t("faults"),
    h("div", { class: "chips" },
      Object.entries(LINE).map(([name, how]) => small(name, t(name), () => again(post("/line/faults", how)))),
      Object.entries(SLACK).map(([name, how]) => small(name, t(name), () => post("/slack/faults", how)))),
    active.length ? h("p", { class: "figure warned" }, t("faults_active", { count: active.length })) : null,
    h("button", { type: "button", class: "chip", onclick: () => act("heal", heal) }, t("heal")));
}

const heal = () => again(Promise.all([remove("/line/faults"), remove("/slack/faults")]));

async function again(work) {
  await work;
  await look("line");
}
