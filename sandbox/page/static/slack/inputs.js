// Inputs of a form. What is typed stays in the page until the form is submitted; `valuesOf` reads it.

import { h } from "../dom.js";
import { t } from "../texts.js";
import { option, optionsOf } from "./elements.js";
import { words } from "./markup.js";

export function input(block, place) {
  const { element: one, block_id: name } = block;
  const id = `input-${place.id}-${name}`;
  const error = place.errors?.[name];
  const ends = `${id}-hint ${id}-error`;
  const given = entered(place.values?.[name]?.[one.action_id]);
  const several = ["checkboxes", "radio_buttons"].includes(one.type);
  const label = [words(block.label),
    block.optional ? h("span", { class: "optional" }, ` ${t("optional")}`) : null];
  return h("div", { class: error ? "input wrong" : "input", "data-block": name, "data-kind": one.type },
    several ? h("div", { class: "label", id: `${id}-label` }, label) : h("label", { for: id }, label),
    control(one, id, given, { "aria-describedby": ends, "aria-invalid": error && "true" }),
    error ? h("p", { class: "error", id: `${id}-error`, role: "alert" }, error) : null,
    block.hint ? h("p", { class: "hint", id: `${id}-hint` }, words(block.hint)) : null);
}

// What a state of Slack's holds, as the value of a field here.
function entered(state) {
  if (!state) return "";
  const options = state.selected_options?.map((one) => one.value);
  const chosen = state.selected_option?.value ?? state.selected_user ?? state.selected_channel
    ?? state.selected_conversation ?? state.selected_date ?? state.selected_time;
  return options ?? chosen ?? state.value ?? "";
}

const TYPES = { number_input: "number", email_text_input: "email", url_text_input: "url",
  datepicker: "date", timepicker: "time" };

function control(one, id, value, extra) {
  const placeholder = one.placeholder?.text;
  const plain = { id, value, placeholder, ...extra };
  if (one.multiline) return h("textarea", { ...plain, rows: 5 });
  if (one.type === "checkboxes" || one.type === "radio_buttons") return ticks(one, id, value);
  if (one.type === "file_input") return h("input", { id, type: "file", onchange: keep, ...extra });
  const options = optionsOf(one);
  if (!options) {
    return h("input", { ...plain, type: TYPES[one.type] ?? "text", autocomplete: "off", spellcheck: "false" });
  }
  const multiple = one.type.startsWith("multi_");
  return h("select", { ...plain, multiple }, multiple ? null
    : h("option", { value: "" }, placeholder ?? t("choose")), options.map(option));
}

// A chosen file is read at once: a form is submitted without waiting.
async function keep({ currentTarget: field }) {
  const file = field.files[0];
  const bytes = file ? new Uint8Array(await file.arrayBuffer()) : [];
  const text = Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
  field.chosen = file ? { name: file.name, base64: btoa(text) } : null;
}

function ticks(one, id, value) {
  const type = one.type === "checkboxes" ? "checkbox" : "radio";
  return h("div", { class: "ticks", role: "group", "aria-labelledby": `${id}-label` },
    one.options.map((each) => h("label", { class: "tick" },
      h("input", { type, name: id, value: each.value, checked: [value].flat().includes(each.value) }),
      h("span", {}, words(each.text),
        each.description ? h("small", {}, words(each.description)) : null))));
}

// The values of every input within a form, by block_id, as the control side takes them.
export function valuesOf(form) {
  const found = {};
  for (const place of form.querySelectorAll("[data-block]")) {
    const { block, kind } = place.dataset;
    const chosen = [...place.querySelectorAll("input:checked, option:checked")].map((one) => one.value);
    if (kind === "checkboxes" || kind.startsWith("multi_")) found[block] = chosen;
    else if (kind === "file_input") found[block] = place.querySelector("input").chosen ?? [];
    else if (kind === "radio_buttons") found[block] = chosen[0] ?? "";
    else found[block] = place.querySelector("input, textarea, select").value;
  }
  return found;
}
