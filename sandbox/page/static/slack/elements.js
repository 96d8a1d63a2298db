// Block Kit's elements one presses or chooses from, in messages and forms alike. What a press does
// is told by `place`: {id, press(element, block, value)}.

import { h } from "../dom.js";
import { store } from "../store.js";
import { t } from "../texts.js";
import { confirmed } from "./confirm.js";
import { words } from "./markup.js";

export function element(one, block, place) {
  if (one.type === "image") return h("img", { class: "side", src: pictureOf(one), alt: one.alt_text });
  if (one.type === "button") return button(one, block, place);
  if (one.type === "overflow") return menu(one, block, place, "⋯", "overflow");
  const choices = optionsOf(one);
  if (choices) return menu(one, block, place, one.placeholder?.text ?? t("choose"), "select");
  return h("span", { class: "unknown" }, one.type);
}

// A picture's address, or the file of this workspace it names.
export const pictureOf = (one) => one.image_url
  ?? `/slack/files/${one.slack_file.id ?? one.slack_file.url.replace("/download", "").split("/").at(-1)}`;

const nameOf = (one, block, place) => `${place.id} ${block.block_id} ${one.action_id}`;

function button(one, block, place) {
  const busy = store.busy.has(nameOf(one, block, place));
  const look = `button ${one.style ?? ""}${busy ? " busy" : ""}`;
  const label = [words(one.text), one.url ? h("span", { class: "out", "aria-hidden": "true" }, "↗") : null];
  const press = async () => {
    if (one.confirm && !(await confirmed(one.confirm))) return;
    place.press(nameOf(one, block, place), one, block, one.value);
  };
  const said = one.accessibility_label;
  if (one.url) {
    return h("a", { class: look, href: one.url, target: "_blank", rel: "noopener noreferrer",
      "aria-label": said, onclick: press }, label);
  }
  return h("button", { class: look, type: "button", "aria-label": said, "aria-busy": busy && "true",
    "data-action": one.action_id, onclick: press }, label);
}

function menu(one, block, place, label, look) {
  const choose = async (event) => {
    const chosen = event.target.value;
    event.target.value = "";
    if (!chosen || (one.confirm && !(await confirmed(one.confirm)))) return;
    place.press(nameOf(one, block, place), one, block, chosen);
  };
  return h("select", { class: `menu ${look}`, "aria-label": label, "data-action": one.action_id,
    onchange: choose },
    h("option", { value: "" }, label), optionsOf(one).map(option));
}

export const option = ({ value, text }) =>
  h("option", { value }, typeof text === "string" ? text : text.text);

// What may be chosen: the app's own options, or the workspace's people and channels.
export function optionsOf(one) {
  const { users, channels } = store.slack;
  if (one.options) return one.options;
  if (one.option_groups) return one.option_groups.flatMap((group) => group.options);
  if (/users_select$/.test(one.type)) {
    return users.map(({ id, real_name: text }) => ({ value: id, text }));
  }
  if (/(channels|conversations)_select$/.test(one.type)) {
    return channels.filter((place) => !place.is_im)
      .map(({ id, name }) => ({ value: id, text: `#${name}` }));
  }
  return null;
}
