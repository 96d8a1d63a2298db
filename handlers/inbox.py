"""`/line inbox`, `/line send` and `/line test`: reading members' messages and answering them."""

from __future__ import annotations

from typing import Annotated, ClassVar

from bot.cards.inbox import SEND, Inbox, InboxPage, candidates, letterhead, waiting_for_test
from bot.cards.inbox import inbox as inbox_card
from bot.cards.messages import SendTo
from bot.cards.modals import Modal
from bot.cards.parts import Card
from bot.errors import Refused
from bot.flows.accounts import account_for, account_of
from bot.flows.conversations.inbox import addressee, find_member, inbox_page
from bot.flows.conversations.reply import check, write
from bot.flows.conversations.waiting import MINUTES, expect_message
from bot.text import Text, _
from handlers.declare import Answer, Call, command, pressed, submitted
from handlers.fields import lines
from handlers.forms import Form
from handlers.inbox_words import chosen_by


class SendMessage(Form):
    """A message to one member or group."""

    callback: ClassVar[str] = "send"
    title: ClassVar[Text] = SEND
    submit: ClassVar[Text] = _("Send")

    text: Annotated[
        str,
        lines(
            _("Message"),
            hint=_("Free of charge within a minute of the member's last message; after that it "
                   "counts against the month's messages."),
        ),
    ]  # fmt: skip


@command(
    "inbox",
    "[unreplied] [mine] [longest] [site:SITE] [level:LEVEL] [PAGE]",
    _("Members' conversations: all, or those not replied, assigned to me, of a site or a level."),
    example="/line inbox unreplied site:taipei",
)
async def inbox(call: Call) -> Card:
    return inbox_card(await _page(call, chosen_by(call.words)))


@pressed(InboxPage, replaces=True)
async def turn_page(call: Call, value: InboxPage) -> Card:
    return inbox_card(await _page(call, value))


@command(
    "send",
    "MEMBER",
    _("Write to one member, by name or LINE user id."),
    example="/line send 陳怡君",
    opens=True,
)
async def send_to(call: Call) -> Answer:
    if not call.words:
        raise Refused(_("Say whom to write to, by name or LINE user id: `/line send 陳怡君`."))
    account = await account_for(call.deps, call.channel)
    found = await find_member(call.deps, account, " ".join(call.words))
    return await _form(call, found) if isinstance(found, SendTo) else candidates(found)


@pressed(SendTo, opens=True)
async def open_form(call: Call, value: SendTo) -> Modal:
    return await _form(call, value)


async def not_too_long(call: Call, form: SendMessage) -> None:
    """LINE's own limit, before anything is stored."""
    check(form.text)


@submitted(SendMessage, first=not_too_long, waiting=None)
async def send(call: Call, form: SendMessage) -> None:
    await write(
        call.deps,
        str(call.metadata["account"]),
        str(call.metadata["conversation"]),
        form.text,
        author=call.user,
        answers_id=str(call.metadata["answers"]) or None,
    )


@command("test", "", _("Wait for a member message sent from a phone, and say when it arrives."))
async def test(call: Call) -> Card:
    account = await account_for(call.deps, call.channel)
    language = call.speaker.language.value
    await expect_message(
        call.deps, account, user=call.user, channel=call.channel, language=language
    )
    return waiting_for_test(account.name, MINUTES)


async def _page(call: Call, chosen: InboxPage) -> Inbox:
    account = await account_of(call.deps, chosen.account, call.channel)
    return await inbox_page(call.deps, account, chosen, user=call.user)


async def _form(call: Call, to: SendTo) -> Modal:
    account = await account_of(call.deps, to.account, call.channel)
    notes = letterhead(await addressee(call.deps, account, to))
    kept = {"account": account.id, "conversation": to.conversation, "answers": to.answers}
    return SendMessage.view(notes=notes, metadata=kept)
