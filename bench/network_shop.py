"""A shop with many Login channels, bound through Slack as a person does it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlmodel import col, select

from bot.trial import Trial
from sandbox.line.model import LoginChannel
from sandbox.slack.model import View
from storage.tables import Account

WHO, ROOM = "lin", "line-kojima"
PATIENCE = 120.0  #: seconds


class Pasted(list[str]):
    """A Login channel's callback addresses: each is pasted the moment its LIFF app is made."""

    def __init__(self, channel: LoginChannel) -> None:
        super().__init__()
        self._channel = channel

    def __iter__(self) -> Iterator[str]:
        for app in self._channel.liff_apps.values():
            yield str(app.view["url"]).removesuffix("/liff") + "/login/callback"


@dataclass
class Shop:
    """The account, and the hands of the one who looks after it."""

    running: Trial
    account_id: str = ""

    async def fill_in(self, command: str, values: Mapping[str, Any]) -> None:
        """Type `/line COMMAND` and submit its form."""
        await self.running.slack.command(WHO, ROOM, command)
        await self.submit(command.replace(" ", "."), values)

    async def submit(self, callback: str, values: Mapping[str, Any]) -> None:
        """Submit the form once it is in front; whatever else comes in front is closed later."""

        def front() -> View | None:
            view = self.running.slack.front(WHO)
            return view if view is not None and view.callback_id == callback else None

        slack = self.running.slack
        view = await slack.wait_for(front, PATIENCE, about=callback)
        seen = await slack.submit(WHO, view, values)
        if not seen.ok:
            raise SystemExit(f"{callback}: {seen.failure or seen.errors}")


async def furnished(running: Trial, channels: int) -> Shop:
    """The café of the sandbox, bound, with so many Login channels besides the parent site's."""
    shop, cafe, login = Shop(running), running.furnished.account, running.furnished.login_channel
    running.line.set_use_webhook(cafe, True)
    running.line.set_chat(cafe, True)
    _finish(running, login)
    values = {
        "oa_id": cafe.basic_id,
        "messaging_channel_id": cafe.channel.channel_id,
        "messaging_channel_secret": cafe.channel.secret,
    }
    await shop.fill_in("setup", values | _typed(login))
    await _bound(shop)
    for number in range(channels):
        made = running.line.create_login_channel(running.furnished.provider, f"北區 {number}")
        _finish(running, made)
        await shop.fill_in("login-channel add", _typed(made))
        await _answered(shop)
    return shop


def _finish(running: Trial, channel: LoginChannel) -> None:
    """What a person does at LINE's console."""
    running.line.publish(channel)
    running.line.link_account(channel, running.furnished.account)
    channel.callbacks = Pasted(channel)


def _typed(channel: LoginChannel) -> dict[str, str]:
    return {"login_channel_id": channel.channel_id, "login_channel_secret": channel.secret}


async def _bound(shop: Shop) -> None:
    await _answered(shop)
    async with shop.running.deps.database.reading() as session:
        shop.account_id = (await session.scalars(select(col(Account.id)))).one()


async def _answered(shop: Shop) -> None:
    """The form gave place to its result; that is read and closed."""
    slack = shop.running.slack

    def front() -> View | None:
        view = slack.front(WHO)
        return view if view is not None and "⏳" not in str(view.blocks) else None

    await slack.wait_for(front, PATIENCE, about="a result")
    await slack.close(WHO, everything=True)
