// Where one writes: messages, and slash commands with suggestions.

import { act } from "../acts.js";
import { post } from "../api.js";
import { h } from "../dom.js";
import { changed, store } from "../store.js";
import { language, t } from "../texts.js";
import { heard } from "./press.js";

let suggesting = []; // what is offered under what is being typed
let chosen = 0;

function send(field, thread) {
  const text = field.value.trim();
  if (!text) return;
  field.value = "";
  suggesting = [];
  act(`send ${thread ?? ""}`, async () => {
    if (!text.startsWith("/") || thread) {
      await post(`/slack/channels/${store.channel}/messages`, { user: store.me, text, thread });
      return;
    }
    const [command, ...rest] = text.split(" ");
    heard(await post("/slack/commands",
      { user: store.me, channel: store.channel, command, text: rest.join(" "), patience: 0 }));
  });
}

function suggest(text) {
  const typed = text.trimStart();
  suggesting = typed.startsWith("/")
    ? store.about.suggestions.filter((one) => one.command.startsWith(typed.trimEnd())).slice(0, 8) : [];
  chosen = 0;
  changed();
}

const keys = (thread) => (event) => {
  const field = event.currentTarget;
  if (event.isComposing) return; // an input method is still choosing characters
  if (suggesting.length && !thread && ["ArrowDown", "ArrowUp"].includes(event.key)) {
    event.preventDefault();
    chosen = (chosen + (event.key === "ArrowDown" ? 1 : suggesting.length - 1)) % suggesting.length;
    changed();
  } else if (suggesting.length && !thread && event.key === "Tab" && !event.shiftKey) {
    event.preventDefault();
    field.value = `${suggesting[chosen].command} `;
    suggest(field.value);
  } else if (event.key === "Escape") {
    suggesting = [];
    changed();
  } else if (event.key === "Enter" && !event.shiftKey) {
    event.preventDefault();
    send(field, thread);
    changed();
  }
};

export function composer(thread) {
  const name = thread ? t("reply_in_thread") : t("write_in_slack");
  return h("div", { class: "composer", key: `composer ${thread ?? store.channel}` },
    thread ? null : offers(),
    h("textarea", { rows: 1, "aria-label": name, placeholder: name, "data-composer": thread ?? "channel",
      onkeydown: keys(thread), oninput: thread ? null : (event) => suggest(event.target.value) }),
    h("button", { class: "send", type: "button", "aria-label": t("send"),
      onclick: (event) => send(event.currentTarget.parentNode.querySelector("textarea"), thread) }, "➤"));
}

function offers() {
  if (!suggesting.length) return null;
  return h("ul", { class: "offers" }, suggesting.map((one, index) =>
    h("li", {}, h("button", { type: "button", class: index === chosen ? "chosen" : "",
      onclick: (event) => {
        const field = event.currentTarget.closest(".composer").querySelector("textarea");
        field.value = one.command;
        send(field);
        changed();
      } }, h("b", {}, one.command), h("span", {}, one.says[language] ?? one.says.en)))));
}
