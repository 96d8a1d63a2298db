"""views.*: modals and App Home."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.slack.arguments import Arguments
from sandbox.slack.blocks import faults_of_view, is_too_large
from sandbox.slack.errors import SlackRefusal
from sandbox.slack.model import Json, View
from sandbox.slack.render import view_json

if TYPE_CHECKING:
    from sandbox.slack.methods import Method
    from sandbox.slack.state import WorkspaceState


def open_view(workspace: WorkspaceState, arguments: Arguments) -> Json:
    """https://docs.slack.dev/reference/methods/views.open"""
    content = _content(arguments, "modal")
    user = workspace.triggers.exchange(_trigger(arguments))
    return {"view": view_json(workspace, workspace.surfaces.open(user, content))}


def push(workspace: WorkspaceState, arguments: Arguments) -> Json:
    """https://docs.slack.dev/reference/methods/views.push"""
    content = _content(arguments, "modal")
    user = workspace.triggers.exchange(_trigger(arguments))
    return {"view": view_json(workspace, workspace.surfaces.push(user, content))}


def update(workspace: WorkspaceState, arguments: Arguments) -> Json:
    """https://docs.slack.dev/reference/methods/views.update"""
    content = _content(arguments, "modal")
    view = workspace.surfaces.find(arguments.text("view_id") or arguments.text("external_id"))
    if view is None or view.type != "modal":
        raise SlackRefusal("not_found")
    _refuse_stale(view, arguments)
    workspace.surfaces.update(view, content)
    return {"view": view_json(workspace, view)}


def publish(workspace: WorkspaceState, arguments: Arguments) -> Json:
    """https://docs.slack.dev/reference/methods/views.publish"""
    content = _content(arguments, "home")
    if not workspace.installation.has_home:
        raise SlackRefusal("not_enabled")
    user = arguments.text("user_id")
    if user not in workspace.directory.users:
        raise SlackRefusal("invalid_arguments", ["invalid `user_id`"])
    known = workspace.surfaces.home(user)
    if known is not None:
        _refuse_stale(known, arguments)
    return {"view": view_json(workspace, workspace.surfaces.publish(user, content))}


def _trigger(arguments: Arguments) -> str:
    identifier = arguments.text("trigger_id")
    if not identifier:
        raise SlackRefusal("invalid_arguments", ["missing required field: trigger_id"])
    return identifier


def _content(arguments: Arguments, expected: str) -> Json:
    """The view, checked before the trigger is spent, as Slack does."""
    content = arguments.decoded("view", "invalid_arguments")
    if content is None:
        raise SlackRefusal("invalid_arguments", ["missing required field: view"])
    if faults := faults_of_view(content, expected=expected):
        raise SlackRefusal("invalid_arguments", faults)
    if is_too_large(content):
        raise SlackRefusal("view_too_large")
    shown: Json = content
    return shown


def _refuse_stale(view: View, arguments: Arguments) -> None:
    given = arguments.text("hash")
    if given and given != view.hash:
        raise SlackRefusal("hash_conflict")


METHODS: dict[str, Method] = {
    "views.open": open_view,
    "views.push": push,
    "views.update": update,
    "views.publish": publish,
}
