"""Are the Login channel and the official account of one provider? A sign-in shows it."""

from __future__ import annotations

from bot.binding.consoles import login_channel_console
from bot.binding.desired import DesiredLoginChannel, Kind
from bot.binding.evidence import shown
from bot.binding.model import Advice, Drift, Seen, Severity, rule
from bot.errors import Unseen
from bot.text import _


@rule(
    "same-provider",
    Kind.LOGIN_CHANNEL,
    Severity.BROKEN,
    label=_("Same provider"),
    title=_("The Login channel belongs to another provider"),
    means=_(
        "LINE gives a person another id in each provider: who signs in is not recognised as the "
        "member who writes, and is counted twice."
    ),
    ending=Advice(
        _("Open LINE Developers"),
        _(
            "A channel can never move to another provider. Create a Login channel under the "
            "official account's provider, add it with `/line login-channel add`, and move the "
            "sites there."
        ),
        login_channel_console,
    ),
)
def same_provider(want: DesiredLoginChannel, seen: Seen) -> Drift | None:
    match shown(seen, want.subject, "same-provider"):
        case "same":
            return None
        case "different":
            return Drift(
                _("a person has one id in both channels"),
                _("a member who signed in is known to the official account under another id"),
            )
        case _unseen:
            raise Unseen(_("The first sign-in of a member will show it"))
