// Running what somebody pressed: the button waits, a refusal is said, the rest comes live.

import { t } from "./texts.js";
import { changed, store } from "./store.js";

let fading;

export function toast(words) {
  const place = document.getElementById("toast");
  place.textContent = words;
  place.classList.add("up");
  clearTimeout(fading);
  fading = setTimeout(() => place.classList.remove("up"), 6000);
}

export async function act(name, work) {
  if (store.busy.has(name)) return undefined;
  store.busy.add(name);
  changed();
  try {
    return await work();
  } catch (failure) {
    toast(failure.message || t("no_answer"));
    return undefined;
  } finally {
    store.busy.delete(name);
    changed();
  }
}

export async function copy(words) {
  try {
    await navigator.clipboard.writeText(words);
    toast(t("copied"));
  } catch {
    toast(t("copy_by_hand"));
  }
}
