"""Who may do what in an account: given, listed, taken away, written down."""

from __future__ import annotations

import pytest

import handlers
from bot.binding.roles import EVERYBODY, LEAST, plain
from handlers.edge import declared_in
from storage.tables import Audit, Role
from tests.network.store_managers import a_store, managed
from tests.world import ROOM, World, words_in


def test_every_command_button_and_form_is_classified() -> None:
    declared = declared_in(handlers)
    commands = [one.name for one in declared.commands]
    buttons = [one.name for one in declared.presses]
    forms = [one.name for one in declared.submissions]
    names = {plain(name) for name in (*commands, *buttons, *forms)}
    assert names - set(LEAST) - EVERYBODY == set()


async def test_an_operator_does_the_daily_work_and_nothing_else(world: World) -> None:
    await world.bound()
    await world.whisper("lin", ROOM, "role grant @alice operator")
    for command in ("status", "verify", "alerts", "audit", "inbox"):
        assert "administrators" not in await world.whisper("alice", ROOM, command), command
    for command in ("setup", "set name X", "set login_channel_secret", "role list",
                    "role grant @alice administrator", "alerts here"):  # fmt: skip
        assert "is for administrators" in await world.whisper("alice", ROOM, command), command
    assert world.slack.front("alice") is None
    (role,) = await world.rows(Role)
    assert role.role == "operator"


async def test_an_administrator_of_an_account_may_do_everything_in_it(world: World) -> None:
    await world.bound()
    await world.whisper("lin", ROOM, "role grant @alice administrator")
    assert "is bound" in await world.whisper("alice", ROOM, "set name 小島")
    assert "Operator" in await world.whisper("alice", ROOM, "role grant @tanaka operator")
    assert (await world.form("setup", "alice")).callback_id == "setup"


async def test_a_role_that_is_taken_away_is_gone_at_once(world: World) -> None:
    await world.bound()
    await world.whisper("lin", ROOM, "role grant @alice operator")
    form = await world.form("role grant")
    assert "no role" in await world.whisper("lin", ROOM, "role revoke @alice")
    assert "`status` asks for a role" in await world.whisper("alice", ROOM, "status")
    alice = world.slack.directory.user("alice").id
    await world.submit(form, {"user": alice, "role": "administrator", "sites": ""}, "alice")
    assert "is for administrators" in words_in(world.slack.surfaces.get(form))
    assert await world.rows(Role) == []
    assert "given no role" in await world.whisper("lin", ROOM, "role revoke @alice")


async def test_workspace_administrators_cannot_be_shut_out(world: World) -> None:
    await world.bound()
    await world.whisper("lin", ROOM, "role grant @lin store-manager line-kojima")
    await world.whisper("lin", ROOM, "role revoke @lin")
    assert "given no role" in await world.whisper("lin", ROOM, "role revoke @tanaka")
    assert "is bound" in await world.whisper("lin", ROOM, "status")


async def test_the_form_gives_a_role_and_says_what_is_wrong_under_its_field(world: World) -> None:
    await world.bound()
    await a_store(world, "taipei")
    form = await world.form("role grant")
    assert form.callback_id == "role.grant"
    alice = world.slack.directory.user("alice").id
    given = {"user": alice, "role": "store-manager", "sites": "nowhere"}
    seen = await world.submit(form, given)
    assert "has no site nowhere" in seen.errors["sites"]
    seen = await world.submit(form, given | {"sites": ""})
    assert "Name the sites" in seen.errors["sites"]
    seen = await world.submit(form, given | {"role": "operator", "sites": "taipei"})
    assert "Only a store manager" in seen.errors["sites"]
    assert await world.rows(Role) == []
    await world.submit(form, given | {"sites": "Taipei, line-kojima"})
    assert "`line-kojima` and `taipei`" in await world.result()
    (role,) = await world.rows(Role)
    assert (role.role, len(role.sites)) == ("store-manager", 2)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("@nobody operator", "Slack knows nobody"),
        ("<@U0NOBODY99> operator", "Slack knows nobody"),
        ("@alice boss", "administrator, operator, store-manager"),
        ("@alice", "administrator, operator, store-manager"),
        ("@alice store-manager", "Name the sites"),
        ("@alice store-manager nowhere", "has no site nowhere"),
        ("@alice operator line-kojima", "Only a store manager"),
    ],
)
async def test_a_role_typed_wrong_is_refused_and_stored_nowhere(
    world: World, typed: str, said: str
) -> None:
    await world.bound()
    assert said in await world.whisper("lin", ROOM, f"role grant {typed}")
    assert await world.rows(Role) == []


async def test_the_list_shows_every_role_and_takes_it_away_by_button(world: World) -> None:
    await managed(world, "taipei")
    await world.whisper("lin", ROOM, "role grant @tanaka operator")
    words = await world.whisper("lin", ROOM, "role list")
    assert words.index("Operator") < words.index("Store manager")
    assert "taipei" in words
    listed = world.slack.ephemerals("lin", ROOM)[-1]
    await world.slack.press("lin", listed, "role.revoke")
    await world.eventually(lambda: _one_role_left(world))


async def _one_role_left(world: World) -> bool:
    return len(await world.rows(Role)) == 1


async def test_who_gave_and_took_roles_is_written_down(world: World) -> None:
    await managed(world, "taipei")
    await world.whisper("lin", ROOM, "role grant @alice operator")
    await world.whisper("lin", ROOM, "role revoke @alice")
    told = [(row.tag, row.old, row.new) for row in await world.rows(Audit) if "role" in row.tag]
    assert told == [
        ("slack:role:granted", "", "store-manager: taipei"),
        ("slack:role:granted", "store-manager: taipei", "operator"),
        ("slack:role:revoked", "operator", ""),
    ]


# ---- a store manager ------------------------------------------------------------------------
