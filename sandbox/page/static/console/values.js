// What the set-up form asks for, ready to copy.

import { fillable } from "../slack/modal.js";
import { t } from "../texts.js";
import { card, value } from "./parts.js";

export const values = () => card("values", t("values"),
  Object.entries(fillable()).map(([name, words]) => value(name, t(`value_${name}`), words)));
