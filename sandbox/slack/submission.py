"""Submitting and closing modals, and what the app's acknowledgement does to them.

https://docs.slack.dev/surfaces/modals and
https://docs.slack.dev/reference/interaction-payloads/view-interactions-payload.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from sandbox.slack.blocks import elements_of, faults_of_view
from sandbox.slack.delivery import Answer
from sandbox.slack.errors import SlackRefusal
from sandbox.slack.forms import complaints, fill
from sandbox.slack.interactivity import envelope
from sandbox.slack.model import Json, User, View
from sandbox.slack.render import view_json
from sandbox.slack.seen import Seen, look
from sandbox.slack.uploads import with_files

if TYPE_CHECKING:
    from sandbox.slack.state import WorkspaceState

TROUBLE = "invalid_response"


async def submit(
    workspace: WorkspaceState, user: User, view: View, values: Mapping[str, Any]
) -> Seen:
    """A person fills in a form and submits it; see SlackWorkspace.submit."""
    start = workspace.journal.latest
    view.errors = {}
    fill(view, with_files(workspace, user, view, values))
    if errors := complaints(view):
        workspace.surfaces.refuse(view, errors)
        seen = await look(workspace, user.id, start, 0)
        seen.errors, seen.by_slack = errors, True
        return seen
    payload = {
        **envelope(workspace, "view_submission", user),
        "view": view_json(workspace, view),
        "response_urls": _response_urls(workspace, user, view),
    }
    answer = await workspace.delivery.interaction(payload)
    failure = answer.failure or _acknowledged(workspace, user, view, answer)
    seen = await look(workspace, user.id, start, 0, failure=failure)
    seen.errors = dict(view.errors)
    return seen


async def close(workspace: WorkspaceState, user: User, view: View, *, everything: bool) -> Seen:
    """A person closes a view; the app hears of it when it asked to."""
    start = workspace.journal.latest
    cleared = everything or bool(view.content.get("clear_on_close"))
    payload = {
        **envelope(workspace, "view_closed", user),
        "view": view_json(workspace, view),
        "is_cleared": cleared,
    }
    del payload["trigger_id"]
    workspace.surfaces.close(view, everything=cleared)
    failure = None
    if view.content.get("notify_on_close"):
        failure = (await workspace.delivery.interaction(payload)).failure
    return await look(workspace, user.id, start, 0, failure=failure)


def _response_urls(workspace: WorkspaceState, user: User, view: View) -> list[Json]:
    """One for each menu of conversations that asked with ``response_url_enabled``."""
    urls = []
    for block in view.blocks:
        for element in elements_of(block):
            state = view.typed.get((block["block_id"], element.get("action_id", "")), {})
            chosen = state.get("selected_conversation") or state.get("selected_channel")
            if element.get("response_url_enabled") and chosen:
                hook = workspace.hooks.issue("app", user.id, chosen)
                urls.append(
                    {
                        "block_id": block["block_id"],
                        "action_id": element["action_id"],
                        "channel_id": chosen,
                        "response_url": workspace.address + hook.path,
                    }
                )
    return urls


def _acknowledged(workspace: WorkspaceState, user: User, view: View, answer: Answer) -> str | None:
    """Do what the acknowledgement of a submission says; say how it failed if it is nonsense."""
    body = answer.body
    surfaces = workspace.surfaces
    if body is None and answer.text.strip():
        return TROUBLE
    if not body:
        surfaces.close(view)
        return None
    match body.get("response_action"):
        case "clear":
            surfaces.close(view, everything=True)
        case "errors":
            return _refused(workspace, view, body.get("errors"))
        case "update" | "push" as action:
            return _shown(workspace, user, view, action, body.get("view"))
        case _:
            return TROUBLE
    return None


def _refused(workspace: WorkspaceState, view: View, errors: Any) -> str | None:
    inputs = {block["block_id"] for block in view.blocks if block["type"] == "input"}
    if not isinstance(errors, dict) or not errors or not set(errors) <= inputs:
        return TROUBLE
    workspace.surfaces.refuse(view, errors)
    return None


def _shown(
    workspace: WorkspaceState, user: User, view: View, action: str, content: Any
) -> str | None:
    if faults_of_view(content, expected="modal"):
        return TROUBLE
    try:
        if action == "update":
            workspace.surfaces.update(view, content)
        else:
            workspace.surfaces.push(user.id, content)
    except SlackRefusal:
        return TROUBLE
    return None
