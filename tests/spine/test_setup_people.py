"""Who may look after a binding, and in which language they are answered."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.locale import Language, Speaker
from bot.locale.catalogue import translated
from handlers.setup import SetUp
from sandbox.slack.seen import words_of
from tests.clock import Clock
from tests.world import ROOM, World, opened, words_in


async def test_only_administrators_set_up(world: World) -> None:
    answer = await world.whisper("alice", ROOM, "setup")
    assert "administrators" in answer
    assert world.slack.front("alice") is None
    for command in ("verify", "repair", "status", "alerts", "alerts mute", "set name X", "audit"):
        assert "administrators" in await world.whisper("alice", ROOM, command), command


async def test_a_form_another_person_submits_is_refused(world: World) -> None:
    before = await world.everything_stored()
    form = await world.form(user="lin")
    await world.submit(form, world.values(), user="alice")
    assert "administrators" in words_in(world.slack.surfaces.get(form))
    assert await world.everything_stored() == before
    assert not world.line.calls


async def test_a_button_another_person_presses_is_refused(world: World) -> None:
    await world.bound()
    world.line.set_use_webhook(world.cafe, False)
    await world.next_round()
    alert = world.alert_post("webhook-enabled")
    for action in ("alerts.acknowledge", "verify"):
        seen = await world.slack.press("alice", alert, action)
        assert "administrators" in seen.text, action
    (row,) = await world.alerts()
    assert row.acknowledged_at is None


async def test_people_named_in_slack_admins_are_administrators(
    sqlite_url: str, clock: Clock
) -> None:
    async with opened(sqlite_url, clock=clock) as nobody:
        alice = nobody.slack.directory.user("alice").id
    async with opened(sqlite_url, clock=clock, slack_admins=f"U000, {alice}") as world:
        assert world.slack.directory.user("alice").id == alice
        assert "is bound" in await _bound_by("alice", world)


async def _bound_by(user: str, world: World) -> str:
    world.finish_consoles()
    return await world.set_up(user)


@pytest.mark.parametrize(
    ("locale", "language"),
    [("zh-TW", Language.ZH_TW), ("en-GB", Language.EN), ("ja-JP", Language.JA)],
)
async def test_people_and_the_channel_are_spoken_to_in_the_operators_language(
    migrated_file: Path, sqlite_url: str, clock: Clock, locale: str, language: Language
) -> None:
    async with opened(sqlite_url, clock=clock, locale=locale) as world:
        form = await world.form()
        assert form.content["title"]["text"] == Speaker(language).say(SetUp.title)
        world.finish_consoles()
        await world.submit(form, world.values())
        await world.result()
        await world.slack.close("lin", everything=True)
        world.line.set_use_webhook(world.cafe, False)
        await world.next_round()
        title = translated(language, "“Use webhook” is off")
        assert title in words_of(world.alert_post("webhook-enabled"))
        assert (await world.account()).language == language.value
