"""What LINE Login's refusals mean: for a member, or for the channel they sign in with."""

from __future__ import annotations

from bot.errors import CredentialsRefused, RefusedByVendor, VendorError
from bot.platforms.line_answer import Answer
from bot.platforms.line_errors import refusal
from bot.text import Text, _

_EXPIRED = _("The sign-in with LINE is no longer valid. Please sign in again.")


def not_exchanged(answer: Answer) -> VendorError:
    """A code or a refresh token LINE does not take; or the channel's own secret."""
    if answer.status not in (400, 401) or b"invalid_client" not in answer.body:
        return not_signed_in(answer)
    said = _(
        "LINE Login refuses this channel's secret. Enter the present channel secret with "
        "`/line set login_channel_secret`."
    )
    return CredentialsRefused(
        "LINE", said, wrong="secret", status=answer.status, request_id=answer.request_id
    )


def not_signed_in(answer: Answer) -> VendorError:
    """A 401 here is about the member's token, not about the channel's credentials."""
    if answer.status not in (400, 401):
        return refusal(answer)
    return _refused(answer, _EXPIRED, answer.message)


def not_ours(answer: Answer) -> RefusedByVendor:
    """LINE says a token is well, and it is not what was asked for."""
    return _refused(answer, _EXPIRED, "the ID token is not for this channel or this attempt")


def _refused(answer: Answer, said: Text, message: str) -> RefusedByVendor:
    return RefusedByVendor(
        "LINE", said, message=message, status=answer.status, request_id=answer.request_id
    )
