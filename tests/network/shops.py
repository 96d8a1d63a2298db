"""Sub-sites and Login channels, as a test adds them."""

from __future__ import annotations

from typing import Any

from bot.flows.network.subnets import NewSite, add_site, fulfil
from sandbox.line.model import LoginChannel as AtLine
from sandbox.slack.model import Message as SlackMessage
from sandbox.slack.seen import Seen, words_of
from storage.tables import LoginChannel, Site
from tests.world import World

NORTH = {"name": "小島咖啡 台北店", "site": "taipei"}


def form_values(**changed: Any) -> dict[str, Any]:
    """The form of `/line subnet add`, filled in."""
    return NORTH | changed


async def add_by_form(world: World, **changed: Any) -> Seen:
    """Fill in `/line subnet add` and submit it."""
    return await world.submit(await world.form("subnet add"), form_values(**changed))


async def added(world: World, **changed: Any) -> str:
    """A sub-site added by its form; the words of the answer."""
    seen = await add_by_form(world, **changed)
    assert seen.ok, (seen.failure, seen.errors)
    words = await world.result()
    await world.slack.close("lin", everything=True)
    await world.settle()
    return words


async def refused(world: World, **changed: Any) -> dict[str, str]:
    """The errors under the fields; nothing has been stored."""
    before = len(await world.rows(Site))
    seen = await add_by_form(world, **changed)
    await world.slack.close("lin", everything=True)
    assert len(await world.rows(Site)) == before
    return dict(seen.errors or {})


def another_channel(world: World, name: str = "北區") -> AtLine:
    """A second Login channel at the same provider, published and linked."""
    channel = world.line.create_login_channel(world.trial.furnished.provider, name)
    world.line.publish(channel)
    world.line.link_account(channel, world.cafe)
    return channel


async def add_channel_by_form(world: World, channel: AtLine, **changed: str) -> Seen:
    """Fill in `/line login-channel add` and submit it."""
    values = {
        "login_channel_id": channel.channel_id,
        "login_channel_secret": channel.secret,
        "label": "北區",
    }
    return await world.submit(await world.form("login-channel add"), values | changed)


async def channel_added(world: World, channel: AtLine, **changed: str) -> str:
    """A Login channel added by its form; the words of the answer."""
    seen = await add_channel_by_form(world, channel, **changed)
    assert seen.ok, (seen.failure, seen.errors)
    words = await world.result(within=20)
    await world.slack.close("lin", everything=True)
    await world.settle()
    return words


async def filled(world: World, count: int, prefix: str = "s") -> None:
    """So many sub-sites, `s01` and on, each with its LIFF app; their callbacks are pasted."""
    account = await world.account()
    for number in range(1, count + 1):
        slug = f"{prefix}{number:02}"
        world.line.register_callback(world.login, f"{world.trial.url}/s/{slug}/login/callback")
        await add_site(world.deps, account, NewSite(f"店 {number}", slug), by="U1")
    await fulfil(world.deps, account.id)


async def planted(
    world: World, count: int, channel: AtLine | None = None, prefix: str = "p"
) -> None:
    """So many sub-sites that are well, put into our rows and LINE's without a word to anybody."""
    at_line = channel or world.login
    row = await channel_row(world, at_line)
    async with world.deps.database.transaction() as session:
        for number in range(1, count + 1):
            slug = f"{prefix}{number:02}"
            url = f"{world.trial.url}/s/{slug}"
            app = world.line.add_liff_app(
                at_line,
                {
                    "view": {"type": "full", "url": f"{url}/liff"},
                    "botPrompt": "aggressive",
                    "scope": ["openid", "profile", "chat_message.write"],
                },
            )
            world.line.register_callback(at_line, f"{url}/login/callback")
            session.add(Site(account_id=row.account_id, slug=slug, name=f"Shop {slug}",
                             login_channel_id=row.id, liff_id=app.liff_id,
                             created_at=world.clock()))  # fmt: skip


def foreign_apps(world: World, count: int, channel: AtLine | None = None) -> list[str]:
    """LIFF apps somebody made at LINE's console."""
    return [
        world.line.add_liff_app(
            channel or world.login,
            {"view": {"type": "full", "url": f"https://other.example.com/{number}"}},
        ).liff_id
        for number in range(count)
    ]


async def site(world: World, slug: str) -> Site:
    """One site's row."""
    (row,) = [one for one in await world.rows(Site) if one.slug == slug]
    return row


async def channel_row(world: World, at_line: AtLine) -> LoginChannel:
    """One Login channel's row."""
    rows = await world.rows(LoginChannel)
    (row,) = [one for one in rows if one.channel_id == at_line.channel_id]
    return row


def card_of(world: World, name: str) -> SlackMessage:
    """The one card of a site."""
    (card,) = [post for post in world.posts() if f" {name} " in f" {words_of(post)}".split("\n")[0]]
    return card
