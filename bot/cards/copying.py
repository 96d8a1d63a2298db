"""Lines to copy and paste elsewhere, in as many blocks as they need."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.cards.parts import Part, copyable

LONGEST = 2800  #: characters of one block; Slack cuts at 3,000


def to_copy(lines: Sequence[str]) -> Iterator[Part]:
    """One on each line; a block ends before Slack would cut it."""
    block: list[str] = []
    for line in lines:
        if block and sum(len(one) + 1 for one in block) + len(line) > LONGEST:
            yield copyable("\n".join(block))
            block = []
        block.append(line)
    if block:
        yield copyable("\n".join(block))
