"""Which questions a round puts: a network costs LINE 2 + 2·C calls, and nobody waits for ever."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.binding.desired import Desired, DesiredLoginChannel, DesiredSite
from bot.binding.model import Probe
from bot.binding.rules.login import callback
from bot.binding.turns import Earlier, Key, Memory, Ration, by_hand, planned, singled_out
from tests.binding.picture import NOW, PROBES, WANT, WELL

ROUND = timedelta(minutes=5)
NORTH, SOUTH = (DesiredLoginChannel(f"200651600{number}", "") for number in (2, 3))
SHOPS = tuple(
    DesiredSite(f"s{number}", f"shop-{number}", "", f"https://m.example.com/s/shop-{number}",
                channel, f"l-{number}", made_at=NOW - timedelta(days=9))
    for number, channel in enumerate((NORTH, NORTH, NORTH, SOUTH))
)  # fmt: skip
NETWORK = replace(WANT, login_channels=(NORTH, SOUTH), sites=SHOPS)
OURS = {"rejections", "silence", "pool", "evidence", "menu_troubles"}
"""What our own rows answer; it costs no call."""


class Day:
    """Rounds of an account, one after the other; every answer is well but those changed."""

    def __init__(self, want: Desired = NETWORK, **changed: Any) -> None:
        self.want = want
        self.given = WELL | changed
        self.now = NOW
        self.told: dict[Key, Earlier] = {}
        self.turns: dict[Key, datetime] = {}

    @property
    def memory(self) -> Memory:
        return Memory(self.told, self.turns)

    def round(self) -> Counter[str]:
        """One round; the calls it makes, by question."""
        plan = planned(PROBES.values(), self.want, self.memory, self.now)
        for probe in PROBES.values():
            for about in self.want.wants(probe.per):
                key = (probe.name, about.subject.key)
                if key in plan.asked:
                    self._take(probe, about, key)
                if key in plan.in_turn and probe.turn:
                    self.turns[probe.name, probe.turn.group(about)] = self.now
        self.now += self.want.verify_every
        return Counter(name for name, _subject in plan.asked if name not in OURS)

    def _take(self, probe: Probe[Any], about: Any, key: Key) -> None:
        answer = self.given[probe.name]
        serves = probe.keep(self.want, answer) if probe.keep else None
        if serves is None:
            self.told.pop(key, None)
        else:
            self.told[key] = Earlier(answer, self.now, self.now + serves)

    def rounds(self, count: int) -> Sequence[Counter[str]]:
        return [self.round() for _ in range(count)]


def calls(asked: Counter[str]) -> int:
    """The webhook test is LINE's hourly one and counted apart."""
    return sum(asked.values()) - asked["webhook_loop"]


def test_a_round_makes_at_most_two_calls_and_two_a_channel_all_day_long() -> None:
    day = Day()
    day.round()  # the first asks everything
    rounds = day.rounds(24 * 12)
    assert max(map(calls, rounds)) == 2 + 2 * len(NETWORK.login_channels)
    total = sum(rounds, Counter())
    assert total["webhook_loop"] == 24
    assert total["callback"] == len(NETWORK.login_channels)


def test_the_webhook_and_every_channels_apps_are_read_in_every_round() -> None:
    day = Day()
    for asked in day.rounds(30):
        assert (asked["webhook"], asked["liff_apps"]) == (1, len(NETWORK.login_channels))


@pytest.mark.parametrize(
    ("question", "most"),
    [("messaging_token", 3), ("login_token", 2), ("bot_info", 8), ("standing", 8),
     ("messages_used", 8), ("message_limit", 20)],
)  # fmt: skip
def test_every_question_gets_its_turn(question: str, most: int) -> None:
    """So many rounds at most lie between two of it."""
    asked = [one[question] > 0 for one in Day().rounds(24 * 12)]
    gaps = "".join("x" if one else "." for one in asked).split("x")
    assert max(map(len, gaps)) < most


@pytest.mark.parametrize(
    ("question", "answer"),
    [("messaging_token", "refused"), ("bot_info", replace(WELL["bot_info"], chat_mode="bot")),
     ("standing", "archived"), ("webhook_loop", ("unreachable", "x"))],
)  # fmt: skip
def test_what_is_not_well_is_asked_in_every_round(question: str, answer: Any) -> None:
    assert all(asked[question] == 1 for asked in Day(**{question: answer}).rounds(20))


def test_where_rounds_are_rare_no_question_waits_for_ever() -> None:
    """With a day between rounds LINE's token is asked for in each; others are not starved."""
    want = replace(NETWORK, verify_every=timedelta(days=1))
    total = sum(Day(want).rounds(40), Counter())
    assert all(total[name] for name in PROBES.keys() - OURS)


def asked_about(day: Day) -> list[str]:
    """Whose callback address each round asks about."""
    plan = planned(PROBES.values(), day.want, day.memory, day.now)
    day.round()
    return sorted(slug for name, slug in plan.asked if name == callback.name)


def test_one_callback_address_of_a_channel_is_asked_about_a_day() -> None:
    day = Day()
    assert asked_about(day) == ["shop-0", "shop-3"]
    days = []
    for _day in range(3):
        day.now += timedelta(days=1)
        days.append(asked_about(day))
    assert days == [["shop-1", "shop-3"], ["shop-2", "shop-3"], ["shop-0", "shop-3"]]


def test_an_address_line_refused_is_asked_about_first_and_a_new_one_before_old_ones() -> None:
    day = Day()
    for number, answer in enumerate(("accepted", "refused", "accepted")):
        asked_at = NOW - timedelta(days=9 - number)
        day.told[callback.name, f"shop-{number}"] = Earlier(answer, asked_at, asked_at)
    assert asked_about(day)[0] == "shop-1"
    del day.told[callback.name, "shop-2"]
    day.now += timedelta(days=1)
    assert asked_about(day)[0] == "shop-2"


def test_a_new_address_is_left_alone_for_half_an_hour() -> None:
    """Somebody has to paste it first. The same when it was asked about a moment ago."""
    new = replace(SHOPS[3], made_at=NOW - timedelta(minutes=29))
    day = Day(replace(NETWORK, sites=(new,)))
    assert asked_about(day) == []
    day.now = NOW + timedelta(minutes=1)
    assert asked_about(day) == ["shop-3"]
    day.told[callback.name, "shop-3"] = Earlier(None, day.now, day.now, known=False)
    day.turns.clear()
    assert asked_about(day) == []


def test_a_person_asks_everything_but_callback_addresses_unless_named() -> None:
    plan = by_hand(PROBES.values(), NETWORK)
    names = {name for name, _subject in plan.asked}
    assert names == {name for name, one in PROBES.items() if not isinstance(one.turn, Ration)}
    day = Day()
    day.told[callback.name, "shop-0"] = Earlier("refused", NOW, NOW)
    named = singled_out(callback, {"shop-3"}, NETWORK, day.memory, most=9)
    assert named == {(callback.name, "shop-3")}
    some = singled_out(callback, None, NETWORK, day.memory, most=2)
    assert (callback.name, "shop-0") in some
    assert len(some) == 2
