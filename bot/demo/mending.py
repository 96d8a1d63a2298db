"""Third part: somebody changes LINE's settings; Moorline says so once, and it is put right."""

from __future__ import annotations

from bot.demo.control import Json, NotSeen
from bot.demo.sight import alerts, is_green, words
from bot.demo.stage import Stage
from bot.demo.step import step
from bot.demo.talking import in_slack

ELSEWHERE = "https://old-shop.example/callback"
HELD = ("一杯手沖，一份可頌", "可頌要加熱", "十分鐘後到，謝謝！")
ROUNDS = 2  #: verifications an open alert must outlast without a second message
LOOKS_AT = "/v2/bot/channel/webhook/endpoint"  #: what every verification asks LINE


@step("“Use webhook” is switched off at LINE: one alert, said once")
async def webhook_off(stage: Stage) -> str:
    stage.narrate("somebody switches “Use webhook” off in LINE Developers")
    await stage.line.patch(f"/accounts/{stage.account}", use_webhook=False)
    alert = await opened(stage, "webhook-enabled")
    before = len(await stage.line.get("/calls", path=LOOKS_AT))

    async def look() -> bool | None:
        return len(await stage.line.get("/calls", path=LOOKS_AT)) >= before + ROUNDS or None

    await stage.until(look, f"{ROUNDS} more verifications", stage.shown)
    await only(stage, "webhook-enabled")
    if (await stage.message(alert["ts"])).get("edited"):
        raise NotSeen("an alert left alone while nothing changes", "an edited message")
    return f"one alert in #{stage.channel}; {ROUNDS} verifications later still the only one"


@step("It is switched on again: the same message is resolved")
async def webhook_on(stage: Stage) -> str:
    stage.narrate("somebody follows the alert's link and switches it on")
    await stage.line.patch(f"/accounts/{stage.account}", use_webhook=True)
    await resolved(stage, "webhook-enabled")
    return "the same message turned green"


@step("The webhook address is changed at LINE: an alert with a Repair button")
async def webhook_moved(stage: Stage) -> str:
    stage.narrate(f"somebody changes the webhook URL to {ELSEWHERE}")
    await stage.line.patch(f"/accounts/{stage.account}", webhook_url=ELSEWHERE)
    alert = await opened(stage, "webhook-url")
    if ELSEWHERE not in words(alert):
        raise NotSeen(f"the alert to show {ELSEWHERE}", words(alert))
    return "the alert shows the address expected and the one found"


@step("Repair: the plan is shown, applied, and believed only after another look")
async def repair(stage: Stage) -> str:
    alert = await only(stage, "webhook-url")
    await stage.press(alert, "repair", "Repair")
    plan = await stage.form("repair")
    right = f"{stage.url}/line/{stage.channel}/webhook"
    if ELSEWHERE not in words(plan) or right not in words(plan):
        raise NotSeen(f"a plan {ELSEWHERE} → {right}", words(plan))
    stage.narrate(f"… reads the plan ({ELSEWHERE} → {right}) and presses Apply")
    await stage.submit(plan, {})
    await resolved(stage, "webhook-url")
    await stage.closes(plan)
    found = (await stage.console())["webhook_url"]
    if found != right:
        raise NotSeen(f"webhook {right} at LINE", str(found))
    return "LINE has the right address again, and the alert is resolved"


@step("The channel secret is reissued at LINE: messages are held, one alert asks for it")
async def secret_reissued(stage: Stage) -> str:
    stage.narrate("somebody presses “Issue” beside the channel secret in LINE Developers")
    channel = (await stage.console())["channel_id"]
    stage.kept["secret"] = (await stage.line.post(f"/channels/{channel}/secret"))["secret"]
    for text in HELD:
        delivery = await stage.writes(text)
        if delivery["status"] != 401:
            raise NotSeen("the delivery turned away with 401", str(delivery["attempts"]))
    alert = await opened(stage, "messaging-credentials")
    shown = words(await stage.messages())
    if any(text in shown for text in HELD):
        raise NotSeen("the messages held back", shown)
    stage.kept["alert"] = alert["ts"]
    return "three deliveries turned away with 401; one alert asks for the new secret"


@step("The new secret is entered: what members wrote meanwhile arrives, in order")
async def secret_entered(stage: Stage) -> str:
    alert = await only(stage, "messaging-credentials")
    await stage.press(alert, "set", "Enter the channel secret")
    view = await stage.form("set.messaging_channel_secret")
    stage.narrate("… pastes the new secret")
    seen = await stage.submit(view, {"messaging_channel_secret": stage.kept["secret"]})
    if seen["errors"] or seen["failure"]:
        raise NotSeen("the secret accepted", str(seen["errors"] or seen["failure"]))
    found = [(await in_slack(stage, text))["ts"] for text in HELD]
    if found != sorted(found) or len(set(found)) != len(HELD):
        raise NotSeen("the three messages in the order written", await stage.shown())
    await resolved(stage, "messaging-credentials")
    return "the three held messages arrived in order, and the alert is resolved"


async def opened(stage: Stage, check: str) -> Json:
    """The alert about a check, once it is in Slack and not yet resolved."""

    async def look() -> Json | None:
        found = alerts(await stage.messages(), check)
        return next((one for one in found if not is_green(one)), None)

    return await stage.until(look, f"an alert about {check} in #{stage.channel}", stage.shown)


async def only(stage: Stage, check: str) -> Json:
    """The one alert about a check; raises `NotSeen` if there are none or several."""
    found = alerts(await stage.messages(), check)
    if len(found) != 1:
        raise NotSeen(f"one message about {check}", f"{len(found)} of them")
    return found[0]


async def resolved(stage: Stage, check: str) -> None:
    """The one alert about a check turns green, and no second one was posted."""

    async def look() -> bool | None:
        return all(is_green(one) for one in alerts(await stage.messages(), check)) or None

    await stage.until(look, f"the alert about {check} resolved", stage.shown)
    await only(stage, check)


MENDING = (webhook_off, webhook_on, webhook_moved, repair, secret_reissued, secret_entered)
