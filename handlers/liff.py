"""`/line liff`: the list, what becomes of strangers, and the guide's recovery."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import SecretStr

from bot.cards.liff import (
    AdoptPressed,
    DeletePressed,
    IgnorePressed,
    LiffPage,
    ReissuePressed,
    deletion,
    liff_list,
    stranger,
)
from bot.cards.modals import Modal
from bot.cards.parts import Card
from bot.cards.reissue import reissue_notes, reissued
from bot.errors import InvalidForm, NotAllowed, Refused
from bot.flows.access import scope
from bot.flows.accounts import account_for, account_named
from bot.flows.network.liff_apps import adopt, delete, foreign, leave_alone, ours
from bot.flows.network.liff_listing import adopters, listing
from bot.flows.network.reissue import SECRET, Target, Wish, check, reissue, target
from bot.text import Text, _
from handlers.declare import Call, command, pressed, submitted
from handlers.fields import asks, picks, ticks
from handlers.form_subject import form_account
from handlers.forms import Form
from storage.tables import Account

ASKING = _("Asking LINE for its list …")
MOST_CHOICES = 100  #: options a Slack menu holds


class Reissue(Form):
    """The reissued secret, and whether the LIFF id is to change although it is well."""

    callback: ClassVar[str] = "liff.reissue"
    title: ClassVar[Text] = _("LIFF reissue")
    submit: ClassVar[Text] = _("Reissue")

    login_channel_secret: Annotated[
        SecretStr,
        asks(
            _("LINE Login: Channel secret"),
            hint=_("The one issued last: LINE Developers, “Basic settings”, “Channel secret”. "
                   "Leave empty to keep the present one."),
        ),
    ] = SecretStr("")  # fmt: skip
    renew: Annotated[
        bool,
        ticks(
            _("New LIFF id"),
            _("Also where the LIFF app is well"),
            hint=_("The former one stays for seven days."),
        ),
    ] = False


class Adopt(Form):
    """The site a LIFF app is given to."""

    callback: ClassVar[str] = "liff.adopt"
    title: ClassVar[Text] = _("Adopt a LIFF app")
    submit: ClassVar[Text] = _("Adopt")

    site: Annotated[str, picks(_("Site"), hint=_("Its former LIFF app stays for seven days."))]


class Delete(Form):
    """The confirmation; it asks nothing."""

    callback: ClassVar[str] = "liff.delete"
    title: ClassVar[Text] = _("Delete a LIFF app")
    submit: ClassVar[Text] = _("Delete")


@command("liff list", "", _("LIFF apps by Login channel, also those Moorline did not make."),
         waiting=ASKING)  # fmt: skip
async def list_liff_apps(call: Call) -> Card:
    return await _page(call, await account_for(call.deps, call.channel), 0)


@pressed(LiffPage, replaces=True)
async def turn_page(call: Call, value: LiffPage) -> Card:
    account = await account_named(call.deps, value.account)
    return await _page(call, account, value.page, unfolded=value.ignored)


@command("liff reissue", "SITE|CHANNEL", _("Enter a reissued Login channel secret, and bring LIFF "
         "apps in order."), example="/line liff reissue taipei")  # fmt: skip
async def open_reissue(call: Call) -> Modal:
    account = await account_for(call.deps, call.channel)
    if not call.words:
        raise Refused(
            _("Say which site or Login channel, such as `/line liff reissue {site}`.",
              site=account.slug)
        )  # fmt: skip
    return await _reissue_form(call, account, " ".join(call.words))


@pressed(ReissuePressed)
async def reissue_pressed(call: Call, value: ReissuePressed) -> Modal:
    return await _reissue_form(call, await account_named(call.deps, value.account), value.target)


async def tried(call: Call, form: Reissue) -> None:
    """LINE judges the secret, new or present, before anything is stored."""
    account = await form_account(call)
    word, secret = str(call.metadata["target"]), form.login_channel_secret.get_secret_value()
    await _meant(call, account, word)
    if secret and (await scope(call.deps, call.user, account)).sites is not None:
        raise InvalidForm({SECRET: _("The secret is of every site on the Login channel. Ask an "
                                     "operator to enter it.")})  # fmt: skip
    await check(call.deps, account.id, word, secret)


@submitted(Reissue, first=tried, waiting=_("Bringing LIFF apps in order, then checking …"))
async def run_reissue(call: Call, form: Reissue) -> Card:
    account = await form_account(call)
    wish = Wish(str(call.metadata["target"]), form.renew)
    secret = form.login_channel_secret.get_secret_value()
    return reissued(await reissue(call.deps, account.id, wish, secret, by=call.user))


@pressed(AdoptPressed, opens=True, waiting=ASKING)
async def open_adopt(call: Call, value: AdoptPressed) -> Modal:
    account = await _whole(call, value.account)
    known = await ours(call.deps, account.id)
    app = (await foreign(call.deps, known, value.liff_id)).app
    sites = adopters(known, value.liff_id)[:MOST_CHOICES]
    notes = stranger(app.description, app.liff_id, app.url)
    kept = {"account": account.slug, "liff_id": app.liff_id}
    choices = {"site": [(site.slug, site.name) for site in sites]}
    return Adopt.view(notes=notes, metadata=kept, choices=choices)


@submitted(Adopt, waiting=_("Adopting, then checking …"))
async def run_adopt(call: Call, form: Adopt) -> Card:
    account = await _whole(call, str(call.metadata["account"]))
    liff_id = str(call.metadata["liff_id"])
    site = await adopt(call.deps, account.id, liff_id, form.site, by=call.user)
    return Card(_("🟢 {id} is the LIFF app of {site} now.", id=liff_id, site=site.name))


@pressed(IgnorePressed, replaces=True)
async def ignore(call: Call, value: IgnorePressed) -> Card:
    account = await _whole(call, value.account)
    await leave_alone(call.deps, account.id, value.liff_id, by=call.user, heed=value.heed)
    known = await ours(call.deps, account.id)
    channel = known.channel_of(value.liff_id)
    return await _page(call, account, list(known.bound.login_channels).index(channel))


@pressed(DeletePressed, opens=True, waiting=ASKING)
async def open_delete(call: Call, value: DeletePressed) -> Modal:
    account = await _whole(call, value.account)
    app = (await foreign(call.deps, await ours(call.deps, account.id), value.liff_id)).app
    notes = deletion(app.description, app.liff_id, app.url)
    return Delete.view(notes=notes, metadata={"account": account.slug, "liff_id": app.liff_id})


@submitted(Delete, waiting=_("Deleting …"))
async def run_delete(call: Call, form: Delete) -> Card:
    account = await _whole(call, str(call.metadata["account"]))
    gone = await delete(call.deps, account.id, str(call.metadata["liff_id"]), by=call.user)
    return Card(_("{id} ({name}) is deleted at LINE.", id=gone.app.liff_id,
                  name=gone.app.description or gone.app.url))  # fmt: skip


async def _page(call: Call, account: Account, page: int, *, unfolded: bool = False) -> Card:
    sees = await scope(call.deps, call.user, account)
    return liff_list(await listing(call.deps, account, sees, page, unfolded=unfolded))


async def _meant(call: Call, account: Account, word: str) -> Target:
    """What is to be reissued, if it is this person's. Raises `NotAllowed`."""
    meant = target((await ours(call.deps, account.id)).bound, word)
    sees = await scope(call.deps, call.user, account)
    if not all(sees.allows(site.id) for site in meant.sites):
        raise NotAllowed(_("{target} is not among the sites you look after.", target=meant.name))
    return meant


async def _reissue_form(call: Call, account: Account, word: str) -> Modal:
    meant = await _meant(call, account, word)
    notes = reissue_notes(meant.name, len(meant.sites), meant.channel.channel_id)
    return Reissue.view(notes=notes, metadata={"account": account.slug, "target": word})


async def _whole(call: Call, slug: str) -> Account:
    """The account, for someone who looks after all of it. Raises `NotAllowed`."""
    account = await account_named(call.deps, slug)
    if (await scope(call.deps, call.user, account)).sites is not None:
        raise NotAllowed(
            _("LIFF apps that belong to no site are for administrators and operators.")
        )
    return account
