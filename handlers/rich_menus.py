"""`/line rich-menu`: what LINE has, and each site's menu."""

from __future__ import annotations

from typing import Annotated, ClassVar

from bot.binding.menus import NONE
from bot.cards.marks import Said
from bot.cards.modals import Modal
from bot.cards.parts import Card
from bot.cards.rich_menu_buttons import ChooseMenu, RichMenusPage
from bot.cards.rich_menus import menu_given, rich_menus
from bot.errors import InvalidForm, Refused
from bot.flows.access import scope
from bot.flows.accounts import account_for, account_named
from bot.flows.members.menu_desk import give_site_menu, menus_shown, menus_to_choose
from bot.flows.seeing import seen_site
from bot.text import Text, _
from handlers import cleaning
from handlers.declare import Answer, Call, command, pressed, submitted
from handlers.fields import picks
from handlers.form_subject import form_account
from handlers.forms import Form
from storage.tables import Account

MOST_OFFERED = 99  #: Slack's hundred, and none
DEFAULT = _("None: the account's default")


class SiteMenu(Form):
    """A site's rich menu."""

    callback: ClassVar[str] = "rich-menu"
    title: ClassVar[Text] = _("Rich menu")

    rich_menu: Annotated[str, picks(_("Rich menu"))]


@command("rich-menu", "[SITE NAME|-]",
         _("Show the rich menus LINE has, or give a site its own (`-`: the default)."),
         example="/line rich-menu taipei-101 春季")  # fmt: skip
async def rich_menu(call: Call) -> Answer:
    account = await account_for(call.deps, call.channel)
    if not call.words:
        return await _list(call, account, 0)
    site, *name = call.words
    if not name:
        return await _form(call, account, cleaning.slug(site))
    try:
        return await _give(call, account, cleaning.slug(site), cleaning.line(" ".join(name)))
    except InvalidForm as wrong:  # whoever typed the name sees no fields
        raise Refused(next(iter(wrong.errors.values()))) from None


@pressed(RichMenusPage, replaces=True)
async def turn_page(call: Call, value: RichMenusPage) -> Card:
    return await _list(call, await account_named(call.deps, value.account), value.page)


@pressed(ChooseMenu)
async def choose(call: Call, value: ChooseMenu) -> Modal:
    return await _form(call, await account_named(call.deps, value.account), value.site)


@submitted(SiteMenu)
async def save(call: Call, form: SiteMenu) -> Card:
    account = await form_account(call)
    name = form.rich_menu
    if name != NONE:
        offered = await menus_to_choose(call.deps, account)
        name = next((one.name for one in offered if one.id == name), "")
        if not name:
            raise InvalidForm({"rich_menu": _("LINE has this rich menu no longer.")})
    return await _give(call, account, str(call.metadata["site"]), name)


async def _list(call: Call, account: Account, page: int) -> Card:
    seen = await scope(call.deps, call.user, account)
    return rich_menus(await menus_shown(call.deps, account, seen, page))


async def _form(call: Call, account: Account, slug: str) -> Modal:
    site = await seen_site(call.deps, call.user, account, slug)
    offered = (await menus_to_choose(call.deps, account))[:MOST_OFFERED]
    chosen = next((one.id for one in offered if one.name == site.rich_menu), NONE)
    options: list[tuple[str, Said]] = [(NONE, DEFAULT)]
    options += [(one.id, one.name or one.id) for one in offered]
    kept = {"account": account.slug, "site": site.slug}
    return SiteMenu.view({"rich_menu": chosen}, metadata=kept, choices={"rich_menu": options})


async def _give(call: Call, account: Account, slug: str, name: str) -> Card:
    site = await seen_site(call.deps, call.user, account, slug)
    wanted = "" if name == NONE else name
    return menu_given(await give_site_menu(call.deps, account, site, wanted, by=call.user))
