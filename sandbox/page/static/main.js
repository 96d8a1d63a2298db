import { listen } from "./live.js";
import { begin, onChange, refreshLine, refreshSlack, store } from "./store.js";
import { language } from "./texts.js";
import { staysHere } from "./console/links.js";
import { drawConsole } from "./console/pane.js";
import { drawPhone } from "./phone/pane.js";
import { drawSlack } from "./slack/pane.js";
import { drawTop } from "./top.js";

const place = (id) => document.getElementById(id);

function drawAll() {
  drawTop(place("top"));
  drawSlack(place("slack"));
  drawPhone(place("phone"));
  drawConsole(place("console"));
}

document.documentElement.lang = language;
await begin();
await Promise.all([refreshSlack(), refreshLine()]);
onChange(drawAll);
drawAll();
document.addEventListener("click", staysHere);
listen((alive) => {
  if (alive && store.alive === false) location.reload(); // another sandbox has taken the place
  store.alive = alive;
  document.body.classList.toggle("lost", !alive);
  drawAll();
});
