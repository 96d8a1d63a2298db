"""`same-provider`: told from what a sign-in shows, and only when it is certain."""

from __future__ import annotations

from typing import Any

import pytest

from bot.flows.binding.proving import SignedIn, prove_by
from storage import accounts
from storage.tables import Member, Visit
from tests.network.shops import added, site
from tests.world import ROOM, World

PICTURE = "https://profile.line-scdn.net/0hchen"


async def follower(world: World) -> None:
    """陳小姐 follows the account, which knows her name and picture."""
    account = await world.bound()
    async with world.deps.database.transaction() as session:
        session.add(
            Member(account_id=account.id, user_id="Uhere", name="陳小姐", picture_url=PICTURE,
                   friendship="friend", created_at=world.clock())
        )  # fmt: skip


async def signs_in(world: World, slug: str = ROOM, **changed: Any) -> None:
    """She signs in under the id another provider has for her, a friend of the account there."""
    who: dict[str, Any] = {"user_id": "Uthere", "name": "陳小姐", "picture_url": PICTURE}
    who |= {"friend": True, "known": False} | changed
    async with world.deps.database.reading() as session:
        bound = await accounts.bound(session, (await world.account()).id)
    site = next(one for one in bound.sites if one.slug == slug)
    await prove_by(world.deps, bound.account, bound.parent_channel, site, SignedIn(**who))
    await world.settle()


async def test_one_person_under_two_ids_is_another_provider(world: World) -> None:
    await follower(world)
    await signs_in(world)
    assert "same-provider" in await world.open_checks()
    await signs_in(world, user_id="Uhere", known=True)
    assert "same-provider" not in await world.open_checks()


@pytest.mark.parametrize(
    "changed",
    [
        {"picture_url": "https://profile.line-scdn.net/0hother"},
        {"picture_url": None},
        {"name": "陳先生"},
        {"friend": False},
        {"friend": None},
        {"known": None},
    ],
)
async def test_what_may_be_chance_proves_nothing(world: World, changed: dict[str, Any]) -> None:
    await follower(world)
    await signs_in(world, **changed)
    assert "same-provider" not in await world.open_checks()


async def test_each_site_knows_who_has_signed_in_on_it(world: World) -> None:
    await follower(world)
    await added(world)
    await signs_in(world, "taipei", user_id="Uhere", known=True)
    await signs_in(world, "taipei", user_id="Uhere", known=True)
    (visit,) = await world.rows(Visit)
    assert visit.site_id == (await site(world, "taipei")).id
    assert "members 1" in await world.whisper("lin", ROOM, "subnet list")
