"""`/line level`: the account's member levels, and a member's level by hand."""

from __future__ import annotations

from typing import Annotated, ClassVar

from bot.binding.levels import LONGEST_NAME, Threshold
from bot.cards.levels import (
    AddLevel,
    EditLevel,
    GiveLevel,
    LevelsShown,
    RemoveLevel,
    WhoIsMeant,
    given,
    leaving,
    levels,
    who_is_meant,
)
from bot.cards.modals import Modal
from bot.cards.parts import Card
from bot.errors import Refused
from bot.flows.accounts import account_for, account_named
from bot.flows.members.giving_levels import give_as_typed, give_level
from bot.flows.members.levels import (
    add_level,
    check_level,
    edit_level,
    level_named,
    level_with_id,
    levels_shown,
    remove_level,
)
from bot.text import Text, _
from handlers.declare import Call, command, pressed, submitted
from handlers.fields import asks, number
from handlers.form_subject import form_account
from handlers.forms import Form
from storage.tables import Account, Level


class NewLevel(Form):
    """A new member level."""

    callback: ClassVar[str] = "level.add"
    title: ClassVar[Text] = _("Add a level")

    name: Annotated[str, asks(_("Name"), hint=_("As members see it."), longest=LONGEST_NAME)]
    threshold: Annotated[
        int,
        number(
            _("Points"),
            hint=_("So many points earned in all reach it. 0: every member begins here."),
            placeholder="100",
        ),
    ]

    @property
    def wanted(self) -> Threshold:
        """As the flows take it."""
        return Threshold(self.name, self.threshold)


class PresentLevel(NewLevel):
    """A level's name and points."""

    callback: ClassVar[str] = "level.edit"
    title: ClassVar[Text] = _("Edit a level")


class LeaveLevel(Form):
    """The question whether to remove a level."""

    callback: ClassVar[str] = "level.remove"
    title: ClassVar[Text] = _("Remove a level")
    submit: ClassVar[Text] = _("Remove")


async def tried_new(call: Call, form: NewLevel) -> None:
    """Everything that can be wrong, before anything is stored."""
    await check_level(call.deps, await form_account(call), form.wanted)


async def tried_present(call: Call, form: PresentLevel) -> None:
    """As for a new one."""
    account, level = await _meant(call)
    await check_level(call.deps, account, form.wanted, present=level)


@command("level list", "", _("Show the member levels and how many members have each."))
async def list_levels(call: Call) -> Card:
    return levels(await levels_shown(call.deps, await account_for(call.deps, call.channel)))


@command("level add", "", _("Add a member level, reached with so many points."))
async def add(call: Call) -> Modal:
    account = await account_for(call.deps, call.channel)
    return NewLevel.view(metadata={"account": account.slug})


@pressed(AddLevel)
async def add_pressed(call: Call, value: AddLevel) -> Modal:
    return NewLevel.view(metadata={"account": value.account})


@submitted(NewLevel, first=tried_new)
async def save_new(call: Call, form: NewLevel) -> Card:
    account = await form_account(call)
    await add_level(call.deps, account, form.wanted, by=call.user)
    return levels(await levels_shown(call.deps, account))


@command("level edit", "LEVEL", _("Change a level's name or points; members follow."),
         example="/line level edit 金卡")  # fmt: skip
async def edit(call: Call) -> Modal:
    account, level = await _typed(call, "edit")
    return _edit_form(account.slug, level)


@pressed(EditLevel)
async def edit_pressed(call: Call, value: EditLevel) -> Modal:
    account = await account_named(call.deps, value.account)
    return _edit_form(account.slug, await level_with_id(call.deps, account, value.level))


@submitted(PresentLevel, first=tried_present)
async def save_present(call: Call, form: PresentLevel) -> Card:
    account, level = await _meant(call)
    await edit_level(call.deps, account, level.id, form.wanted, by=call.user)
    return levels(await levels_shown(call.deps, account))


@command("level remove", "LEVEL", _("Remove a level; its members get what their points reach."),
         example="/line level remove 金卡")  # fmt: skip
async def remove(call: Call) -> Modal:
    account, level = await _typed(call, "remove")
    return _leave_form(await levels_shown(call.deps, account), level)


@pressed(RemoveLevel)
async def remove_pressed(call: Call, value: RemoveLevel) -> Modal:
    account = await account_named(call.deps, value.account)
    level = await level_with_id(call.deps, account, value.level)
    return _leave_form(await levels_shown(call.deps, account), level)


@submitted(LeaveLevel)
async def remove_confirmed(call: Call, form: LeaveLevel) -> Card:
    account, level = await _meant(call)
    await remove_level(call.deps, account, level.id, by=call.user)
    return levels(await levels_shown(call.deps, account))


@command("level give", "MEMBER LEVEL|auto",
         _("Give a member a level by hand; `auto` lets points decide again."),
         example="/line level give 陳怡君 金卡")  # fmt: skip
async def give(call: Call) -> Card:
    account = await account_for(call.deps, call.channel)
    answer = await give_as_typed(call.deps, account, call.words, by=call.user)
    return who_is_meant(answer) if isinstance(answer, WhoIsMeant) else given(answer)


@pressed(GiveLevel, replaces=True)
async def give_pressed(call: Call, value: GiveLevel) -> Card:
    account = await account_named(call.deps, value.account)
    return given(await give_level(call.deps, account, value.member, value.level, by=call.user))


def _edit_form(account: str, level: Level) -> Modal:
    filled = {"name": level.name, "threshold": level.threshold}
    return PresentLevel.view(filled, metadata={"account": account, "level": level.id})


def _leave_form(shown: LevelsShown, level: Level) -> Modal:
    line = next(one for one in shown.lines if one.id == level.id)
    others = [one.name for one in shown.lines if one.id != level.id]
    kept = {"account": shown.account, "level": level.id}
    return LeaveLevel.view(notes=leaving(line, others), metadata=kept)


async def _meant(call: Call) -> tuple[Account, Level]:
    """The level a form was opened for."""
    account = await form_account(call)
    return account, await level_with_id(call.deps, account, str(call.metadata["level"]))


async def _typed(call: Call, verb: str) -> tuple[Account, Level]:
    account = await account_for(call.deps, call.channel)
    if not call.words:
        raise Refused(_("Say which level, such as `/line level {verb} 金卡`. `/line level list` "
                        "shows them.", verb=verb))  # fmt: skip
    return account, await level_named(call.deps, account, " ".join(call.words))
