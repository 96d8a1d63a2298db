"""The account's sites inside one transaction: what is added, what is changed, who gets a slot."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.binding.capacity import Slots, choose
from bot.binding.codes import plain_code
from bot.binding.neighbours import Neighbours, OtherSite
from bot.binding.site_rules import NO_CODE, NewSite, problems
from bot.deps import Deps
from bot.errors import InvalidForm
from bot.flows.binding.desired import site_url
from bot.flows.network.fulfil import due_soon
from bot.flows.network.pool import slots
from bot.flows.network.site_wishes import wish_again
from bot.flows.sealed import redemption_code, seal_redemption_code
from bot.flows.stores.codes import code_of, stores_with_codes
from bot.text import Text, _
from storage import sites
from storage.audit import Tag, record
from storage.tables import Account, Site, new_id

CHANGED = "changed"  #: how a redemption code appears in the audit
PLAIN = ("name", "address", "service_phone", "rich_menu", "active", "points_per")


@dataclass
class Register:
    """Holds the account: nobody else adds or changes its sites until the transaction ends.

    `near` is every site a new one could collide with, and `room` the slots left, both kept up with
    what is done here.
    """

    deps: Deps
    session: AsyncSession
    account: Account
    near: Neighbours
    room: dict[str, Slots]

    @classmethod
    async def opened(cls, deps: Deps, session: AsyncSession, account: Account) -> Register:
        """Take hold of the account and read what there is."""
        await sites.hold(session, account.id)
        return await cls.read(deps, session, account)

    @classmethod
    async def read(cls, deps: Deps, session: AsyncSession, account: Account) -> Register:
        """Without a hold, to ask for problems; sites that wait go before new ones."""
        queue = await sites.waiting(session, account.id)
        left = () if queue else await slots(session, account.id)
        near = Neighbours(await others(deps, session, account))
        return cls(deps, session, account, near, {one.channel: one for one in left})

    def problems(self, wanted: NewSite, present: Site | None = None) -> Mapping[str, Text]:
        """What is wrong, by the parameter's name; `present` is being edited."""
        itself = self.near.drop(present.slug) if present else None
        found = problems(wanted, self.near, str(self.deps.settings.public_url or ""))
        if itself:
            self.near.put(itself)
        if present is not None and wanted.slug != present.slug:
            found["site"] = _("A site's short name stays: members' links and its history carry it.")
        return found

    def add(self, wanted: NewSite, *, by: str) -> Site:
        """A new site with a LIFF slot of its own, or waiting for one. Raises `InvalidForm`."""
        if found := self.problems(wanted):
            raise InvalidForm(found)
        site_id, now, channel = new_id(), self.deps.clock(), self._slot()
        code = "" if wanted.redemption_code == NO_CODE else wanted.redemption_code
        site = Site(
            id=site_id,
            account_id=self.account.id,
            slug=wanted.slug,
            name=wanted.name,
            address=wanted.address,
            login_channel_id=channel,
            due_at=now if channel else None,
            service_phone=wanted.service_phone,
            redemption_code_box=seal_redemption_code(self.deps, site_id, code),
            rich_menu=wanted.rich_menu,
            active=wanted.active,
            points_per=wanted.points_per,
            created_at=now,
            created_by=by,
        )
        self.session.add(site)
        self._put(site, plain_code(code))
        record(self.session, Tag.SITE_ADDED, account_id=self.account.id, at=now, who=by,
               subject=f"site:{wanted.slug}", new=wanted.name)  # fmt: skip
        return site

    async def change(self, stored: Site, wanted: NewSite, *, by: str) -> bool:
        """Store what differs; returns whether the address does. An empty redemption code keeps
        the present one, `-` takes it away. Raises `InvalidForm`, `SecretUnreadable`.
        """
        if found := self.problems(wanted, stored):
            raise InvalidForm(found)
        now, changes = self.deps.clock(), _changes(self.deps, stored, wanted)
        for column, (old, new) in changes.items():
            record(self.session, Tag.SITE_CHANGED, account_id=self.account.id, at=now, who=by,
                   subject=f"site:{stored.slug}", old=old, new=new)  # fmt: skip
            if column in PLAIN:
                setattr(stored, column, getattr(wanted, column))
        _take_code(self.deps, stored, wanted, changes)
        moved = "address" in changes
        former = self.near.named(stored.slug)
        code = plain_code(wanted.redemption_code) or (former.code if former else "")
        self._put(stored, "" if code == NO_CODE else code)
        if moved:
            await sites.unlearn(self.session, stored, now)
            _have_endpoint_set(stored, now)
        if changes:
            await wish_again(self.session, stored, now)
        return moved

    def _put(self, site: Site, code: str) -> None:
        url = site_url(self.deps.settings, site.slug, site.address)
        self.near.put(OtherSite(site.slug, site.name, url, code))

    def _slot(self) -> str | None:
        """The row id of the Login channel whose slot is taken; None: there is none."""
        channel = choose(tuple(self.room.values()))
        if channel:
            self.room[channel] = Slots(channel, self.room[channel].used + 1)
        return channel


async def others(deps: Deps, session: AsyncSession, account: Account) -> Sequence[OtherSite]:
    """Every site a new one could collide with; only this account's are named."""
    known = await sites.all_known(session)
    codes = {one.id: code_of(deps, one) for one in await stores_with_codes(session, account.id)}
    found = [
        OtherSite(
            one.slug,
            one.name if one.account_id == account.id else "",
            site_url(deps.settings, one.slug, one.address),
            codes.get(one.id, ""),
        )
        for one in known
    ]
    free = await sites.account_slugs(session) - {one.slug for one in known}
    return [*found, *(OtherSite(slug, "", site_url(deps.settings, slug)) for slug in free)]


def _have_endpoint_set(stored: Site, now: datetime) -> None:
    if stored.login_channel_id is not None:
        due_soon(stored, now)


def _changes(deps: Deps, stored: Site, wanted: NewSite) -> dict[str, tuple[str, str]]:
    """Old and new as the audit may show them, by column."""
    found = {
        column: (f"{column}: {_word(was)}", f"{column}: {_word(will)}")
        for column in PLAIN
        if (was := getattr(stored, column)) != (will := getattr(wanted, column))
    }
    code = wanted.redemption_code
    if code and code != (redemption_code(deps, stored) or NO_CODE):
        found["redemption_code"] = (f"redemption_code: {CHANGED}", f"redemption_code: {CHANGED}")
    return found


def _take_code(
    deps: Deps, stored: Site, wanted: NewSite, changes: Mapping[str, tuple[str, str]]
) -> None:
    if "redemption_code" in changes:
        code = "" if wanted.redemption_code == NO_CODE else wanted.redemption_code
        stored.redemption_code_box = seal_redemption_code(deps, stored.id, code)


def _word(value: object) -> str:
    match value:
        case bool():
            return "yes" if value else "no"
        case None | "":
            return "—"
        case _:
            return str(value)
