"""A move that died half way, or stopped, is gone on with or brought back: `/line move` alone."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from bot.deps import Deps
from bot.errors import Refused
from bot.flows.network import moving, moving_wave
from bot.flows.network.cut_off import tell_cut_off
from bot.flows.network.liff_apps import Ours
from bot.flows.network.moving import go_on, move
from bot.flows.network.moving_plan import Wish, plan
from bot.flows.network.subnets import fulfil_due
from sandbox.slack.model import View
from sandbox.slack.seen import words_of
from storage.tables import Account, Move
from tests.network.test_moving import NEW, addresses, endpoints, network, paste, slugs
from tests.world import ROOM, World, words_in


async def killed(world: World, monkeypatch: pytest.MonkeyPatch) -> Account:
    """The process is killed in the middle of the second wave: the addresses of eleven of 14 sites
    are stored here, and LINE knows of the first alone.
    """
    account = await network(world)
    paste(world, await slugs(world))

    point = moving_wave._point

    async def dies(deps: Deps, known: Ours, site_ids: set[str]) -> None:
        if (await world.rows(Move))[0].moved > 1:
            raise SystemExit
        await point(deps, known, site_ids)

    @asynccontextmanager
    async def forgotten(*_: object) -> AsyncIterator[None]:
        yield

    wish = Wish("all", NEW)
    digest = (await plan(world.deps, account.id, wish)).digest
    with monkeypatch.context() as patched:
        patched.setattr(moving, "_busy", forgotten)
        patched.setattr(moving_wave, "_point", dies)
        with pytest.raises(SystemExit):
            await move(world.deps, account, wish, digest, by="U1")
    return account


async def unfinished(world: World) -> View:
    """What `/line move` alone shows."""
    if world.slack.front("lin"):
        await world.slack.close("lin", everything=True)
    await world.slack.command("lin", ROOM, "move", patience=0)
    words = await world.result()
    view = world.slack.front("lin")
    assert view is not None
    assert "Moves of" in words
    return view


async def pressed(world: World, action: str) -> str:
    view = await unfinished(world)
    await world.slack.press("lin", view, action, patience=0)

    def answered() -> View | None:
        front = world.slack.front("lin")
        return front if front and front.id != view.id and "⏳" not in words_in(front) else None

    return words_in(await world.slack.wait_for(answered, 60, about=action))


def said(world: World) -> list[str]:
    """What the account's channel says of moves, each message once."""
    words = [words_of(post) for post in world.posts()]
    marks = ("Moving sites", "Moved: ", "Moved back: ", "This move was")
    return [one for one in words if any(mark in one for mark in marks)]


async def test_a_move_under_way_is_left_alone(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    account = await killed(world, monkeypatch)
    words = words_in(await unfinished(world))
    assert "It is under way" in words
    assert "Continue" not in words
    (row,) = await world.rows(Move)
    with pytest.raises(Refused, match="being moved at this moment"):
        await go_on(world.deps, account, row.id, by="U2")
    wish = Wish("shop-00", "https://own.example.com")
    digest = (await plan(world.deps, account.id, wish)).digest
    with pytest.raises(Refused, match="being moved at this moment"):
        await move(world.deps, account, wish, digest, by="U2")


async def test_a_move_that_was_cut_off_is_gone_on_with(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    await killed(world, monkeypatch)
    world.clock.advance(minutes=6)
    assert "Moved: 11 of 14 sites" in words_in(await unfinished(world))
    (before,) = said(world)
    assert "⏳ Moving sites" in before
    assert "Moved: 3 of 3 sites" in await pressed(world, "move.on")
    (after,) = said(world)
    assert "Moved: 3 of 3 sites" in after
    await fulfil_due(world.deps)  # LINE's side of the ten that were cut off
    assert set((await endpoints(world)).values()) == {
        f"{NEW}/s/{slug}/liff" for slug in await slugs(world)
    }


async def test_a_move_that_was_cut_off_is_brought_back(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    await killed(world, monkeypatch)
    world.clock.advance(minutes=6)
    assert "Moved back: 11 of 11" in await pressed(world, "move.back")
    (after,) = said(world)
    assert "Moved back: 11 of 11" in after
    assert set((await addresses(world)).values()) == {None}
    assert all(url.startswith(world.trial.url) for url in (await endpoints(world)).values())
    assert "No move is unfinished" in words_in(await unfinished(world))


async def test_the_message_of_a_move_that_was_cut_off_says_so_by_itself(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    account = await killed(world, monkeypatch)
    await tell_cut_off(world.deps)
    (words,) = said(world)
    assert "⏳ Moving sites" in words
    world.clock.advance(minutes=6)
    await tell_cut_off(world.deps)
    (words,) = said(world)
    assert "cut off: 11 of 14 sites" in words
    (row,) = await world.rows(Move)
    await go_on(world.deps, account, row.id, by="U1")
    cut, done = said(world)
    assert (cut, "Moved: 3 of 3 sites" in done) == (words, True)
    await tell_cut_off(world.deps)
    assert said(world) == [cut, done]


async def test_a_move_that_stopped_is_gone_on_with_by_button(world: World) -> None:
    """The callback addresses of the second wave were not pasted: eleven moved, three are left."""
    account = await network(world)
    paste(world, [f"shop-{number:02}" for number in range(5)])
    wish = Wish("all", NEW)
    digest = (await plan(world.deps, account.id, wish)).digest
    await move(world.deps, account, wish, digest, by="U1")
    paste(world, await slugs(world))
    words = words_in(await unfinished(world))
    assert "Moved: 11 of 14 sites" in words
    assert "Moved: 3 of 3 sites" in await pressed(world, "move.on")
    (row,) = await world.rows(Move)
    assert (row.moved, row.under_way_until) == (14, None)
    assert set((await endpoints(world)).values()) == {
        f"{NEW}/s/{slug}/liff" for slug in await slugs(world)
    }
    assert "Moved back: 14 of 14" in await pressed(world, "move.back")


async def test_a_site_that_went_elsewhere_meanwhile_is_not_taken_along(world: World) -> None:
    account = await network(world)
    wish = Wish("all", NEW)
    digest = (await plan(world.deps, account.id, wish)).digest
    first = await move(world.deps, account, wish, digest, by="U1")
    assert len(first.arrived) == 1
    own = Wish("shop-07", "https://own.example.com")
    world.line.register_callback(world.login, "https://own.example.com/login/callback")
    await move(world.deps, account, own, (await plan(world.deps, account.id, own)).digest, by="U1")
    paste(world, await slugs(world))
    done = await go_on(world.deps, account, first.move, by="U1")
    assert (len(done.arrived), done.troubles) == (12, ())
    assert (await addresses(world))["shop-07"] == "https://own.example.com"


async def test_moves_are_for_administrators(world: World) -> None:
    await network(world, 1)
    await world.whisper("lin", ROOM, "role grant @alice operator")
    assert "administrators" in await world.whisper("alice", ROOM, "move")
