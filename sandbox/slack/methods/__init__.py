"""The Web API's methods, one file per family; each file's METHODS names them."""

from __future__ import annotations

from collections.abc import Callable

from sandbox.slack.arguments import Arguments
from sandbox.slack.model import Json
from sandbox.slack.state import WorkspaceState

Method = Callable[[WorkspaceState, Arguments], Json]
"""Answers one call with the fields beside ``ok``; raises SlackRefusal."""
