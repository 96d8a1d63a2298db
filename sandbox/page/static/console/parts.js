// What the consoles are made of.

import { act, copy } from "../acts.js";
import { h } from "../dom.js";
import { store } from "../store.js";
import { t } from "../texts.js";

export const card = (name, title, ...inside) =>
  h("details", { class: "card", open: true, key: name, "data-card": name },
    h("summary", {}, title), h("div", { class: "inside" }, inside));

export function toggle(name, label, on, change, { hint, once } = {}) {
  const busy = store.busy.has(name);
  return h("div", { class: "row", key: name }, h("span", { class: "label" }, label, hint ? h("small", {}, hint) : null),
    h("button", { type: "button", role: "switch", class: "switch", "aria-checked": String(on), "aria-label": label,
      "data-switch": name, disabled: busy || (once && on), onclick: () => act(name, () => change(!on)) },
      h("span", { class: "knob" })));
}

// A value to copy; `action` is a button beside it.
export const value = (name, label, words, action = null) =>
  h("div", { class: `row paste${action ? " wide" : ""}`, key: name }, h("div", { class: "label" }, label,
    h("code", { class: "value", "data-value": name }, words)),
    h("button", { type: "button", class: "chip", "aria-label": `${t("copy")}: ${label}`, onclick: () => copy(words) }, t("copy")),
    action);

export const small = (name, label, run, look = "") =>
  h("button", { type: "button", class: `chip ${look}`, key: name, "data-does": name, disabled: store.busy.has(name),
    onclick: () => act(name, run) }, label);

// A line of text one changes and saves; one that is always empty adds something, and is emptied then.
export function editable(name, label, words, save) {
  return h("form", { class: "edit", key: name, "data-edit": name, onsubmit: (event) => {
    event.preventDefault();
    const field = event.currentTarget.querySelector("input");
    act(name, async () => {
      await save(field.value.trim());
      if (words === "") field.value = "";
    });
    field.blur();
  } }, h("label", {}, h("span", { class: "label" }, label),
    h("input", { type: "text", value: words ?? "", placeholder: t("not_set"), spellcheck: "false", autocomplete: "off" })),
    h("button", { type: "submit", class: "chip" }, t("save")));
}

export function choice(name, label, given, options, change) {
  return h("label", { class: "row", key: name }, h("span", { class: "label" }, label),
    h("select", { value: given, "data-choice": name, onchange: (event) => act(name, () => change(event.target.value)) },
      options.map(([each, words]) => h("option", { value: each }, words))));
}
