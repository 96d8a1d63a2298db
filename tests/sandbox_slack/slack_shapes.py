"""A clock to move, and blocks and views to send."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any


@dataclass
class Clock:
    """A clock that stands still until it is moved."""

    now: datetime = field(default_factory=lambda: datetime(2026, 3, 2, 9, 0, tzinfo=UTC))

    def __call__(self) -> datetime:
        return self.now

    def advance(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


def modal(**changes: Any) -> dict[str, Any]:
    """A modal with one input, `name`."""
    view: dict[str, Any] = {
        "type": "modal",
        "callback_id": "form",
        "title": {"type": "plain_text", "text": "Form"},
        "submit": {"type": "plain_text", "text": "Save"},
        "blocks": [
            {
                "type": "input",
                "block_id": "name",
                "label": {"type": "plain_text", "text": "Name"},
                "element": {"type": "plain_text_input", "action_id": "value", "max_length": 20},
            }
        ],
    }
    return {**view, **changes}


def card(*buttons: dict[str, Any]) -> list[dict[str, Any]]:
    """A section, and these buttons beneath it."""
    section = {"type": "section", "text": {"type": "mrkdwn", "text": "*Card*"}}
    return [section, {"type": "actions", "block_id": "buttons", "elements": list(buttons)}]


def button(action_id: str, value: str = "", text: str = "Press") -> dict[str, Any]:
    """A button."""
    label = {"type": "plain_text", "text": text}
    return {"type": "button", "action_id": action_id, "value": value, "text": label}
