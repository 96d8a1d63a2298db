"""`/line subnet`: the store table, and a sub-site's form."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import SecretStr

from bot.binding.amounts import MOST_MONEY, clean_number, whole
from bot.binding.roles import RoleName
from bot.binding.site_rules import NewSite, clean_address
from bot.cards.modals import Modal
from bot.cards.parts import Card
from bot.cards.stores import StoresShown, SubnetPage, stores
from bot.cards.subnets import AddSubnet, EditSubnet, removed, site_card, taken_along
from bot.errors import Refused
from bot.flows.access import scope
from bot.flows.accounts import account_for, account_named
from bot.flows.network.network import alter_site, open_site, seen_now
from bot.flows.network.subnet_list import store_lines, visitors_of
from bot.flows.network.subnets import as_new, check_site, remove_site
from bot.flows.seeing import seen_site
from bot.text import Text, _
from handlers import cleaning
from handlers.declare import Call, command, pressed, submitted
from handlers.fields import Asked, asks, ticks
from handlers.form_subject import form_account, form_site
from handlers.forms import Form
from storage.tables import Account

MAKING = _("Making the LIFF app and checking …")
KEEPS = _("Never shown again. Left empty, the present one stays; - takes it away.")
RATE = _("How much a member pays here for one point; left empty, this store gives none.")
MENU = _("Its name at LINE; “/line rich-menu” lists them. Empty: the account's default.")
UNUSED = _("Without the tick its pages say that it is not in use, and nobody signs in there.")
NUMBERS = _("Digits are easiest to type at the counter. Never shown again.")


def not_whole(written: str) -> Text | None:
    """What is wrong with an amount; None when it is a whole number."""
    try:
        whole(written, MOST_MONEY)
    except Refused as refused:
        return refused.said
    return None


class StoreSettings(Form):
    """What a new sub-site and its editing both ask."""

    callback: ClassVar[str] = ""
    title: ClassVar[Text] = _("Sub-site")

    name: Annotated[str, asks(_("Name"), hint=_("As members see it."))]
    address: Annotated[
        str,
        asks(
            _("Own address"),
            hint=_("https; left empty, the site gets a place on this server."),
            placeholder="https://taipei.example.com",
            cleaned=cleaning.identifier,
        ),
    ] = ""
    service_phone: Annotated[str, asks(_("Service phone"))] = ""
    redemption_code: Annotated[SecretStr, asks(_("Redemption code"), hint=NUMBERS)] = SecretStr("")
    rich_menu: Annotated[str, asks(_("Rich menu"), hint=MENU)] = ""
    active: Annotated[bool, ticks(_("Active"), _("The site is in use"), hint=UNUSED)] = True
    points_per: Annotated[
        str,
        asks(_("Amount per point"), hint=RATE, cleaned=clean_number, problem=not_whole,
             placeholder="100"),
    ] = ""  # fmt: skip

    def wanted(self, slug: str) -> NewSite:
        """As the flows take it."""
        return NewSite(
            self.name,
            slug,
            clean_address(self.address),
            self.service_phone,
            self.redemption_code.get_secret_value(),
            self.rich_menu,
            self.active,
            whole(self.points_per, MOST_MONEY) if self.points_per else None,
        )


class NewSubnet(StoreSettings):
    """A new sub-site."""

    callback: ClassVar[str] = "subnet.add"
    title: ClassVar[Text] = _("Add a sub-site")

    site: Annotated[
        str,
        asks(
            _("Short name"),
            hint=_("Small letters, digits and hyphens; it stays, as links carry it."),
            placeholder="taipei-101",
            cleaned=cleaning.slug,
        ),
    ]

    @classmethod
    def asked(cls) -> dict[str, Asked]:
        """In the order of the operator's guide: what it is called, then where it is."""
        asked = super().asked()
        return {name: asked[name] for name in ("name", "site", *asked)}


class PresentSubnet(StoreSettings):
    """A sub-site's settings."""

    callback: ClassVar[str] = "subnet.edit"
    title: ClassVar[Text] = _("Edit a sub-site")

    redemption_code: Annotated[SecretStr, asks(_("Redemption code"), hint=KEEPS)] = SecretStr("")


class RemoveSubnet(Form):
    """The question whether to remove a sub-site."""

    callback: ClassVar[str] = "subnet.remove"
    title: ClassVar[Text] = _("Remove a sub-site")
    submit: ClassVar[Text] = _("Remove")

    keep_liff_app: Annotated[bool, ticks(_("LIFF app"), _("Leave its LIFF app at LINE"))] = False


async def tried_new(call: Call, form: NewSubnet) -> None:
    """Everything that can be wrong, before anything is stored."""
    await check_site(call.deps, await form_account(call), form.wanted(form.site))


async def tried_present(call: Call, form: PresentSubnet) -> None:
    """As for a new one; the short name stays."""
    account, site = await form_site(call)
    await check_site(call.deps, account, form.wanted(site.slug), present=site)


@command("subnet list", "[WORD]", _("Show the sub-sites: the store table."))
async def list_subnets(call: Call) -> Card:
    account = await account_for(call.deps, call.channel)
    return await _table(call, account, 0, " ".join(call.words))


@pressed(SubnetPage, replaces=True)
async def turn_page(call: Call, value: SubnetPage) -> Card:
    account = await account_named(call.deps, value.account)
    return await _table(call, account, value.page, value.word)


async def _table(call: Call, account: Account, page: int, word: str) -> Card:
    seen = await scope(call.deps, call.user, account)
    lines = await store_lines(call.deps, account, seen, word)
    may_add = seen.role.covers(RoleName.OPERATOR)
    return stores(StoresShown(account.slug, account.name, tuple(lines), page, word[:100], may_add))


@command("subnet add", "", _("Add a sub-site; its LIFF app is made by itself."))
async def add_subnet(call: Call) -> Modal:
    account = await account_for(call.deps, call.channel)
    return NewSubnet.view(metadata={"account": account.slug})


@pressed(AddSubnet)
async def add_pressed(call: Call, value: AddSubnet) -> Modal:
    account = await account_named(call.deps, value.account)
    return NewSubnet.view(metadata={"account": account.slug})


@submitted(NewSubnet, first=tried_new, waiting=MAKING)
async def save_new(call: Call, form: NewSubnet) -> Card:
    account = await form_account(call)
    return site_card(await open_site(call.deps, account, form.wanted(form.site), by=call.user))


@command("subnet edit", "SITE", _("Change a sub-site's settings."),
         example="/line subnet edit taipei-101")  # fmt: skip
async def edit_subnet(call: Call) -> Modal:
    account = await account_for(call.deps, call.channel)
    return await _edit_form(call, account, _word(call, "edit"))


@pressed(EditSubnet)
async def edit_pressed(call: Call, value: EditSubnet) -> Modal:
    account = await account_named(call.deps, value.account)
    return await _edit_form(call, account, value.site)


@submitted(PresentSubnet, first=tried_present, waiting=MAKING)
async def save_present(call: Call, form: PresentSubnet) -> Card:
    account, site = await form_site(call)
    wanted = form.wanted(site.slug)
    return site_card(await alter_site(call.deps, account, site, wanted, by=call.user))


@command("subnet remove", "SITE", _("Remove a sub-site; its members stay."),
         example="/line subnet remove taipei-101")  # fmt: skip
async def remove_subnet(call: Call) -> Modal:
    account = await account_for(call.deps, call.channel)
    site = await seen_site(call.deps, call.user, account, _word(call, "remove"))
    if site.parent:
        raise Refused(_("The parent site stays for as long as the account is bound."))
    notes = taken_along(
        await seen_now(call.deps, account, site), await visitors_of(call.deps, site)
    )
    return RemoveSubnet.view(notes=notes, metadata={"account": account.slug, "site": site.slug})


@submitted(RemoveSubnet, waiting=_("Removing …"))
async def remove_confirmed(call: Call, form: RemoveSubnet) -> Card:
    account, site = await form_site(call)
    left = await remove_site(
        call.deps, account, site, by=call.user, keep_liff_app=form.keep_liff_app
    )
    return removed(site.name, left)


async def _edit_form(call: Call, account: Account, slug: str) -> Modal:
    site = await seen_site(call.deps, call.user, account, slug)
    known = as_new(site)
    filled = {
        "name": known.name,
        "address": known.address,
        "service_phone": known.service_phone,
        "rich_menu": known.rich_menu,
        "active": known.active,
        "points_per": known.points_per or "",
    }
    return PresentSubnet.view(filled, metadata={"account": account.slug, "site": site.slug})


def _word(call: Call, verb: str) -> str:
    if len(call.words) != 1:
        said = _("Say which site, such as `/line subnet {verb} taipei-101`. `/line subnet list` "
                 "shows them.", verb=verb)  # fmt: skip
        raise Refused(said)
    return cleaning.slug(call.words[0])
