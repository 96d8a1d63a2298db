"""The message catalogues, read once when first needed.

The `.po` files are read as they lie: nothing has to be compiled, so an edited translation is seen
at the next start. `bot/locale/extract.py` keeps them in step with the code.
"""

from __future__ import annotations

from functools import lru_cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from bot.locale import Language

FOLDER = Path(__file__).parent


def path_of(language: Language) -> Path:
    """Where a language's translations lie."""
    return FOLDER / f"{language.value}.po"


def read(language: Language) -> Catalog:
    """One language's catalogue, to be looked into or brought up to date."""
    with path_of(language).open("rb") as stored:
        return read_po(stored, locale=language.value)


def translated(language: Language, msgid: str) -> str:
    """The sentence in `language`, or `msgid` itself while there is no translation."""
    return _translations(language).gettext(msgid) if msgid else ""


@lru_cache
def _translations(language: Language) -> NullTranslations:
    if language is Language.EN:
        return NullTranslations()
    compiled = BytesIO()
    write_mo(compiled, read(language))
    compiled.seek(0)
    return GNUTranslations(compiled)
