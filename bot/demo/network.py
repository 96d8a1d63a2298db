"""Fourth part: thirty-five sub-sites from one table, a second Login channel, a lost LIFF app."""

from __future__ import annotations

from bot.demo.control import Json, NotSeen
from bot.demo.mending import only, opened, resolved
from bot.demo.sight import alerts, words
from bot.demo.stage import Stage
from bot.demo.step import step

SITES = [f"shop-{number:02}" for number in range(1, 36)]
COLUMNS = "name,site,service_phone,active"
MOST = 30  #: LIFF apps LINE allows in one Login channel
SERVED, LEFT = SITES[: MOST - 1], SITES[MOST - 1 :]  #: the parent site's app has a slot, too
LOST = SITES[6]


@step("Thirty-five sub-sites from one table: first it is shown what each row would do")
async def dry_run(stage: Stage) -> str:
    await stage.command("subnet import")
    view = await stage.form("subnet.import")
    stage.narrate(f"… chooses stores.csv with {len(SITES)} stores")
    rows = [f"{_name(site)},{site},02-2393-07{site[-2:]},yes" for site in SITES]
    file = {"name": "stores.csv", "content": "\n".join([COLUMNS, *rows])}
    await _submitted(stage, view, {"file": file})
    shown = await stage.form("subnet.import.apply")
    if LOST not in words(shown) or str(len(SITES)) not in words(shown):
        raise NotSeen(f"a dry run of {len(SITES)} sites", words(shown))
    apps = (await stage.login_console())["liff_apps"]
    if len(apps) != 1:
        raise NotSeen("nothing changed at LINE yet", f"{len(apps)} LIFF apps")
    return f"{len(SITES)} to add, {MOST - 1} free LIFF slots; LINE is as it was"


@step("Applied: the Login channel fills at 30 LIFF apps, the other sites wait")
async def fills(stage: Stage) -> str:
    stage.narrate(f"LINE Developers: {len(SERVED)} callback URLs pasted, one a line")
    await _callbacks(stage, stage.login_channel, SERVED)
    before = {one["ts"] for one in await stage.messages()}
    view = await stage.form("subnet.import.apply")
    stage.narrate("… presses Apply")
    await _submitted(stage, view, {})
    await _lead_to(stage, stage.login_channel, [stage.channel, *SERVED])

    async def look() -> Json | None:
        new = [one for one in await stage.messages() if one["ts"] not in before]
        return next((one for one in new if _counts(one) == (len(SERVED), len(LEFT))), None)

    await stage.until(look, f"one message: {len(SERVED)} added, {len(LEFT)} waiting",
                      stage.shown)  # fmt: skip
    await stage.closes(view)
    return f"LINE has {MOST} LIFF apps there; #{stage.channel} says that {len(LEFT)} sites wait"


@step("A second Login channel is added: the waiting sites are served by themselves")
async def second_channel(stage: Stage) -> str:
    stage.narrate("LINE Developers: another LINE Login channel, linked, published, callbacks")
    provider = (await stage.console())["provider_id"]
    made = await stage.line.post("/login-channels", provider=provider, name="小島咖啡會員 2")
    channel = stage.kept["second"] = made["channel_id"]
    await stage.line.patch(
        f"/login-channels/{channel}", linked_account=stage.account, published=True
    )
    await _callbacks(stage, channel, LEFT)
    await stage.command("login-channel add")
    view = await stage.form("login-channel.add")
    stage.narrate("… fills in the channel's ID and secret")
    values = {"login_channel_id": channel, "login_channel_secret": made["secret"]}
    await _submitted(stage, view, values)
    await _lead_to(stage, channel, LEFT)
    await stage.closes(view)
    return f"LINE has {len(LEFT)} LIFF apps in the second channel, one for each waiting site"


@step("A LIFF app is deleted at LINE: one alert")
async def app_deleted(stage: Stage) -> str:
    apps = (await stage.login_console())["liff_apps"]
    app = next(one for one in apps if f"/s/{LOST}/" in one["view"]["url"])
    stage.narrate(f"somebody deletes {app['liffId']} in LINE Developers: {LOST} cannot be opened")
    await stage.line.delete(f"/login-channels/{stage.login_channel}/liff/{app['liffId']}")
    alert = await opened(stage, "liff-app")
    if _name(LOST) not in words(alert):
        raise NotSeen(f"an alert about {_name(LOST)}", words(alert))
    stage.kept |= {"lost": app["liffId"], "alert": alert["ts"]}
    return f"one alert in #{stage.channel} says which site has lost its LIFF app"


@step("LIFF reissue: a new app leads to the site, and the same alert is resolved")
async def reissue(stage: Stage) -> str:
    await stage.command(f"liff reissue {LOST}")
    view = await stage.form("liff.reissue")
    stage.narrate("… leaves the secret as it is and presses Reissue")
    await _submitted(stage, view, {})
    await _lead_to(stage, stage.login_channel, [stage.channel, *SERVED])
    await resolved(stage, "liff-app")
    await stage.closes(view)
    if (await only(stage, "liff-app"))["ts"] != stage.kept["alert"]:
        raise NotSeen("the same alert resolved", await stage.shown())
    apps = (await stage.login_console())["liff_apps"]
    app = next(one for one in apps if f"/s/{LOST}/" in one["view"]["url"])
    noise = alerts(await stage.messages(), "callback-url")
    if app["liffId"] == stage.kept["lost"] or noise:
        raise NotSeen("a new LIFF id and no other alert", words(noise) or app["liffId"])
    return f"LINE has {app['liffId']} in place of {stage.kept['lost']}; the alert turned green"


def _name(site: str) -> str:
    """What a store is called."""
    return f"小島咖啡 {site[-2:]} 店"


async def _submitted(stage: Stage, view: Json, values: dict[str, object]) -> None:
    """Submit what must be taken."""
    seen = await stage.submit(view, values)
    if seen["errors"] or seen["failure"]:
        raise NotSeen("the form accepted", str(seen["errors"] or seen["failure"]))


async def _callbacks(stage: Stage, channel: str, sites: list[str]) -> None:
    """A person pastes the sites' callback addresses at LINE's console."""
    for site in sites:
        url = f"{stage.url}/s/{site}/login/callback"
        await stage.line.post(f"/login-channels/{channel}/callbacks", url=url)


async def _lead_to(stage: Stage, channel: str, sites: list[str]) -> None:
    """The channel has one LIFF app for each of the sites, and no other."""
    wanted = sorted(f"{stage.url}/s/{site}/liff" for site in sites)

    async def there() -> list[str]:
        apps = (await stage.login_console(channel))["liff_apps"]
        return sorted(one["view"]["url"] for one in apps)

    async def look() -> bool | None:
        return await there() == wanted or None

    async def instead() -> str:
        return f"{len(await there())} LIFF apps in {channel}; " + await stage.shown()

    await stage.until(look, f"{len(wanted)} LIFF apps in {channel}, one a site", instead)


def _counts(message: Json) -> tuple[int, int] | None:
    """How many sites an import's message says were added, and how many wait."""
    fields = [one["text"].rpartition("\n")[2] for block in message.get("blocks", [])
              for one in block.get("fields", [])]  # fmt: skip
    numbers = [int(one) for one in fields if one.isdigit()]
    return (numbers[0], numbers[3]) if len(numbers) == 5 else None


NETWORK = (dry_run, fills, second_channel, app_deleted, reissue)
