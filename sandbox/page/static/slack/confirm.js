// The question some buttons ask before they take effect.

import { h } from "../dom.js";
import { words } from "./markup.js";

export function confirmed({ title, text, confirm, deny, style }) {
  return new Promise((answer) => {
    const end = (yes) => {
      dialog.close();
      dialog.remove();
      answer(yes);
    };
    const dialog = h("dialog", { class: "question", oncancel: () => end(false) },
      h("h2", {}, words(title)),
      h("p", {}, words(text)),
      h("footer", {},
        h("button", { class: "button", type: "button", onclick: () => end(false) }, words(deny)),
        h("button", { class: `button ${style ?? "primary"}`, type: "button",
          onclick: () => end(true) }, words(confirm))));
    document.getElementById("slack").append(dialog);
    dialog.showModal();
  });
}
