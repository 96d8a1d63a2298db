"""The store table of an account: its sub-sites with their settings, page by page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from bot.cards.marks import code
from bot.cards.paging import page_of, turning
from bot.cards.parts import Card, Part, button, buttons, context, heading, prose
from bot.cards.subnets import AddSubnet, EditSubnet, Standing
from bot.cards.values import ButtonValue
from bot.text import _

NONE = _("None. Add one with `/line subnet add`.")
NONE_HERE = _("None of your sites.")
A_PAGE = 12  #: sites; each takes one of Slack's fifty blocks


@dataclass(frozen=True)
class SubnetPage(ButtonValue):
    """Another page of the store table; pages begin at 0."""

    action: ClassVar[str] = "subnet.list"
    account: str
    page: int
    word: str = ""


@dataclass(frozen=True)
class StoreLine:
    """One row of the store table; the redemption code itself is never shown."""

    account: str
    slug: str
    name: str
    service_phone: str
    code_set: bool
    rich_menu: str
    members: int
    tasks: int  #: active ones
    active: bool
    standing: Standing


@dataclass(frozen=True)
class StoresShown:
    """The store table of one account, and which page of it."""

    account: str
    account_name: str
    lines: tuple[StoreLine, ...]
    page: int
    word: str
    may_add: bool = True


def stores(shown: StoresShown) -> Card:
    """One page of the store table."""
    title = _("Sub-sites of {account}", account=shown.account_name)
    parts: list[Part] = [heading(title)]
    if shown.word:
        parts.append(
            context(_("Matching “{word}”: {count}", word=shown.word, count=len(shown.lines)))
        )
    if not shown.lines:
        parts.append(prose(NONE if shown.may_add else NONE_HERE))
    parts += [_store(line) for line in page_of(shown.lines, shown.page, A_PAGE)]
    parts += turning(
        shown.page,
        A_PAGE,
        len(shown.lines),
        lambda to: SubnetPage(shown.account, to, shown.word),
    )
    if shown.may_add:
        parts.append(buttons(button(_("Add a sub-site"), AddSubnet(shown.account), primary=True)))
    return Card(title, tuple(parts))


def _store(line: StoreLine) -> Part:
    active = _("active") if line.active else _("not active")
    mark = {Standing.READY: "", Standing.MAKING: " 🟠", Standing.WAITING: " 🟠"}[line.standing]
    words = _(
        "*{name}* {slug}{mark} · {active}\nPhone {phone} · redemption code {set} · rich menu {menu}"
        " · members {members} · tasks {tasks}",
        name=line.name,
        slug=code(line.slug),
        mark=mark,
        active=active,
        phone=line.service_phone or "–",
        set=_("set") if line.code_set else _("not set"),
        menu=line.rich_menu or "–",
        members=line.members,
        tasks=line.tasks,
    )
    return prose(words, button(_("Edit"), EditSubnet(line.account, line.slug)))
