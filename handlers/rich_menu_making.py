"""`/line rich-menu make`: the form that makes a rich menu at LINE."""

from __future__ import annotations

from typing import Annotated, ClassVar

from bot.binding.menu_layouts import LAYOUTS, LONGEST_BAR, MOST_AREAS, bad_action
from bot.binding.menus import LONGEST_NAME
from bot.cards.modals import Modal
from bot.cards.parts import Card, prose
from bot.cards.rich_menu_making import menu_made
from bot.errors import InvalidForm
from bot.flows.access import require
from bot.flows.accounts import account_for
from bot.flows.members.menu_making import MenuWanted, fitted_picture, make_menu, new_name
from bot.text import Text, _
from handlers import cleaning
from handlers.declare import Call, command, submitted
from handlers.fields import asks, picks, uploads
from handlers.form_subject import form_account
from handlers.forms import Form

COMMAND = "rich-menu make"
EXPLAINED = _(
    "LINE gives single members only menus made this way; those of LINE Official Account Manager "
    "are seen by everybody alike. Areas are counted from left to right, the upper row first."
)
DOES = _("A link (https://…, tel:…), or a text the member says in the chat.")


class MakeMenu(Form):
    """A picture, how it is divided, and what each area does."""

    callback: ClassVar[str] = "rich-menu.make"
    title: ClassVar[Text] = _("Make a rich menu")
    submit: ClassVar[Text] = _("Make")

    name: Annotated[
        str,
        asks(_("Name"), hint=_("For the team; members do not see it."), longest=LONGEST_NAME),
    ]
    chat_bar_text: Annotated[
        str, asks(_("Bar beneath the chat"), hint=_("Such as “Menu”."), longest=LONGEST_BAR)
    ]
    picture_file: Annotated[
        str,
        uploads(_("Picture"), "png", "jpg", "jpeg",
                hint=_("Lying, at least 800 pixels wide: 1,200 × 810, or 1,200 × 405.")),
    ]  # fmt: skip
    layout: Annotated[
        str,
        picks(
            _("Areas"),
            ("1", _("1: the whole picture")),
            ("2", _("2 side by side")),
            ("3", _("3 side by side")),
            ("4", _("4: two rows of two")),
            ("6", _("6: two rows of three")),
        ),
    ]
    area_1: Annotated[str, asks(_("Area {number}", number=1), hint=DOES, problem=bad_action)]
    area_2: Annotated[str, asks(_("Area {number}", number=2), problem=bad_action)] = ""
    area_3: Annotated[str, asks(_("Area {number}", number=3), problem=bad_action)] = ""
    area_4: Annotated[str, asks(_("Area {number}", number=4), problem=bad_action)] = ""
    area_5: Annotated[str, asks(_("Area {number}", number=5), problem=bad_action)] = ""
    area_6: Annotated[str, asks(_("Area {number}", number=6), problem=bad_action)] = ""

    def wanted(self) -> MenuWanted:
        """What is to be made. Raises `InvalidForm` where the areas are not as many as chosen."""
        count = int(self.layout)
        fields = [f"area_{number}" for number in range(1, MOST_AREAS + 1)]
        typed = [str(getattr(self, field)) for field in fields]
        problems = dict[str, Text]()
        for place, (field, words) in enumerate(zip(fields, typed, strict=True)):
            if place < count and not words:
                problems[field] = _("Say what this area does.")
            elif place >= count and words:
                problems[field] = _("There are {count} areas; leave this empty.", count=count)
        if problems:
            raise InvalidForm(problems)
        return MenuWanted(self.name, self.chat_bar_text, self.layout, typed[:count])


@command(COMMAND, "[NAME]", _("Make a rich menu at LINE, from a picture."),
         example="/line rich-menu make 春季")  # fmt: skip
async def open_make(call: Call) -> Modal:
    account = await account_for(call.deps, call.channel)
    await require(call.deps, call.user, COMMAND, account)
    known = {"name": cleaning.line(" ".join(call.words)), "layout": next(iter(LAYOUTS))}
    return MakeMenu.view(known, notes=[prose(EXPLAINED)], metadata={"account": account.slug})


async def tried(call: Call, form: MakeMenu) -> None:
    """Name, areas and picture are judged before anything is made, each under its field."""
    form.wanted()
    await new_name(call.deps, await form_account(call), form.name)
    await fitted_picture(call.deps, form.picture_file)


@submitted(MakeMenu, first=tried, waiting=_("Making the rich menu at LINE …"))
async def make(call: Call, form: MakeMenu) -> Card:
    account = await form_account(call)
    wanted = form.wanted()
    fitted = await fitted_picture(call.deps, form.picture_file)
    await make_menu(call.deps, account, wanted, fitted, by=call.user)
    return menu_made(account.slug, account.name, wanted.name)
