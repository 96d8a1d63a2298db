"""The forms of `/line ticket create` and `edit`: what a kind of ticket is."""

from __future__ import annotations

from typing import Annotated, ClassVar

from bot.binding.amounts import clean_number
from bot.binding.ticket_settings import Written
from bot.flows.stores.ticket_stores import stores_given
from bot.text import Text, _
from handlers.declare import Call
from handlers.fields import asks, lines, ticks, uploads
from handlers.forms import Form
from storage.tables import Ticket

EMPTY = _("Left empty: no limit.")
NOT_SOLD = _("Left empty: not sold that way.")
STORES = _("One a line: short name and how many, such as `taipei-101 50`; `all 50` means each. "
           "Left empty: every store, no limit.")  # fmt: skip
KEEP = _("One a line: `taipei-101 50`; `all 50` means each, `all` alone every store without limit. "
         "Left empty, the stores stay as they are.")  # fmt: skip


class TicketForm(Form):
    """What a kind of ticket is."""

    callback: ClassVar[str] = ""
    title: ClassVar[Text] = _("Ticket")

    name: Annotated[str, asks(_("Name"), hint=_("As members see it."), longest=60)]
    picture: Annotated[str, asks(_("Picture"), hint=_("Its https address, or a file below."))] = ""
    picture_file: Annotated[
        str,
        uploads(_("Picture as a file"), "png", "jpg", "jpeg", "webp", "gif",
                hint=_("Made to fit phones; what the camera wrote into it is left out.")),
    ] = ""  # fmt: skip
    terms: Annotated[str, lines(_("Terms"), longest=2000)] = ""
    price_points: Annotated[
        str, asks(_("Price in points"), hint=NOT_SOLD, cleaned=clean_number)
    ] = ""
    price_money: Annotated[
        str, asks(_("Price at the counter"), hint=NOT_SOLD, cleaned=clean_number)
    ] = ""
    valid_from: Annotated[str, asks(_("Valid from"), hint=EMPTY, placeholder="2026-12-01")] = ""
    valid_until: Annotated[
        str,
        asks(_("Valid until"), hint=_("That day included. Left empty: no limit."),
             placeholder="2026-12-31"),
    ] = ""  # fmt: skip
    per_member: Annotated[str, asks(_("At most per member"), hint=EMPTY, cleaned=clean_number)] = ""
    quantity: Annotated[str, asks(_("At most in all"), hint=EMPTY, cleaned=clean_number)] = ""
    stores: Annotated[str, lines(_("Stores that may redeem it"), hint=STORES)] = ""
    file: Annotated[
        str,
        uploads(_("Stores as a file"), "csv", "tsv", "txt",
                hint=_("For lists too long for the field above.")),
    ] = ""  # fmt: skip
    claim_link: Annotated[
        bool,
        ticks(_("Claim link"), _("Whoever opens the link may get one"),
              hint=_("One per member, unless you say how many.")),
    ] = False  # fmt: skip

    async def written(self, call: Call) -> Written:
        """As the flows read it; a file stands for the list of stores."""
        given = self.model_dump(exclude={"file", "stores", "picture_file"})
        stores = await stores_given(call.deps, self.stores, self.file, call.speaker.language)
        return Written(**given, stores=stores)


class NewTicket(TicketForm):
    """A new kind of ticket."""

    callback: ClassVar[str] = "ticket.create"
    title: ClassVar[Text] = _("Create a ticket")


class PresentTicket(TicketForm):
    """A kind of ticket there is."""

    callback: ClassVar[str] = "ticket.edit"
    title: ClassVar[Text] = _("Edit a ticket")

    stores: Annotated[str, lines(_("Stores that may redeem it"), hint=KEEP)] = ""

    def address_typed(self, present: Ticket) -> str:
        """The address so far, left standing in its field, does not contradict a file."""
        return "" if self.picture == present.picture_url else self.picture
