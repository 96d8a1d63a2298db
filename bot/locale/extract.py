"""Brings the catalogues in step with the code: `python -m bot.locale.extract`.

New sentences get an empty translation, sentences no longer said are removed, the rest stays as it
is. The files hold no line numbers and no dates, so they change only when words do.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po

from bot.locale import Language
from bot.locale.catalogue import path_of, read

ROOT = Path(__file__).resolve().parents[2]
SPEAKING = ("bot", "handlers", "jobs", "storage")
TRANSLATED = (Language.ZH_TW, Language.JA)


def said() -> Iterator[str]:
    """Every sentence marked with `_("…")`, in the order of the files."""
    for package in SPEAKING:
        for file in sorted((ROOT / package).rglob("*.py")):
            yield from said_in(file.read_text(encoding="utf-8"))


def said_in(source: str) -> Iterator[str]:
    """The sentences of one module, also those inside another one's values, where Babel's own
    extractor does not look.
    """
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Call(ast.Name("_"), [ast.Constant(str(sentence))]):
                yield sentence


def updated(old: Catalog, sentences: set[str]) -> Catalog:
    """The catalogue with exactly these sentences, keeping the translations there are."""
    new = Catalog(locale=old.locale)
    for sentence in sorted(sentences):
        known = old.get(sentence)
        new.add(sentence, known.string if known else "")
    return new


def main() -> None:
    """Rewrite both catalogues and say how many sentences still wait for a translation."""
    sentences = set(said())
    for language in TRANSLATED:
        catalogue = updated(read(language), sentences)
        with path_of(language).open("wb") as file:
            write_po(file, catalogue, width=96, no_location=True, omit_header=True)
        waiting = sum(1 for message in catalogue if message.id and not message.string)
        sys.stdout.write(f"{path_of(language).name}: {len(catalogue)} sentences, {waiting} empty\n")


if __name__ == "__main__":
    main()
