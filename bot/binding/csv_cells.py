"""Cells of tables that people open in a spreadsheet. Pure."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from io import StringIO

MARK = "\ufeff"  #: without it Excel takes UTF-8 for the old code page
OBEYED = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet would take for a formula
(https://owasp.org/www-community/attacks/CSV_Injection)."""


def harmless(value: str) -> str:
    """The words so that a spreadsheet shows them and does not obey them; numbers stay numbers."""
    number = value.removeprefix("-").replace(".", "", 1).isdecimal()
    return f"'{value}" if value.startswith(OBEYED) and not number else value


def table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """The whole table as a file's text."""
    written = StringIO()
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    return MARK + written.getvalue()
