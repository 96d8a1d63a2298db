"""The only place that spells Block Kit: cards and modals become what Slack's API takes.

Built on `slack_sdk.models`, which checks Slack's limits
(https://docs.slack.dev/reference/block-kit); words too long are cut with "…" before a limit, so
nothing a member writes can make Slack refuse a message. Everything is in top-level `blocks`; a tone
adds a mark before the headline and one attachment with a coloured bar and the status line, because
Slack colours nothing else and calls attachments secondary: they may be folded away, so no button
ever stands in one. Continued in `kit_elements` (buttons, menus) and `kit_views` (modals, inputs).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from slack_sdk.models.attachments import BlockAttachment
from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ContextBlock,
    DividerBlock,
    HeaderBlock,
    ImageBlock,
    ImageElement,
    MarkdownTextObject,
    PlainTextObject,
    SectionBlock,
)

from bot.cards.kit_elements import actions, block_of, element, plain
from bot.cards.marks import Said
from bot.cards.parts import (
    Actions,
    Card,
    Context,
    Copyable,
    Divider,
    Facts,
    Heading,
    Illustration,
    Part,
    Picture,
    Prose,
    Tone,
)
from bot.cards.spelling import Spelling, cut, escaped
from bot.locale import Speaker
from bot.text import Text, _

MOST_BLOCKS = 50
FACTS_IN_A_SECTION = 10
MARKS = {Tone.BROKEN: "🔴", Tone.WARNING: "🟠", Tone.QUIET: "⚪", Tone.WELL: "🟢"}
COLORS = {
    Tone.BROKEN: "#a30200",
    Tone.WARNING: "#daa038",
    Tone.QUIET: "#9a9a9a",
    Tone.WELL: "#2eb67d",
}
STATUS: dict[Tone, Text] = {
    Tone.BROKEN: _("Broken"),
    Tone.WARNING: _("Needs a look"),
    Tone.QUIET: _("Set aside"),
    Tone.WELL: _("Well"),
}

Json = dict[str, Any]


@dataclass(frozen=True)
class Rendered:
    """A message as chat.postMessage and chat.update take it; `color` is "" for a plain card."""

    text: str
    blocks: list[Json]
    color: str = ""
    attachments: list[Json] = field(default_factory=list)


def render(card: Card, speaker: Speaker) -> Rendered:
    """The card for one reader. The tone's mark stands before its text and its first heading."""
    spelling = Spelling(speaker)
    blocks = blocks_of(card.parts or (Prose(card.text),), spelling, MOST_BLOCKS)
    if card.tone is Tone.PLAIN:
        return Rendered(spelling.fallback(card.text), blocks)
    mark = MARKS[card.tone]
    _marked(blocks, mark)
    text = cut(f"{mark} {spelling.fallback(card.text)}", 3000)
    return Rendered(text, blocks, COLORS[card.tone], [_bar(card, spelling)])


def blocks_of(parts: Sequence[Part], spelling: Spelling, most: int) -> list[Json]:
    """The parts as blocks; where `most` does not suffice the last block says how many are left."""
    blocks = [block.to_dict() for part in parts for block in spelt(part, spelling)]
    if len(blocks) <= most:
        return blocks
    left = len(blocks) - most + 1
    ending = Context((_("… and {count} more lines that do not fit here", count=left),))
    return blocks[: most - 1] + [block.to_dict() for block in spelt(ending, spelling)]


def spelt(part: Part, spelling: Spelling) -> Iterator[Block]:
    """The blocks of one part."""
    match part:
        case Heading(text):
            yield HeaderBlock(text=plain(spelling, text, 150))
        case Prose(text, side):
            beside = element(side, spelling) if side else None
            yield SectionBlock(text=_paragraph(text, spelling), accessory=beside)
        case Copyable(words):
            yield SectionBlock(text=markup(f"```{_fenced(words)}```"))
        case Facts(pairs):
            yield from _facts(pairs, spelling)
        case Context(items):
            yield ContextBlock(elements=[_item(one, spelling) for one in items[:10]])
        case Illustration(url, alt):
            yield ImageBlock(image_url=url, alt_text=spelling.plain(alt, 2000))
        case Divider():
            yield DividerBlock()
        case Actions(elements) if elements:
            yield ActionsBlock(elements=actions(elements, spelling), block_id=block_of(elements))


def mrkdwn(spelling: Spelling, text: Said, most: int) -> MarkdownTextObject:
    """A mrkdwn object for the reader."""
    return markup(spelling.mrkdwn(text, most))


def markup(words: str) -> MarkdownTextObject:
    """A mrkdwn object in which Slack turns no bare address or name into a link (`verbatim`)."""
    return MarkdownTextObject(text=words, verbatim=True)


def _paragraph(text: Said, spelling: Spelling) -> MarkdownTextObject | PlainTextObject:
    """Somebody's own words are plain_text: their asterisks and colons are no formatting."""
    if isinstance(text, str):
        return PlainTextObject(text=spelling.plain(text, 3000), emoji=False)
    return mrkdwn(spelling, text, 3000)


def _facts(pairs: Sequence[tuple[Said, Said]], spelling: Spelling) -> Iterator[Block]:
    for start in range(0, len(pairs), FACTS_IN_A_SECTION):
        fields = [
            markup(f"*{spelling.mrkdwn(name, 200)}*\n{spelling.mrkdwn(value, 1790)}")
            for name, value in pairs[start : start + FACTS_IN_A_SECTION]
        ]
        yield SectionBlock(fields=fields)


def _item(item: Said | Picture, spelling: Spelling) -> MarkdownTextObject | ImageElement:
    if isinstance(item, Picture):
        return ImageElement(image_url=item.url, alt_text=spelling.plain(item.alt, 2000))
    return mrkdwn(spelling, item, 2000)


def _fenced(words: str) -> str:
    return cut(escaped(words).replace("```", "'''"), 2990) or "—"


def _marked(blocks: list[Json], mark: str) -> None:
    """Put the tone's mark before the first heading, or before the first paragraph."""
    if blocks and blocks[0]["type"] in ("header", "section") and "text" in blocks[0]:
        text = blocks[0]["text"]
        text["text"] = cut(f"{mark} {text['text']}", 150 if blocks[0]["type"] == "header" else 3000)


def _bar(card: Card, spelling: Spelling) -> Json:
    status = card.status if card.status is not None else STATUS[card.tone]
    line = ContextBlock(elements=[mrkdwn(spelling, status, 2000)])
    bar = BlockAttachment(blocks=[line], color=COLORS[card.tone]).to_dict()
    return {**bar, "fallback": spelling.fallback(status)}
