"""The signature, against the worked example in Slack's documents and the official verifier."""

from __future__ import annotations

from slack_sdk.signature import Clock, SignatureVerifier

from sandbox.slack.signing import signature, signed_headers

SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
TIME = 1531420618
BODY = (
    b"token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V"
    b"&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text="
    b"&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554"
    b"%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c"
)
"""https://docs.slack.dev/authentication/verifying-requests-from-slack"""


class Then(Clock):
    def now(self) -> float:
        return TIME


def test_the_documented_example_is_signed_as_documented() -> None:
    documented = "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503"

    assert signature(SECRET, TIME, BODY) == documented


def test_the_official_verifier_accepts_the_headers() -> None:
    verifier = SignatureVerifier(SECRET, clock=Then())

    assert verifier.is_valid_request(BODY, signed_headers(SECRET, TIME, BODY))
    assert not verifier.is_valid_request(BODY + b"x", signed_headers(SECRET, TIME, BODY))
