"""What a member reads when something went wrong that is neither theirs nor theirs to mend."""

from __future__ import annotations

import secrets
from collections.abc import Mapping

import structlog

from bot.errors import MoorlineError, NotAllowed, NotFound, Refused, VendorError
from bot.text import Text, _
from handlers.failures import trace

log = structlog.get_logger()

STATUS: Mapping[type[MoorlineError], int] = {NotFound: 404, NotAllowed: 403, Refused: 400}
AT_LINE = _("LINE does not answer as it should. Wait a minute, then try again.")
"""What LINE said is for operators, who see it on their cards; a member can only wait."""
OUT_OF_ORDER = _("This page is out of order for the moment. Wait a minute, then try again.")


def answer_to(error: MoorlineError) -> tuple[int, Text]:
    """Status and words for a member, who can mend neither our server nor LINE's."""
    if isinstance(error, VendorError):
        return 502, AT_LINE
    for kind, status in STATUS.items():
        if isinstance(error, kind):
            return status, error.said
    return 503, OUT_OF_ORDER


def surprise(error: Exception, path: str) -> Text:
    """Words with a reference; the log has the same one and the trace."""
    reference = secrets.token_hex(4)
    log.error("page.failed", path=path, reference=reference, traceback=trace(error))
    return _(
        "Something went wrong on our side; nothing you did. Try again. If it happens again, tell "
        "the shop this reference: {reference}",
        reference=reference,
    )
