"""Every table. Ids are UUIDv7 as 32 hex digits, made by the program, so a secret can be sealed to
its row before the row exists. Times are aware UTC. `…_box` columns hold sealed secrets
(`storage/secrets.py`). Rows that await work carry `Due`'s columns (`storage/claims.py`).
"""

from __future__ import annotations

from storage.tables.alerts import Alert, Proof, Reading, Unread
from storage.tables.base import Due, new_id
from storage.tables.binding import Account, LoginChannel, Site
from storage.tables.conversations import Member, Message
from storage.tables.events import Event, HeldDelivery, Sighting
from storage.tables.network import (
    IgnoredLiffApp,
    Import,
    ImportRow,
    Move,
    RetiredLiffApp,
    Role,
    Visit,
)
from storage.tables.records import Audit, Outbox

__all__ = [
    "Account",
    "Alert",
    "Audit",
    "Due",
    "Event",
    "HeldDelivery",
    "IgnoredLiffApp",
    "Import",
    "ImportRow",
    "LoginChannel",
    "Member",
    "Message",
    "Move",
    "Outbox",
    "Proof",
    "Reading",
    "RetiredLiffApp",
    "Role",
    "Sighting",
    "Site",
    "Unread",
    "Visit",
    "new_id",
]
