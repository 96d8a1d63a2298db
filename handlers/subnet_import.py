"""`/line subnet import` and `/line subnet export`: many sub-sites as one table."""

from __future__ import annotations

from typing import Annotated, ClassVar

from bot.binding.csv_sites import COLUMNS
from bot.cards.imports import begun, exported
from bot.cards.imports import dry_run as dry_run_card
from bot.cards.marks import code
from bot.cards.modals import Modal
from bot.cards.parts import Card, prose
from bot.flows.access import require
from bot.flows.accounts import account_for
from bot.flows.network.exporting import export
from bot.flows.network.import_shown import dry_run_shown
from bot.flows.network.importing import begin, dry_run, table_of
from bot.text import Text, _
from handlers.declare import Call, command, submitted
from handlers.fields import lines, uploads
from handlers.form_subject import form_account
from handlers.forms import Form

EXPLAINED = _("The first line names the columns, in any order: {columns}. Each further line is one "
              "site. Nothing is changed before you have seen what each line would do.",
              columns=code(",".join(COLUMNS)))  # fmt: skip


class SubnetImport(Form):
    """The table, pasted or as a file."""

    callback: ClassVar[str] = "subnet.import"
    title: ClassVar[Text] = _("Import sites")
    submit: ClassVar[Text] = _("Compare")

    csv: Annotated[
        str,
        lines(_("Table"), hint=_("3,000 characters fit here; a longer table goes into a file.")),
    ] = ""
    file: Annotated[
        str,
        uploads(_("Table as a file"), "csv", "tsv", "txt", hint=_("CSV, from any spreadsheet.")),
    ] = ""


class ApplyImport(Form):
    """The confirmation beneath a dry run; it asks nothing."""

    callback: ClassVar[str] = "subnet.import.apply"
    title: ClassVar[Text] = _("Import sites")
    submit: ClassVar[Text] = _("Apply")


@command("subnet import", "", _("Add or change many sub-sites at once, from a table."))
async def open_import(call: Call) -> Modal:
    account = await account_for(call.deps, call.channel)
    return SubnetImport.view(notes=[prose(EXPLAINED)], metadata={"account": account.slug})


async def readable(call: Call, form: SubnetImport) -> None:
    """What is no table is said under its field."""
    await table_of(call.deps, form.csv, form.file, call.speaker.language)


@submitted(
    SubnetImport, first=readable, waiting=_("Comparing the table with the sites there are …")
)
async def import_dry_run(call: Call, form: SubnetImport) -> Modal:
    account = await form_account(call)
    sheet = await table_of(call.deps, form.csv, form.file, call.speaker.language)
    made = await dry_run(call.deps, account, sheet, by=call.user)
    return dry_run_card(dry_run_shown(account, made))


@submitted(ApplyImport)
async def import_apply(call: Call, form: ApplyImport) -> Card:
    account = await form_account(call)
    await begin(call.deps, account, str(call.metadata["import"]), str(call.metadata["digest"]))
    return begun(account.name)


@command("subnet export", "", _("Get the sub-sites as a table, without secrets."),
         waiting=_("Writing the table …"))  # fmt: skip
async def export_sites(call: Call) -> Card:
    account = await account_for(call.deps, call.channel)
    seen = await require(call.deps, call.user, "subnet export", account)
    comment = call.speaker.say(_("Sub-sites of {account}", account=account.name))
    count = await export(call.deps, account, seen, to=call.user, comment=comment)
    return exported(count)
