"""LINE's noes, translated once. Statuses decide; LINE's texts are only a hint and are passed on."""

from __future__ import annotations

from datetime import timedelta

from bot.errors import (
    CredentialsRefused,
    RateLimited,
    RefusedByVendor,
    Unreachable,
    VendorError,
)
from bot.platforms.line_answer import Answer
from bot.text import Text, _

SLOW_DOWN = timedelta(seconds=60)
"""How long to wait after a 429 that does not say."""


def refusal(answer: Answer, said: Text | None = None) -> VendorError:
    """The error for an answer that is not a success; `said` replaces the general sentence of a
    definite no.
    """
    if answer.status >= 500 or answer.status < 400:
        return _out_of_order(answer)
    if answer.status == 429:
        return too_fast(answer)
    if answer.status == 401:
        return _token_refused(answer)
    return RefusedByVendor(
        "LINE",
        said or _("LINE refused: {message} (status {status})", **_told(answer)),
        message=answer.message,
        status=answer.status,
        request_id=answer.request_id,
    )


def too_fast(answer: Answer, retry_after: timedelta | None = None) -> RateLimited:
    """LINE's 429: too many calls, whose limits are per channel and endpoint
    (https://developers.line.biz/en/reference/messaging-api/#rate-limits).
    """
    wait = retry_after or answer.retry_after or SLOW_DOWN
    return RateLimited(
        "LINE",
        _("LINE asks us to slow down. It is asked again in {wait}.", wait=wait),
        retry_after=wait,
        request_id=answer.request_id,
    )


def unanswered(failure: BaseException) -> Unreachable:
    """Nothing came back. Only the kind of failure is told: its text may hold an address or more."""
    if isinstance(failure, TimeoutError):
        said = _("LINE did not answer in time. It is asked again later.")
    else:
        kind = type(failure).__name__
        said = _("LINE could not be reached ({kind}). It is tried again later.", kind=kind)
    return Unreachable("LINE", said)


def _out_of_order(answer: Answer) -> Unreachable:
    said = _(
        "LINE is out of order (status {status}). It is asked again later.", status=answer.status
    )
    return Unreachable("LINE", said, status=answer.status, request_id=answer.request_id)


def _token_refused(answer: Answer) -> CredentialsRefused:
    said = _(
        "LINE issued an access token and then refused it. Check in the LINE Developers Console "
        "that the channel still exists, then verify again."
    )
    return CredentialsRefused(
        "LINE", said, wrong="unknown", status=answer.status, request_id=answer.request_id
    )


def _told(answer: Answer) -> dict[str, object]:
    return {"message": answer.message or _("no reason given"), "status": answer.status}
