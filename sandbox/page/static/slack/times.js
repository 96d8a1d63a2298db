// Slack's date formats, in the zone of whoever reads
// (https://docs.slack.dev/messaging/formatting-message-text#date-formatting).

import { me } from "../store.js";
import { t } from "../texts.js";

const FORMATS = {
  date_num: { year: "numeric", month: "2-digit", day: "2-digit" },
  date: { year: "numeric", month: "long", day: "numeric" },
  date_short: { year: "numeric", month: "short", day: "numeric" },
  date_long: { year: "numeric", month: "long", day: "numeric", weekday: "long" },
  time: { hour: "numeric", minute: "2-digit" },
  time_secs: { hour: "numeric", minute: "2-digit", second: "2-digit" },
};

export function when(seconds, format, language) {
  if (!Number.isFinite(seconds)) return null;
  return format.replace(/\{(\w+)\}/g, (whole, name) => {
    if (name.endsWith("_pretty")) {
      return pretty(seconds, language) ?? formatted(seconds, name.replace("_pretty", ""), language);
    }
    return formatted(seconds, name, language) ?? whole;
  });
}

function formatted(seconds, name, language) {
  const how = FORMATS[name];
  if (!how) return null;
  const timeZone = me().tz;
  return new Intl.DateTimeFormat(language, { ...how, timeZone }).format(new Date(seconds * 1000));
}

function pretty(seconds, language) {
  const day = (moment) => formatted(moment / 1000, "date_num", language);
  const now = Date.now();
  if (day(seconds * 1000) === day(now)) return t("today");
  return day(seconds * 1000) === day(now - 86_400_000) ? t("yesterday") : null;
}

export const timeOf = (ts, language) => formatted(Number(ts), "time", language);
