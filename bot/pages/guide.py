"""The operator's guide of `docs/` as a page, for the links of the binding card's checklist."""

from __future__ import annotations

import re
import struct
from functools import lru_cache
from pathlib import Path

from bot.locale import Language
from bot.pages import Frame, render
from bot.text import _

DOCUMENTS = Path(__file__).resolve().parents[2] / "docs"
PICTURE = re.compile(r'<img src="/guide/pictures/(?P<name>[^"/]+)\.png"')
BROKEN = re.compile(r"(?<=[\u3000-\u9fff\uff00-\uffef])\n *(?=[\u3000-\u9fff\uff00-\uffef])")
"""The end of a line inside a sentence that has no spaces."""
CHAPTER = re.compile(r"<h2>(.+?)</h2>")
FILES = {
    Language.ZH_TW: "guide.zh-TW.md",
    Language.EN: "guide.md",
    Language.JA: "guide.ja.md",
}


@lru_cache
def guide(language: Language) -> str | None:
    """The whole guide in this language; None where the program was installed without its docs."""
    from markdown_it import MarkdownIt  # noqa: PLC0415  a server starts without it

    file = DOCUMENTS / FILES[language]
    if not file.exists():
        return None
    words = file.read_text(encoding="utf-8")
    for wanted, name in FILES.items():
        words = words.replace(f"]({name})", f"](/guide?language={wanted.value})")
    words = BROKEN.sub("", words.replace("](pictures/", "](/guide/pictures/"))
    # The text is ours, anchors and all; no one else's words are in it.
    body = MarkdownIt("commonmark", {"html": True}).enable("table").render(words)
    body, chapters = _with_chapters(PICTURE.sub(_measured, body))
    title = _("The operator's guide")
    frame = Frame(language, "Moorline")
    heading, end, rest = body.partition("</h1>")
    return render(
        "guide.html", frame, title=title, heading=heading + end, chapters=chapters, body=rest
    )


def _measured(found: re.Match[str]) -> str:
    """A picture with its size: what is loaded later must not move what a link has led to."""
    head = (DOCUMENTS / "pictures" / f"{found['name']}.png").read_bytes()[:24]
    width, height = struct.unpack(">II", head[16:24])
    return f'{found[0]} width="{width}" height="{height}" loading="lazy"'


def _with_chapters(body: str) -> tuple[str, list[tuple[str, str]]]:
    """The guide with an anchor at each chapter, and those anchors with the chapters' titles."""
    titles = CHAPTER.findall(body)
    anchors = iter(range(1, len(titles) + 1))
    body = CHAPTER.sub(lambda found: f'<h2 id="chapter-{next(anchors)}">{found[1]}</h2>', body)
    return body, [(f"chapter-{number}", title) for number, title in enumerate(titles, 1)]


def picture(name: str) -> bytes | None:
    """One of the guide's pictures."""
    file = DOCUMENTS / "pictures" / f"{name}.png"
    inside = file.resolve().parent == DOCUMENTS / "pictures"
    return file.read_bytes() if inside and file.is_file() else None
