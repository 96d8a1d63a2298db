// Taking somebody's phone into one's hand: from then on its pages are asked for with their cookies.

import { act } from "../acts.js";
import { post } from "../api.js";
import { look } from "../live.js";
import { store } from "../store.js";

export const take = (person) => act("take phone", async () => {
  await post("/phone", { person });
  store.person = person;
  store.chat = [];
  await look("line", "phone");
});
