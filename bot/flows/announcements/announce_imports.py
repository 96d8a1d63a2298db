"""What Slack is told of an import: one message, edited until all rows have come to something."""

from __future__ import annotations

from bot.cards.imports import ImportShown, RowShown, progress
from bot.deps import Deps
from bot.flows.announcements.announce_alerts import place, spoken
from bot.flows.announcements.announcing import announcement
from bot.text import Text, _, from_json
from storage import imports
from storage.tables import Account, Import, ImportRow, Outbox

MOST_NAMED = 50  #: refused rows read for the message; it shows fewer and counts the rest


@announcement("import")
async def tell_import(deps: Deps, row: Outbox) -> None:
    """How far it is now, or how it ended."""
    async with deps.database.reading() as session:
        made = await session.get(Import, row.payload["import_id"])
        if made is None:
            return
        account = await session.get_one(Account, made.account_id)
        counts = await imports.counted(session, made.id)
        refused = await imports.refused(session, made.id, MOST_NAMED)
        apps = await imports.apps_made(session, made.id)
    shown = ImportShown(
        account_name=account.name,
        by=made.by,
        total=sum(counts.values()),
        added=counts.get("added", 0),
        changed=counts.get("changed", 0),
        same=counts.get("same", 0),
        waiting=counts.get("waiting", 0),
        refused=counts.get("refused", 0),
        apps=apps,
        done=made.done_at is not None,
        problems=[_refused(one) for one in refused],
    )
    known = (made.slack_channel, made.slack_ts)
    ts = await place(deps, spoken(progress(shown), account), account.slack_channel, known)
    async with deps.database.transaction() as session:
        stored = await session.get_one(Import, made.id)
        stored.slack_channel, stored.slack_ts = account.slack_channel, ts


def _refused(row: ImportRow) -> RowShown:
    said = [from_json(one) for one in row.problem or ()]
    texts = [one if isinstance(one, Text) else _("{said}", said=one) for one in said]
    return RowShown(row.number, row.values["slug"], row.values["name"], texts)
