"""A binding that is well, as probes see it; tests spoil one answer at a time."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import bot.binding
from bot.binding.desired import Desired, DesiredLoginChannel, DesiredSite
from bot.binding.model import Probe, Rule, Verdict
from bot.binding.platforms import (
    BotInfo,
    Evidence,
    LiffApp,
    Pool,
    PoolChannel,
    Rejections,
    RichMenu,
    Webhook,
)
from bot.binding.verdict import judge
from bot.discover import discover

NOW = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
CHANNEL = DesiredLoginChannel("2006516002", "會員")
SITE = DesiredSite(
    "s1", "kojima", "小島咖啡", "https://m.example.com/s/kojima", CHANNEL, "l-1", "春季"
)
WANT = Desired(
    account_id="a1",
    slug="kojima",
    name="小島咖啡",
    oa_id="516kjima",
    messaging_channel_id="2006516001",
    webhook_url="https://m.example.com/line/kojima/webhook",
    slack_channel="C1",
    login_channels=(CHANNEL,),
    sites=(SITE,),
)
ACCOUNT, LOGIN, PAGE = WANT.subject, CHANNEL.subject, SITE.subject
KEYS = {"account": ACCOUNT.key, "login-channel": LOGIN.key, "site": PAGE.key}
PROBES: dict[str, Probe[Any]] = {one.name: one for one in discover(bot.binding, Probe)}
RULES: dict[str, Rule] = {one.name: one for one in discover(bot.binding, Rule)}

INFO = BotInfo("U1", "@516kjima", "小島咖啡", premium_id="@kojima")
APP = LiffApp(
    "l-1",
    "https://m.example.com/s/kojima/liff",
    "full",
    "小島咖啡",
    ("openid", "profile", "chat_message.write"),
    "aggressive",
)


def proof(name: str, value: str, by: str = "") -> Evidence:
    """Something shown about the Login channel."""
    return Evidence(str(LOGIN), name, value, NOW, by)


LINKED = proof("account-linked", "linked")
SAME = proof("same-provider", "same")
WELL: dict[str, Any] = {
    "messaging_token": None,
    "login_token": None,
    "bot_info": INFO,
    "rejections": Rejections(0, None),
    "message_limit": 200,
    "messages_used": 10,
    "liff_apps": [APP],
    "callback": "accepted",
    "webhook": Webhook(WANT.webhook_url, True),
    "webhook_loop": ("well", "OK: 200"),
    "standing": "member",
    "silence": None,
    "rich_menus": [RichMenu("richmenu-1", "春季")],
    "menu_troubles": {},
    "pool": Pool((PoolChannel("2006516002", 1),), (), 0, NOW),
    "evidence": [LINKED, SAME],
}


def answers(**changed: Any) -> dict[tuple[str, str], Any]:
    """All probes' answers: well, but for those named."""
    given = WELL | changed
    assert given.keys() == PROBES.keys()
    return {(name, KEYS[PROBES[name].per]): answer for name, answer in given.items()}


def verdict(**changed: Any) -> Verdict:
    """What all rules say to those answers."""
    return judge(tuple(RULES.values()), WANT, answers(**changed))
