"""`/line set`: one parameter; secrets only ever through a form."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import SecretStr

from bot.cards.alert_buttons import SetPressed
from bot.cards.modals import Modal
from bot.cards.parts import Card
from bot.cards.repair import repaired
from bot.errors import Refused
from bot.flows.accounts import account_for, account_named
from bot.flows.binding.parameters import change, judge
from bot.flows.binding.showing import repair_shown
from bot.text import Text, _
from handlers import cleaning
from handlers.declare import Call, command, pressed, submitted
from handlers.fields import asks
from handlers.form_subject import form_account
from handlers.forms import Form
from storage.tables import Account

ISSUED = _("In LINE Developers, “Basic settings”, “Channel secret”: the one issued last.")
SAVING = _("Trying it with LINE, then checking everything …")
NEVER_IN_TEXT = _(
    "Never type a secret as command text: it has now been seen by Slack. Reissue it in "
    "LINE Developers, then type `/line set {parameter}` alone; a form opens."
)


class MessagingSecret(Form):
    """The Messaging API channel's new secret."""

    callback: ClassVar[str] = "set.messaging_channel_secret"
    title: ClassVar[Text] = _("New channel secret")

    messaging_channel_secret: Annotated[
        SecretStr, asks(_("Messaging API: Channel secret"), hint=ISSUED)
    ]


class LoginSecret(Form):
    """A Login channel's new secret."""

    callback: ClassVar[str] = "set.login_channel_secret"
    title: ClassVar[Text] = _("New channel secret")

    login_channel_secret: Annotated[SecretStr, asks(_("LINE Login: Channel secret"), hint=ISSUED)]


class OfficialAccountId(Form):
    """The official account's id."""

    callback: ClassVar[str] = "set.oa_id"
    title: ClassVar[Text] = _("Official account")

    oa_id: Annotated[str, asks(_("LINE official account ID"), cleaned=cleaning.official_account_id)]


FORMS: dict[str, type[Form]] = {
    "messaging_channel_secret": MessagingSecret,
    "login_channel_secret": LoginSecret,
    "oa_id": OfficialAccountId,
}


async def tried(call: Call, form: Form) -> None:
    """LINE judges the new value before it is stored."""
    account = await form_account(call)
    parameter, value = _given(form)
    subject = str(call.metadata.get("subject", ""))
    await judge(call.deps, account.id, parameter, value, subject=subject)


@command("set messaging_channel_secret", "",
         _("Enter a reissued Messaging API channel secret, in a form."))  # fmt: skip
async def set_messaging_secret(call: Call) -> Modal:
    return await _asked(call, "messaging_channel_secret")


@command("set login_channel_secret", "",
         _("Enter a reissued LINE Login channel secret, in a form."))  # fmt: skip
async def set_login_secret(call: Call) -> Modal:
    return await _asked(call, "login_channel_secret")


async def _asked(call: Call, parameter: str) -> Modal:
    """The form for a secret, which is never taken from the command's text."""
    if call.words:
        raise Refused(Text(NEVER_IN_TEXT.msgid, (("parameter", parameter),)))
    return _form(await account_for(call.deps, call.channel), parameter, "")


@command("set", "PARAMETER VALUE", _("Change one parameter; secrets open a form."),
         example="/line set language ja", waiting=SAVING)  # fmt: skip
async def set_(call: Call) -> Card:
    account = await account_for(call.deps, call.channel)
    parameter, *rest = call.words or ("",)
    if not rest:
        raise Refused(_("Say which parameter and which value, such as `/line set language ja`."))
    value = cleaning.line(" ".join(rest))
    value = cleaning.official_account_id(value).lstrip("@") if parameter == "oa_id" else value
    done = await change(call.deps, account.id, parameter, value, by=call.user)
    return repaired(repair_shown(done))


@pressed(SetPressed)
async def ask(call: Call, value: SetPressed) -> Modal:
    account = await account_named(call.deps, value.account)
    return _form(account, value.parameter, value.subject)


@submitted(MessagingSecret, first=tried, waiting=SAVING)
async def save_messaging_secret(call: Call, form: MessagingSecret) -> Card:
    return await _save(call, form)


@submitted(LoginSecret, first=tried, waiting=SAVING)
async def save_login_secret(call: Call, form: LoginSecret) -> Card:
    return await _save(call, form)


@submitted(OfficialAccountId, first=tried, waiting=SAVING)
async def save_official_account(call: Call, form: OfficialAccountId) -> Card:
    return await _save(call, form)


async def _save(call: Call, form: Form) -> Card:
    account = await form_account(call)
    parameter, value = _given(form)
    subject = str(call.metadata.get("subject", ""))
    done = await change(call.deps, account.id, parameter, value, by=call.user, subject=subject)
    return repaired(repair_shown(done))


def _form(account: Account, parameter: str, subject: str) -> Modal:
    return FORMS[parameter].view(metadata={"account": account.slug, "subject": subject})


def _given(form: Form) -> tuple[str, str]:
    """The one parameter a form asks, and its value; the account's id goes without its @."""
    ((name, value),) = ((name, getattr(form, name)) for name in type(form).model_fields)
    plain = value.get_secret_value() if isinstance(value, SecretStr) else str(value)
    return name, plain.lstrip("@") if name == "oa_id" else plain
