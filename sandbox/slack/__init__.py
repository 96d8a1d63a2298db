"""A stand-in for Slack: Web API, Block Kit's limits, interactivity, events and Socket Mode.

`furnish` makes a workspace, `make_app` serves it, and the workspace's methods are what people do.
"""

from sandbox.slack.app import make_app
from sandbox.slack.seed import furnish, new_workspace
from sandbox.slack.workspace import SlackWorkspace

__all__ = ["SlackWorkspace", "furnish", "make_app", "new_workspace"]
