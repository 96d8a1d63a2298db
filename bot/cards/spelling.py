"""Words for Slack: what people wrote is escaped, what is ours keeps its mrkdwn, all fits.

Facts from https://docs.slack.dev/messaging/formatting-message-text: `&`, `<` and `>` are the only
characters to escape; `<!date^…>` shows a time in each viewer's own zone and language.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from bot.cards.marks import Code, Link, Reference, Said
from bot.locale import Language, Speaker, Verbatim
from bot.text import Text

UNFINISHED = re.compile(r"(&[a-z]{0,3}|<[^<>]*)$")
CODE = re.compile(r"`([^`\n]+)`")
SLACK_ID = re.compile(r"[A-Z][A-Z0-9]{1,20}")


def escaped(words: str) -> str:
    """The words with nothing left that Slack would obey."""
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def cut(words: str, most: int) -> str:
    """At most `most` characters, ending in "…" when cut, never inside an entity or a link."""
    if len(words) <= most:
        return words
    return UNFINISHED.sub("", words[: most - 1]) + "…"


@dataclass(frozen=True)
class Spelling:
    """Spells for one reader."""

    speaker: Speaker

    def mrkdwn(self, said: Said, most: int = 3000) -> str:
        """Slack's markup, never empty: nothing to say is a dash."""
        words = self.speaker.say(_dressed(said, self._marked), escaped)
        return cut(words, most) if words.strip() else "—"

    def plain(self, said: Said, most: int) -> str:
        """Words without markup, for headers, buttons, labels and titles; never empty."""
        words = self.speaker.say(_dressed(said, self._bare))
        if isinstance(said, Text):  # backticks in our own sentences are markup, a person's are not
            words = CODE.sub(r"\1", words)
        return cut(words, most) if words.strip() else "—"

    def fallback(self, said: Said) -> str:
        """The message's `text`: plain words, yet escaped, because Slack reads it as mrkdwn."""
        return cut(escaped(self.plain(said, 3000)), 3000)

    def _marked(self, value: Any) -> Any:
        match value:
            case Link(label, url, spoken):
                address = _spoken(url, self.speaker.language) if spoken else url
                return Verbatim(_link(self.speaker.say(label, escaped), address))
            case Code(words):
                return Verbatim(_code(words))
            case Reference(kind, id_) if SLACK_ID.fullmatch(id_):
                return Verbatim(f"<{kind}{id_}>")
            case datetime():
                return Verbatim(self._moment(value))
            case _:
                return value

    def _bare(self, value: Any) -> Any:
        match value:
            case Link(label, url):
                return self.speaker.say(label) or url
            case _:
                return value

    def _moment(self, at: datetime) -> str:
        aware = at if at.tzinfo else at.replace(tzinfo=UTC)
        words = escaped(self.speaker.say(Text("{at}", (("at", aware),))))
        return f"<!date^{int(aware.timestamp())}^{{date_short_pretty}} {{time}}|{words}>"


def _dressed(said: Any, dress: Any) -> Text | str:
    """The sentence with every special value in it, however deep, replaced by its spelling."""
    match said:
        case str():
            return said
        case Text(msgid, values):
            return Text(msgid, tuple((name, _inner(value, dress)) for name, value in values))
        case _:
            return Text("{value}", (("value", dress(said)),))


def _inner(value: Any, dress: Any) -> Any:
    match value:
        case Text():
            return _dressed(value, dress)
        case list() | tuple():
            return [_inner(one, dress) for one in value]
        case _:
            return dress(value)


def _spoken(url: str, language: Language) -> str:
    page, hash_, place = url.partition("#")
    return f"{page}?language={language.value.replace('_', '-')}{hash_}{place}"


def _link(label: str, url: str) -> str:
    """A Slack link; an address that is not http(s) is only shown."""
    if not url.startswith(("https://", "http://")):
        return f"{label} {_code(url)}".strip()
    for special, encoded in (("|", "%7C"), ("<", "%3C"), (">", "%3E"), (" ", "%20")):
        url = url.replace(special, encoded)
    address = url.replace("&", "&amp;")
    return f"<{address}|{label}>" if label else f"<{address}>"


def _code(words: str) -> str:
    """Fixed-width letters; a value that holds a backtick is only escaped."""
    one_line = escaped(" ".join(words.split("\n")))
    return one_line if "`" in words or not words.strip() else f"`{one_line}`"
