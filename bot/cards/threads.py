"""What whoever writes in a member's thread is told, and nobody else sees."""

from __future__ import annotations

from bot.cards.parts import Card
from bot.text import Text, _


def stays_here() -> Card:
    """Once: what is written in the thread does not go to the member."""
    return Card(
        _(
            "What you write in this thread stays with the team; the member does not see it. To "
            "answer, press Reply. An administrator can have plain words in these threads sent to "
            "the member: `/line set thread-replies on`."
        )
    )


def not_sent(reason: Text) -> Card:
    """The words did not go to the member, and why."""
    return Card(_("⚠️ Not sent to the member. {reason}", reason=reason))


def files_not_sent() -> Card:
    """Files are not sent, and neither are words that go with them."""
    return not_sent(
        _(
            "Files put in this thread do not go to LINE, and words that go with a file would make "
            "no sense without it. Write the words alone to send them."
        )
    )


def names_not_sent() -> Card:
    """Words that name colleagues or channels are taken for the team's own talk."""
    return not_sent(
        _(
            "It names people or channels of this workspace, so it was taken for the team's own "
            "talk. Write it without them to send it."
        )
    )


def too_late() -> Card:
    """It could not be judged for an hour."""
    return not_sent(
        _("Moorline could not take it for an hour. Write it again if it still matters.")
    )


def not_taken_back(what: str) -> Card:
    """`edited` or `deleted` in Slack; the member keeps what was sent."""
    if what == "deleted":
        return Card(
            _(
                "⚠️ Deleted here only: LINE cannot take a message back, so the member still has "
                "it. The receipt shows what was sent."
            )
        )
    return Card(
        _(
            "⚠️ Edited here only: LINE cannot change a message, so the member still has the "
            "former words. The receipt shows what was sent; write again to correct it."
        )
    )
