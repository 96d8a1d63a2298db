"""The one place that says where each stored secret belongs: table, column and row."""

from __future__ import annotations

from bot.deps import Deps
from storage.tables import Account, LoginChannel


def messaging_secret(deps: Deps, account: Account) -> str:
    """The Messaging channel's present secret. Raises `SecretUnreadable`."""
    return deps.ring.open(
        account.messaging_secret_box, table="account", column="messaging_secret_box", row=account.id
    )


def seal_messaging_secret(deps: Deps, account_id: str, secret: str) -> str:
    """A box for `account.messaging_secret_box`."""
    return deps.ring.seal(secret, table="account", column="messaging_secret_box", row=account_id)


def seal_former_secret(deps: Deps, account_id: str, secret: str) -> str:
    """A box for `account.former_secret_box`."""
    return deps.ring.seal(secret, table="account", column="former_secret_box", row=account_id)


def login_secret(deps: Deps, row: LoginChannel) -> str:
    """A Login channel's secret. Raises `SecretUnreadable`."""
    return deps.ring.open(row.secret_box, table="login_channel", column="secret_box", row=row.id)


def seal_login_secret(deps: Deps, row_id: str, secret: str) -> str:
    """A box for `login_channel.secret_box`."""
    return deps.ring.seal(secret, table="login_channel", column="secret_box", row=row_id)
