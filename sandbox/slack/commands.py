"""Slash commands (https://docs.slack.dev/interactivity/implementing-slash-commands)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sandbox.slack.errors import SlackRefusal
from sandbox.slack.model import Channel, User
from sandbox.slack.seen import Seen, look

if TYPE_CHECKING:
    from sandbox.slack.delivery import Answer
    from sandbox.slack.hooks import Hook
    from sandbox.slack.state import WorkspaceState

SLACKBOT = "USLACKBOT"


@dataclass(frozen=True)
class Typed:
    """A command as a person typed it."""

    user: User
    channel: Channel
    command: str
    text: str


async def run_command(workspace: WorkspaceState, typed: Typed, patience: float) -> Seen:
    """A person types a command; see SlackWorkspace.command."""
    start = workspace.journal.latest
    hook = workspace.hooks.issue("commands", typed.user.id, typed.channel.id)
    if not workspace.installation.has_command(typed.command):
        _tell(workspace, hook, f"{typed.command} is not a valid command.")
        return await look(workspace, typed.user.id, start, 0, failure="invalid_command")
    answer = await workspace.delivery.command(_fields(workspace, typed, hook))
    failure = answer.failure or _show(workspace, hook, answer)
    if failure:
        _tell(workspace, hook, f'{typed.command} failed with the error "{failure}"')
    return await look(workspace, typed.user.id, start, patience, failure=failure)


def _fields(workspace: WorkspaceState, typed: Typed, hook: Hook) -> dict[str, str]:
    written = workspace.installation.written(typed.command, typed.text, workspace.directory)
    return {
        "token": workspace.verification_token,
        "team_id": workspace.team.id,
        "team_domain": workspace.team.domain,
        "channel_id": typed.channel.id,
        "channel_name": shown_name(typed.channel),
        "user_id": typed.user.id,
        "user_name": typed.user.name,
        "command": typed.command,
        "text": written,
        "api_app_id": workspace.app_id,
        "is_enterprise_install": "false",
        "response_url": workspace.address + hook.path,
        "trigger_id": workspace.triggers.issue(typed.user.id),
    }


def shown_name(channel: Channel) -> str:
    """The ``channel_name`` Slack sends: private and direct ones do not tell theirs."""
    if channel.is_direct:
        return "directmessage"
    return "privategroup" if channel.is_private else channel.name


def _show(workspace: WorkspaceState, hook: Hook, answer: Answer) -> str | None:
    """Show the body of the acknowledgement; say how it failed if Slack would not take it."""
    body = answer.body
    if body is None and answer.text.strip():
        body = {"text": answer.text}
    if not body:
        return None
    try:
        workspace.hooks.answer(hook, body)
    except SlackRefusal:
        return "invalid_response"
    return None


def _tell(workspace: WorkspaceState, hook: Hook, text: str) -> None:
    """Slackbot tells the person, and nobody else."""
    workspace.messages.post(hook.channel, SLACKBOT, text, only_for=hook.user)
