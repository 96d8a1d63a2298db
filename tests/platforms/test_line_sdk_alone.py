"""LINE's SDK in a process that has imported nothing else of it, as every real server is."""

from __future__ import annotations

import subprocess
import sys

ALONE = """
import sys
from bot.platforms.line_sdk import _imported
sdk = _imported()
asked = {"replyToken": "r", "messages": [{"type": "text", "text": "hi"}]}
print(sdk.ReplyMessageRequest.from_dict(asked).messages[0].text, "linebot.api" in sys.modules)
from linebot.v3 import WebhookParser
from linebot.v3 import oauth
from linebot import LineBotApi
print(WebhookParser.__name__, oauth.__name__, LineBotApi.__name__)
"""


def test_messages_are_made_without_the_older_clients_which_stay_at_hand() -> None:
    run = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", ALONE], capture_output=True, text=True, check=False
    )
    assert run.stdout.splitlines() == [
        "hi False",
        "WebhookParser linebot.v3.oauth LineBotApi",
    ], run.stderr
