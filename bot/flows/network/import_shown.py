"""A dry run as its card shows it."""

from __future__ import annotations

from collections.abc import Sequence

from bot.binding.site_plan import Changed, Planned, RowKind
from bot.cards.imports import DryRun, RowShown
from bot.cards.marks import code
from bot.flows.network.importing import Trial
from bot.text import Text, _
from storage.tables import Account


def dry_run_shown(account: Account, made: Trial) -> DryRun:
    """Rows by what they would do; what each changes, or what is wrong with it."""
    return DryRun(
        account=account.slug,
        import_id=made.import_id,
        digest=made.digest,
        adding=_rows(made, RowKind.ADD),
        changing=_rows(made, RowKind.CHANGE),
        same=sum(one.kind is RowKind.SAME for one in made.planned),
        wrong=_rows(made, RowKind.WRONG),
        unknown=made.sheet.unknown,
        free=made.free,
        channels_missing=made.channels_missing,
        menus_unsure=made.menus_unsure,
    )


def _rows(made: Trial, kind: RowKind) -> Sequence[RowShown]:
    return [
        RowShown(one.number, one.slug, one.name, _said(one))
        for one in made.planned
        if one.kind is kind
    ]


def _said(one: Planned) -> Sequence[Text]:
    return [*one.problems, *(_change(change) for change in one.changes)]


def _change(change: Changed) -> Text:
    if change.column == "redemption_code":
        return _("{column}: changed", column=code(change.column))
    return _("{column}: {old} → {new}", column=code(change.column), old=change.old or "—",
             new=change.new or "—")  # fmt: skip
