"""Roles of Slack users, and the least role each action asks for."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class RoleName(StrEnum):
    """What somebody may do in one account, the most first."""

    ADMINISTRATOR = "administrator"
    OPERATOR = "operator"
    STORE_MANAGER = "store-manager"


@dataclass(frozen=True)
class Scope:
    """What one person sees of one account: `sites` are ids of its sites, None means all."""

    role: RoleName
    sites: frozenset[str] | None = None

    def allows(self, site_id: str) -> bool:
        """Whether a site of the account is within it."""
        return self.sites is None or site_id in self.sites
