"""Roles of Slack users, and the least role each action asks for: the one table of who may what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from bot.errors import NotAllowed
from bot.text import _


class RoleName(StrEnum):
    """What somebody may do in one account, the most first."""

    ADMINISTRATOR = "administrator"  #: everything there is
    OPERATOR = "operator"  #: the daily work
    STORE_MANAGER = "store-manager"  #: the daily work of named sites

    def covers(self, least: RoleName) -> bool:
        """Whether this role is at least that one."""
        order = tuple(RoleName)
        return order.index(self) <= order.index(least)


@dataclass(frozen=True)
class Scope:
    """What one person sees of one account.

    `sites` are ids of its sites and `slugs` their slugs; None means all, and then also what is
    about the account itself and its Login channels.
    """

    role: RoleName
    sites: frozenset[str] | None = None
    slugs: frozenset[str] | None = None

    def allows(self, site_id: str) -> bool:
        """Whether a site of the account is within it."""
        return self.sites is None or site_id in self.sites

    def covers(self, subject: str) -> bool:
        """Whether a check's subject ("site:taipei", "login-channel:123") is within it."""
        kind, _colon, key = subject.partition(":")
        return self.slugs is None or (kind == "site" and key in self.slugs)

    def insist(self, subject: str) -> None:
        """Raise `NotAllowed` unless the subject is within it."""
        if not self.covers(subject):
            raise NotAllowed(_("This is not about one of your sites."))


EVERYBODY = frozenset({"help", "home page"})
"""Actions that show nothing of an account, or narrow what they show by themselves."""

MOST, DAILY, STORE = RoleName.ADMINISTRATOR, RoleName.OPERATOR, RoleName.STORE_MANAGER

LEAST: Mapping[str, RoleName] = MappingProxyType(
    {
        "setup": MOST,
        "set": MOST,
        "set oa_id": MOST,
        "set messaging_channel_secret": MOST,
        "set login_channel_secret": MOST,
        "status": STORE,
        "verify": STORE,
        "repair": STORE,
        "confirm": STORE,
        "alerts": STORE,
        "alerts here": MOST,
        "alerts mute": STORE,
        "alerts unmute": STORE,
        "alerts acknowledge": STORE,
        "audit": STORE,
        "inbox": DAILY,
        "inbox assign": DAILY,
        "inbox resolve": DAILY,
        "inbox reopen": DAILY,
        "inbox read": DAILY,
        "send": DAILY,
        "test": DAILY,
        "role grant": MOST,
        "role revoke": MOST,
        "role list": MOST,
        "home bind": MOST,
        "login-channel list": DAILY,
        "login-channel add": MOST,
        "login-channel edit": MOST,
        "login-channel remove": MOST,
        "subnet list": STORE,
        "subnet add": DAILY,
        "subnet edit": STORE,
        "subnet remove": MOST,
        "subnet import": DAILY,
        "subnet import apply": DAILY,
        "subnet export": DAILY,
        "task list": STORE,
        "task create": DAILY,
        "task edit": DAILY,
        "task pause": STORE,
        "task preview": STORE,
        "task history": STORE,
        "report": STORE,
        "digest": STORE,
        "records": STORE,
        "records export": STORE,
        "ticket create": DAILY,
        "ticket list": STORE,
        "ticket show": STORE,
        "ticket edit": DAILY,
        "ticket issue": DAILY,
        "ticket held": DAILY,
        "ticket void": DAILY,
        "ticket reverse": STORE,
        "purchase reverse": STORE,
        "points": STORE,
        "points correct": DAILY,
        "liff list": DAILY,
        "liff reissue": MOST,
        "liff adopt": DAILY,
        "liff ignore": DAILY,
        "liff delete": MOST,
        "rich-menu": STORE,
        "rich-menu choose": STORE,
        "rich-menu make": DAILY,
        "level list": DAILY,
        "level give": DAILY,
        "level add": MOST,
        "level edit": MOST,
        "level remove": MOST,
        "move": MOST,
        "move back": MOST,
        "move on": MOST,
    }
)
"""Subcommands, buttons and forms by name; a button's or form's dots are the command's spaces."""


def plain(action: str) -> str:
    """The action as the table spells it: `role.grant` is `role grant`."""
    return action.replace(".", " ")


def least(action: str) -> RoleName | None:
    """The least role for an action; None when everybody may. What is not classified is for
    administrators."""
    name = plain(action)
    return None if name in EVERYBODY else LEAST.get(name, MOST)
