"""The stores of a ticket as a person gives them: a few lines, or a file for hundreds."""

from __future__ import annotations

from bot.binding.csv_sites import decoded
from bot.deps import Deps
from bot.errors import InvalidForm, Refused
from bot.text import _

HEADS = ("site", "store", "商店", "店舗", "網站")  #: how the first line of a table may begin


async def stores_given(deps: Deps, typed: str, file_id: str, language: str) -> str:
    """One store a line, however they were given. Raises `InvalidForm` under the field."""
    if not file_id:
        return typed
    if typed:
        raise InvalidForm({"stores": _("Write the stores here or choose a file, not both.")})
    try:
        content = decoded(await deps.slack.files.content(file_id), language)
    except Refused as refused:
        raise InvalidForm({"file": refused.said}) from None
    first, _break, rest = content.lstrip("\ufeff").partition("\n")
    named = first.replace("\t", ",").split(",")[0].strip(' "').lower()
    lines = rest if named in HEADS else content
    return lines.replace("\t", " ").replace('"', "")
