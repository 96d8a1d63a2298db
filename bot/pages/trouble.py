"""What went wrong, in words a member understands, and a way on."""

from __future__ import annotations

from bot.binding.sign_ins import FAILURES, Result
from bot.locale import Language
from bot.pages import Frame, render
from bot.text import Text, _

HEADING = _("That did not work")


def trouble(frame: Frame, said: Text) -> str:
    """Anything but a sign-in; the way on is the site's own page."""
    return render(
        "trouble.html",
        frame,
        title=frame.site_name,
        heading=HEADING,
        said=said,
        mend="",
        again="",
        onward=f"{frame.base}/",
        onward_label=_("Back to {site}", site=frame.site_name),
    )


def sign_in_trouble(frame: Frame, why: Result, *, signed_in: bool) -> str:
    """Why a sign-in came to nothing; who is `signed_in` all the same may go on to their page.

    An end that is no failure reads as LINE having ended it.
    """
    failure = FAILURES.get(why, FAILURES[Result.ENDED])
    back = _("Back to {site}", site=frame.site_name)
    return render(
        "trouble.html",
        frame,
        title=frame.site_name,
        heading=failure.heading,
        said=failure.said,
        mend=failure.mend,
        again=f"{frame.base}/login{'?anew=1' if failure.anew else ''}",
        onward=f"{frame.base}/me" if signed_in else f"{frame.base}/",
        onward_label=_("You are signed in: to your page") if signed_in else back,
    )


def elsewhere(language: Language, said: Text) -> str:
    """Where there is no site: nothing on it tells which sites there are."""
    return render(
        "trouble.html",
        Frame(language, "LINE"),
        title="LINE",
        heading=HEADING,
        said=said,
        mend="",
        again="",
        onward="",
        onward_label="",
    )
