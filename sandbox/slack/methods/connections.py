"""apps.connections.open: the address of a Socket Mode connection, for an app-level token."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.slack.arguments import Arguments
from sandbox.slack.model import Json

if TYPE_CHECKING:
    from sandbox.slack.methods import Method
    from sandbox.slack.state import WorkspaceState


def open_connection(workspace: WorkspaceState, arguments: Arguments) -> Json:
    """https://docs.slack.dev/reference/methods/apps.connections.open"""
    address = workspace.address.replace("http", "ws", 1)
    return {"url": f"{address}/link/?ticket={workspace.tickets.issue()}&app_id={workspace.app_id}"}


METHODS: dict[str, Method] = {"apps.connections.open": open_connection}
