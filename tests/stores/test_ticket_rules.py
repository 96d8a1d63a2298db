"""How people write when and where a ticket is good, and how that is read back to them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.binding.ticket_rules import (
    first_invalid_moment,
    first_moment,
    from_written,
    read_stores,
    until_written,
    write_stores,
)
from bot.errors import Refused

TAIPEI = "Asia/Taipei"
STORES = ["tainan", "taipei-101", "taipei-main"]


@pytest.mark.parametrize(
    ("written", "begins", "ends", "back"),
    [
        ("2026-12-31", "2026-12-30T16:00", "2026-12-31T16:00", "2026-12-31"),
        ("２０２６/2/28", "2026-02-27T16:00", "2026-02-28T16:00", "2026-02-28"),
        ("2028-02-29", "2028-02-28T16:00", "2028-02-29T16:00", "2028-02-29"),
        ("2026-12-31 18:00", "2026-12-31T10:00", "2026-12-31T10:01", "2026-12-31 18:00"),
    ],
)
def test_a_day_is_whole_where_the_account_lives(
    written: str, begins: str, ends: str, back: str
) -> None:
    first, last = first_moment(written, TAIPEI), first_invalid_moment(written, TAIPEI)
    assert first == datetime.fromisoformat(begins).replace(tzinfo=UTC)
    assert last == datetime.fromisoformat(ends).replace(tzinfo=UTC)
    assert (from_written(first, TAIPEI), until_written(last, TAIPEI)) == (back, back)


def test_a_day_on_which_clocks_change_is_whole_too() -> None:
    last = first_invalid_moment("2026-03-29", "Europe/Berlin")  # 23 hours long
    assert last == datetime(2026, 3, 29, 22, tzinfo=UTC)


@pytest.mark.parametrize("nothing", ["", " ", "-", "—"])
def test_nothing_is_no_limit(nothing: str) -> None:
    assert first_moment(nothing, TAIPEI) is None
    assert first_invalid_moment(nothing, TAIPEI) is None


@pytest.mark.parametrize("wrong", ["2026-02-29", "31.12.2026", "0001-01-01", "9999-12-31", "soon"])
def test_what_is_no_day_is_refused(wrong: str) -> None:
    with pytest.raises(Refused, match="such as 2026-12-31"):
        first_moment(wrong, TAIPEI)


@pytest.mark.parametrize(
    ("written", "chosen"),
    [
        ("", {}),
        ("all", {}),
        ("taipei-101 50\ntainan", {"taipei-101": 50, "tainan": None}),
        ("taipei-101,50", {"taipei-101": 50}),
        ("all 20\ntaipei-* 50\ntainan 0", {"taipei-101": 50, "taipei-main": 50}),
        ("全部　２０", dict.fromkeys(STORES, 20)),
        ("Taipei_101 -", {"taipei-101": None}),
    ],
)
def test_stores_and_how_many_each(written: str, chosen: dict[str, int | None]) -> None:
    assert read_stores(written, STORES) == chosen


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ("taipei-101 50\nnowhere 5", "Line 2: there is no store `nowhere`"),
        ("taipei-101 -5", "Line 1: after the store"),
        ("taipei-101 1.5", "Line 1: after the store"),
        ("taipei-101 5 5", "Line 1: after the store"),
        ("osaka-* 5", "Line 1: there is no store"),
        ("all 0", "leave no store"),
    ],
)
def test_wrong_lines_are_named(wrong: str, why: str) -> None:
    with pytest.raises(Refused, match=why):
        read_stores(wrong, STORES)


def test_six_hundred_stores_fit_into_a_form_when_most_are_alike() -> None:
    slugs = [f"store-{number:03}" for number in range(600)]
    chosen: dict[str, int | None] = dict.fromkeys(slugs[:-1], 50)
    chosen["store-007"], chosen["store-008"] = 9, None
    written = write_stores(chosen, slugs)
    assert len(written) < 100
    assert read_stores(written, slugs) == chosen


def test_what_does_not_fit_is_not_cut() -> None:
    slugs = [f"store-{number:03}" for number in range(600)]
    assert write_stores({slug: place for place, slug in enumerate(slugs, 1)}, slugs) == ""
