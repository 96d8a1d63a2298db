"""What a submitted form is about, as the one who opened it put into its metadata."""

from __future__ import annotations

from bot.flows.accounts import account_named
from bot.flows.seeing import seen_site
from handlers.declare import Call
from storage.tables import Account, Site


async def form_account(call: Call) -> Account:
    """The account a form was opened for, wherever it is submitted. Raises `NotFound`."""
    return await account_named(call.deps, str(call.metadata["account"]))


async def form_site(call: Call) -> tuple[Account, Site]:
    """The site a form was opened for, if this person may still see it. Raises `NotFound`."""
    account = await form_account(call)
    return account, await seen_site(call.deps, call.user, account, str(call.metadata["site"]))
