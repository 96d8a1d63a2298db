"""Pre-signed, unique webhook deliveries of about 500 bytes, as whole HTTP requests for wrk."""

from __future__ import annotations

import json
from pathlib import Path

from bot.platforms.signature import sign

SECRET = "8c570fa6dd201bb328f1c1eac23a96d8"
BOT = "U8e742f61d673b39c7fff3cecb7536ef0"
PATH = "/line/island-coffee/webhook"

_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

#: wrk calls `request` for every request; the strings are ready, so it costs the client little.
_SCRIPT = """
local requests, position = {}, 0
function init(arguments)
   local file = assert(io.open(arguments[1], "rb"))
   local size = file:read(6)
   while size do
      requests[#requests + 1] = file:read(tonumber(size))
      size = file:read(6)
   end
   file:close()
end
function request()
   position = position % #requests + 1
   return requests[position]
end
function done(summary, latency, requests)
   local errors = summary.errors
   io.write("RESULT ", string.format(
      '{"requests": %d, "microseconds": %d, "refused": %d, "broken": %d, "p50": %d, "p99": %d}\\n',
      summary.requests, summary.duration, errors.status,
      errors.connect + errors.read + errors.write + errors.timeout,
      latency:percentile(50), latency:percentile(99)))
end
"""


def write_script(folder: Path) -> Path:
    """Write wrk's script; it sends the deliveries of the file named after `--`, one by one."""
    script = folder / "deliver.lua"
    script.write_text(_SCRIPT)
    return script


def write(file: Path, first: int, count: int) -> None:
    """Write `count` deliveries, from number `first` on; the same number is the same delivery."""
    with file.open("wb") as out:
        for number in range(first, first + count):
            request = _request(number)
            out.write(b"%06d" % len(request) + request)


def _request(number: int) -> bytes:
    body = _body(number)
    head = (
        f"POST {PATH} HTTP/1.1\r\n"
        "Host: 127.0.0.1\r\n"
        "User-Agent: LineBotWebhook/2.0\r\n"
        "Content-Type: application/json; charset=utf-8\r\n"
        f"Content-Length: {len(body)}\r\n"
        f"x-line-signature: {sign(SECRET.encode(), body)}\r\n\r\n"
    )
    return head.encode() + body


def _body(number: int) -> bytes:
    """One text message; its id is a ULID, so later ones sort after earlier ones, as LINE's do."""
    message = {
        "type": "message",
        "message": {
            "type": "text",
            "id": str(468789577898262530 + number),
            "quoteToken": "q3Plxr4AgKd1IIZVvdCWDzSpPhUr4AgKd1q3PlxrAgKd1IIZV",
            "text": "你好，請問今天營業到幾點？",
        },
        "webhookEventId": "01JDB2Q8R4" + _ulid_tail(number),
        "deliveryContext": {"isRedelivery": False},
        "timestamp": 1763870400000 + number,
        "source": {"type": "user", "userId": f"U{number % 5000:032x}"},
        "replyToken": f"{number:032x}",
        "mode": "active",
    }
    body = {"destination": BOT, "events": [message]}
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()


def _ulid_tail(number: int) -> str:
    digits = ""
    for _ in range(16):
        number, digit = divmod(number, 32)
        digits = _CROCKFORD[digit] + digits
    return digits
