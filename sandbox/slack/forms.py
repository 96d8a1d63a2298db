"""What a person enters: turning it into Slack's state values, and Slack's own checks of it.

The shapes are those of ``view.state.values``
(https://docs.slack.dev/reference/interaction-payloads/view-interactions-payload). The checks are
the ones Slack's client makes before it sends anything; their wording is ours.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from sandbox.slack.blocks import elements_of
from sandbox.slack.elements import CHOSEN, TYPED_INTO
from sandbox.slack.errors import NoSuchThing
from sandbox.slack.model import Blocks, FieldName, Json, View

RESULT: dict[str, str] = {
    "static_select": "selected_option",
    "external_select": "selected_option",
    "radio_buttons": "selected_option",
    "overflow": "selected_option",
    "multi_static_select": "selected_options",
    "checkboxes": "selected_options",
    "users_select": "selected_user",
    "multi_users_select": "selected_users",
    "channels_select": "selected_channel",
    "multi_channels_select": "selected_channels",
    "conversations_select": "selected_conversation",
    "multi_conversations_select": "selected_conversations",
    "datepicker": "selected_date",
    "timepicker": "selected_time",
    "datetimepicker": "selected_date_time",
    "file_input": "files",
    "rich_text_input": "rich_text_value",
}
"""The field that holds what was chosen, by element; every other element uses ``value``."""
OPTIONS = ("selected_option", "selected_options")
LARGEST_FILE = 10 * 1024 * 1024  #: bytes
EMPTY: tuple[object, ...] = (None, "", [], ())


def result_field(kind: str) -> str:
    """The name of the field holding what a person entered into this kind of element."""
    return RESULT.get(kind, "value")


def blank(blocks: Blocks) -> dict[FieldName, Json]:
    """The state of every stateful element before anybody touched it, initial values included."""
    state: dict[FieldName, Json] = {}
    for block in blocks:
        for element in elements_of(block):
            kind = element.get("type", "")
            if kind in CHOSEN or kind in TYPED_INTO:
                state[block["block_id"], element["action_id"]] = _initial(element)
    return state


def _initial(element: Json) -> Json:
    kind, name = element["type"], result_field(element["type"])
    many = name.endswith("s")
    first = element.get(name.replace("selected", "initial"), element.get("initial_value"))
    return {"type": kind, name: first if first is not None else ([] if many else None)}


def entered(element: Json, given: Any) -> Json:
    """The state after a person entered `given`.

    Options are given by their value or their text; several as a list. Raises NoSuchThing for an
    option that is not offered.
    """
    kind, name = element["type"], result_field(element["type"])
    if given in EMPTY:
        return {"type": kind, name: [] if name.endswith("s") else None}
    if name == "selected_options":
        return {"type": kind, name: [_option(element, one) for one in given]}
    if name == "selected_option":
        return {"type": kind, name: _option(element, given)}
    return {"type": kind, name: given if name != "value" else str(given)}


def _option(element: Json, wanted: Any) -> Json:
    groups = element.get("option_groups", [])
    offered: Blocks = [*element.get("options", [])]
    offered += [option for group in groups for option in group["options"]]
    for option in offered:
        if wanted in (option.get("value"), option["text"]["text"]):
            return option
    raise NoSuchThing(f"no option {wanted!r}; there are {[o.get('value') for o in offered]}")


def fill(view: View, given: Mapping[str, Any]) -> None:
    """Enter values into a view, by block_id; a mapping of action_ids where a block has several.

    Raises NoSuchThing for a block the view does not have.
    """
    by_id = {block["block_id"]: block for block in view.blocks}
    for block_id, value in given.items():
        block = by_id.get(block_id)
        found = [
            one
            for one in elements_of(block or {})
            if (block_id, one.get("action_id")) in view.typed
        ]
        if not found:
            raise NoSuchThing(f"no input {block_id!r}; there are {[n for n, _ in view.typed]}")
        inputs = {element["action_id"]: element for element in found}
        several = value if isinstance(value, Mapping) else {found[0]["action_id"]: value}
        for action_id, one in several.items():
            view.typed[block_id, action_id] = entered(inputs[action_id], one)


def complaints(view: View) -> dict[str, str]:
    """What Slack itself says under fields before it sends a form, by block_id."""
    found: dict[str, str] = {}
    for block in view.blocks:
        if block["type"] != "input":
            continue
        element = block["element"]
        state = view.typed[block["block_id"], element["action_id"]]
        value = state[result_field(element["type"])]
        if value in EMPTY:
            if not block.get("optional"):
                found[block["block_id"]] = "Please complete this required field."
        elif wrong := _wrong(element, value):
            found[block["block_id"]] = wrong
    return found


def _wrong(element: Json, value: Any) -> str | None:
    """Why Slack's client would not take this value; None when it would."""
    kind = element["type"]
    if kind in WRONG:
        return WRONG[kind](element, value)
    if kind == "email_text_input" and not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", str(value)):
        return "Please enter a valid email address."
    if kind == "url_text_input" and not re.match(r"https?://[^\s/]+", str(value)):
        return "Please enter a valid URL."
    if isinstance(value, list) and len(value) > element.get("max_selected_items", len(value)):
        return f"Please choose no more than {element['max_selected_items']} items."
    return None


def _wrong_files(element: Json, files: list[Json]) -> str | None:
    most, kinds = element.get("max_files", 10), element.get("filetypes")
    if len(files) > most:
        return f"Please choose no more than {most} files."
    if kinds and any(one["filetype"] not in kinds for one in files):
        return f"Please choose a file of these types: {', '.join(kinds)}."
    if any(one["size"] > LARGEST_FILE for one in files):
        return "Please choose files of no more than 10 MB."
    return None


def _wrong_length(element: Json, value: Any) -> str | None:
    most, least = element.get("max_length", 3000), element.get("min_length", 0)
    if len(str(value)) > most:
        return f"This entry must be no more than {most} characters."
    if len(str(value)) < least:
        return f"This entry must be at least {least} characters."
    return None


def _wrong_number(element: Json, value: Any) -> str | None:
    try:
        entered_number = float(value)
    except ValueError:
        return "Please enter a number."
    if not element.get("is_decimal_allowed") and "." in str(value):
        return "Please enter a whole number."
    low, high = element.get("min_value"), element.get("max_value")
    if low is not None and entered_number < float(low):
        return f"Please enter a number of at least {low}."
    if high is not None and entered_number > float(high):
        return f"Please enter a number of no more than {high}."
    return None


WRONG: dict[str, Callable[[Json, Any], str | None]] = {
    "plain_text_input": _wrong_length,
    "number_input": _wrong_number,
    "file_input": _wrong_files,
}
"""What Slack's client says against a value, by element."""
