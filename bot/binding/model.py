"""What a binding should be, what it is, and what the difference means. No I/O.

`Desired` is asked for, `Seen` is what the platforms answered, a `Rule` compares the two, and a
`Verdict` is what all rules say at one moment. Docs: `docs/adding.md`, "a check".
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from enum import IntEnum, StrEnum
from typing import Any, Generic, TypeVar, get_type_hints

from bot.binding.desired import Desired, Kind, Subject, W
from bot.binding.platforms import Platforms
from bot.binding.turns import Turn
from bot.errors import CredentialsRefused, Unseen, VendorError
from bot.text import Text

T = TypeVar("T")


class Severity(IntEnum):
    """How bad a finding is; worst is greatest."""

    WARNING = 2  #: will break unless someone acts
    BROKEN = 3  #: messages or sign-ins are being lost now


class State(StrEnum):
    """What a check says about its subject, as `check --json` prints it."""

    OK = "ok"
    WARNING = "warning"
    BROKEN = "broken"
    UNKNOWN = "unknown"


@dataclass(frozen=True, eq=False)
class Probe(Generic[T]):
    """One question to a platform, asked at most once per verification and subject.

    `keep(want, answer)` is how long an answer serves later rounds (None: not at all); without it
    every round asks. `names(about)` names what was asked about: an answer about another address
    serves no round. `turn` is how the question waits for others.
    """

    name: str
    per: Kind
    read: Callable[[Platforms, Any], Awaitable[T]]
    keep: Callable[[Desired, T], timedelta | None] | None = None
    names: Callable[[Any], str] = str
    turn: Turn | None = None

    @property
    def answers(self) -> Any:
        """The type of the answer, for storing a kept one."""
        return get_type_hints(self.read)["return"]


def probe(
    per: Kind,
    *,
    keep: Callable[[Desired, Any], timedelta | None] | None = None,
    names: Callable[[Any], str] = str,
    turn: Turn | None = None,
) -> Callable[[Callable[[Platforms, Any], Awaitable[T]]], Probe[T]]:
    """Declare a question; its name is the function's."""
    return lambda read: Probe(getattr(read, "__name__", ""), per, read, keep, names, turn)


Answers = Mapping[tuple[str, str], Any]
"""(probe name, subject key) → the answer, or the `VendorError` or `Unseen` in its place"""


@dataclass(frozen=True)
class Seen:
    """The answers as one subject sees them: a site looks at its own Login channel's answers."""

    answers: Answers
    keys: Mapping[Kind, str]

    def __getitem__(self, question: Probe[T]) -> T:
        """The answer; raises the `VendorError` or `Unseen` that stands in its place."""
        answer = self.answers[question.name, self.keys[question.per]]
        if isinstance(answer, VendorError | Unseen):
            raise answer
        return answer  # type: ignore[no-any-return]  # answers of all probes share one mapping


@dataclass(frozen=True)
class Drift:
    """How it is not as it should be, in words for a person. `severity` overrides the rule's."""

    expected: Text | str
    actual: Text | str
    severity: Severity | None = None
    means: Text | None = None  #: overrides the rule's own explanation


def differs(expected: str, actual: str) -> Drift | None:
    """A drift when the two are not the same."""
    return None if expected == actual else Drift(expected, actual)


Cure = Callable[[Platforms, Any], Awaitable[None]]


@dataclass(frozen=True)
class Repair:
    """Moorline can put it right by itself."""

    label: Text
    run: Cure


@dataclass(frozen=True)
class Asks:
    """A person has to enter something; `parameter` names it as `/line set` does."""

    label: Text
    parameter: str


@dataclass(frozen=True)
class Advice:
    """Only a person at a console can do it; `link` is where."""

    label: Text
    how: Text
    link: Callable[[Any], str]


Ending = Repair | Asks | Advice


@dataclass(eq=False)
class Rule:
    """One thing that must hold, how bad it is when it does not, and how it is put right."""

    name: str
    about: Kind
    severity: Severity
    label: Text  #: what it is about, in a list of checks
    title: Text  #: what happened, when it does not hold
    means: Text  #: what that means for members and shop
    check: Callable[[Any, Seen], Drift | None]
    ending: Ending | None = field(default=None)
    at_line: bool = False  #: what it reads is set at LINE: well and then not, somebody changed it

    def repair(self, label: Text) -> Callable[[Cure], Cure]:
        """Attach the function that puts it right."""

        def attach(run: Cure) -> Cure:
            self.ending = Repair(label, run)
            return run

        return attach


def rule(
    name: str,
    about: Kind,
    severity: Severity,
    *,
    label: Text,
    title: Text,
    means: Text,
    ending: Asks | Advice | None = None,
    at_line: bool = False,
) -> Callable[[Callable[[W, Seen], Drift | None]], Rule]:
    """Declare a rule from its check; `check` is pure and returns what it found, or None."""
    return lambda check: Rule(name, about, severity, label, title, means, check, ending, at_line)


@dataclass(frozen=True)
class Finding:
    """A rule that does not hold for a subject."""

    rule: Rule
    subject: Subject
    drift: Drift

    @property
    def key(self) -> tuple[str, str]:
        return (self.rule.name, str(self.subject))

    @property
    def severity(self) -> Severity:
        return self.drift.severity or self.rule.severity

    @property
    def means(self) -> Text:
        return self.drift.means or self.rule.means


@dataclass(frozen=True)
class Outcome:
    """What one rule says about one subject: well, a drift, or why it could not be told."""

    rule: Rule
    subject: Subject
    drift: Drift | None = None
    unread: VendorError | Unseen | None = None

    @property
    def key(self) -> tuple[str, str]:
        return (self.rule.name, str(self.subject))

    @property
    def finding(self) -> Finding | None:
        """What does not hold, its severity settled."""
        if not self.drift:
            return None
        severity = self.drift.severity or self.rule.severity
        return Finding(self.rule, self.subject, replace(self.drift, severity=severity))

    @property
    def state(self) -> State:
        if self.unread:
            return State.UNKNOWN
        if not (found := self.finding):
            return State.OK
        return State.BROKEN if found.severity is Severity.BROKEN else State.WARNING


@dataclass(frozen=True)
class Verdict:
    """The outcome of one verification."""

    outcomes: Sequence[Outcome]

    @property
    def findings(self) -> Sequence[Finding]:
        """What does not hold, worst first."""
        found = [finding for outcome in self.outcomes if (finding := outcome.finding)]
        return sorted(found, key=lambda finding: -finding.severity)

    @property
    def unread(self) -> Sequence[Outcome]:
        """What could not be told, whether a platform failed or nothing has shown it yet."""
        return [outcome for outcome in self.outcomes if outcome.unread]

    @property
    def failed(self) -> Sequence[Outcome]:
        """What could not be told for want of a usable answer (refused credentials are one)."""
        silent = [one for one in self.outcomes if isinstance(one.unread, VendorError)]
        return [one for one in silent if not isinstance(one.unread, CredentialsRefused)]
