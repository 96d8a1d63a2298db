// Looks again whenever the server says that something changed, one look at a time.

import { changed, refreshFacts, refreshLine, refreshPhone, refreshSlack } from "./store.js";

const LOOKS = { slack: refreshSlack, line: refreshLine, phone: refreshPhone, facts: refreshFacts };
const wanted = new Set();
let looking = false;

export async function look(...sides) {
  sides.forEach((side) => wanted.add(side));
  if (looking) return;
  looking = true;
  try {
    while (wanted.size) {
      const now = [...wanted];
      wanted.clear();
      await Promise.all(now.map((side) => LOOKS[side]()));
      changed();
    }
  } finally {
    looking = false;
  }
}

export function listen(onState) {
  const events = new EventSource("/events");
  events.onopen = () => onState(true);
  events.onerror = () => onState(false);
  events.onmessage = async (event) => {
    await look(...JSON.parse(event.data));
    look("facts");
  };
}
