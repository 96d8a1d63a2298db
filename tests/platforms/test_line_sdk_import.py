"""What importing line-bot-sdk brings along: 12 MB of its older clients are left out."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

_CHECK = """
import sys
from bot.platforms.line_sdk import _imported

sdk = _imported()
assert sdk.AsyncMessagingApi and sdk.PushMessageRequest
assert not {"linebot.models", "linebot.v3.webhooks"} & set(sys.modules)
from linebot.v3 import WebhookParser, messaging  # whoever wants the rest gets it
assert messaging is sdk and _imported() is sdk
"""


def test_only_the_messaging_client_is_imported_and_the_rest_stays_importable() -> None:
    root = Path(__file__).parents[2]
    subprocess.run([sys.executable, "-W", "ignore", "-c", _CHECK], check=True, cwd=root)
