"""`/line set` and `/line audit`: one parameter at a time, and who did it."""

from __future__ import annotations

import pytest

from sandbox.slack.seen import words_of
from tests.world import ROOM, World


async def test_plain_parameters_change_how_moorline_speaks(world: World) -> None:
    await world.bound()
    for command in ("set name 小島咖啡 本店", "set time_zone Asia/Tokyo", "set language ja"):
        await world.whisper("lin", ROOM, command)
    await world.settle()
    account = await world.account()
    assert (account.name, account.time_zone, account.language) == (
        "小島咖啡 本店",
        "Asia/Tokyo",
        "ja",
    )
    assert "小島咖啡 本店" in words_of(world.posts()[0])
    assert "Webhook URL" in words_of(world.posts()[0])


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("set", "which parameter and which value"),
        ("set language", "which parameter and which value"),
        ("set language klingon", "zh_TW, en or ja"),
        ("set time_zone Taipei", "Asia/Taipei"),
        (f"set name {'長' * 101}", "1 to 100"),
        ("set colour red", "There is no parameter `colour`"),
        ("set oa_id @999other", "These credentials belong to @516kjima"),
        ("set messaging_channel_id 2009999999", "LINE knows no channel"),
    ],
)
async def test_a_wrong_value_is_refused_and_nothing_changes(
    world: World, command: str, said: str
) -> None:
    await world.bound()
    before = await world.account()
    assert said in await world.whisper("lin", ROOM, command)
    assert await world.account() == before
    assert "slack:parameter:changed" not in await world.deeds()


async def test_an_id_without_its_secret_is_sent_to_set_up(world: World) -> None:
    await world.bound()
    other = world.line.create_login_channel(world.trial.furnished.provider, "另一個")
    answer = await world.whisper("lin", ROOM, f"set login_channel_id {other.channel_id}")
    assert "/line setup" in answer


async def test_the_premium_id_is_taken_for_the_account_too(world: World) -> None:
    await world.bound()
    world.cafe.premium_id = "@kojima"
    await world.whisper("lin", ROOM, "set oa_id ＠Kojima")
    assert (await world.account()).oa_id == "kojima"
    await world.next_round()
    assert await world.open_checks() == set()


async def test_an_account_renamed_at_line_asks_for_its_new_id(world: World) -> None:
    await world.bound()
    world.line.accounts["@777kjima"] = world.line.accounts.pop(world.cafe.basic_id)
    world.cafe.basic_id = "@777kjima"
    await world.every_turn()
    assert await world.open_checks() == {"oa-id"}
    await world.slack.press("lin", world.alert_post("oa-id"), "set")
    form = world.slack.front("lin")
    assert form is not None
    seen = await world.submit(form, {"oa_id": "@516kjima"})
    assert "@777kjima" in seen.errors["oa_id"]
    await world.submit(form, {"oa_id": "@777kjima"})
    await world.result()
    await world.settle()
    assert await world.open_checks() == set()


async def test_the_audit_says_who_did_what_and_no_secret(world: World) -> None:
    await world.bound()
    secret = world.line.reissue_secret(world.cafe)
    form = await world.form("set messaging_channel_secret", user="tanaka")
    await world.submit(form, {"messaging_channel_secret": secret}, "tanaka")
    await world.result("tanaka")
    await world.slack.close("tanaka", everything=True)
    await world.whisper("lin", ROOM, "set language ja")
    words = await world.whisper("lin", ROOM, "audit")
    directory = world.slack.directory
    for part in (
        "slack:account:bound",
        "slack:secret:changed",
        "changed → changed",
        "language: en → language: ja",
        directory.user("lin").id,
        directory.user("tanaka").id,
    ):
        assert part in words
    assert secret not in words
    assert world.cafe.channel.former_secrets[0] not in words
