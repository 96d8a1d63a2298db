"""`/line audit`: all of it page by page, and what somebody changed at LINE."""

from __future__ import annotations

from typing import Any

from bot.text import from_json
from sandbox.slack.model import Message
from sandbox.slack.seen import words_of
from storage.audit import AT_LINE, Tag, record
from storage.tables import Audit
from tests.network.shops import added
from tests.network.store_managers import broken_stores, managed
from tests.world import ROOM, World


async def written(world: World, subject: str, count: int) -> None:
    """So many entries about a site, numbered from 1."""
    account = await world.account()
    async with world.deps.database.transaction() as session:
        for number in range(1, count + 1):
            record(session, Tag.SITE_CHANGED, account_id=account.id, at=world.clock(),
                   who=world.slack.directory.user("lin").id, subject=subject,
                   new=f"change-{number}.")  # fmt: skip


def shown(world: World, user: str) -> Message:
    """The audit as this person has it before them."""
    return world.slack.ephemerals(user, ROOM)[-1]


def turns(world: World, user: str) -> dict[str, Any]:
    """The buttons that turn its pages, by their words."""
    rows = [block for block in shown(world, user).blocks if block["type"] == "actions"]
    return {one["text"]["text"]: one for row in rows for one in row["elements"]}


async def another_than(world: World, user: str, words: str) -> str:
    """What takes the place of these words."""

    def answer() -> str | None:
        said = words_of(shown(world, user))
        return said if said != words else None

    return await world.slack.wait_for(answer, about="another answer")


async def every_page(world: World, user: str, command: str) -> list[str]:
    """The words of each page, turning until there is no more."""
    pages = [await world.whisper(user, ROOM, command)]
    while more := turns(world, user).get("More"):
        await world.slack.press(user, shown(world, user), more["action_id"], more["value"])
        pages.append(await another_than(world, user, pages[-1]))
    return pages


async def test_the_audit_is_shown_to_its_oldest_entry(world: World) -> None:
    await world.bound()
    await written(world, f"site:{ROOM}", 45)
    pages = await every_page(world, "lin", "audit")
    assert [page.count("change-") for page in pages] == [20, 20, 5]
    assert "change-45." in pages[0]
    assert "change-1." in pages[2]
    assert "slack:account:bound" in pages[2]
    assert set(turns(world, "lin")) == {"Back"}


async def test_no_page_of_a_store_managers_audit_tells_of_another_site(world: World) -> None:
    await managed(world, "taipei")
    await written(world, "site:taipei", 25)
    await written(world, "site:tainan", 25)
    for command in ("audit", "audit taipei"):
        pages = await every_page(world, "alice", command)
        assert [page.count("site:taipei") for page in pages] == [20, 5]
        assert "site:tainan" not in "".join(pages)
    before = turns(world, "alice")["Back"]
    await world.whisper("lin", ROOM, "role grant @alice store-manager tainan")
    pressed = shown(world, "alice")
    await world.slack.press("alice", pressed, before["action_id"], before["value"])
    words = await another_than(world, "alice", pages[-1])
    assert "has no site `taipei`" in words


async def test_what_somebody_changed_at_line_is_an_entry_of_its_own(world: World) -> None:
    await managed(world, "taipei")
    broken_stores(world)
    world.cafe.channel.webhook_url = "https://elsewhere.example/hook"
    await world.every_turn()
    found = [one for one in await world.rows(Audit) if one.who == AT_LINE]
    assert {(one.tag, one.subject, str(from_json(one.new))) for one in found} == {
        ("line:setting:changed", f"site:{slug}", "liff-add-friend: none")
        for slug in (ROOM, "taipei", "tainan")
    } | {("line:setting:changed", f"account:{ROOM}", "webhook-url: https://elsewhere.example/hook")}
    words = await world.whisper("alice", ROOM, "audit")
    assert "at LINE" in words
    assert "liff-add-friend: aggressive → liff-add-friend: none" in words
    assert "webhook-url" not in words


async def test_what_was_changed_at_line_is_told_in_the_readers_language(world: World) -> None:
    await world.bound()
    world.line.set_use_webhook(world.cafe, False)
    await world.every_turn()
    world.slack.directory.user("tanaka").locale = "zh-TW"
    words = await world.whisper("tanaka", ROOM, "audit")
    assert "webhook-enabled：開啟 → webhook-enabled：關閉" in words


async def test_what_is_changed_here_is_nobodys_change_at_line(world: World) -> None:
    await world.bound()
    await added(world)
    world.deps.settings.public_url = "https://moved.example"
    await world.every_turn()
    assert {"webhook-url", "liff-endpoint"} <= await world.open_checks()
    assert [one for one in await world.rows(Audit) if one.who == AT_LINE] == []
