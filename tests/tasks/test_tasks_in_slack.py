"""`/line task`, as people in Slack use it."""

from __future__ import annotations

from typing import Any

from storage.tables import Task
from tests.world import ROOM, World

GREETING = {
    "name": "Good morning",
    "trigger": "cron",
    "action": "text",
    "content": "Good morning!",
    "schedule": "0 10 * * *",
}


async def refused(world: World, **changed: Any) -> dict[str, str]:
    """The errors under the form's fields."""
    seen = await world.submit(await world.form(f"task create {ROOM}"), GREETING | changed)
    await world.slack.close("lin", everything=True)
    return dict(seen.errors or {})


async def test_a_task_is_made_seen_changed_and_switched_off(world: World) -> None:
    await world.bound()
    errors = await refused(world, delay="soon", schedule="soon", levels="Gold")
    assert set(errors) == {"delay", "schedule"}
    assert "no level called “Gold”" in (await refused(world, levels="Gold"))["levels"]
    assert "no ticket" in (await refused(world, action="ticket"))["content"]
    assert await world.rows(Task) == []

    seen = await world.submit(await world.form(f"task create {ROOM}"), GREETING)
    assert seen.ok, seen.errors
    assert "Members reached" in await world.result()
    await world.slack.close("lin", everything=True)
    listed = await world.whisper("lin", ROOM, f"task list {ROOM}")
    assert "Good morning" in listed
    assert "Next" in listed

    form = await world.form(f"task edit {ROOM} good morning")
    seen = await world.submit(form, GREETING | {"content": "Good day!"})
    assert seen.ok, seen.errors
    await world.result()
    await world.slack.close("lin", everything=True)
    (row,) = await world.rows(Task)
    assert row.action["content"] == "Good day!"
    assert "Switch on" in await world.whisper("lin", ROOM, f"task pause {ROOM} Good morning")
    (row,) = await world.rows(Task)
    assert (row.active, row.due_at) == (False, None)
    assert "Nothing yet" in await world.whisper("lin", ROOM, f"task history {ROOM}")
    assert [tag for tag in await world.deeds() if ":task:" in tag] == [
        "slack:task:added", "slack:task:changed", "slack:task:paused",
    ]  # fmt: skip


async def test_what_is_typed_wrong_is_answered_with_the_mend(world: World) -> None:
    await world.bound()
    assert "Say which site" in await world.whisper("lin", ROOM, "task list")
    answer = await world.whisper("lin", ROOM, f"task pause {ROOM} Nothing")
    assert "has no task called “Nothing”" in answer
