"""Limits of Block Kit's composition objects and interactive elements.

Each line is the limit table of one page under https://docs.slack.dev/reference/block-kit
(composition-objects and block-elements).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sandbox.slack.schema import (
    Check,
    anything,
    choice,
    fault,
    flag,
    kinds,
    link,
    listing,
    number,
    record,
    string,
)

ACTION_ID = string(255)
MANY = 10_000


def plain(most: int, least: int = 1) -> Check:
    """A ``plain_text`` object of at most `most` characters."""
    return kinds({"plain_text": record({"text": string(most, least)}, {"emoji": flag})})


def text(most: int, least: int = 1) -> Check:
    """A ``plain_text`` or ``mrkdwn`` object of at most `most` characters."""
    markup = record({"text": string(most, least)}, {"verbatim": flag})
    simple = record({"text": string(most, least)}, {"emoji": flag})
    return kinds({"plain_text": simple, "mrkdwn": markup})


CONFIRM = record(
    {"title": plain(100), "text": text(300)},
    {"confirm": plain(30), "deny": plain(30), "style": choice("primary", "danger")},
)
OPTION = record(
    {"text": text(75), "value": string(150)},
    {"description": text(75), "url": link()},
)
GROUP = record({"label": plain(75), "options": listing(OPTION, 100)}, {})
DISPATCH = record(
    {}, {"trigger_actions_on": listing(choice("on_enter_pressed", "on_character_entered"), 2)}
)


def options_or_groups(value: Any, pointer: str) -> Iterator[str]:
    """A static menu has either options or groups of options."""
    if ("options" in value) == ("option_groups" in value):
        yield fault("must define either `options` or `option_groups`", pointer)


def picker(required: Mapping[str, Check], optional: Mapping[str, Check]) -> Check:
    """An element a person chooses with: these fields and the ones all of them share."""
    shared = {"action_id": ACTION_ID, "confirm": CONFIRM, "focus_on_load": flag}
    return record(required, {**shared, **optional})


def menu(optional: Mapping[str, Check], *, many: bool = False) -> Check:
    """A select menu; placeholders hold 150 characters."""
    extra: dict[str, Check] = {"max_selected_items": number(1, MANY)} if many else {}
    return picker({}, {"placeholder": plain(150), **extra, **optional})


def static_menu(*, many: bool) -> Check:
    """A select menu with the app's own options, 100 at most."""
    first = {"initial_options": listing(OPTION, 100)} if many else {"initial_option": OPTION}
    body = menu(
        {"options": listing(OPTION, 100), "option_groups": listing(GROUP, 100), **first}, many=many
    )

    def check(value: Any, pointer: str) -> Iterator[str]:
        yield from body(value, pointer)
        yield from options_or_groups(value, pointer)

    return check


def entry(optional: Mapping[str, Check]) -> Check:
    """An element a person types into; its text is 3,000 characters at most."""
    shared = {"placeholder": plain(150), "dispatch_action_config": DISPATCH}
    return picker({}, {**shared, **optional})


TYPED = {"initial_value": string(3000, 0)}
PLAIN_INPUT = entry(
    {
        **TYPED,
        "multiline": flag,
        "min_length": number(0, 3000),
        "max_length": number(1, 3000),
    }
)
CHECKBOXES = picker({"options": listing(OPTION, 10)}, {"initial_options": listing(OPTION, 10)})
RADIOS = picker({"options": listing(OPTION, 10)}, {"initial_option": OPTION})
BUTTON = record(
    {"text": plain(75)},
    {
        "action_id": ACTION_ID,
        "value": string(2000, 0),
        "url": link(),
        "style": choice("primary", "danger"),
        "confirm": CONFIRM,
        "accessibility_label": string(75),
    },
)
OVERFLOW = picker({"options": listing(OPTION, 5)}, {})
"""At most five options; Slack's page names no minimum and one is accepted."""
IMAGE = record({"alt_text": string(2000)}, {"image_url": link(), "slack_file": anything})
NAMES = {"initial_users": anything, "initial_channels": anything, "initial_conversations": anything}
NAME = {"initial_user": string(255), "initial_channel": string(255)}
CONVERSATION = {
    "initial_conversation": string(255),
    "default_to_current_conversation": flag,
    "filter": anything,
    "response_url_enabled": flag,
}

CHOSEN: dict[str, Check] = {
    "static_select": static_menu(many=False),
    "multi_static_select": static_menu(many=True),
    "users_select": menu(NAME),
    "multi_users_select": menu(NAMES, many=True),
    "channels_select": menu({**NAME, "response_url_enabled": flag}),
    "multi_channels_select": menu(NAMES, many=True),
    "conversations_select": menu(CONVERSATION),
    "multi_conversations_select": menu({**NAMES, **CONVERSATION}, many=True),
    "external_select": menu({"initial_option": OPTION, "min_query_length": number(0, MANY)}),
    "datepicker": menu({"initial_date": string(10)}),
    "timepicker": menu({"initial_time": string(5), "timezone": string(255)}),
    "datetimepicker": picker({}, {"initial_date_time": number(0, 9_999_999_999)}),
    "checkboxes": CHECKBOXES,
    "radio_buttons": RADIOS,
}
TYPED_INTO: dict[str, Check] = {
    "plain_text_input": PLAIN_INPUT,
    "email_text_input": entry(TYPED),
    "url_text_input": entry(TYPED),
    "number_input": entry(
        {
            **TYPED,
            "is_decimal_allowed": flag,
            "min_value": anything,
            "max_value": anything,
        }
    ),
    "rich_text_input": entry({"initial_value": anything}),
    "file_input": picker({}, {"filetypes": anything, "max_files": number(1, 10)}),
}
PRESSED: dict[str, Check] = {"button": BUTTON, "overflow": OVERFLOW}
