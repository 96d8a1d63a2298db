"""Many sites at once: a table read, shown as a dry run, kept, and begun when a person says so."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import msgspec

from bot.binding.capacity import MOST, free
from bot.binding.csv_sites import Sheet, decoded, read_sites
from bot.binding.site_plan import Planned, RowKind, Standing, differences, plan_sites
from bot.binding.site_rules import NewSite
from bot.deps import Deps
from bot.errors import InvalidForm, NotFound, PlanChanged, Refused
from bot.flows.binding.desired import site_url
from bot.flows.members.menu_checking import UNSURE, menu_warnings
from bot.flows.network.pool import relist, slots
from bot.flows.network.register import others
from bot.flows.network.subnets import as_new
from bot.flows.sealed import imported_code, redemption_code, seal_imported_code
from bot.text import Text, _, to_json
from storage import accounts, imports, outbox, sites
from storage.accounts import Bound
from storage.tables import Account, Import, ImportRow, Site, new_id

CHANGED_SINCE = _(
    "The sites have changed since the dry run; nothing was applied. Import the table once more."
)


@dataclass(frozen=True)
class Trial:
    """A dry run: what was planned, and under which id and digest it is kept."""

    import_id: str
    digest: str
    sheet: Sheet
    planned: Sequence[Planned]
    free: int  #: LIFF slots nobody waits for
    channels_missing: int
    menus_unsure: bool  #: LINE did not say which rich menus it has


async def table_of(deps: Deps, pasted: str, file_id: str, language: str) -> Sheet:
    """The table a person pasted, or chose as a file. Raises `InvalidForm` under the field."""
    if pasted and file_id:
        raise InvalidForm({"csv": _("Paste a table or choose a file, not both.")})
    if not pasted and not file_id:
        raise InvalidForm({"csv": _("Paste a table here, or choose a file below.")})
    try:
        if file_id:
            pasted = decoded(await deps.slack.files.content(file_id), language)
        return read_sites(pasted)
    except Refused as refused:
        raise InvalidForm({"file" if file_id else "csv": refused.said}) from None


async def dry_run(deps: Deps, account: Account, sheet: Sheet, *, by: str) -> Trial:
    """Say what each row would do, and keep it for `begin`; the sites stay as they are.

    Raises `Refused` while the same import is under way.
    """
    menus = await menu_warnings(deps, account, _menus_of(sheet))
    standing = await _standing(deps, account, menus)
    planned = await asyncio.to_thread(plan_sites, sheet, standing)  # seconds for a long table
    digest = hashlib.sha256(msgspec.json.encode([one.facts for one in planned])).hexdigest()
    made = Import(id=new_id(), account_id=account.id, digest=digest, by=by, created_at=deps.clock())
    rows = [_row(deps, made.id, one) for one in planned]
    async with deps.database.transaction() as session:
        await sites.hold(session, account.id)  # the same form may be sent twice at once
        same = await imports.with_digest(session, account.id, digest)
        if same is not None and same.due_at is not None:
            raise Refused(_("The same import is under way; the Slack channel of {account} tells "
                            "how far it is.", account=account.name))  # fmt: skip
        await imports.keep(session, made, rows)
    adding = sum(one.kind is RowKind.ADD for one in planned)
    room = await _room(deps, account)
    missing = -(-max(adding - room, 0) // MOST)
    return Trial(made.id, digest, sheet, planned, max(room, 0), missing, UNSURE in menus.values())


async def begin(deps: Deps, account: Account, import_id: str, digest: str) -> None:
    """Have a dry run applied, once however often it is asked for.

    Raises `PlanChanged` when the sites are no longer as they were shown, `NotFound` when the dry
    run was replaced by a newer one or is too old.
    """
    async with deps.database.reading() as session:
        made = await session.get(Import, import_id)
        if made is None or made.account_id != account.id:
            raise NotFound(_("This dry run is out of date. Import the table once more."))
        if made.due_at is not None or made.done_at is not None:
            return
        rows = await imports.rows_of(session, import_id)
        bound = await accounts.bound(session, account.id)
    present = _present(deps, bound)
    if made.digest != digest or not all(_still(deps, row, present) for row in rows):
        raise PlanChanged(CHANGED_SINCE)
    async with deps.database.transaction() as session:
        if await imports.begin(session, import_id, deps.clock()):
            await outbox.wish(session, "import", f"import:{import_id}", account_id=account.id,
                              payload={"import_id": import_id}, now=deps.clock())  # fmt: skip
    deps.bell.ring("announce")
    deps.bell.ring("imports")


def wanted_of(deps: Deps, row: ImportRow) -> NewSite:
    """The site a kept row asks for. Raises `SecretUnreadable`."""
    return NewSite(**row.values["wanted"], redemption_code=imported_code(deps, row))


def as_is(deps: Deps, site: Site) -> NewSite:
    """A site as it is, its redemption code included. Raises `SecretUnreadable`."""
    return replace(as_new(site), redemption_code=redemption_code(deps, site))


def _present(deps: Deps, bound: Bound) -> Mapping[str, NewSite]:
    return {site.slug: as_is(deps, site) for site in bound.sites if not site.parent}


def _menus_of(sheet: Sheet) -> frozenset[str]:
    """The rich menus a table names."""
    return frozenset(row.values.get("rich_menu", "") for row in sheet.rows) - {""}


async def _standing(deps: Deps, account: Account, menus: Mapping[str, Text]) -> Standing:
    async with deps.database.reading() as session:
        bound = await accounts.bound(session, account.id)
        around = await others(deps, session, account)
    present = _present(deps, bound)
    return Standing(
        present,
        bound.parent.slug,
        [site for site in around if site.slug not in present],
        lambda site: site_url(deps.settings, site.slug, site.address),
        str(deps.settings.public_url or ""),
        {name: said for name, said in menus.items() if said != UNSURE},
    )


async def _room(deps: Deps, account: Account) -> int:
    """Free LIFF slots by LINE's own count, those sites wait for already taken off."""
    async with deps.database.reading() as session:
        bound = await accounts.bound(session, account.id)
    await relist(deps, account.id, bound.login_channels)
    async with deps.database.reading() as session:
        queue = await sites.waiting(session, account.id)
        return free(await slots(session, account.id)) - len(queue)


def _row(deps: Deps, import_id: str, one: Planned) -> ImportRow:
    """The row as it is kept; one that is wrong is refused already."""
    values: dict[str, Any] = {"kind": one.kind, "slug": one.slug, "name": one.name}
    box = None
    if one.wanted:
        wanted = asdict(one.wanted)
        box = seal_imported_code(deps, import_id, one.number, wanted.pop("redemption_code"))
        values["wanted"] = wanted
        values["changes"] = [[change.column, change.old, change.new] for change in one.changes]
    wrong = one.kind is RowKind.WRONG
    return ImportRow(
        import_id=import_id,
        number=one.number,
        values=values,
        redemption_code_box=box,
        outcome="refused" if wrong else None,
        problem=[to_json(problem) for problem in one.problems] if wrong else None,
    )


def _still(deps: Deps, row: ImportRow, present: Mapping[str, NewSite]) -> bool:
    """Whether the row would still do what was shown."""
    if row.outcome is not None:
        return True
    site = present.get(row.values["slug"])
    if site is None:
        return bool(row.values["kind"] == RowKind.ADD)
    changes = differences(site, wanted_of(deps, row))
    shown = [[change.column, change.old, change.new] for change in changes]
    return bool(row.values["kind"] != RowKind.ADD and row.values["changes"] == shown)
