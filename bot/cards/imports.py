"""Cards of an import: the dry run before it, the one message while it runs, and after."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.cards.marks import code, person
from bot.cards.modals import Modal
from bot.cards.parts import Card, Part, Tone, context, divider, facts, heading, prose
from bot.text import Text, _

MOST_SHOWN = 20  #: of each kind; Slack's modals hold 100 blocks
BAR = 20  #: cells of the progress bar


@dataclass(frozen=True)
class RowShown:
    """One row of the dry run; `said` tells what changes, or what is wrong with it."""

    number: int
    slug: str
    name: str
    said: Sequence[Text]


@dataclass(frozen=True)
class DryRun:
    """What an import would do; `digest` holds it to what was shown."""

    account: str  #: slug
    import_id: str
    digest: str
    adding: Sequence[RowShown]
    changing: Sequence[RowShown]
    same: int
    wrong: Sequence[RowShown]
    unknown: Sequence[str]  #: columns that are left out
    free: int  #: LIFF slots
    channels_missing: int  #: Login channels
    menus_unsure: bool = False  #: LINE did not say which rich menus it has


def dry_run(shown: DryRun) -> Modal:
    """What each row would do, and a button that does exactly that."""
    parts: list[Part] = [prose(_summary(shown)), *_slots(shown)]
    if shown.unknown:
        parts.append(prose(_("⚠️ Columns that are left out, because nobody knows them: {columns}",
                             columns=[code(name) for name in shown.unknown])))  # fmt: skip
    if shown.menus_unsure:
        parts.append(context(_("⚠️ LINE could not be asked whether it has the rich menus named "
                               "here; the check `rich-menu` tells.")))  # fmt: skip
    parts += _listed(_("*Wrong*: these rows are left out"), shown.wrong)
    parts += _listed(_("*Changed*"), shown.changing)
    parts += _listed(_("*Added*"), shown.adding)
    if not shown.adding and not shown.changing:
        return Modal(_("Import sites"), (*parts, context(_("There is nothing to apply."))))
    metadata = {"account": shown.account, "import": shown.import_id, "digest": shown.digest}
    return Modal(_("Import sites"), tuple(parts), "subnet.import.apply", _("Apply"), _("Cancel"),
                 metadata)  # fmt: skip


def _summary(shown: DryRun) -> Text:
    return _("{adding} to add, {changing} to change, {same} the same already, {wrong} wrong. "
             "Nothing has been changed yet.", adding=len(shown.adding),
             changing=len(shown.changing), same=shown.same, wrong=len(shown.wrong))  # fmt: skip


def _slots(shown: DryRun) -> Sequence[Part]:
    if not shown.adding:
        return ()
    count = context(_("Free LIFF slots: {free}. Each new site needs one.", free=shown.free))
    if not shown.channels_missing:
        return (count,)
    waiting = len(shown.adding) - shown.free
    missing = _(
        "⚠️ Login channels missing: {channels}. {waiting} sites will wait for a LIFF slot and are "
        "served in order, by themselves, once `/line login-channel add` has added more.",
        channels=shown.channels_missing,
        waiting=waiting,
    )
    return (count, prose(missing))


def _listed(title: Text, rows: Sequence[RowShown]) -> Sequence[Part]:
    if not rows:
        return ()
    parts: list[Part] = [divider(), prose(title)]
    parts += [prose(_row(row)) for row in rows[:MOST_SHOWN]]
    if len(rows) > MOST_SHOWN:
        parts.append(context(_("… and {count} more", count=len(rows) - MOST_SHOWN)))
    return parts


def _row(row: RowShown) -> Text:
    line = _("Line {number} · {slug} · {name}", number=row.number, slug=code(row.slug),
             name=row.name or "—")  # fmt: skip
    for said in row.said:
        line = _("{line}\n• {said}", line=line, said=said)
    return line


@dataclass(frozen=True)
class ImportShown:
    """How far an import is."""

    account_name: str
    by: str  #: Slack user id
    total: int
    added: int
    changed: int
    same: int
    waiting: int  #: added, and waiting for a LIFF slot
    refused: int
    apps: int  #: of the added ones, how many have their LIFF app
    done: bool
    problems: Sequence[RowShown]


def progress(shown: ImportShown) -> Card:
    """The one message of an import, edited until it says what became of all rows."""
    settled = shown.added + shown.changed + shown.same + shown.waiting + shown.refused
    parts: list[Part] = [heading(_title(shown)), facts(_counts(shown))]
    if not shown.done:
        filled = BAR * settled // max(shown.total, 1)
        bar = "▓" * filled + "░" * (BAR - filled)
        parts.append(context(_("{bar} {settled} of {total}", bar=bar, settled=settled,
                               total=shown.total)))  # fmt: skip
        if settled == shown.total:
            parts.append(context(_("Making LIFF apps …")))
    if shown.done and shown.apps < shown.added:
        parts.append(prose(_("LINE has not made {count} LIFF apps yet; Moorline goes on trying.",
                             count=shown.added - shown.apps)))  # fmt: skip
    if shown.done and shown.added:
        parts.append(
            prose(
                _(
                    "One step is left to a person: paste the new sites' callback addresses "
                    "at LINE. `/line login-channel list` has them, ready to copy."
                )
            )
        )
    if shown.done and shown.waiting:
        parts.append(prose(_("Sites wait for a LIFF slot. Create another Login channel for this "
                             "account and add it with `/line login-channel add`; they are then "
                             "served in order, by themselves.")))  # fmt: skip
    if shown.done:
        parts += _listed(_("*Refused*"), shown.problems)
    parts.append(context(_("Imported by {person}", person=person(shown.by))))
    return Card(_title(shown), tuple(parts), _tone(shown))


def _title(shown: ImportShown) -> Text:
    if shown.done:
        return _("Import finished: {account}", account=shown.account_name)
    return _("Importing sites: {account}", account=shown.account_name)


def _counts(shown: ImportShown) -> Sequence[tuple[Text, str]]:
    return (
        (_("Added"), str(shown.added)),
        (_("Changed"), str(shown.changed)),
        (_("Same already"), str(shown.same)),
        (_("Waiting for a LIFF slot"), str(shown.waiting)),
        (_("Refused"), str(shown.refused)),
    )


def _tone(shown: ImportShown) -> Tone:
    if not shown.done:
        return Tone.PLAIN
    return Tone.WARNING if shown.waiting or shown.refused else Tone.WELL


def begun(account_name: str) -> Card:
    """For the person who pressed Apply."""
    return Card(_("The import has begun. One message in the Slack channel of {account} tells how "
                  "far it is.", account=account_name))  # fmt: skip


def exported(count: int) -> Card:
    """For the person who asked for the table."""
    return Card(_("The table of {count} sub-sites is in your direct messages with Moorline. It "
                  "holds no redemption codes; left empty, an import keeps those there are.",
                  count=count))  # fmt: skip
