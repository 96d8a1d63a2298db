"""The one place that says where each stored secret belongs: table, column and row."""

from __future__ import annotations

from bot.deps import Deps
from storage.tables import Account, ImportRow, LoginChannel, MemberToken, Site


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


def redemption_code(deps: Deps, site: Site) -> str:
    """A site's redemption code, "" when it has none. Raises `SecretUnreadable`."""
    if site.redemption_code_box is None:
        return ""
    return opened_code(deps, site.id, site.redemption_code_box)


def opened_code(deps: Deps, site_id: str, box: str) -> str:
    """What a site's box for its redemption code holds. Raises `SecretUnreadable`."""
    return deps.ring.open(box, table="site", column="redemption_code_box", row=site_id)


def seal_redemption_code(deps: Deps, site_id: str, code: str) -> str | None:
    """A box for `site.redemption_code_box`; None for no code."""
    if not code:
        return None
    return deps.ring.seal(code, table="site", column="redemption_code_box", row=site_id)


def imported_code(deps: Deps, row: ImportRow) -> str:
    """The redemption code an import brings, "" for none. Raises `SecretUnreadable`."""
    if row.redemption_code_box is None:
        return ""
    place = f"{row.import_id}:{row.number}"
    return deps.ring.open(
        row.redemption_code_box, table="import_row", column="redemption_code_box", row=place
    )


def seal_imported_code(deps: Deps, import_id: str, number: int, code: str) -> str | None:
    """A box for `import_row.redemption_code_box`; None for no code."""
    if not code:
        return None
    place = f"{import_id}:{number}"
    return deps.ring.seal(code, table="import_row", column="redemption_code_box", row=place)


def access_token(deps: Deps, row: MemberToken) -> str:
    """A member's access token on one Login channel. Raises `SecretUnreadable`."""
    return deps.ring.open(
        row.access_token_box, table="member_token", column="access_token_box", row=row.id
    )


def seal_access_token(deps: Deps, row_id: str, token: str) -> str:
    """A box for `member_token.access_token_box`."""
    return deps.ring.seal(token, table="member_token", column="access_token_box", row=row_id)


def refresh_token(deps: Deps, row: MemberToken) -> str:
    """A member's refresh token, "" where LINE gave none. Raises `SecretUnreadable`."""
    if row.refresh_token_box is None:
        return ""
    return deps.ring.open(
        row.refresh_token_box, table="member_token", column="refresh_token_box", row=row.id
    )


def seal_refresh_token(deps: Deps, row_id: str, token: str | None) -> str | None:
    """A box for `member_token.refresh_token_box`; None for no token."""
    if not token:
        return None
    return deps.ring.seal(token, table="member_token", column="refresh_token_box", row=row_id)
