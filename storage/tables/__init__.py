"""Every table. Ids are UUIDv7 as 32 hex digits, made by the program, so a secret can be sealed to
its row before the row exists. Times are aware UTC. `…_box` columns hold sealed secrets
(`storage/secrets.py`). Rows that await work carry `Due`'s columns (`storage/claims.py`).
"""

from __future__ import annotations

from storage.tables.alerts import Alert, AlertGroup, Proof, Reading, Unread
from storage.tables.base import Due, new_id
from storage.tables.binding import Account, BindingCard, LoginChannel, Site
from storage.tables.conversations import Conversation, Member, Message, Overheard
from storage.tables.events import Event, HeldDelivery, Sighting
from storage.tables.network import (
    IgnoredLiffApp,
    Import,
    ImportRow,
    Move,
    ProgressMessage,
    RetiredLiffApp,
    Role,
    Visit,
)
from storage.tables.people import (
    Forgetting,
    Level,
    LevelSweep,
    MemberSession,
    MemberToken,
    MenuWish,
    Tally,
)
from storage.tables.points import PointEntry, Purchase
from storage.tables.records import Audit, Outbox
from storage.tables.tasks import Digest, Happened, Task, TaskRun, WebPicture
from storage.tables.tickets import (
    CodeLock,
    IssuedTicket,
    Redemption,
    Ticket,
    TicketHolding,
    TicketRound,
    TicketStore,
)

__all__ = [
    "Account",
    "Alert",
    "AlertGroup",
    "Audit",
    "BindingCard",
    "CodeLock",
    "Conversation",
    "Digest",
    "Due",
    "Event",
    "Forgetting",
    "Happened",
    "HeldDelivery",
    "IgnoredLiffApp",
    "Import",
    "ImportRow",
    "IssuedTicket",
    "Level",
    "LevelSweep",
    "LoginChannel",
    "Member",
    "MemberSession",
    "MemberToken",
    "MenuWish",
    "Message",
    "Move",
    "Outbox",
    "Overheard",
    "PointEntry",
    "ProgressMessage",
    "Proof",
    "Purchase",
    "Reading",
    "Redemption",
    "RetiredLiffApp",
    "Role",
    "Sighting",
    "Site",
    "Tally",
    "Task",
    "TaskRun",
    "Ticket",
    "TicketHolding",
    "TicketRound",
    "TicketStore",
    "Unread",
    "Visit",
    "WebPicture",
    "new_id",
]
