"""The page LINE's LIFF browser opens, and the card a member shares from it.

LINE's SDK does the talking with LINE (https://developers.line.biz/en/reference/liff/);
`static/liff.js` is ours. Every sentence is in the page already, hidden: the script only shows them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from bot.locale import Speaker
from bot.pages import Frame, add_friend_url, render
from bot.text import Text, _

LINE_HOSTS = (
    "https://api.line.me",
    "https://access.line.me",
    "https://liff.line.me",
    "https://liffsdk.line-scdn.net",
)
"""What version 2.31.0 of the SDK asks: tokens and profile, windows of LINE's own, its words."""
WINDOWS = "https://static.line-scdn.net/lui/edge/versions/"
"""On Android outside LINE the SDK may load its alert from here and waits for it without end."""

PROBLEMS: Mapping[str, Text] = {
    "offline": _("There is no connection to the Internet. Look at your network, then try again."),
    "blocked": _(
        "LINE's program for this page could not be loaded. An ad blocker or a strict network may "
        "hold it back: allow static.line-scdn.net, or use another browser."
    ),
    "late": _(
        "LINE's program for this page is very slow to come. Your connection may be weak, or the "
        "network may hold it back: try again, or from another network."
    ),
    "slow": _("LINE does not answer. Wait a minute, then try again."),
    "unknown": _(
        "LINE does not know this page, or not under this number. The link you came by may be old: "
        "open the page anew from the shop's chat in LINE. If that does not help, tell the shop."
    ),
    "outside": _("LINE cannot sign you in at this address. Open the page by its own link, below."),
    "declined": _(
        "You did not allow the sign-in at LINE. Nothing was passed on; you can try again."
    ),
    "signin": _(
        "LINE has not signed you in. If you turned back, just try again. If LINE showed an error "
        "(“400 Bad Request”), this shop's sign-in is not open to everybody yet: tell the shop."
    ),
    "stale": _(
        "Your sign-in at LINE has run out and could not be renewed. Close this page and open it "
        "again."
    ),
    "limited": _(
        "From your connection came more sign-ins than people make. Wait a minute, then try again."
    ),
    "server": _("The shop's server does not answer as it should. Wait a minute, then try again."),
}
"""By the name `static/liff.js` knows; each says what to do."""


@dataclass(frozen=True)
class LiffPage:
    """What the page needs. `liff_id` is None while the site's LIFF app is still to be made."""

    liff_id: str | None
    liff_url: str  #: `https://liff.line.me/{liff_id}`
    outside: bool  #: asked at another address than the LIFF app's endpoint
    sdk_url: str
    sdk_integrity: str | None
    oa_id: str  #: of the official account, without @


def liff_page(frame: Frame, page: LiffPage) -> str:
    """The page as it is before LINE has said anything."""
    say = Speaker(frame.language, frame.zone).say
    return render(
        "liff.html",
        frame,
        title=frame.site_name,
        page=page,
        start="outside" if page.outside else ("unknown" if page.liff_id is None else ""),
        problems={name: say(said) for name, said in PROBLEMS.items()},
        card=share_card(frame, page),
        add_friend_url=add_friend_url(page.oa_id),
        one_moment=_("One moment: LINE is telling us who you are …"),
        heading=_("That did not work"),
        again=_("Try again"),
        by_link=_("Open in LINE"),
        without_script=_("This page needs JavaScript. You can sign in without it:"),
        in_browser=_("Sign in without it, in this browser"),
        is_friend=_("You are a friend of {account} in LINE.", account=frame.account_name),
        no_friend=_("You are not yet a friend of {account} in LINE.", account=frame.account_name),
        add_friend=_("Add as a friend in LINE"),
        share=_("Share {site} with friends", site=frame.site_name),
        shared=_("Shared."),
        not_shared=_("LINE could not share it. Try again, or update the LINE app."),
        my_page=_("To my member page"),
        close=_("Close"),
    )


def share_card(frame: Frame, page: LiffPage) -> dict[str, Any]:
    """The site as a Flex message that leads to its LIFF URL, as shareTargetPicker takes it
    (https://developers.line.biz/en/reference/messaging-api/#flex-message).
    """
    say = Speaker(frame.language, frame.zone).say
    open_it = {"type": "uri", "label": say(_("Open")), "uri": page.liff_url}
    words = [
        {"type": "text", "text": frame.site_name, "weight": "bold", "size": "xl", "wrap": True},
        {
            "type": "text",
            "text": frame.account_name,
            "size": "sm",
            "color": "#52605a",
            "wrap": True,
        },
    ]
    bubble: dict[str, Any] = {
        "type": "bubble",
        "body": {"type": "box", "layout": "vertical", "spacing": "sm", "contents": words},
        "footer": {
            "type": "box",
            "layout": "vertical",
            "contents": [{"type": "button", "style": "primary", "color": "#06c755",
                          "action": open_it}],
        },
    }  # fmt: skip
    if (picture := frame.account_picture or "").startswith("https://"):
        look = {"size": "full", "aspectRatio": "20:13", "aspectMode": "cover"}
        bubble["hero"] = {"type": "image", "url": picture, "action": open_it, **look}
    return {"type": "flex", "altText": frame.site_name[:400], "contents": bubble}


def policy(sdk_url: str, stand_ins: Iterable[str] = ()) -> str:
    """The page's Content-Security-Policy: scripts of ours, the one SDK, and no inline code.

    `stand_ins` are the addresses in LINE's place, where LINE's own are not used.
    """
    hosts = dict.fromkeys([*LINE_HOSTS, *(_origin(one) for one in stand_ins)])
    return (
        f"default-src 'none'; script-src 'self' {_source(sdk_url)} {WINDOWS};"
        f" connect-src 'self' {' '.join(hosts)}; style-src 'self'; img-src https: data:;"
        " form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )


def _source(address: str) -> str:
    """As a CSP source, which neither `;` nor `,` may stand in
    (https://www.w3.org/TR/CSP3/#grammardef-path-part).
    """
    return address.replace(";", "%3B").replace(",", "%2C")


def _origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"
