"""Slack's noes, translated once. Its error codes are its contract; nothing else of an answer is
repeated, as answers may hold what members wrote.

Source: https://docs.slack.dev/apis/web-api/#evaluating-responses and each method's page.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from slack_sdk.errors import SlackApiError

from bot.errors import ChannelGone, RateLimited, RefusedByVendor, Unreachable, VendorError
from bot.text import Text, _

SLOW_DOWN = timedelta(seconds=30)
"""How long to wait when Slack limits us without saying for how long."""

GONE: Mapping[str, Text] = {
    "is_archived": _("The Slack channel is archived. Unarchive it, or set up another channel."),
    "is_inactive": _("The Slack channel is archived. Unarchive it, or set up another channel."),
    "channel_not_found": _(
        "The Slack channel is gone, or it is private and this app was removed from it. "
        "Invite the app there again, or set up another channel."
    ),
    "not_in_channel": _("This app is not in the Slack channel. Type /invite and choose it."),
}
LIMITED = frozenset({"ratelimited", "rate_limited", "message_limit_exceeded"})
OUT_OF_ORDER = frozenset(
    {"internal_error", "fatal_error", "service_unavailable", "request_timeout", "accesslimited"}
)
TOKEN = _("Slack refuses this app's token ({code}). Install the app again; set SLACK_BOT_TOKEN.")
MENDS: Mapping[str, Text] = {
    **dict.fromkeys(
        ("invalid_auth", "not_authed", "account_inactive", "token_revoked", "token_expired"), TOKEN
    ),
    "missing_scope": _(
        "This Slack app lacks a permission. Print the manifest with `python -m bot manifest`, "
        "paste it into the app's settings and install the app again."
    ),
    "method_not_supported_for_channel_type": _(
        "This app cannot enter a private channel by itself. Type /invite there and choose it."
    ),
    "expired_trigger_id": _("Slack waited too long for the form. Please try again."),
    "trigger_expired": _("Slack waited too long for the form. Please try again."),
    "user_not_found": _("Slack knows no such person in this workspace."),
}


@dataclass(frozen=True)
class SlackAnswer:
    """The outline of an answer of Slack's Web API: never its content."""

    status: int
    code: str
    request_id: str
    details: str = ""
    retry_after: timedelta | None = field(default=None)


def outline(error: SlackApiError) -> SlackAnswer:
    """What can be told of a failed call; `response` may be the SDK's or, for garbage, aiohttp's."""
    response = error.response
    headers = getattr(response, "headers", None) or {}
    status = getattr(response, "status_code", None) or getattr(response, "status", None) or 0
    data = getattr(response, "data", None)
    said: Mapping[str, Any] = data if isinstance(data, dict) else {}
    seconds = str(headers.get("Retry-After", ""))
    return SlackAnswer(
        status=int(status),
        code=str(said.get("error") or ""),
        request_id=str(headers.get("x-slack-req-id", "")),
        details=_details(said),
        retry_after=timedelta(seconds=int(seconds)) if seconds.isdecimal() else None,
    )


def refusal(answer: SlackAnswer) -> VendorError:
    """The error for an answer that is not ``ok``."""
    if answer.status == 429 or answer.code in LIMITED:
        return _limited(answer)
    if answer.status >= 500 or answer.code in OUT_OF_ORDER or not answer.code:
        said = _("Slack is out of order (status {status}). It is asked again later.", **_of(answer))
        return Unreachable("Slack", said, status=answer.status, request_id=answer.request_id)
    if answer.code in GONE:
        return ChannelGone(GONE[answer.code], code=answer.code, request_id=answer.request_id)
    mend = MENDS.get(answer.code)
    return RefusedByVendor(
        "Slack",
        Text(mend.msgid, tuple(_of(answer).items())) if mend else _unforeseen(answer),
        message=answer.code,
        status=answer.status,
        request_id=answer.request_id,
    )


def unanswered(failure: BaseException) -> Unreachable:
    """Nothing usable came back. Only the kind of failure is told: its text may hold an address."""
    if isinstance(failure, TimeoutError):
        return Unreachable("Slack", _("Slack did not answer in time. It is asked again later."))
    kind = type(failure).__name__
    said = _("Slack could not be reached ({kind}). It is tried again later.", kind=kind)
    return Unreachable("Slack", said)


def _limited(answer: SlackAnswer) -> RateLimited:
    wait = answer.retry_after or SLOW_DOWN
    return RateLimited(
        "Slack",
        _("Slack asks us to slow down. It is asked again in {wait}.", wait=wait),
        retry_after=wait,
        request_id=answer.request_id,
    )


def _unforeseen(answer: SlackAnswer) -> Text:
    if answer.details:
        return _("Slack refused: {code} ({details})", **_of(answer), details=answer.details)
    return _("Slack refused: {code}", **_of(answer))


def _of(answer: SlackAnswer) -> dict[str, object]:
    return {"code": answer.code, "status": answer.status}


def _details(said: Mapping[str, Any]) -> str:
    """Which part of a card or a form Slack dislikes; for whoever mends it."""
    errors = said.get("errors")
    return "; ".join(str(one) for one in errors[:3])[:300] if isinstance(errors, list) else ""
