// The rich menu below a chat: the person's own, else the one for everybody.

import { h } from "../dom.js";
import { account, changed, phone, store } from "../store.js";
import { t } from "../texts.js";
import { open } from "./browser.js";
import { does } from "./chat.js";

export function richMenu() {
  const menu = shown();
  if (!menu) return null;
  const held = phone();
  const isOpen = held.menus[menu.richMenuId] ?? menu.selected;
  return h("div", { class: "rich-menu", key: `menu ${menu.richMenuId}`, "data-menu": menu.name },
    h("button", { type: "button", class: "bar", "aria-expanded": String(isOpen), onclick: () => {
      held.menus[menu.richMenuId] = !isOpen;
      changed();
    } }, menu.chatBarText, isOpen ? " ▾" : " ▴"),
    isOpen ? picture(menu) : null);
}

function shown() {
  const official = account();
  const own = official.friends.includes(store.person) ? official.linked_menus[store.person] : null;
  return official.rich_menus.find((one) => one.richMenuId === (own ?? official.default_menu) && one.has_picture);
}

function picture(menu) {
  const { width, height } = menu.size;
  const where = `/line/accounts/${account().basic_id}/rich-menus/${menu.richMenuId}/picture`;
  return h("div", { class: "picture" }, h("img", { src: where, alt: menu.name }),
    menu.areas.map(({ bounds, action }, index) => {
      const area = h("button", { type: "button", class: "area", key: `area ${index}`,
        "aria-label": action.label ?? action.text ?? action.uri ?? action.data, onclick: () => tap(action) });
      Object.assign(area.style, { left: `${(bounds.x / width) * 100}%`, top: `${(bounds.y / height) * 100}%`,
        width: `${(bounds.width / width) * 100}%`, height: `${(bounds.height / height) * 100}%` });
      return area;
    }));
}

function tap(action) {
  if (action.type === "uri") open(action.uri);
  else if (action.type === "message") does("messages", { text: action.text });
  else if (action.type === "postback") does("postback", { data: action.data });
  else throw new Error(t("no_answer"));
}
