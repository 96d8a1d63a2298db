"""First part: an account is bound from Slack, and people do at LINE what only people can."""

from __future__ import annotations

import json

from bot.demo.control import Json, NotSeen
from bot.demo.sight import alerts, button, buttons, is_green, words
from bot.demo.stage import Stage
from bot.demo.step import step

WRONG = "0123456789abcdef0123456789abcdef"


@step("Set-up with a wrong secret is refused under its field")
async def wrong_secret(stage: Stage) -> str:
    await stage.command("setup")
    view = await stage.form("setup")
    stage.narrate("… fills in the five parameters, one digit of a secret wrong, and submits")
    seen = await stage.submit(view, {**await parameters(stage), "messaging_channel_secret": WRONG})
    if list(seen["errors"]) != ["messaging_channel_secret"]:
        raise NotSeen("an error under messaging_channel_secret alone",
                      str(seen["errors"] or await stage.screen()))  # fmt: skip
    console = await stage.console()
    if console["webhook_url"] is not None:
        raise NotSeen("LINE left as it was", f"webhook {console['webhook_url']}")
    return f"under the field: {seen['errors']['messaging_channel_secret']}"


@step("Set-up with the right values configures LINE")
async def right_values(stage: Stage) -> str:
    view = await stage.form("setup")
    stage.narrate("… corrects the secret and submits again")
    seen = await stage.submit(view, await parameters(stage))
    if seen["errors"] or seen["failure"]:
        raise NotSeen("the form accepted", str(seen["errors"] or seen["failure"]))
    url = f"{stage.url}/line/{stage.channel}/webhook"

    async def look() -> Json | None:
        console, login = await stage.console(), await stage.login_console()
        apps: list[Json] = login["liff_apps"]
        return apps[0] if console["webhook_url"] == url and len(apps) == 1 else None

    async def instead() -> str:
        console, login = await stage.console(), await stage.login_console()
        return f"webhook {console['webhook_url']}, LIFF apps {login['liff_apps']}; " + (
            await stage.screen()
        )

    app = await stage.until(look, f"webhook {url} and one LIFF app at LINE", instead)
    return f"LINE has webhook {url} and LIFF app {app['liffId']} ({app['view']['url']})"


@step("The binding card says what is well and what only a person can do")
async def binding_card(stage: Stage) -> str:
    marker = f"{stage.url}/s/{stage.channel}/login/callback"

    async def look() -> Json | None:
        return next((one for one in await stage.messages() if marker in words(one)), None)

    card = await stage.until(look, f"a binding card in #{stage.channel}", stage.shown)
    stage.kept |= {"binding": card["ts"], "callback": marker}
    await stage.closes(await _result(stage, marker))
    steps = [one for _, one in buttons(card) if one["action_id"].startswith("confirm")]
    if is_green(card) or not steps:
        raise NotSeen("a card with steps for a person", words(card))
    return f"#{stage.channel} shows the card, with {len(steps)} steps left for a person"


async def _result(stage: Stage, marker: str) -> Json:
    """The form's place, once it shows what came of the set-up."""

    async def look() -> Json | None:
        views = (await stage.slack.get(f"/users/{stage.operator}"))["views"]
        done = (v for v in views[-1:] if v["callback_id"] != "setup" and marker in words(v))
        return next(done, None)

    return await stage.until(look, "the result where the form was", stage.screen)


@step("The human steps are done at LINE's consoles")
async def human_steps(stage: Stage) -> str:
    stage.narrate("LINE Developers: Callback URL pasted, account linked, channel published")
    channel = f"/login-channels/{stage.login_channel}"
    await stage.line.post(f"{channel}/callbacks", url=stage.kept["callback"])
    await stage.line.patch(
        channel, linked_account=stage.account, published=True, share_target_picker=True
    )
    stage.narrate("LINE Official Account Manager: “Use webhook” on, “Chat” on")
    await stage.line.patch(f"/accounts/{stage.account}", use_webhook=True, chat=True)
    await _ticked(stage, "chat-and-webhook-on")
    card = await stage.message(stage.kept["binding"])
    if button(card, "verify"):  # LINE wants to be asked about callbacks sparingly: once a day
        await stage.press(card, "verify", "Check again")
    await _ticked(stage, "callback-registered")
    return "webhook and chat ticked themselves; the callback did when asked to check again"


async def _ticked(stage: Stage, *said: str) -> None:
    """The binding card no longer asks for a step."""

    async def look() -> bool | None:
        card = await stage.message(stage.kept["binding"])
        return None if any(button(card, "confirm", said=name) for name in said) else True

    async def instead() -> str:
        return words(await stage.message(stage.kept["binding"]))

    await stage.until(look, f"{', '.join(said)} ticked on the binding card", instead)


@step("The operator vouches for what LINE cannot prove; the card turns green")
async def vouch(stage: Stage) -> str:
    vouched = 0
    while found := button(await stage.message(stage.kept["binding"]), "confirm"):
        await _confirm(stage, found[1]["value"])
        vouched += 1

    async def look() -> bool | None:
        return is_green(await stage.message(stage.kept["binding"])) or None

    async def instead() -> str:
        return words(await stage.message(stage.kept["binding"]))

    await stage.until(look, "a green binding card", instead)
    noise = [one for name in ("webhook-enabled", "chat-mode", "callback-url")
             for one in alerts(await stage.messages(), name)]  # fmt: skip
    if noise:
        raise NotSeen("no alert about what set-up itself reported", words(noise[0]))
    return f"{vouched} steps confirmed by name, the card is green, and no alert was raised"


async def _confirm(stage: Stage, value: str) -> None:
    """Press one Done and wait until the card no longer asks for that step."""
    card = await stage.message(stage.kept["binding"])
    await stage.press(card, "confirm", f"Done ({json.loads(value)['step']})", said=value)
    await _ticked(stage, value)


async def parameters(stage: Stage) -> dict[str, str]:
    """The five values, read off LINE's consoles as a person does."""
    account, login = await stage.console(), await stage.login_console()
    return {
        "oa_id": account["basic_id"],
        "messaging_channel_id": account["channel_id"],
        "messaging_channel_secret": account["secret"],
        "login_channel_id": login["channel_id"],
        "login_channel_secret": login["secret"],
    }


SETTING_UP = (wrong_secret, right_values, binding_card, human_steps, vouch)
