"""Forms that come back: errors under their fields while Slack listens, waiting views after that.

Slack shows errors under fields only in the acknowledgement, and wants that within three seconds
(https://docs.slack.dev/surfaces/modals#displaying_errors). So the check gets a little less; when it
takes longer a waiting view is acknowledged, and what the check finds comes by views.update: the
form again, filled in except for secrets, with the problems under their fields.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any

from bot.cards.kit_views import again
from bot.cards.modals import said, waiting
from bot.cards.spelling import Spelling
from bot.errors import InvalidForm, MoorlineError, Refused
from bot.text import _
from handlers.declare import WAIT, Answer, Call, Submission
from handlers.edge import Edge
from handlers.failures import card_of
from handlers.forms import Form
from handlers.payloads import Json, part, word
from handlers.surface import Surface

MOST_SAID = 1000  #: characters of one field's error
PATIENCE = 2.3  # seconds of Slack's three
SETTLE = 0.4  # seconds for Slack to show the acknowledged view before it is replaced

Acknowledgement = dict[str, Any]


@dataclass(frozen=True)
class Checked:
    """A form whose fields are well, ready to be worked on."""

    call: Call
    submission: Submission
    form: Form


class Submissions:
    """Takes one submission at a time through check, acknowledgement, work and answer."""

    def __init__(self, edge: Edge, patience: float = PATIENCE) -> None:
        self.edge = edge
        self.patience = patience

    async def take(self, body: Json) -> Acknowledgement:
        """What to acknowledge a submission with; the rest goes on by itself."""
        surface = self.edge.surface(body)
        checking = self.edge.start(self._check(surface, body))
        done, _late = await asyncio.wait({checking}, timeout=self.patience)
        if not done:
            self.edge.start(self._late(surface, body, checking))
            return self._wait(surface, body, None)
        try:
            checked = checking.result()
        except InvalidForm as invalid:
            return self._errors(surface, body, invalid)
        except Exception as error:  # the boundary: said with a reference, logged with traceback
            card = card_of(error, word(body, "view", "callback_id"))
            return {"response_action": "update", "view": surface.drawn(said(card))}
        acknowledged = self._wait(surface, body, checked)
        self.edge.start(self._work(surface, checked))
        return acknowledged

    async def _check(self, surface: Surface, body: Json) -> Checked:
        """Read and try the values. Raises InvalidForm, NotAllowed, VendorError."""
        call = await self.edge.call(surface, body)
        name = word(body, "view", "callback_id")
        submission = self.edge.submissions.get(name)
        if submission is None:
            raise Refused(_("This form is no longer in use. Type the command again."))
        await self.edge.authorise(call, submission.name)
        form = submission.form.parse(part(body, "view", "state", "values"))
        if submission.first is not None:
            await submission.first(call, form)
        return Checked(call, submission, form)

    async def _work(self, surface: Surface, checked: Checked) -> None:
        """Do it and show the answer, not before Slack has shown the acknowledged view."""
        settled = asyncio.get_running_loop().time() + SETTLE

        async def work() -> Answer:
            answer = await checked.submission.run(checked.call, checked.form)
            await _until(settled)
            return answer

        await self.edge.answered(surface, checked.submission.name, work)

    async def _late(self, surface: Surface, body: Json, checking: asyncio.Task[Checked]) -> None:
        """The check took longer than Slack waits; the waiting view is up."""
        settled = asyncio.get_running_loop().time() + SETTLE
        name = word(body, "view", "callback_id")
        try:
            checked = await checking
        except InvalidForm as invalid:
            await _until(settled)
            await self._form_again(surface, body, invalid)
            return
        except Exception as error:  # the boundary: said with a reference, logged with traceback
            await _until(settled)
            await surface.show(card_of(error, name))
            return
        await self._work(surface, checked)

    async def _form_again(self, surface: Surface, body: Json, invalid: InvalidForm) -> None:
        submission = self.edge.submissions[word(body, "view", "callback_id")]
        hidden = submission.form.secrets()
        drawn = again(part(body, "view"), invalid.errors, hidden, surface.speaker)
        try:
            await surface.redraw(drawn)
        except MoorlineError:  # closed meanwhile: the problems are said in the channel
            surface.view_id = ""
            await surface.show(card_of(invalid, submission.name))

    def _wait(self, surface: Surface, body: Json, checked: Checked | None) -> Acknowledgement:
        """A waiting view; or, for forms that close at once, nothing."""
        if checked is not None and checked.submission.waiting is None:
            return {}
        surface.view_id = word(body, "view", "id")
        text = (checked.submission.waiting if checked else None) or WAIT
        return {"response_action": "update", "view": surface.drawn(waiting(text))}

    def _errors(self, surface: Surface, body: Json, invalid: InvalidForm) -> Acknowledgement:
        """Errors by block_id; Slack refuses names the view has no input for."""
        inputs = list(part(body, "view", "state", "values"))
        if not inputs:
            card = card_of(invalid, word(body, "view", "callback_id"))
            return {"response_action": "update", "view": surface.drawn(said(card))}
        errors: dict[str, str] = {}
        for name, problem in invalid.errors.items():
            place = name if name in inputs else inputs[0]
            words = Spelling(surface.speaker).plain(
                problem, MOST_SAID
            )  # Slack takes no markup here
            errors[place] = f"{errors[place]} {words}" if place in errors else words
        return {"response_action": "errors", "errors": errors}


async def _until(moment: float) -> None:
    """Sleep until the loop's clock says `moment`: two requests to Slack may overtake each other."""
    await asyncio.sleep(max(0.0, moment - asyncio.get_running_loop().time()))
