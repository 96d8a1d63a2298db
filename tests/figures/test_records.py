"""`/line records`: who sees which, narrowed how, and taken away by whom."""

from __future__ import annotations

import csv
from io import StringIO

import pytest

from bot.binding.csv_cells import table
from bot.binding.roles import RoleName, Scope
from bot.errors import NotAllowed
from bot.flows.stores.records import export, page
from storage.tables import Audit, Member, Purchase
from tests.figures.test_figures import NOON, a_busy_noon
from tests.tasks.shop import Shop

EVERYTHING = Scope(RoleName.ADMINISTRATOR)


def only(shop: Shop) -> Scope:
    """What the manager of Taipei sees."""
    return Scope(RoleName.STORE_MANAGER, frozenset({shop.taipei.id}), frozenset({"taipei"}))


@pytest.mark.parametrize(
    ("words", "kinds"),
    [
        ((), ["points", "points", "purchases", "redemptions", "redemptions"]),
        (("redemptions",), ["redemptions", "redemptions"]),
        (("taipei", "points"), ["points"]),
        (("today", "purchases"), ["purchases"]),
        (("yesterday",), []),
        (("Alan",), ["points"]),
    ],
)
async def test_words_narrow_the_records(
    shop: Shop, words: tuple[str, ...], kinds: list[str]
) -> None:
    await a_busy_noon(shop)
    shown = await page(shop.desk.deps, shop.desk.account, EVERYTHING, words, 0)
    assert sorted(line.kind for line in shown.lines) == kinds
    assert shown.total == len(kinds)


async def test_a_store_manager_sees_only_their_stores(shop: Shop) -> None:
    await a_busy_noon(shop)
    deps, account = shop.desk.deps, shop.desk.account
    shown = await page(deps, account, only(shop), (), 0)
    assert {line.site for line in shown.lines} == {"台北店"}
    with pytest.raises(NotAllowed):
        await page(deps, account, only(shop), (shop.parent.slug,), 0)


async def test_pages_hold_what_slack_takes(shop: Shop) -> None:
    await a_busy_noon(shop)
    member, _other = await shop.rows(Member)
    async with shop.desk.deps.database.transaction() as session:
        session.add_all(
            Purchase(account_id=shop.desk.account.id, site_id=shop.taipei.id, member_id=member.id,
                     amount=number, once=f"more:{number}", at=NOON)
            for number in range(40)
        )  # fmt: skip
    first = await page(shop.desk.deps, shop.desk.account, EVERYTHING, ("purchases",), 0)
    last = await page(shop.desk.deps, shop.desk.account, EVERYTHING, ("purchases",), 99)
    assert (first.total, len(first.lines), last.page, len(last.lines)) == (41, 15, 2, 11)


async def test_a_manager_takes_a_table_away_and_an_operator_does_not(shop: Shop) -> None:
    await a_busy_noon(shop)
    deps, account, workspace = shop.desk.deps, shop.desk.account, shop.desk.workspace
    alice = workspace.directory.user("alice").id
    with pytest.raises(NotAllowed):
        await export(deps, account, Scope(RoleName.OPERATOR), (), to=alice, comment="")
    count = await export(deps, account, only(shop), (), to=alice, comment="Records")
    assert count == 4
    (audit,) = [one for one in await shop.rows(Audit) if one.tag == "slack:records:exported"]
    assert (audit.who, audit.new) == (alice, "4 records")


def test_cells_are_shown_and_never_obeyed_by_a_spreadsheet() -> None:
    text = table(("member", "number"), [("=HYPERLINK(1)", "-5"), ("@cmd", "12"), ("-x", "1.5")])
    rows = list(csv.reader(StringIO(text.removeprefix("\ufeff"))))
    assert rows[1:] == [["'=HYPERLINK(1)", "-5"], ["'@cmd", "12"], ["'-x", "1.5"]]
