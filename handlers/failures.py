"""The one place that turns what went wrong into a card.

Errors of ours say what to do; anything else becomes a short reference, shown to the person and
logged with its traceback, so that one finds the other.
"""

from __future__ import annotations

import secrets
import traceback

import structlog

from bot.cards.parts import Card, Part, context, prose
from bot.errors import InvalidForm, MoorlineError, VendorError
from bot.text import Text, _

log = structlog.get_logger()


def card_of(error: BaseException, action: str) -> Card:
    """What the person reads. Unknown errors are logged here, and nowhere else."""
    if isinstance(error, InvalidForm):
        lines = [prose(_("⚠️ {field}: {problem}", field=f, problem=p)) for f, p in _each(error)]
        return Card(error.said, tuple(lines))
    if isinstance(error, MoorlineError):
        log.info("slack.refused", action=action, error=type(error).__name__)
        return Card(error.said, (prose(_("⚠️ {said}", said=error.said)), *_origin(error)))
    return _surprise(error, action)


def _each(error: InvalidForm) -> list[tuple[str, Text]]:
    return list(error.errors.items())


def _origin(error: MoorlineError) -> tuple[Part, ...]:
    """The vendor's own id of the request, for its support."""
    if not isinstance(error, VendorError) or not error.request_id:
        return ()
    return (context(_("{vendor} request {id}", vendor=error.vendor, id=error.request_id)),)


def _surprise(error: BaseException, action: str) -> Card:
    reference = secrets.token_hex(4)
    log.error("slack.failed", action=action, reference=reference, traceback=trace(error))
    said = _(
        "Something went wrong on our side; nothing you did. Please try again. If it happens again, "
        "tell your administrator this reference: {reference}",
        reference=reference,
    )
    return Card(said, (prose(_("⚠️ {said}", said=said)),))


def trace(error: BaseException) -> str:
    """Where it went wrong, without any variable's value: those hold what people typed in forms."""
    return "".join(traceback.format_exception(error))
