// Rich menus made with the Messaging API: which there are, and who sees which.

import { patch, remove } from "../api.js";
import { h } from "../dom.js";
import { account, store } from "../store.js";
import { t } from "../texts.js";
import { card, choice, small, toggle } from "./parts.js";

export function menus() {
  const one = account();
  const at = `/line/accounts/${one.basic_id}`;
  const names = one.rich_menus.map((menu) => [menu.richMenuId, menu.name]);
  return card("menus", t("rich_menus"),
    one.rich_menus.length ? one.rich_menus.map((menu) => line(menu, at)) : h("p", { class: "figure" }, t("none_yet")),
    choice("default_menu", t("default_menu"), one.default_menu ?? "", [["", t("none")], ...names],
      (chosen) => patch(at, { default_menu: chosen || null })),
    toggle("manager_menu", t("manager_menu"), one.manager_menu, (manager_menu) => patch(at, { manager_menu }),
      { hint: t("manager_menu_hint") }));
}

function line(menu, at) {
  const seen = Object.entries(account().linked_menus).filter(([, id]) => id === menu.richMenuId)
    .map(([key]) => store.line.people.find((person) => person.key === key)?.name);
  return h("div", { class: "row menu-line", key: menu.richMenuId },
    menu.has_picture ? h("img", { src: `${at}/rich-menus/${menu.richMenuId}/picture`, alt: "" }) : null,
    h("span", { class: "label" }, menu.name, h("small", {}, seen.length ? seen.join("、") : menu.richMenuId.slice(0, 18))),
    small(`delete ${menu.richMenuId}`, t("delete"), () => remove(`${at}/rich-menus/${menu.richMenuId}`), "danger"));
}
