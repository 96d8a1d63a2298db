"""Who may do what in an account, and that a store manager sees and changes only their own sites."""

from __future__ import annotations

from typing import Any

import pytest

import handlers
from bot.binding.roles import EVERYBODY, LEAST, plain
from handlers.edge import declared_in
from sandbox.slack.seen import words_of
from storage.tables import Account, Alert, Audit, LoginChannel, Role, Site
from tests.world import ROOM, World, words_in


async def a_store(world: World, slug: str) -> Site:
    """A sub-site of the café on its own Login channel, well, with its LIFF app."""
    (channel,) = await world.rows(LoginChannel)
    url = f"{world.trial.url}/s/{slug}"
    world.line.register_callback(world.login, f"{url}/login/callback")
    app = world.line.add_liff_app(
        world.login,
        {
            "view": {"type": "full", "url": f"{url}/liff"},
            "description": slug,
            "scope": ["openid", "profile", "chat_message.write"],
            "botPrompt": "aggressive",
        },
    )
    site = Site(account_id=channel.account_id, slug=slug, name=slug.title(), liff_id=app.liff_id,
                login_channel_id=channel.id, created_at=world.clock())  # fmt: skip
    async with world.deps.database.transaction() as session:
        session.add(site)
    return site


async def managed(world: World, *slugs: str, user: str = "alice") -> None:
    """The café with the stores Taipei and Tainan; alice manages those named."""
    await world.bound()
    for slug in ("taipei", "tainan"):
        await a_store(world, slug)
    await world.next_round()
    answer = await world.whisper("lin", ROOM, f"role grant @{user} store-manager {' '.join(slugs)}")
    assert "Store manager" in answer


def broken_stores(world: World) -> None:
    """Somebody turned add-friend off for every LIFF app."""
    for app in world.login.liff_apps.values():
        world.line.edit_liff_app(world.login, app.liff_id, {"botPrompt": "none"})


async def alert_of(world: World, subject: str) -> Alert:
    (one,) = [row for row in await world.alerts(open_only=True) if row.subject == subject]
    return one


def post_of(world: World, alert: Alert) -> Any:
    (post,) = [one for one in world.posts() if one.ts == alert.slack_ts]
    return post


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


async def test_a_store_manager_is_refused_what_is_the_accounts(world: World) -> None:
    await managed(world, "taipei")
    for command in ("setup", "set name X", "alerts here", "role list"):
        assert "is for administrators" in await world.whisper("alice", ROOM, command), command
    for command in ("inbox", "send 陳", "test"):
        assert "not for store managers" in await world.whisper("alice", ROOM, command), command


async def test_cards_of_a_store_manager_show_their_site_alone(world: World) -> None:
    await managed(world, "taipei")
    broken_stores(world)
    await world.next_round()
    for command in ("status", "verify", "status taipei"):
        words = await world.whisper("alice", ROOM, command)
        assert "Taipei" in words, command
        assert "/s/taipei/" in words
        assert "Tainan" not in words
        assert "/s/tainan/" not in words
        assert "/s/line-kojima/" not in words


async def test_another_store_does_not_exist_for_a_store_manager(world: World) -> None:
    await managed(world, "taipei")
    for command in ("status", "verify", "audit"):
        words = await world.whisper("alice", ROOM, f"{command} tainan")
        assert "has no site `tainan`" in words, command
        assert "Its sites: taipei." in words
    await world.slack.command("alice", ROOM, "repair tainan")
    assert "has no site `tainan`" in await world.result("alice")


async def test_a_store_manager_repairs_their_site_and_no_other(world: World) -> None:
    await managed(world, "taipei")
    broken_stores(world)
    await world.next_round()
    form = await world.form("repair", "alice")
    assert "Tainan" not in words_in(form)
    await world.submit(form, {}, "alice")
    words = await world.result("alice")
    assert "Tainan" not in words
    prompts = [app.bot_prompt for app in world.login.liff_apps.values()]
    assert sorted(prompts) == ["aggressive", "none", "none"]


async def test_of_several_stores_a_repair_needs_one_named(world: World) -> None:
    await managed(world, "taipei", "tainan")
    await world.slack.command("alice", ROOM, "repair")
    assert "Say which of your sites: tainan, taipei." in await world.result("alice")
    await world.slack.close("alice", everything=True)
    assert "/s/tainan/" not in await world.whisper("alice", ROOM, "status taipei")


async def test_a_plan_shown_before_the_role_changed_is_not_applied(world: World) -> None:
    await managed(world, "taipei")
    broken_stores(world)
    await world.next_round()
    form = await world.form("repair", "alice")
    await world.whisper("lin", ROOM, "role grant @alice store-manager tainan")
    await world.submit(form, {}, "alice")
    assert "has no site `taipei`" in await world.result("alice")
    assert {app.bot_prompt for app in world.login.liff_apps.values()} == {"none"}


async def test_alerts_of_other_stores_are_neither_listed_nor_quietened(world: World) -> None:
    await managed(world, "taipei")
    broken_stores(world)
    await world.next_round()
    listed = await world.whisper("alice", ROOM, "alerts")
    assert "Taipei" in listed
    assert "Tainan" not in listed
    assert "Alerts changed: 1" in await world.whisper("alice", ROOM, "alerts mute 4h")
    await world.settle()
    assert (await alert_of(world, "site:taipei")).muted_until
    other = await alert_of(world, "site:tainan")
    assert other.muted_until is None
    for action, choice in (("alerts.acknowledge", None), ("alerts.mute", "4 hours")):
        seen = await world.slack.press("alice", post_of(world, other), action, choice)
        assert "not about one of your sites" in seen.text, action
    seen = await world.slack.press("alice", post_of(world, other), "repair")
    assert "has no site `tainan`" in await world.result("alice")
    await world.slack.close("alice", everything=True)
    other = await alert_of(world, "site:tainan")
    assert (other.muted_until, other.acknowledged_at) == (None, None)


async def test_a_store_manager_confirms_no_step_of_another_site(world: World) -> None:
    await managed(world, "taipei")
    before = await world.deeds()
    card = next(post for post in world.posts() if "is bound" in words_of(post))
    buttons = [one for block in card.blocks if (one := block.get("accessory"))]
    foreign = next(one for one in buttons if "site:taipei" not in one["value"])
    seen = await world.slack.press("alice", card, foreign["action_id"], foreign["value"])
    assert "not about one of your sites" in seen.text
    assert await world.deeds() == before


async def test_the_audit_of_a_store_manager_tells_of_their_site(world: World) -> None:
    await managed(world, "taipei")
    broken_stores(world)
    await world.next_round()
    words = await world.whisper("alice", ROOM, "audit")
    assert "line:alert:opened" in words
    assert "site:taipei" in words
    assert "site:tainan" not in words
    assert "account:" not in words
    assert "site:tainan" in await world.whisper("lin", ROOM, "audit tainan")


async def test_a_site_that_is_removed_leaves_its_manager_with_nothing(world: World) -> None:
    await managed(world, "taipei")
    async with world.deps.database.transaction() as session:
        (site,) = [one for one in await world.rows(Site) if one.slug == "taipei"]
        await session.delete(await session.get_one(Site, site.id))
    words = await world.whisper("alice", ROOM, "alerts")
    assert "everything is well" in words
    (account,) = await world.rows(Account)
    assert "/s/" not in (await world.whisper("alice", ROOM, "status")).replace(account.slug, "")


async def test_the_store_table_of_a_store_manager_is_their_store(world: World) -> None:
    await managed(world, "taipei")
    words = await world.whisper("alice", ROOM, "subnet list")
    assert "Taipei" in words
    assert "Tainan" not in words
    table = world.slack.ephemerals("alice", ROOM)[-1]
    assert "subnet.edit" in repr(table.blocks)
    assert "subnet.add" not in repr(table.blocks)
    for command in ("subnet add", "subnet export", "subnet remove taipei", "liff list",
                    "login-channel list", "move taipei https://a.example"):  # fmt: skip
        assert "administrators" in await world.whisper("alice", ROOM, command), command
    assert world.slack.front("alice") is None


async def test_a_store_manager_edits_their_store_and_no_other(world: World) -> None:
    await managed(world, "taipei")
    assert "not one of your sites" in await world.whisper("alice", ROOM, "subnet edit tainan")
    form = await world.form("subnet edit taipei", "alice")
    await world.whisper("lin", ROOM, "role grant @alice store-manager tainan")
    seen = await world.submit(form, {"name": "Mine"}, "alice")
    assert "not one of your sites" in words_in(world.slack.surfaces.get(form)), seen.errors
    assert "Mine" not in {site.name for site in await world.rows(Site)}
    await world.slack.close("alice", everything=True)
    form = await world.form("subnet edit tainan", "alice")
    await world.submit(form, {"name": "Mine"}, "alice")
    await world.result("alice")
    assert "Mine" in {site.name for site in await world.rows(Site)}
