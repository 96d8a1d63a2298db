"""The operator's guide of `docs/` as a page, for the links of the binding card's checklist."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from bot.locale import Language
from bot.pages import Frame, render
from bot.text import _

DOCUMENTS = Path(__file__).resolve().parents[2] / "docs"
FILES = {Language.ZH_TW: "guide.zh-TW.md"}
ENGLISH = "guide.md"
"""For readers of any other language."""


@lru_cache
def guide(language: Language) -> str | None:
    """The whole guide in this language; None where the program was installed without its docs."""
    from markdown_it import MarkdownIt  # noqa: PLC0415  a server starts without it

    file = DOCUMENTS / FILES.get(language, ENGLISH)
    if not file.exists():
        return None
    words = file.read_text(encoding="utf-8")
    for name, wanted in (("guide.zh-TW.md", "zh-TW"), ("guide.md", "en")):
        words = words.replace(f"]({name})", f"](/guide?language={wanted})")
    words = words.replace("](pictures/", "](/guide/pictures/")
    # The text is ours, anchors and all; no one else's words are in it.
    body = MarkdownIt("commonmark", {"html": True}).enable("table").render(words)
    title = _("The operator's guide")
    return render("guide.html", Frame(language, "Moorline"), title=title, body=body)


def picture(name: str) -> bytes | None:
    """One of the guide's pictures."""
    file = DOCUMENTS / "pictures" / f"{name}.png"
    inside = file.resolve().parent == DOCUMENTS / "pictures"
    return file.read_bytes() if inside and file.is_file() else None
