"""Every form of `handlers`, empty as it opens."""

from __future__ import annotations

import importlib
import pkgutil

import handlers
from bot.cards.modals import Modal
from handlers.forms import Form

SOME = (("taipei", "小島咖啡 台北店"), ("tainan", "小島咖啡 台南店"))
"""Options of menus that are known only when a form opens."""


def forms() -> dict[str, type[Form]]:
    """Each by its callback: the subcommand with dots."""
    found = (
        value
        for info in pkgutil.iter_modules(handlers.__path__)
        for value in vars(importlib.import_module(f"handlers.{info.name}")).values()
        if isinstance(value, type) and issubclass(value, Form) and value is not Form
    )
    return {one.callback: one for one in found if getattr(one, "callback", "")}


def opened(form: type[Form]) -> Modal:
    """The form as a person first sees it."""
    return form.view(choices={name: SOME for name in form.asked()})
