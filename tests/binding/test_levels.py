"""Which level so many points reach, what counts as earned, and what a level may be called."""

from __future__ import annotations

import pytest

from bot.binding.levels import (
    MOST_LEVELS,
    MOST_POINTS,
    Entries,
    Threshold,
    carried,
    earned,
    named_last,
    problems,
    reached,
    renamed,
)

GOLD, SILVER, START = Threshold("金卡", 500), Threshold("銀卡", 100), Threshold("一般會員", 0)
LADDER = [GOLD, START, SILVER]


@pytest.mark.parametrize(
    ("points", "levels", "level"),
    [
        (0, LADDER, "一般會員"),
        (99, LADDER, "一般會員"),
        (100, LADDER, "銀卡"),
        (10_000, LADDER, "金卡"),
        (-5, LADDER, None),
        (99, [GOLD, SILVER], None),
        (99, [], None),
    ],
)
def test_the_highest_level_the_points_reach(
    points: int, levels: list[Threshold], level: str | None
) -> None:
    assert reached(points, levels) == level


def entries(kind: str, points: int, *, purchase: bool = False, ticket: bool = False) -> Entries:
    return Entries(kind, points, purchase, ticket)


@pytest.mark.parametrize(
    ("ledger", "points"),
    [
        ([], 0),
        ([entries("earn", 120, purchase=True)], 120),
        ([entries("earn", 120), entries("spend", -100), entries("expire", -20)], 120),
        ([entries("earn", 120), entries("correct", -30)], 90),
        ([entries("earn", 120), entries("correct", 50)], 170),
        ([entries("earn", 120), entries("correct", -120, purchase=True)], 0),
        ([entries("spend", -80, ticket=True), entries("correct", 80, ticket=True)], 0),
        ([entries("earn", 9, ticket=True), entries("correct", -9, purchase=True, ticket=True)], 0),
    ],
)
def test_earned_in_all_is_what_came_in_and_its_corrections(
    ledger: list[Entries], points: int
) -> None:
    assert earned(ledger) == points


@pytest.mark.parametrize(
    ("wanted", "busy", "fields"),
    [
        (Threshold("白金卡", 900), (), set()),
        (Threshold("白金卡", 500), (), {"threshold"}),
        (Threshold("白金卡", -1), (), {"threshold"}),
        (Threshold("白金卡", MOST_POINTS + 1), (), {"threshold"}),
        (Threshold("金卡", 900), (), {"name"}),
        (Threshold("AUTO", 900), (), {"name"}),
        (Threshold("白" * 41, 100), (), {"name", "threshold"}),
        (Threshold("Gold", 900), ("gold",), {"name"}),
    ],
)
def test_a_level_that_cannot_be_says_so_under_its_fields(
    wanted: Threshold, busy: tuple[str, ...], fields: set[str]
) -> None:
    assert set(problems(wanted, LADDER, busy)) == fields


def test_there_are_only_so_many_levels() -> None:
    others = [Threshold(f"L{number}", number) for number in range(MOST_LEVELS)]
    assert set(problems(Threshold("more", 900), others)) == {"name"}


def test_names_follow_every_renaming_also_back_and_into_removal() -> None:
    names = renamed(renamed({}, "a", "b"), "b", "c")
    assert names == {"a": "c", "b": "c"}
    assert renamed(names, "c", "a") == {"b": "a", "c": "a"}
    gone = renamed(names, "c", "")
    assert [carried(name, gone) for name in ("a", "b", "c", "d", None)] == [
        *(None, None, None),
        "d",
        None,
    ]


@pytest.mark.parametrize(
    ("typed", "split"),
    [
        ("陳怡君 金卡", ("陳怡君", "金卡")),
        ("Alan Lin gold CARD", ("Alan Lin", "Gold card")),
        ("Alan card", ("Alan", "card")),
        ("Alan Lin auto", ("Alan Lin", "auto")),
        ("金卡 金卡", ("金卡", "金卡")),
        ("金卡", None),
        ("Alan 鑽石", None),
        ("", None),
    ],
)
def test_a_member_and_a_level_are_told_apart(typed: str, split: tuple[str, str] | None) -> None:
    assert named_last(typed.split(), ["金卡", "card", "Gold card"]) == split
