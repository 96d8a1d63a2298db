"""`/line level`: the forms, the list, a level by hand, who may, and where a level is shown."""

from __future__ import annotations

import pytest

from bot.cards.levels import GiveLevel
from bot.cards.values import written
from sandbox.slack.model import View
from sandbox.slack.seen import Seen, words_of
from storage.tables import Audit, Level, Member
from tests.levels.ladder import earns, enrolled, held, level, swept, with_levels
from tests.world import ROOM, World, words_in


async def say(world: World, command: str, user: str = "lin") -> str:
    return await world.whisper(user, ROOM, f"level {command}")


async def fill_in(world: World, command: str, **values: str) -> Seen:
    """Fill in the form a command opens."""
    view: View = await world.form(f"level {command}")
    seen = await world.submit(view, values)
    if seen.ok:
        await world.result()
    await world.slack.close("lin", everything=True)
    return seen


async def test_levels_are_added_changed_and_removed_by_form(world: World) -> None:
    await world.bound()
    assert "None yet" in await say(world, "list")
    assert "Add one with `/line level add`" in await say(world, "give 陳怡君 金卡")
    assert (await fill_in(world, "add", name="銀卡", threshold="１００")).ok
    assert (await fill_in(world, "add", name="金卡", threshold="500")).ok
    assert (await fill_in(world, "edit 金卡", name="黃金卡", threshold="600")).ok
    await swept(world)
    listed = await say(world, "list")
    assert listed.index("銀卡") < listed.index("黃金卡")
    assert "from 100 points" in listed
    assert "from 600 points" in listed
    view = await world.form("level remove 銀卡")
    assert "黃金卡" in words_in(view)
    assert (await world.submit(view, {})).ok
    assert "銀卡" not in await world.result()
    told = [(row.tag, row.old, row.new) for row in await world.rows(Audit) if "level" in row.tag]
    assert told == [
        ("slack:level:added", "", "銀卡: 100"),
        ("slack:level:added", "", "金卡: 500"),
        ("slack:level:changed", "金卡: 500", "黃金卡: 600"),
        ("slack:level:removed", "銀卡: 100", ""),
    ]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"name": "金卡", "threshold": "900"}, "name"),
        ({"name": "auto", "threshold": "900"}, "name"),
        ({"name": "白金卡", "threshold": "500"}, "threshold"),
        ({"name": "白金卡", "threshold": "-5"}, "threshold"),
        ({"name": "白金卡", "threshold": "4.5"}, "threshold"),
        ({"name": "白金卡", "threshold": "9" * 40}, "threshold"),
    ],
)
async def test_a_wrong_value_comes_back_under_its_field(
    world: World, values: dict[str, str], field: str
) -> None:
    await with_levels(world, 金卡=500)
    seen = await fill_in(world, "add", **values)
    assert set(seen.errors or {}) == {field}
    assert len(await world.rows(Level)) == 1


async def test_points_are_typed_as_people_write_them(world: World) -> None:
    """A level's points are no number from LINE's console, and the refusal does not say so."""
    await with_levels(world, 金卡=500)
    seen = await fill_in(world, "add", name="白金卡", threshold="many")
    assert "“many” is not a whole number" in (seen.errors or {})["threshold"]
    assert (await fill_in(world, "add", name="白金卡", threshold="1,200")).ok
    assert (await level(world, "白金卡")).threshold == 1200


async def test_a_level_by_hand_and_back(world: World) -> None:
    account = await with_levels(world, 銀卡=100, 金卡=500)
    (chen,) = await enrolled(world, account, "陳怡君")
    await earns(world, chen, 150)
    assert "has the level 金卡, by hand" in await say(world, "give 怡君 金卡")
    assert await held(world, [chen]) == ["金卡"]
    assert "Level now: 銀卡" in await say(world, "give 陳怡君 AUTO")
    assert await held(world, [chen]) == ["銀卡"]
    audit = await world.whisper("lin", ROOM, "audit")
    assert "slack:level:given" in audit
    assert "陳怡君" in audit


async def test_of_several_members_one_is_chosen_by_button(world: World) -> None:
    account = await with_levels(world, 金卡=500)
    people = await enrolled(world, account, "王小明", "王小美", "李大同")
    assert "Whose level is it?" in await say(world, "give 王 金卡")
    asked = world.slack.ephemerals("lin", ROOM)[-1]
    value = written(GiveLevel(account.slug, people[1].id, "金卡"))
    await world.slack.press("lin", asked, "level.give", value)
    await world.slack.wait_for(
        lambda: "by hand" in words_of(world.slack.ephemerals("lin", ROOM)[-1]) or None,
        about="the level given",
    )
    assert await held(world, people) == [None, "金卡", None]


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("give", "Say who and which level"),
        ("give 陳怡君", "Say who and which level"),
        ("give 陳怡君 鑽石卡", "Levels: 金卡"),
        ("give 林志玲 金卡", "No member of"),
        ("edit", "Say which level"),
        ("remove 銀卡", "Its levels: 金卡"),
    ],
)
async def test_what_cannot_be_done_says_what_could(world: World, typed: str, answer: str) -> None:
    account = await with_levels(world, 金卡=500)
    await enrolled(world, account, "陳怡君")
    assert answer in await say(world, typed)


async def test_operators_list_and_give_administrators_decide_the_levels(world: World) -> None:
    account = await with_levels(world, 金卡=500)
    await enrolled(world, account, "陳怡君")
    await world.whisper("lin", ROOM, "role grant @alice operator")
    assert "金卡" in await say(world, "list", "alice")
    assert "by hand" in await say(world, "give 陳怡君 金卡", "alice")
    for typed in ("add", "edit 金卡", "remove 金卡"):
        assert "is for administrators" in await say(world, typed, "alice")
    listed = world.slack.ephemerals("alice", ROOM)[-5]
    pressed = await world.whisper_pressed("alice", listed, "level.add")
    assert "`level add` is for administrators" in pressed


async def test_a_store_manager_has_no_say_over_members_all_sites_share(world: World) -> None:
    await with_levels(world, 金卡=500)
    await world.whisper("lin", ROOM, f"role grant @alice store-manager {ROOM}")
    for typed in ("list", "give 陳怡君 金卡"):
        assert "not for store managers" in await say(world, typed, "alice")


async def test_the_inbox_shows_the_level(world: World) -> None:
    await with_levels(world, 金卡=500)
    await world.line.send_text(world.chen, world.cafe, "你好")
    await world.settle()
    (chen,) = await world.rows(Member)
    await earns(world, chen, 500)
    assert "level 金卡" in await world.whisper("lin", ROOM, "inbox")
