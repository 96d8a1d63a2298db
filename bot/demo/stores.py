"""Fifth part: a ticket for two stores, redeemed with their codes; a task; a store manager."""

from __future__ import annotations

import re
from collections.abc import Mapping

from bot.demo.control import Json, NotSeen
from bot.demo.phone import Phone
from bot.demo.sight import words
from bot.demo.stage import Stage
from bot.demo.step import step
from bot.demo.talking import received

ONE, TWO = "shop-01", "shop-02"
CODES = {ONE: "1001", TWO: "1002"}
TICKET = "拿鐵招待券"
THANKS = "謝謝光臨，期待再次相見 ☕"
MANAGER = "alice"


@step("Two stores get their redemption codes, a ticket is made with a quota for each")
async def ticket_made(stage: Stage) -> str:
    for site, code in CODES.items():
        await stage.command(f"subnet edit {site}")
        view = await stage.form("subnet.edit")
        await taken(stage, view, {**_filled(view), "redemption_code": code})
        await stage.closes(view)
    await stage.command("ticket create")
    view = await stage.form("ticket.create")
    stage.narrate(f"… “{TICKET}”: one at {ONE}, five at {TWO}, two per member")
    values = {"name": TICKET, "stores": f"{ONE} 1\n{TWO} 5", "per_member": "2"}
    await taken(stage, view, values)
    await stage.closes(view)
    for _time in range(2):
        await stage.command(f"ticket issue {TICKET}")
        view = await stage.form("ticket.issue")
        await taken(stage, view, {"member": "陳怡君"})
        await stage.closes(view)
    return "陳怡君 holds two"


@step("The store's task is made: whoever redeems is thanked")
async def task_made(stage: Stage) -> str:
    await stage.command(f"task create {ONE}")
    view = await stage.form("task.create")
    values = {"name": "Thanks", "trigger": "redeem", "action": "text", "content": THANKS}
    await taken(stage, view, values)
    await stage.closes(view)
    return f"the task of {ONE} is on"


@step("On the phone: a wrong code is refused, the right one redeems, and the task thanks")
async def redeemed(stage: Stage) -> str:
    async with Phone(stage) as phone:
        stage.narrate("陳怡君 signs in and opens her tickets")
        await phone.sign_in(stage.channel)
        first, second = await _held(stage, phone)
        wrong = await phone.send(first, code="9999")
        if "剩餘" not in wrong and "還可" not in wrong:
            raise NotSeen("how many tries are left", _said(wrong))
        done = await phone.send(first, code=CODES[ONE])
        if _name(ONE) not in done:
            raise NotSeen(f"redeemed at {_name(ONE)}", _said(done))
        stage.kept["second"] = second
        await _thanked(stage)
        stage.narrate(f"the second ticket at {ONE}, whose quota is used up, then at {TWO}")
        full = await phone.send(second, code=CODES[ONE])
        if 'name="code"' not in full:
            raise NotSeen(f"refused at {_name(ONE)}: its quota is full", _said(full))
        done = await phone.send(second, code=CODES[TWO])
        if 'name="code"' in done or _name(TWO) not in done:
            raise NotSeen(f"redeemed at {_name(TWO)}", _said(done))
    return f"one redeemed at each store; {ONE} took no more than its quota; LINE shows the thanks"


@step("A store manager sees the records of their own store and of no other")
async def narrowed(stage: Stage) -> str:
    await stage.command(f"role grant @{MANAGER} store-manager {TWO}")
    stage.narrate(f"{MANAGER} types /line records")
    seen = await stage.slack.post(
        "/commands", user=MANAGER, channel=stage.channel, text="records redemptions"
    )
    if seen["failure"]:
        raise NotSeen("an acknowledgement within three seconds", str(seen["failure"]))

    async def look() -> Json | None:
        there = await stage.slack.get(f"/users/{MANAGER}")
        found = [one for one in there["ephemerals"] if _name(TWO) in words(one)]
        return found[-1] if found else None

    shown = words(await stage.until(look, f"the records of {_name(TWO)}", stage.screen))
    if _name(ONE) in shown:
        raise NotSeen(f"nothing of {_name(ONE)}", shown)
    return f"{MANAGER} sees {_name(TWO)}'s redemption, and nothing of {_name(ONE)}"


async def taken(stage: Stage, view: Json, values: Mapping[str, object]) -> None:
    """Submit a form that must be taken, and wait until its answer stands in its place."""
    seen = await stage.submit(view, values)
    if seen["errors"] or seen["failure"]:
        raise NotSeen("the form accepted", str(seen["errors"] or seen["failure"]))

    async def look() -> bool | None:
        views = (await stage.slack.get(f"/users/{stage.operator}"))["views"]
        return True if not views or "⏳" not in words(views[-1]) else None

    await stage.until(look, "the form's answer", stage.screen)


def _filled(view: Json) -> dict[str, object]:
    """What a form was opened with, as somebody who changes one field sends it back."""
    found = {}
    for block in view["blocks"]:
        element = block.get("element") or {}
        if element.get("initial_value"):
            found[block["block_id"]] = element["initial_value"]
        elif element.get("initial_options"):
            found[block["block_id"]] = [one["value"] for one in element["initial_options"]]
    return found


async def _held(stage: Stage, phone: Phone) -> list[str]:
    """The addresses of the member's two tickets."""
    page = await phone.open(f"/s/{stage.channel}/tickets")
    found = list(dict.fromkeys(re.findall(r'href="(/s/[\w-]+/tickets/[0-9a-f]{32})"', page)))
    if len(found) != 2:
        raise NotSeen("two tickets", _said(page))
    return found


async def _thanked(stage: Stage) -> None:
    async def look() -> Json | None:
        return next((one for one in await received(stage) if one["text"] == THANKS), None)

    await stage.until(look, "the task's thanks on 陳怡君's phone", stage.shown)


def _name(site: str) -> str:
    return f"小島咖啡 {site[-2:]} 店"


def _said(page: str) -> str:
    """A page's words."""
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())[:400]


STORES = (ticket_made, task_made, redeemed, narrowed)
