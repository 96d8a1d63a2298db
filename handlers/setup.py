"""`/line setup`: the five parameters of a binding."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import SecretStr

from bot.cards.modals import Modal
from bot.cards.parts import Card
from bot.cards.repair import parameters, repaired
from bot.deps import Deps
from bot.flows.binding.desired import site_url, webhook_url
from bot.flows.binding.setup import Place, check, present_in, set_up, slug_for
from bot.flows.binding.showing import repair_shown
from bot.flows.binding.trying import Parameters
from bot.text import Text, _
from handlers import cleaning
from handlers.declare import Call, command, submitted
from handlers.fields import asks, digits
from handlers.forms import Form

FOUND = _("In LINE Developers: “Basic settings”.")


class SetUp(Form):
    """The channel parameters, as the operator's guide lists them."""

    callback: ClassVar[str] = "setup"
    title: ClassVar[Text] = _("Bind an account")

    oa_id: Annotated[
        str,
        asks(
            _("LINE official account ID"),
            hint=_("As LINE Official Account Manager shows it, with or without @."),
            cleaned=cleaning.official_account_id,
            placeholder="@123abcde",
        ),
    ]
    messaging_channel_id: Annotated[str, digits(_("Messaging API: Channel ID"), hint=FOUND)]
    messaging_channel_secret: Annotated[
        SecretStr, asks(_("Messaging API: Channel secret"), hint=FOUND)
    ] = SecretStr("")
    login_channel_id: Annotated[str, digits(_("LINE Login: Channel ID"), hint=FOUND)]
    login_channel_secret: Annotated[
        SecretStr, asks(_("LINE Login: Channel secret"), hint=FOUND)
    ] = SecretStr("")

    def given(self) -> Parameters:
        """As the flows take it; the id without its @, as LINE's guide asks for it."""
        return Parameters(
            self.oa_id.lstrip("@"),
            self.messaging_channel_id,
            self.messaging_channel_secret.get_secret_value(),
            self.login_channel_id,
            self.login_channel_secret.get_secret_value(),
        )


async def tried(call: Call, form: SetUp) -> None:
    """Every value is tried with LINE before anything is stored."""
    await check(call.deps, form.given(), call.channel)


@command("setup", "", _("Bind a LINE official account to this Slack channel."))
async def open_setup(call: Call) -> Modal:
    present = await present_in(call.deps, call.channel)
    if present is None:
        slug = await slug_for(call.deps, call.channel_name)
        notes = parameters(*addresses(call.deps, slug), "", None)
        secrets = ("messaging_channel_secret", "login_channel_secret")
        return SetUp.view(notes=notes, metadata={"slug": slug}, needed=secrets)
    account = present.account
    known = {
        "oa_id": f"@{account.oa_id}",
        "messaging_channel_id": account.messaging_channel_id,
        "login_channel_id": present.parent_channel.channel_id,
    }
    urls = addresses(call.deps, account.slug)
    notes = parameters(*urls, account.changed_by, account.changed_at)
    return SetUp.view(known, notes=notes, metadata={"slug": account.slug})


@submitted(SetUp, first=tried, waiting=_("Setting up: configuring LINE and checking …"))
async def save_setup(call: Call, form: SetUp) -> Card:
    place = Place(
        slack_channel=call.channel,
        slack_channel_name=call.channel_name,
        user=call.user,
        language=call.speaker.language,
        slug=str(call.metadata.get("slug", "")),
    )
    return repaired(repair_shown(await set_up(call.deps, form.given(), place)))


def addresses(deps: Deps, slug: str) -> tuple[str, str]:
    """The Webhook URL and the Callback URL of an account with this slug."""
    return webhook_url(deps.settings, slug), f"{site_url(deps.settings, slug)}/login/callback"
