"""`/line login-channel`: the pool of Login channels for sub-sites."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import SecretStr

from bot.cards.modals import Modal
from bot.cards.parts import Card
from bot.cards.pool import (
    AddChannel,
    EditChannel,
    PoolPage,
    PoolShown,
    added,
    callbacks,
    pool,
    serves,
)
from bot.errors import NotAllowed, Refused
from bot.flows.access import scope
from bot.flows.accounts import account_for, account_named
from bot.flows.network.network import widen
from bot.flows.network.pool import (
    NewChannel,
    callback_urls,
    channel_named,
    count_waiting,
    edit_channel,
    insist_removable,
    list_pool,
    remove_channel,
    shown,
    try_channel,
)
from bot.text import Text, _
from handlers import cleaning
from handlers.declare import Call, command, pressed, submitted
from handlers.fields import asks, digits
from handlers.form_subject import form_account
from handlers.forms import Form
from storage.tables import Account, LoginChannel

FOUND = _("In LINE Developers: “Basic settings” of the LINE Login channel.")
COUNTING = _("Asking LINE for the LIFF apps of each channel …")


class NewLoginChannel(Form):
    """Another Login channel for the pool."""

    callback: ClassVar[str] = "login-channel.add"
    title: ClassVar[Text] = _("Add a Login channel")

    login_channel_id: Annotated[str, digits(_("LINE Login: Channel ID"), hint=FOUND)]
    login_channel_secret: Annotated[SecretStr, asks(_("LINE Login: Channel secret"), hint=FOUND)]
    label: Annotated[str, asks(_("Label"), hint=_("For yourself, such as “North”."))] = ""

    def given(self) -> NewChannel:
        """As the flows take it."""
        secret = self.login_channel_secret.get_secret_value()
        return NewChannel(self.login_channel_id, secret, self.label)


class PresentLoginChannel(NewLoginChannel):
    """A Login channel of the pool."""

    callback: ClassVar[str] = "login-channel.edit"
    title: ClassVar[Text] = _("Edit a Login channel")

    login_channel_secret: Annotated[
        SecretStr,
        asks(
            _("LINE Login: Channel secret"),
            hint=_("Leave it empty to keep the present one; after a reissue, the newest."),
        ),
    ] = SecretStr("")


class RemoveLoginChannel(Form):
    """The question whether to remove a Login channel; it asks nothing else."""

    callback: ClassVar[str] = "login-channel.remove"
    title: ClassVar[Text] = _("Remove a Login channel")
    submit: ClassVar[Text] = _("Remove")


async def tried_new(call: Call, form: NewLoginChannel) -> None:
    """LINE judges the channel before it is stored."""
    await try_channel(call.deps, await form_account(call), form.given())


async def tried_present(call: Call, form: PresentLoginChannel) -> None:
    """As for a new one; its id stays while sites depend on it."""
    account, row = await _meant(call)
    await try_channel(call.deps, account, form.given(), present=row)


@command("login-channel list", "", _("Show the Login channels and their LIFF slots."),
         waiting=COUNTING)  # fmt: skip
async def list_channels(call: Call) -> Card:
    return await _listed(call, await account_for(call.deps, call.channel), 0)


@pressed(PoolPage, replaces=True)
async def turn_page(call: Call, value: PoolPage) -> Card:
    account = await account_named(call.deps, value.account)
    if not value.callbacks:
        return await _listed(call, account, value.page)
    await _whole(call, account)
    row = await channel_named(call.deps, account, value.callbacks)
    line = (await shown(call.deps, account, row)).line
    return callbacks(line, await callback_urls(call.deps, account, row))


@command("login-channel add", "", _("Add a Login channel for more sub-sites."))
async def add_login_channel(call: Call) -> Modal:
    account = await account_for(call.deps, call.channel)
    return NewLoginChannel.view(metadata={"account": account.slug})


@pressed(AddChannel)
async def add_pressed(call: Call, value: AddChannel) -> Modal:
    account = await account_named(call.deps, value.account)
    return NewLoginChannel.view(metadata={"account": account.slug})


@submitted(NewLoginChannel, first=tried_new,
           waiting=_("Adding the channel; sites that wait move in …"))  # fmt: skip
async def save_new(call: Call, form: NewLoginChannel) -> Card:
    account = await form_account(call)
    return added(*await widen(call.deps, account, form.given(), by=call.user))


@command("login-channel edit", "CHANNEL", _("Change a Login channel's label or secret."),
         example="/line login-channel edit North")  # fmt: skip
async def edit_login_channel(call: Call) -> Modal:
    account = await account_for(call.deps, call.channel)
    return await _edit_form(call, account, _word(call, "edit"))


@pressed(EditChannel)
async def edit_pressed(call: Call, value: EditChannel) -> Modal:
    account = await account_named(call.deps, value.account)
    return await _edit_form(call, account, value.channel_id)


@submitted(PresentLoginChannel, first=tried_present)
async def save_present(call: Call, form: PresentLoginChannel) -> Card:
    account, row = await _meant(call)
    await edit_channel(call.deps, account, row, form.given(), by=call.user)
    return Card(_("The Login channel {id} is saved.", id=form.login_channel_id))


@command("login-channel remove", "CHANNEL", _("Remove a Login channel that serves no site."),
         example="/line login-channel remove North")  # fmt: skip
async def remove_login_channel(call: Call) -> Modal:
    account = await account_for(call.deps, call.channel)
    row = await channel_named(call.deps, account, _word(call, "remove"))
    await insist_removable(call.deps, row)
    notes = serves(await shown(call.deps, account, row))
    return RemoveLoginChannel.view(notes=notes, metadata=_kept(account, row))


@submitted(RemoveLoginChannel)
async def remove_confirmed(call: Call, form: RemoveLoginChannel) -> Card:
    account, row = await _meant(call)
    await remove_channel(call.deps, account, row, by=call.user)
    return Card(_("“{channel}” is out of the pool.", channel=row.label or row.channel_id))


async def _listed(call: Call, account: Account, page: int) -> Card:
    await _whole(call, account)
    lines = tuple(await list_pool(call.deps, account))
    waiting = await count_waiting(call.deps, account)
    return pool(PoolShown(account.slug, account.name, lines, page, waiting))


async def _edit_form(call: Call, account: Account, word: str) -> Modal:
    await _whole(call, account)
    row = await channel_named(call.deps, account, word)
    filled = {"login_channel_id": row.channel_id, "label": row.label}
    notes = serves(await shown(call.deps, account, row))
    return PresentLoginChannel.view(filled, notes=notes, metadata=_kept(account, row))


async def _whole(call: Call, account: Account) -> None:
    """Login channels belong to all sites: who sees only some of them sees no pool."""
    if (await scope(call.deps, call.user, account)).sites is not None:
        raise NotAllowed(_("Login channels belong to all sites; an operator looks after them."))


async def _meant(call: Call) -> tuple[Account, LoginChannel]:
    account = await form_account(call)
    return account, await channel_named(call.deps, account, str(call.metadata["channel"]))


def _kept(account: Account, row: LoginChannel) -> dict[str, str]:
    return {"account": account.slug, "channel": row.id}


def _word(call: Call, verb: str) -> str:
    if not call.words:
        said = _("Say which channel, by its id or label: `/line login-channel {verb} North`. "
                 "`/line login-channel list` shows them.", verb=verb)  # fmt: skip
        raise Refused(said)
    return cleaning.line(" ".join(call.words))
