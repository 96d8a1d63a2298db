"""Second part: a member writes, an operator answers."""

from __future__ import annotations

from bot.demo.control import Json, NotSeen
from bot.demo.sight import words
from bot.demo.stage import Stage
from bot.demo.step import step

QUESTION = "請問今天有營業嗎？可以帶狗嗎 🐶"
ANSWER = "有的，營業到晚上九點，露天座位歡迎毛小孩。"


@step("A member's message appears in Slack")
async def member_writes(stage: Stage) -> str:
    stage.narrate("陳怡君 adds the official account as a friend")
    await stage.line.post(f"/people/{stage.member}/follow", account=stage.account)
    delivery = await stage.writes(QUESTION)
    if delivery["status"] != 200:
        raise NotSeen("LINE's delivery answered 200", str(delivery["attempts"]))
    card = await in_slack(stage, QUESTION)
    stage.kept["question"] = card["ts"]
    return f"LINE's delivery was answered 200; a thread in #{stage.channel} shows her words"


@step("The operator answers from Slack; the phone shows it")
async def operator_answers(stage: Stage) -> str:
    await stage.press(await stage.message(stage.kept["question"]), "send", "Reply")
    view = await stage.form("send")
    stage.narrate(f"… writes: {ANSWER}")
    seen = await stage.submit(view, {"text": ANSWER})
    if seen["errors"] or seen["failure"]:
        raise NotSeen("the answer accepted", str(seen["errors"] or seen["failure"]))

    async def look() -> Json | None:
        got = await received(stage)
        return next((one for one in got if one["text"] == ANSWER), None)

    async def instead() -> str:
        return f"on the phone: {[one['text'] for one in await received(stage)]}; in Slack: " + (
            await stage.shown()
        )

    await stage.until(look, "the answer on 陳怡君's phone", instead)
    return "陳怡君's phone shows the answer"


async def in_slack(stage: Stage, text: str) -> Json:
    """The message with these words of a member in their conversation's thread, once it is there;
    the conversation's card, above the thread, repeats the newest one."""

    async def look() -> Json | None:
        replies = [one for one in await stage.messages() if "parent_user_id" in one]
        return next((one for one in replies if text in words(one)), None)

    return await stage.until(look, f"“{text}” in #{stage.channel}", stage.shown)


async def received(stage: Stage) -> list[Json]:
    """What the account sent that arrived on the member's phone."""
    got: list[Json] = await stage.line.get(
        f"/people/{stage.member}/received", account=stage.account
    )
    return got


TALKING = (member_writes, operator_answers)
