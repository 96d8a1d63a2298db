// The form in front of a person.

import { act } from "../acts.js";
import { post } from "../api.js";
import { h } from "../dom.js";
import { account, login, logins, store } from "../store.js";
import { t } from "../texts.js";
import { blocks } from "./blocks.js";
import { valuesOf } from "./inputs.js";
import { words } from "./markup.js";
import { heard, pressing } from "./press.js";

export function modal() {
  const view = store.screen?.views.at(-1);
  if (!view) return null;
  const place = { id: view.id, errors: view.errors, values: view.state.values, press: pressing(view.id) };
  return h("div", { class: "veil", key: view.root_view_id, onkeydown: keys(view) },
    h("form", { class: "modal", role: "dialog", "aria-modal": "true", "aria-label": view.title.text,
      tabindex: "-1", key: view.id, onsubmit: submits(view) },
      h("header", {},
        view.previous_view_id ? h("button", { class: "back", type: "button", "aria-label": t("back"),
          onclick: () => close(view, false) }, "‹") : null,
        h("h2", {}, words(view.title)),
        h("button", { class: "close", type: "button", "aria-label": t("close"),
          onclick: () => close(view) }, "×")),
      helper(view),
      h("div", { class: "body" }, blocks(view.blocks, place)),
      footer(view)));
}

function footer(view) {
  const busy = store.busy.has(view.id);
  return h("footer", {},
    h("button", { class: "button", type: "button", onclick: () => close(view, false) },
      view.close ? words(view.close) : t("cancel")),
    view.submit ? h("button", { class: `button primary${busy ? " busy" : ""}`, type: "submit",
      "aria-busy": busy && "true" }, words(view.submit)) : null);
}

const close = (view, everything = true) => act(`close ${view.id}`, () =>
  post(`/slack/views/${view.id}/close`, { user: store.me, everything }));

const keys = (view) => (event) => {
  if (event.key === "Escape") close(view);
};

const submits = (view) => (event) => {
  event.preventDefault();
  const values = valuesOf(event.currentTarget);
  return act(view.id, async () => {
    heard(await post(`/slack/views/${view.id}/submit`, { user: store.me, values }));
  });
};

// Not Slack's: fills a form in with what LINE's consoles show.
function helper(view) {
  const fills = view.blocks.filter((block) => block.type === "input" && block.block_id in store.about.fills);
  if (!fills.length) return null;
  return h("div", { class: "helper" }, h("span", {}, t("fill_in_hint")),
    h("button", { class: "chip", type: "button", onclick: fill(view) }, t("fill_in")));
}

// The set-up form asks for the parent site's Login channel, other forms for one that was added.
export function fillable(callback = "setup") {
  const sides = { account: account(), login: callback === "setup" ? login() : logins().at(-1) };
  return Object.fromEntries(Object.entries(store.about.fills).map(([name, path]) => {
    const [side, field] = path.split(".");
    return [name, sides[side][field]];
  }));
}

const fill = (view) => (event) => {
  const form = event.currentTarget.closest("form");
  for (const [name, value] of Object.entries(fillable(view.callback_id))) {
    const field = form.querySelector(`[data-block="${name}"] input`);
    if (field) field.value = value;
  }
  form.querySelector("[type=submit]")?.focus();
};

// A form that has just opened takes the focus, and so does one whose pressed button has gone.
let front = "";

export function focusFront(place) {
  const form = place.querySelector(".modal");
  const id = store.screen?.views.at(-1)?.id ?? "";
  if (form && id !== front) (form.querySelector("input, textarea") ?? form).focus();
  else if (form && document.activeElement === document.body) form.focus();
  front = id;
}
