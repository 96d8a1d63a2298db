"""What people write about a task: read as they mean it, or refused under its field."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.binding.calendar import next_turn, one_time
from bot.binding.task_words import read_plan
from bot.binding.tasks import Count, plan_of
from bot.errors import InvalidForm

TAIPEI = ZoneInfo("Asia/Taipei")
NOW = datetime(2026, 11, 30, 15, 30, tzinfo=UTC)  # 23:30 of the month's last day in Taipei
GIVEN = {"name": "Thanks", "trigger": "purchase", "action": "text", "content": "Hi", "levels": ""}
FLEX = '{"type": "flex", "altText": "Hi", "contents": {"type": "bubble"}}'


def wrong(**changed: str) -> dict[str, str]:
    with pytest.raises(InvalidForm) as refused:
        read_plan(GIVEN | changed, TAIPEI, NOW)
    return {field: str(said) for field, said in refused.value.errors.items()}


@pytest.mark.parametrize(
    ("field", "changed", "mend"),
    [
        ("content", {"content": " "}, "Say what it does"),
        ("content", {"content": "é" * 5001}, "this is 5001"),
        ("content", {"content": "🎁" * 2501}, "this is 5002"),
        ("content", {"action": "image", "content": "http://a.example/x.jpg"}, "whole https"),
        ("content", {"action": "flex", "content": "{"}, "Simulator"),
        ("content", {"action": "flex", "content": FLEX.replace("bubble", "button")}, "carousel"),
        ("content", {"action": "points", "content": "-3"}, "whole number"),
        ("content", {"action": "points", "content": "1.5"}, "whole number"),
        ("content", {"action": "points", "content": "99999999"}, "whole number"),
        ("delay", {"delay": "2 weeks"}, "30m, 2h or 3d"),
        ("delay", {"delay": "400d"}, "a year at most"),
        ("count", {"count": "0"}, "third time"),
        ("count", {"trigger": "cron", "schedule": "0 9 * * *", "count": "3"}, "leave this empty"),
        ("schedule", {"trigger": "date", "schedule": "tomorrow"}, "such as 2026-12-24"),
        ("schedule", {"trigger": "date", "schedule": "2026-02-30 10:00"}, "such as 2026-12-24"),
        ("schedule", {"trigger": "date", "schedule": "2026-11-30 23:30"}, "is over"),
        ("schedule", {"trigger": "cron", "schedule": "every day"}, "Mondays at ten"),
        ("schedule", {"trigger": "cron", "schedule": "0 0 31 2 *"}, "Mondays at ten"),
    ],
)
def test_what_cannot_be_is_refused_with_its_mend(
    field: str, changed: dict[str, str], mend: str
) -> None:
    assert mend in wrong(**changed)[field]


def test_everything_that_is_wrong_is_told_at_once() -> None:
    assert set(wrong(content="", delay="x", count="x")) == {"content", "delay", "count"}


def test_a_task_comes_back_from_its_row_as_it_was_meant() -> None:
    plan = read_plan(
        GIVEN | {"delay": "2h", "count": "every 10", "levels": "Gold、 Silver"}, TAIPEI, NOW
    )
    assert (plan.delay, plan.count) == (timedelta(hours=2), Count(10, each=True))
    assert plan.levels == ("Gold", "Silver")
    again = plan_of(plan.name, trigger=plan.trigger, schedule="", delay_seconds=7200,
                    conditions=plan.conditions(), action=plan.action())  # fmt: skip
    assert again == plan


@pytest.mark.parametrize(
    ("cron", "turn"),
    [
        ("0 0 * * *", datetime(2026, 11, 30, 16, tzinfo=UTC)),  # midnight in Taipei
        ("0 9 1 * *", datetime(2026, 12, 1, 1, tzinfo=UTC)),
        ("30 23 * * *", datetime(2026, 12, 1, 15, 30, tzinfo=UTC)),  # not the very moment again
    ],
)
def test_the_calendar_turns_in_the_accounts_zone(cron: str, turn: datetime) -> None:
    assert next_turn(cron, TAIPEI, NOW) == turn


def test_a_moment_is_meant_in_the_accounts_zone() -> None:
    assert one_time("2026-12-01 00:00", TAIPEI) == datetime(2026, 11, 30, 16, tzinfo=UTC)
