// Pressing something in a message, a form or App Home; `where` is a timestamp or a view's id.

import { act } from "../acts.js";
import { post } from "../api.js";
import { store } from "../store.js";
import { t } from "../texts.js";

export const pressing = (where) => (name, one, block, value) => act(name, async () => {
  heard(await post("/slack/presses", { user: store.me, where, action_id: one.action_id,
    block_id: block.block_id, value, patience: 0 }));
});

// Slack says in a word when the app did not acknowledge.
export function heard(seen) {
  if (seen.failure) throw new Error(t("slack_says", { words: seen.failure }));
}
