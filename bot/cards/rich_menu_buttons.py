"""Buttons that lead to rich menus; other cards carry them too."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from bot.cards.values import ButtonValue


@dataclass(frozen=True)
class RichMenusPage(ButtonValue):
    """The account's rich menus, or another page of them; pages begin at 0."""

    action: ClassVar[str] = "rich-menu"
    account: str
    page: int = 0


@dataclass(frozen=True)
class ChooseMenu(ButtonValue):
    """Opens the form that gives a site its rich menu."""

    action: ClassVar[str] = "rich-menu.choose"
    account: str
    site: str
