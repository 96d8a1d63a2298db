"""Which site a member's browser has come to, by its place on this server or by its own address."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from bot.binding.desired import Kind, Subject
from bot.deps import Deps
from bot.errors import NotFound
from bot.flows.binding.desired import site_url
from bot.text import _
from storage import doors
from storage.tables import Account, LoginChannel, Site

NO_SITE = _("There is no site here. Check the address.")
DEEPEST = 8  #: an own address has at most so many parts in its path


@dataclass(frozen=True)
class Door:
    """A site, the Login channel its members come in by, and where this browser stands.

    `url` is the site's one address, the one LINE knows; `here` is the one that was asked, which is
    the other one while a site moves. Both are without a trailing slash.
    """

    account: Account
    site: Site
    channel: LoginChannel
    url: str
    here: str

    @property
    def subject(self) -> Subject:
        return Subject(Kind.SITE, self.site.slug, self.site.name)

    @property
    def callback_url(self) -> str:
        """Where LINE sends the browser back to."""
        return f"{self.url}/login/callback"

    @property
    def path(self) -> str:
        """What the paths of this site's links begin with, as the browser sees them."""
        return urlsplit(self.here).path

    @property
    def secure(self) -> bool:
        return self.here.startswith("https:")


async def door_by_slug(deps: Deps, slug: str) -> Door:
    """The site at its place on this server. Raises `NotFound`."""
    async with deps.database.reading(quick=True) as session:
        found = await doors.by_slug(session, slug)
    if found is None:
        raise NotFound(NO_SITE)
    return _door(deps, found, here=site_url(deps.settings, slug))


async def door_by_address(deps: Deps, host: str, path: str) -> tuple[Door, str]:
    """The site whose own address this is, and the rest of the path. Raises `NotFound`.

    `host` is as browsers write it: small letters, the port only where it is not the scheme's own.
    """
    parts = path.strip("/").split("/")[:DEEPEST]
    places = ["/".join([host, *parts[:count]]).rstrip("/") for count in range(len(parts) + 1)]
    addresses = {f"{scheme}://{place}" for place in places for scheme in ("https", "http")}
    async with deps.database.reading(quick=True) as session:
        found = await doors.by_address(session, addresses)
    if found is None or found[1].address is None:
        raise NotFound(NO_SITE)
    door = _door(deps, found, here=found[1].address)
    return door, path.removeprefix(door.path).lstrip("/")


async def open_instead(deps: Deps, at: Door) -> tuple[str, str] | None:
    """Name and address of the account's parent site, for who has come to a site that is not in
    use; None where that is the parent site itself, or the parent is not in use either.
    """
    async with deps.database.reading() as session:
        parent = await doors.parent(session, at.account.id)
    if parent is None or parent.id == at.site.id or not parent.active:
        return None
    return parent.name, site_url(deps.settings, parent.slug, parent.address)


def _door(deps: Deps, found: doors.Found, *, here: str) -> Door:
    account, site, channel = found
    url = site_url(deps.settings, site.slug, site.address)
    return Door(account, site, channel, url, here.rstrip("/"))
