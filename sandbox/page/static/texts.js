// The page's own words. English is the key's meaning; every key exists in all three languages.

import { words } from "./words.js";

const offered = navigator.languages ?? [navigator.language];
const known = (tag) => {
  const plain = tag.toLowerCase();
  if (plain.startsWith("zh")) return "zh-TW";
  if (plain.startsWith("ja")) return "ja";
  return plain.startsWith("en") ? "en" : null;
};

export const language = offered.map(known).find((tag) => tag) ?? "en";
const COLUMN = { en: 0, "zh-TW": 1, ja: 2 }[language];

// The words for a key; {names} are taken from `values`.
export function t(key, values = {}) {
  const found = words[key];
  if (!found) throw new Error(`no words for ${key}`);
  return found[COLUMN].replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
}

export const clock = (date) =>
  new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(date);
