"""Modals and App Homes: the stack each person has open, and what they typed into it."""

from __future__ import annotations

from sandbox.slack.blocks import named
from sandbox.slack.errors import NoSuchThing, SlackRefusal
from sandbox.slack.forms import blank
from sandbox.slack.identifiers import Clock, Mint
from sandbox.slack.journal import Journal
from sandbox.slack.model import Json, View

DEEPEST = 3
"""Views in one modal's stack (https://docs.slack.dev/surfaces/modals)."""


class Surfaces:
    """The views of everybody; each change is in the journal under its user."""

    def __init__(self, mint: Mint, journal: Journal, clock: Clock) -> None:
        self._mint = mint
        self._journal = journal
        self._clock = clock
        self._stacks: dict[str, list[View]] = {}
        self._homes: dict[str, View] = {}

    def stack(self, user: str) -> list[View]:
        """The modals a person has open, the one in front last."""
        return list(self._stacks.get(user, []))

    def home(self, user: str) -> View | None:
        """The App Home last published to a person."""
        return self._homes.get(user)

    def find(self, key: str) -> View | None:
        """A view that is open or published, by its id or its external_id."""
        for view in self._everything():
            if key in (view.id, view.content.get("external_id") or None):
                return view
        return None

    def get(self, key: View | str) -> View:
        """As `find`, by the view or its id. Raises NoSuchThing."""
        wanted = key.id if isinstance(key, View) else key
        view = self.find(wanted)
        if view is None:
            there = [(one.id, one.callback_id) for one in self._everything()]
            raise NoSuchThing(f"no open view {wanted!r}; there are {there}")
        return view

    def open(self, user: str, content: Json) -> View:
        """Show a new modal, in place of whatever the person had open."""
        self._refuse_taken(content, None)
        view = self._made(user, content)
        self._stacks[user] = [view]
        self._note("view.opened", view)
        return view

    def push(self, user: str, content: Json) -> View:
        """Put a view on top of the person's stack; ``push_limit_reached`` beyond three."""
        stack = self._stacks.get(user, [])
        if not stack:
            raise SlackRefusal("not_found")
        if len(stack) >= DEEPEST:
            raise SlackRefusal("push_limit_reached")
        self._refuse_taken(content, None)
        view = self._made(user, content)
        view.root_id, view.previous_id = stack[0].id, stack[-1].id
        stack.append(view)
        self._note("view.pushed", view)
        return view

    def update(self, view: View, content: Json) -> None:
        """Show other content in an open view.

        What was typed into an input stays when the new content has the same block_id and
        action_id with the same kind of element (https://docs.slack.dev/surfaces/modals).
        """
        self._refuse_taken(content, view)
        view.content = {**content, "blocks": named(content["blocks"], self._mint)}
        fresh = blank(view.blocks)
        kept = {
            name: view.typed[name]
            for name, state in fresh.items()
            if name in view.typed and view.typed[name]["type"] == state["type"]
        }
        view.typed = {**fresh, **kept}
        view.errors = {}
        view.hash = self._hash()
        self._note("home.published" if view.type == "home" else "view.updated", view)

    def publish(self, user: str, content: Json) -> View:
        """Show an App Home to a person, in place of the last."""
        known = self._homes.get(user)
        if known is not None:
            self.update(known, content)
            return known
        view = self._homes[user] = self._made(user, content)
        self._note("home.published", view)
        return view

    def close(self, view: View, *, everything: bool = False) -> None:
        """Take the front view away, or the whole stack; the one beneath comes to the front."""
        stack = self._stacks.get(view.user, [])
        while stack and (everything or view in stack):
            self._note("view.closed", stack.pop())

    def refuse(self, view: View, errors: dict[str, str]) -> None:
        """Show errors under the fields of a view that was submitted."""
        view.errors = dict(errors)
        self._note("view.refused", view)

    def _made(self, user: str, content: Json) -> View:
        identifier = self._mint.identifier("V")
        shown = {**content, "blocks": named(content["blocks"], self._mint)}
        view = View(identifier, user, shown, self._hash(), root_id=identifier)
        view.typed = blank(view.blocks)
        return view

    def _hash(self) -> str:
        return f"{int(self._clock().timestamp())}.{self._mint.word(8)}"

    def _refuse_taken(self, content: Json, own: View | None) -> None:
        external = content.get("external_id")
        taken = self.find(external) if external else None
        if taken is not None and taken is not own:
            raise SlackRefusal("duplicate_external_id")

    def _everything(self) -> list[View]:
        open_now = [view for stack in self._stacks.values() for view in reversed(stack)]
        return [*open_now, *self._homes.values()]

    def _note(self, kind: str, view: View) -> None:
        self._journal.note(kind, user=view.user, view=view.id)
