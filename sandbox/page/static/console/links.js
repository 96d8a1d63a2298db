// A link to one of LINE's consoles leads to its stand-in on this page.

import { logins } from "../store.js";

const FLASH = [
  { boxShadow: "0 0 0 3px #06c755" },
  { boxShadow: "0 0 0 3px #06c755", offset: 0.6 },
  { boxShadow: "0 0 0 3px #06c75500" },
];

export function staysHere(event) {
  const link = event.target.closest?.("a[href]");
  const card = link && cardFor(new URL(link.href));
  if (!card) return;
  event.preventDefault();
  const place = document.querySelector(`[data-card="${card}"]`);
  place.open = true;
  place.scrollIntoView({ block: "start", behavior: "smooth" });
  place.animate(FLASH, 1800);
  place.querySelector("summary").focus({ preventScroll: true });
}

function cardFor({ hostname, pathname }) {
  if (hostname === "manager.line.biz") return "manager";
  if (hostname !== "developers.line.biz" || !pathname.startsWith("/console")) return null;
  const index = logins().findIndex((one) => pathname.includes(one.channel_id));
  if (index > 0) return `login ${logins()[index].channel_id}`;
  return index === 0 || !pathname.includes("/channel/") ? "login" : "messaging";
}
