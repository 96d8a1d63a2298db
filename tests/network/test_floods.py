"""One cause, however many sites it strikes, is a handful of messages in the Slack channel."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.flows.announcements.announce import announce_due
from sandbox.line.model import LoginChannel
from sandbox.slack.model import Message, View
from sandbox.slack.seen import words_of
from storage.tables import Alert, AlertGroup, Reading, Site
from tests.network.shops import another_channel, channel_added, planted
from tests.world import ROOM, World

SITES = 36  #: and the parent's


async def network(world: World) -> None:
    """The café with 36 sub-sites on two Login channels; all is well."""
    await world.bound()
    north = another_channel(world)
    await channel_added(world, north)
    await planted(world, 24)
    await planted(world, SITES - 24, north, "n")
    await world.next_round()
    assert await world.open_checks() == set()


def login_channels(world: World) -> list[LoginChannel]:
    """At LINE."""
    return [one for one in world.line.channels.values() if isinstance(one, LoginChannel)]


def liff_apps_deleted(world: World) -> None:
    for channel in login_channels(world):
        channel.liff_apps.clear()


def public_url_changed(world: World) -> None:
    world.deps.settings.public_url = "https://elsewhere.example.com"


def line_is_down(world: World) -> None:
    world.line.faults.add("/", status=500)


def secrets_refused(world: World) -> None:
    for channel in login_channels(world):
        world.line.reissue_secret(channel)


@pytest.mark.parametrize(
    ("cause", "checks", "messages"),
    [
        (liff_apps_deleted, {"liff-app"}, 1),
        (public_url_changed, {"liff-endpoint", "webhook-url"}, 3),
        (secrets_refused, {"login-credentials"}, 2),
        (line_is_down, set(), 0),
    ],
)
async def test_one_cause_is_a_handful_of_messages(
    world: World, cause: Callable[[World], None], checks: set[str], messages: int
) -> None:
    await network(world)
    before = len(world.posts())
    cause(world)
    for _round in range(3):
        await world.next_round()
    assert await world.open_checks() >= checks
    assert len(world.posts()) - before <= messages, [words_of(one) for one in world.posts()]
    assert len(world.slack.called("chat.postMessage")) < 15


async def grouped(world: World) -> Message:
    """Every LIFF app of both channels was deleted at LINE; the one message of it."""
    await network(world)
    liff_apps_deleted(world)
    await world.next_round()
    return world.alert_post("liff-app")


async def test_one_message_lives_from_the_first_to_the_last_site(world: World) -> None:
    post = await grouped(world)
    assert f"× {SITES + 1}" in words_of(post)
    assert "Shop p01" in words_of(post)
    assert len(await world.rows(AlertGroup)) == 1
    for _round in range(2):
        await world.next_round()
    assert world.slack.thread(post) == []
    await _plant_again(world, world.login.channel_id)
    await world.next_round()
    assert "Well again: 25 of 37" in words_of(world.alert_post("liff-app"))
    await _plant_again(world, "")
    await world.next_round()
    last = world.alert_post("liff-app")
    assert "× 37" in words_of(last)
    assert last.ts == post.ts
    (line,) = world.thread_of(last)
    assert "Well again" in line
    assert await world.open_checks() == set()


async def _plant_again(world: World, channel_id: str) -> None:
    """Somebody puts the LIFF apps of a channel back; a new id for each."""
    async with world.deps.database.transaction() as session:
        for row in await world.rows(Site):
            channel, _dash, _rest = str(row.liff_id).partition("-")
            if not channel.startswith(channel_id):
                continue
            at_line = next(one for one in login_channels(world) if one.channel_id == channel)
            if row.liff_id in at_line.liff_apps:
                continue
            app = world.line.add_liff_app(at_line, {
                "view": {"type": "full", "url": f"{world.trial.url}/s/{row.slug}/liff"},
                "botPrompt": "aggressive",
                "scope": ["openid", "profile", "chat_message.write"],
            })  # fmt: skip
            (await session.get_one(Site, row.id)).liff_id = app.liff_id


async def test_what_is_found_later_joins_the_group(world: World) -> None:
    post = await grouped(world)
    await planted(world, 3, prefix="late")
    for row in await world.rows(Site):
        if row.slug.startswith("late"):
            world.line.delete_liff_app(world.login, str(row.liff_id))
    await world.next_round()
    assert f"× {SITES + 4}" in words_of(world.alert_post("liff-app"))
    assert world.alert_post("liff-app").ts == post.ts


async def test_a_few_at_a_time_become_a_group_too(world: World) -> None:
    """Three in every round: the first have messages of their own, the rest share one."""
    await network(world)
    before = len(world.posts())
    ids = [row.liff_id for row in await world.rows(Site) if row.slug.startswith("p")]
    for start in range(0, 21, 3):
        for liff_id in ids[start : start + 3]:
            world.line.delete_liff_app(world.login, str(liff_id))
        await world.next_round()
    assert len([row for row in await world.alerts() if row.check == "liff-app"]) == 21
    assert len(world.posts()) - before <= 9


async def test_a_few_have_messages_of_their_own(world: World) -> None:
    await network(world)
    for row in (await world.rows(Site))[:4]:
        world.line.delete_liff_app(world.login, str(row.liff_id))
    await world.next_round()
    assert len(world.alert_posts("liff-app")) == 4
    assert await world.rows(AlertGroup) == []


async def test_a_group_is_acknowledged_and_muted_as_one(world: World) -> None:
    post = await grouped(world)
    await world.slack.press("lin", post, "alerts.acknowledge", patience=0)
    await world.eventually(lambda: announce_due(world.deps))
    await world.settle()
    assert "is on it" in words_of(world.alert_post("liff-app"))
    await world.slack.press("lin", post, "alerts.mute", "4 hours", patience=0)
    await world.eventually(lambda: announce_due(world.deps))
    await world.settle()
    assert "Muted by" in words_of(world.alert_post("liff-app"))
    rows: list[Alert] = [row for row in await world.alerts() if row.check == "liff-app"]
    assert all(row.acknowledged_by and row.muted_by for row in rows)
    assert len(world.thread("liff-app")) == 2
    await world.later(hours=4)
    assert "is on it" in words_of(world.alert_post("liff-app"))
    assert "Alerts changed: 37" in await world.whisper("lin", ROOM, "alerts mute liff-app 1h")
    await world.settle()
    assert "Muted by" in words_of(world.alert_post("liff-app"))
    assert len(world.thread("liff-app")) == 3


async def test_the_list_of_alerts_has_one_line_for_a_group(world: World) -> None:
    await grouped(world)
    words = await world.whisper("lin", ROOM, "alerts")
    assert words.count("`liff-app`") == 1
    assert "and 36 more" in words


async def test_a_group_moves_to_another_slack_channel_with_its_account(world: World) -> None:
    await grouped(world)
    world.slack.directory.add_channel("night", members=tuple(world.slack.directory.users))
    await world.whisper("lin", "night", "alerts here")
    await world.settle()
    assert world.alert_posts("liff-app") == []
    assert len(world.alert_posts("liff-app", "night")) == 1


async def test_addresses_nobody_pasted_are_one_alert_for_each_login_channel(world: World) -> None:
    """With all of the channel's addresses to copy; LINE was asked about one of each channel."""
    await network(world)
    for channel in login_channels(world):
        channel.callbacks.clear()
    asked = len(world.calls_to_line("/oauth2/v2.1/authorize"))
    await world.later(hours=25)
    assert len(world.calls_to_line("/oauth2/v2.1/authorize")) == asked + 2
    assert len([row for row in await world.alerts() if row.check == "callback-url"]) == 2
    posts = world.alert_posts("callback-url")
    assert len(posts) == 2
    (north,) = [post for post in posts if "/s/n01/login/callback" in words_of(post)]
    assert all(f"/s/n{number:02}/login/callback" in words_of(north) for number in range(1, 13))
    assert "/s/p01/login/callback" not in words_of(north)
    await world.whisper_pressed("lin", north, "verify")
    await world.settle()
    assert len([row for row in await world.alerts() if row.check == "callback-url"]) == 13
    assert len(world.alert_posts("callback-url")) == 2
    for channel in login_channels(world):
        for row in await world.rows(Site):
            url = f"{world.trial.url}/s/{row.slug}/login/callback"
            world.line.register_callback(channel, url)
    for post in world.alert_posts("callback-url"):
        await world.whisper_pressed("lin", post, "verify")
    await world.settle()
    assert await world.open_checks() == set()
    assert all("well again" in words_of(one) for one in world.alert_posts("callback-url"))


async def test_a_person_who_checks_a_large_network_asks_about_thirty_addresses_at_once(
    world: World,
) -> None:
    """Whoever checks again goes on with those that were not asked about yet."""
    await network(world)
    asked = len(world.calls_to_line("/oauth2/v2.1/authorize"))
    for look in (1, 2):
        await world.whisper("lin", ROOM, "verify")
        assert len(world.calls_to_line("/oauth2/v2.1/authorize")) == asked + 30 * look
    states = {row.subject for row in await world.rows(Reading) if row.probe == "callback"}
    assert {row.slug for row in await world.rows(Site)} <= states


async def test_an_app_moved_to_another_address_behind_our_back_is_one_alert_of_one_site(
    world: World,
) -> None:
    await network(world)
    row = next(one for one in await world.rows(Site) if one.slug == "p07")
    away = {"view": {"type": "full", "url": "https://third.example.com/liff"}}
    world.line.edit_liff_app(world.login, str(row.liff_id), away)
    await world.next_round()
    words = words_of(world.alert_post("liff-endpoint"))
    assert "Shop p07" in words
    assert "https://third.example.com/liff" in words
    history = await world.whisper("lin", ROOM, "audit p07")
    assert (
        f"{world.trial.url}/s/p07/liff → liff-endpoint: https://third.example.com/liff" in history
    )
    assert "at LINE" in history  # nobody here did it


async def test_repair_of_a_group_repairs_them_all(world: World) -> None:
    post = await grouped(world)
    await world.slack.press("lin", post, "repair", patience=0)
    view = await world.slack.wait_for(lambda: _plan(world), about="the plan")
    await world.submit(view, {})
    await world.result(within=60)
    await world.settle()
    assert "× 37" in words_of(world.alert_post("liff-app"))


def _plan(world: World) -> View | None:
    front = world.slack.front("lin")
    return front if front is not None and front.callback_id == "repair" else None
