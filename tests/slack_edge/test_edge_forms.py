"""What people see when they submit forms: errors under fields, waiting views, answers."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from typing import Any

import pytest

from sandbox.slack.model import View
from tests.slack_edge.conftest import Kitchen

PLACE = "line-kojima"
PIN = "s3cret-pin-0001"
FULL = {"dish": "curry", "table": "7", "pin": PIN}


async def form(kitchen: Kitchen, user: str = "lin") -> View:
    await kitchen.workspace.command(user, PLACE, "order")

    def drawn() -> View | None:
        view = kitchen.workspace.front(user)
        return view if view is not None and view.callback_id else None

    view = await kitchen.workspace.wait_for(drawn)
    assert view is not None
    return view


def front(kitchen: Kitchen, user: str = "lin") -> str:
    view = kitchen.workspace.front(user)
    return json.dumps(view.content, ensure_ascii=False) if view else ""


async def shown(kitchen: Kitchen, words: str, user: str = "lin") -> None:
    await kitchen.workspace.wait_for(lambda: words in front(kitchen, user), about=words)


async def test_a_form_shows_what_is_known_but_never_a_secret(kitchen: Kitchen) -> None:
    view = await form(kitchen)
    elements = {one["block_id"]: one["element"] for one in view.blocks if "element" in one}
    assert list(elements) == ["dish", "table", "pin", "size", "wish", "hot"]
    assert {one["action_id"] for one in elements.values()} == {"value"}
    assert elements["dish"]["initial_value"] == "soup"
    assert "initial_value" not in elements["pin"]
    assert "never shown" not in front(kitchen)


async def test_a_submission_waits_in_its_view_and_is_answered_there(kitchen: Kitchen) -> None:
    view = await form(kitchen)
    kitchen.deps.gate.clear()
    seen = await kitchen.workspace.submit("lin", view, FULL)
    assert seen.ok
    assert "Serving …" in front(kitchen)

    kitchen.deps.gate.set()
    await shown(kitchen, "Served curry at 7 in line-kojima")
    assert kitchen.deps.diary == ["taste", "serve curry 7 s True"]


async def test_pasted_values_are_cleaned_not_refused(kitchen: Kitchen) -> None:
    view = await form(kitchen)
    values = {"dish": "\u3000 curry\u200b ", "table": " １２ 3\ufeff", "pin": f" {PIN}\u200b"}
    assert (await kitchen.workspace.submit("lin", view, values)).ok
    await kitchen.workspace.wait_for(lambda: "serve curry 123 s True" in kitchen.deps.diary)


async def test_wrong_fields_are_said_under_them_and_nothing_runs(kitchen: Kitchen) -> None:
    view = await form(kitchen)
    seen = await kitchen.workspace.submit("lin", view, {**FULL, "table": "seven", "dish": "\u200b"})
    assert set(seen.errors) == {"table", "dish"}
    assert kitchen.deps.diary == []


async def test_what_the_first_check_refuses_is_said_under_its_fields(kitchen: Kitchen) -> None:
    view = await form(kitchen)
    seen = await kitchen.workspace.submit("lin", view, {**FULL, "dish": "poison"})
    assert seen.errors == {"dish": "Not poison!", "pin": "Wrong PIN"}
    assert not seen.by_slack
    assert kitchen.deps.diary == ["taste"]


async def test_a_slow_check_that_refuses_brings_the_form_back_filled_without_secrets(
    kitchen: Kitchen,
) -> None:
    view = await form(kitchen)
    kitchen.deps.tasting.clear()
    values = {**FULL, "dish": "poison", "size": "Large", "hot": [], "wish": "a\nb"}
    seen = await kitchen.workspace.submit("lin", view, values)
    assert seen.ok
    assert "⏳" in front(kitchen)

    kitchen.deps.tasting.set()
    await shown(kitchen, "Not poison!")
    again = kitchen.workspace.front("lin")
    assert again is not None
    elements: dict[str, Any] = {b["block_id"]: b["element"] for b in again.blocks if "element" in b}
    assert elements["dish"]["initial_value"] == "poison"
    assert elements["wish"]["initial_value"] == "a\nb"
    assert elements["size"]["initial_option"]["value"] == "l"
    assert "initial_options" not in elements["hot"]
    assert "initial_value" not in elements["pin"]
    assert "A note" in front(kitchen)
    assert PIN not in front(kitchen)


async def test_the_form_that_came_back_can_be_submitted_again(kitchen: Kitchen) -> None:
    view = await form(kitchen)
    kitchen.deps.tasting.clear()
    await kitchen.workspace.submit("lin", view, {**FULL, "dish": "poison"})
    kitchen.deps.tasting.set()
    await shown(kitchen, "Not poison!")

    again = kitchen.workspace.front("lin")
    assert again is not None
    assert (await kitchen.workspace.submit("lin", again, {"dish": "curry", "pin": PIN})).ok
    await shown(kitchen, "Served curry at 7 in line-kojima")


async def test_a_slow_check_that_passes_is_answered_in_the_view(kitchen: Kitchen) -> None:
    view = await form(kitchen)
    kitchen.deps.tasting.clear()
    assert (await kitchen.workspace.submit("lin", view, FULL)).ok
    kitchen.deps.tasting.set()
    await shown(kitchen, "Served curry at 7 in line-kojima")


@pytest.mark.parametrize("slow", [False, True])
async def test_a_check_that_breaks_shows_a_reference(
    kitchen: Kitchen, slow: bool, logged: Callable[[], str]
) -> None:
    view = await form(kitchen)
    if slow:
        kitchen.deps.tasting.clear()
    await kitchen.workspace.submit("lin", view, {**FULL, "dish": "fire"})
    kitchen.deps.tasting.set()
    await shown(kitchen, "⚠️")
    told = logged()
    assert "ZeroDivisionError: fire" in told
    assert PIN not in told


async def test_a_modal_closed_meanwhile_is_answered_in_the_channel(kitchen: Kitchen) -> None:
    view = await form(kitchen)
    kitchen.deps.gate.clear()
    await kitchen.workspace.submit("lin", view, FULL)
    await kitchen.workspace.close("lin")
    kitchen.deps.gate.set()
    await kitchen.workspace.wait_for(
        lambda: [
            one
            for one in kitchen.workspace.ephemerals("lin", PLACE)
            if one.text == "Served curry at 7 in line-kojima"
        ]
    )


async def test_a_person_without_rights_is_refused_on_forms(kitchen: Kitchen) -> None:
    view = await form(kitchen)
    kitchen.workspace.directory.user("lin").is_admin = False
    kitchen.deps.slack._people._known.clear()
    await kitchen.workspace.submit("lin", view, FULL)
    await shown(kitchen, "order.add is for administrators.")
    assert kitchen.deps.diary == []


async def test_secrets_are_in_no_log_and_no_view(
    kitchen: Kitchen, caplog: pytest.LogCaptureFixture, logged: Callable[[], str]
) -> None:
    with caplog.at_level(logging.DEBUG):
        view = await form(kitchen)
        await kitchen.workspace.submit("lin", view, FULL)
        await shown(kitchen, "Served curry")
        await kitchen.edge.drain(5)
    assert PIN not in logged()
    assert not any(PIN in one.getMessage() for one in caplog.records)
    assert not any(PIN in json.dumps(one.arguments) for one in kitchen.workspace.calls)


async def test_a_form_without_fields_is_refused_in_its_view(kitchen: Kitchen) -> None:
    await kitchen.workspace.command("lin", PLACE, "sure")
    await shown(kitchen, "Sure?")
    view = kitchen.workspace.front("lin")
    assert view is not None
    assert (await kitchen.workspace.submit("lin", view, {})).ok
    await shown(kitchen, "Think again.")
    assert kitchen.deps.diary == []


async def test_a_submission_while_slack_is_down_says_so_in_the_view(kitchen: Kitchen) -> None:
    view = await form(kitchen)
    kitchen.deps.slack._people._known.clear()
    kitchen.workspace.fail("users.info", status=500)
    assert (await kitchen.workspace.submit("lin", view, FULL)).ok
    await shown(kitchen, "⚠️")
    assert kitchen.deps.diary == []
