"""Sites as a table people keep in a spreadsheet: CSV text to rows, and rows to CSV text.

What people paste is read generously: columns in any order, commas, tabs or semicolons, quotes,
either kind of line ending, a byte order mark, full-width letters and digits, empty lines.
"""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from bot.binding.csv_cells import OBEYED
from bot.errors import Refused
from bot.text import _

COLUMNS = (
    "name",
    "site",
    "address",
    "service_phone",
    "redemption_code",
    "rich_menu",
    "active",
    "points_per",
)
"""As `/line subnet add` names its parameters; an export has them in this order."""

ALSO_CALLED = MappingProxyType(
    {
        "商家名稱": "name",
        "服務電話": "service_phone",
        "核銷碼": "redemption_code",
        "圖文選單": "rich_menu",
        "有效否": "active",
        "集點金額": "points_per",
        "phone": "service_phone",
        "slug": "site",
    }
)
"""What the operator's guide and spreadsheets call the columns."""

PROSE = ("name", "rich_menu")
MOST_ROWS = 2000
NONE = ("-", "—")  #: how tables people read say "nothing"; for a redemption code it means more
SEPARATORS = ",\t;，"
INVISIBLE = ("Cf", "Cc")  #: Unicode's format and control characters: zero-width space, BOM, …


@dataclass(frozen=True)
class SheetRow:
    """One site of the table; `number` is its line in a spreadsheet, where the names are line 1."""

    number: int
    values: Mapping[str, str] = field(repr=False)  #: by column, only those the table has; cleaned
    too_many: int = 0  #: how many cells the line has more than the table has columns


@dataclass(frozen=True)
class Sheet:
    """A table as read."""

    columns: tuple[str, ...]
    unknown: tuple[str, ...]  #: columns nobody knows, as they were written
    rows: Sequence[SheetRow]


def read_sites(text: str) -> Sheet:
    """Read a table. Raises `Refused` when it is none: no names of columns, no rows, odd quotes."""
    records = [(number, cells) for number, cells in _records(text) if any(map(_line, cells))]
    if not records:
        raise Refused(_("There is nothing in it. {example}", example=_example()))
    heads = [_head(cell) for cell in records[0][1]]
    known = [head for head in heads if head in COLUMNS]
    _refuse_heads(known)
    if len(records) == 1:
        raise Refused(_("It names its columns, but no site follows."))
    if len(records) - 1 > MOST_ROWS:
        raise Refused(_("At most {most} sites at once; split the table.", most=MOST_ROWS))
    written = zip(heads, records[0][1], strict=True)
    unknown = tuple(_line(cell) for head, cell in written if head not in COLUMNS and _line(cell))
    rows = [_row(heads, number, cells) for number, cells in records[1:]]
    return Sheet(tuple(known), unknown, rows)


def write_sites(rows: Iterable[Mapping[str, str]]) -> str:
    """A table of sites, columns as in `COLUMNS`, with CRLF, as spreadsheets expect it.

    What a spreadsheet would take for a formula gets an apostrophe, which `read_sites` takes off.
    """
    written = io.StringIO()
    table = csv.writer(written)
    table.writerow(COLUMNS)
    for row in rows:
        table.writerow(_harmless(row.get(column, "")) for column in COLUMNS)
    return written.getvalue()


def decoded(content: bytes, language: str) -> str:
    """The text of a file as spreadsheets save it: UTF-8, UTF-16 with a mark, or the old code page.

    Excel of Taiwan writes Big5, that of Japan Shift JIS; `language` tells which comes first.
    Raises `Refused` for what is no text at all.
    """
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    else:
        old = ["cp950", "cp932"]
        encodings = ["utf-8-sig", *(old[::-1] if language.startswith("ja") else old)]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise Refused(_("This file is no text. In the spreadsheet, choose “Save as”, “CSV UTF-8”."))


def _records(text: str) -> Sequence[tuple[int, Sequence[str]]]:
    plain = text.replace("\0", "").lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    first = next((line for line in plain.split("\n") if line.strip(SEPARATORS + ' "')), "")
    separator = max(SEPARATORS, key=first.count)
    table = csv.reader(io.StringIO(plain), delimiter=separator, strict=True)
    try:
        return list(enumerate(table, start=1))
    except csv.Error:
        said = _("The quotes in or before line {line} do not close. A quote inside a quoted value "
                 "is written twice.", line=table.line_num)  # fmt: skip
        raise Refused(said) from None


def _refuse_heads(known: Sequence[str]) -> None:
    if "site" not in known:
        raise Refused(_("The first line must name the columns, “site” among them. {example}",
                        example=_example()))  # fmt: skip
    twice = sorted({head for head in known if known.count(head) > 1})
    if twice:
        raise Refused(_("Named twice in the first line: {columns}.", columns=", ".join(twice)))


def _example() -> object:
    return _("The first line is `{columns}`; each further line is one site.",
             columns=",".join(COLUMNS))  # fmt: skip


def _row(heads: Sequence[str], number: int, cells: Sequence[str]) -> SheetRow:
    beyond = [cell for cell in cells[len(heads) :] if _line(cell)]
    values = {
        head: _cleaned(head, cell)
        for head, cell in zip(heads, [*cells, *[""] * len(heads)], strict=False)
        if head in COLUMNS
    }
    return SheetRow(number, values, len(beyond))


def _head(cell: str) -> str:
    name = unicodedata.normalize("NFKC", _line(cell)).strip("*").lower()
    return ALSO_CALLED.get(name, name.replace(" ", "_").replace("-", "_"))


def _cleaned(column: str, cell: str) -> str:
    words = _line(cell)
    if words.startswith("'") and words[1:].startswith(OBEYED):
        words = words[1:]
    if column != "redemption_code" and words in NONE:
        return ""
    if column in PROSE:
        return words
    plain = unicodedata.normalize("NFKC", words)
    if column == "service_phone":
        return plain
    packed = "".join(plain.split())
    return packed.lower().replace("_", "-") if column == "site" else packed


def _line(cell: str) -> str:
    """One line of words: invisible characters gone, runs of spaces made one."""
    spaced = (" " if one in "\n\r\t" else one for one in cell)
    seen = (one for one in spaced if unicodedata.category(one) not in INVISIBLE)
    return " ".join("".join(seen).split())


def _harmless(value: str) -> str:
    return f"'{value}" if value.startswith(OBEYED) else value
