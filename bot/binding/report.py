"""A verification as people see it: every check, every step, in an order that puts trouble first."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from bot.binding.checklist import Ticked
from bot.binding.desired import Desired, Kind, Want
from bot.binding.model import Advice, Outcome, Repair, State, Verdict
from bot.text import Text, _, from_json, to_json

ORDER = (State.BROKEN, State.WARNING, State.UNKNOWN, State.OK)


@dataclass(frozen=True)
class CheckLine:
    """One check of one subject."""

    check: str
    subject: str  #: "site:taipei"
    subject_name: str
    state: State
    label: Text
    says: Text | None  #: what is wrong, or why it cannot be told
    link: str = ""  #: the console where a person can mend it
    repairable: bool = False


@dataclass(frozen=True)
class StepLine:
    """One checklist step of one subject."""

    name: str
    subject: str
    title: Text
    how: Text
    link: str
    done: bool
    proof: Text | None  #: the evidence, if an event or reading proves it
    confirmed_by: str  #: Slack user id of the person whose word it is, or ""


@dataclass(frozen=True)
class Report:
    """Everything the binding card shows; carries no times, so that equal reports are equal."""

    account_id: str
    slug: str
    name: str
    oa_id: str
    webhook_url: str
    callback_urls: tuple[str, ...]
    checks: tuple[CheckLine, ...]
    steps: tuple[StepLine, ...]
    sites: tuple[str, ...] = ()  #: slugs, in the order of `callback_urls`
    service_until: str = ""  #: the day as ISO writes it, or ""
    messaging_channel_id: str = ""
    login_channels: tuple[str, ...] = ()  #: their ids, in the order of `callback_urls`

    def guide(self, step: str) -> str:
        """Where the operator's guide tells of a step; on the server LINE's webhook reaches."""
        return f"{self.webhook_url.rpartition('/line/')[0]}/guide#{step}"

    @property
    def worst(self) -> State:
        """The state that decides the card's colour; what is merely unseen does not count."""
        states = {line.state for line in self.checks}
        return next((s for s in (State.BROKEN, State.WARNING) if s in states), State.OK)

    def about(self, site: str | None) -> Report:
        """Only what concerns one site; everything when `site` is None."""
        return self.within(None if site is None else frozenset({site}))

    def within(self, slugs: Collection[str] | None) -> Report:
        """Only what concerns these sites, their callback addresses included; None: everything."""
        if slugs is None:
            return self
        subjects = {f"site:{slug}" for slug in slugs}
        ours = [each for each in zip(self.sites, self.callback_urls, self.login_channels,
                                     strict=False) if each[0] in slugs]  # fmt: skip
        return replace(
            self,
            sites=tuple(slug for slug, _url, _channel in ours),
            callback_urls=tuple(url for _slug, url, _channel in ours),
            login_channels=tuple(channel for _slug, _url, channel in ours),
            checks=tuple(line for line in self.checks if line.subject in subjects),
            steps=tuple(step for step in self.steps if step.subject in subjects),
        )

    @property
    def needs_person(self) -> bool:
        """Whether what is broken can only be mended at a console, as on the first day."""
        broken = [line for line in self.checks if line.state is State.BROKEN]
        return bool(broken) and all(line.link for line in broken)

    @property
    def repairable(self) -> bool:
        return any(line.repairable for line in self.checks)


def report(want: Desired, verdict: Verdict, steps: Sequence[Ticked]) -> Report:
    """Sum up one look. A step nothing is known of now is left out: it may well be done."""
    subjects = {str(about.subject): about for kind in Kind for about in want.wants(kind)}
    lines = [_line(subjects[str(one.subject)], one) for one in verdict.outcomes]
    return Report(
        account_id=want.account_id,
        slug=want.slug,
        name=want.name,
        oa_id=want.oa_id,
        webhook_url=want.webhook_url,
        callback_urls=tuple(site.callback_url for site in want.sites),
        checks=tuple(sorted(lines, key=lambda line: ORDER.index(line.state))),
        steps=tuple(_step(each) for each in steps if each.done or not each.unread),
        sites=tuple(site.slug for site in want.sites),
        service_until=want.service_until.isoformat() if want.service_until else "",
        messaging_channel_id=want.messaging_channel_id,
        login_channels=tuple(site.login_channel.channel_id for site in want.sites),
    )


def _line(about: Want, outcome: Outcome) -> CheckLine:
    rule, drift = outcome.rule, outcome.drift
    says = outcome.unread.said if outcome.unread else None
    if drift:
        says = _("{title}: expected {expected}, found {actual}.", title=rule.title,
                 expected=drift.expected, actual=drift.actual)  # fmt: skip
    return CheckLine(
        rule.name,
        str(outcome.subject),
        outcome.subject.name,
        outcome.state,
        rule.label,
        says,
        rule.ending.link(about) if drift and isinstance(rule.ending, Advice) else "",
        bool(drift) and isinstance(rule.ending, Repair),
    )


def _step(each: Ticked) -> StepLine:
    step, word = each.step, each.word.by if each.word else ""
    about = str(each.subject)
    return StepLine(step.name, about, step.title, step.how, each.link, each.done, each.proof, word)


def dump(one: Report) -> Any:
    """As JSON, for the outbox; the inverse of `load`."""
    return _plain(asdict(one) | {"checks": one.checks, "steps": one.steps})


def load(stored: Any) -> Report:
    """Read back what `dump` wrote."""
    checks = tuple(
        CheckLine(**_texts(line) | {"state": State(line["state"])}) for line in stored["checks"]
    )
    steps = tuple(StepLine(**_texts(line)) for line in stored["steps"])
    lists = ("callback_urls", "sites", "login_channels")
    plain = {name: tuple(stored.get(name, ())) for name in lists}
    return Report(**{**stored, **plain, "checks": checks, "steps": steps})


def _plain(value: Any) -> Any:
    match value:
        case Text():
            return to_json(value)
        case CheckLine() | StepLine():
            return {name: _plain(part) for name, part in vars(value).items()}
        case dict():
            return {name: _plain(part) for name, part in value.items()}
        case tuple() | list():
            return [_plain(part) for part in value]
        case _:
            return value


def _texts(line: dict[str, Any]) -> dict[str, Any]:
    return {
        name: from_json(part) if isinstance(part, dict) else part for name, part in line.items()
    }
