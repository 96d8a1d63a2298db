"""How a sign-in can end: what the member reads of it, and what operators call it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from bot.text import Text, _


class Result(StrEnum):
    """The value is the name in `/metrics`, and in the database after `sign-in.`."""

    BEGUN = "begun"  #: the member went to LINE; those that never come back end in nothing else
    DONE = "done"
    DECLINED = "declined"
    EXPIRED = "expired"
    FOREIGN = "foreign"
    USED = "used"
    UNVERIFIED = "unverified"
    CLOCK = "clock"
    CREDENTIALS = "credentials"
    LINE = "line"
    UNRECORDED = "unrecorded"
    ENDED = "ended"
    LIMITED = "limited"


@dataclass(frozen=True)
class Failure:
    """What happened, what it means and what to do, for a member; `label` is for operators.

    `anew`: LINE must not sign them in by itself again, because that is what failed
    (https://developers.line.biz/en/docs/line-login/how-to-handle-auto-login-failure/).
    """

    heading: Text
    said: Text
    mend: Text
    label: Text
    status: int = 400
    anew: bool = False


FAILURES: Mapping[Result, Failure] = {
    Result.DECLINED: Failure(
        _("You did not allow the sign-in"),
        _("At LINE you chose to cancel, so nothing about you was passed on."),
        _("If you did not mean to, try again and choose “Allow” there."),
        _("declined"),
    ),
    Result.EXPIRED: Failure(
        _("The sign-in took too long"),
        _("For your safety a sign-in is good for ten minutes only."),
        _("Try again; it takes a moment."),
        _("took too long"),
    ),
    Result.FOREIGN: Failure(
        _("This sign-in was not begun in this browser"),
        _(
            "LINE may have opened another browser than the one you began in, private browsing may "
            "be on, or the link is an old one. Nobody was signed in."
        ),
        _(
            "Sign in here once more; LINE will ask who you are. If it happens again, allow cookies "
            "for this site."
        ),
        _("came back to another browser"),
        anew=True,
    ),
    Result.USED: Failure(
        _("This sign-in has been used already"),
        _("LINE's confirmation works once. The page was loaded twice, or “Back” was pressed."),
        _("Try again; it takes a moment."),
        _("code used or spoilt"),
    ),
    Result.UNVERIFIED: Failure(
        _("The sign-in could not be verified"),
        _("What came back was not LINE's confirmation for this site. Nobody was signed in."),
        _("Try again from this site's own page. If it happens again, tell the shop."),
        _("not LINE's word for this site"),
    ),
    Result.CLOCK: Failure(
        _("The clocks do not agree"),
        _(
            "By this site's clock LINE's confirmation is from another time, so it does not count. "
            "It is nothing you did."
        ),
        _("Tell the shop that its server's clock is wrong, and try again later."),
        _("this server's clock is wrong"),
        status=503,
    ),
    Result.CREDENTIALS: Failure(
        _("The sign-in is out of order"),
        _("LINE does not accept this site's own credentials. It is nothing you did."),
        _("The shop is being told. Please try again later."),
        _("LINE refuses the Login channel's credentials"),
        status=503,
    ),
    Result.LINE: Failure(
        _("LINE does not answer"),
        _("LINE did not answer as it should. It is nothing you did."),
        _("Wait a minute, then try again."),
        _("LINE did not answer"),
        status=502,
    ),
    Result.UNRECORDED: Failure(
        _("The sign-in could not be recorded"),
        _(
            "LINE confirmed who you are, but this site's records did not answer. It is nothing you "
            "did."
        ),
        _("Wait a minute, then try again."),
        _("our database did not answer"),
        status=503,
    ),
    Result.ENDED: Failure(
        _("LINE ended the sign-in"),
        _("LINE broke the sign-in off and did not say more."),
        _("Wait a minute, then try again."),
        _("ended by LINE"),
    ),
    Result.LIMITED: Failure(
        _("Too many tries"),
        _("From your connection came more sign-ins than people make."),
        _("Wait a minute, then try again."),
        _("slowed down"),
        status=429,
    ),
}
"""Every end but the good one."""


@dataclass(frozen=True)
class SignIns:
    """How often sign-ins of one day ended how."""

    begun: int
    done: int
    declined: int
    failed: tuple[tuple[Text, int], ...]  #: by label, most frequent first

    @property
    def lost(self) -> int:
        """Who went to LINE and never came back, those who are there right now included."""
        return max(0, self.begun - self.done - self.declined - sum(n for _label, n in self.failed))


def counted(times: Mapping[str, int]) -> SignIns:
    """The day's figures from `times` by result."""
    failed = [
        (failure.label, times[result])
        for result, failure in FAILURES.items()
        if result is not Result.DECLINED and times.get(result)
    ]
    begun, done, declined = (
        times.get(one, 0) for one in (Result.BEGUN, Result.DONE, Result.DECLINED)
    )
    most_first = sorted(failed, key=lambda pair: -pair[1])
    return SignIns(begun, done, declined, tuple(most_first))
