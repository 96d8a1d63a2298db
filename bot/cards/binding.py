"""The binding card: what is well, what is not, and which steps only a person can take."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

from bot.binding.model import State
from bot.binding.report import CheckLine, Report, StepLine
from bot.binding.sign_ins import SignIns
from bot.cards.alert_buttons import RepairPressed, VerifyPressed
from bot.cards.marks import Said, code, link, person, spoken_link
from bot.cards.parts import (
    Button,
    Card,
    Part,
    Tone,
    button,
    buttons,
    context,
    divider,
    facts,
    heading,
    prose,
)
from bot.cards.values import ButtonValue
from bot.text import Text, _

DOTS = {State.OK: "🟢", State.WARNING: "🟠", State.BROKEN: "🔴", State.UNKNOWN: "⚪"}
TONES = {State.OK: Tone.WELL, State.WARNING: Tone.WARNING, State.BROKEN: Tone.BROKEN}
MOST_TROUBLE, MOST_ALIKE = 14, 4  #: shown; a message holds fifty blocks


@dataclass(frozen=True)
class ConfirmPressed(ButtonValue):
    """A person gives their word that a console step is done, or takes it back."""

    action: ClassVar[str] = "confirm"
    account: str
    subject: str
    step: str
    done: bool


def binding(report: Report, sign_ins: SignIns | None = None) -> Card:
    """Every check worst first, then the checklist with a link for each open step; on request also
    how members' sign-ins of the day have ended.
    """
    steps = [step for step in report.steps if not step.done]
    trouble = [line for line in report.checks if line.state in (State.BROKEN, State.WARNING)]
    parts: list[Part] = [heading(_headline(report)), _addresses(report)]
    parts += [_trouble(line) for line in trouble[:MOST_TROUBLE]]
    if len(trouble) > MOST_TROUBLE:
        parts.append(context(_more(len(trouble) - MOST_TROUBLE, "/line alerts")))
    notes: list[Said] = [*_tally(report), *([_sign_ins(sign_ins)] if sign_ins else [])]
    if notes:
        parts.append(context(*notes))
    if report.repairable or trouble or steps:
        parts.append(buttons(*_actions(report)))
    if steps:
        parts += [divider(), prose(_("*Steps only you can take* (LINE offers no API for them)"))]
        parts += _open_steps(report, steps)
    if done := [step for step in report.steps if step.done]:
        parts.append(context(*(_done_step(step) for step in done[:10])))
    tone = Tone.WARNING if report.needs_person else TONES[report.worst]
    return Card(_headline(report), tuple(parts), tone, _status(report, steps))


def _headline(report: Report) -> Text:
    name, account = report.name, f"@{report.oa_id}"
    match report.worst:
        case State.BROKEN if report.needs_person:
            return _("{name} ({account}): waiting for steps only you can take",
                     name=name, account=account)  # fmt: skip
        case State.BROKEN:
            return _("{name} ({account}): something is broken", name=name, account=account)
        case State.WARNING:
            return _("{name} ({account}): bound, with something to look at",
                     name=name, account=account)  # fmt: skip
        case _:
            return _("{name} ({account}) is bound", name=name, account=account)


def _addresses(report: Report) -> Part:
    callbacks = [(_("Callback URL"), code(url)) for url in report.callback_urls[:3]]
    service = [(_("Service until"), report.service_until)] if report.service_until else []
    return facts([(_("Webhook URL"), code(report.webhook_url)), *callbacks, *service])


def _more(count: int, command: str) -> Text:
    return _("… and {count} more: {command}", count=count, command=code(command))


def _trouble(line: CheckLine) -> Part:
    where = _("{label} · {subject}", label=line.label, subject=line.subject_name)
    words = _("{dot} *{where}*\n{says}", dot=DOTS[line.state], where=where, says=line.says)
    if line.link:
        words = _("{words}\n{console}", words=words, console=link(_("Open the console"), line.link))
    return prose(words)


def _tally(report: Report) -> list[Text]:
    """Names what is well and what is not known yet, on one line; nothing where there is neither."""
    well = [line.label for line in report.checks if line.state is State.OK]
    unknown = [line.label for line in report.checks if line.state is State.UNKNOWN]
    said = _("🟢 {checks}", checks=_distinct(well)) if well else Text("")
    if unknown:
        said = _("{well}   ⚪ not known yet: {checks}", well=said, checks=_distinct(unknown))
    return [said] if well or unknown else []


def _sign_ins(day: SignIns) -> Text:
    """One line however many fail; what LINE never sent back it does not tell why."""
    said = _("👥 Sign-ins today: {done} of {begun}", done=day.done, begun=day.begun)
    if day.declined:
        said = _("{said}, {count} declined", said=said, count=day.declined)
    if day.lost:
        said = _("{said}, {count} not back from LINE", said=said, count=day.lost)
    if day.failed:
        each = [_("{label}: {count}", label=label, count=count) for label, count in day.failed]
        total = sum(count for _label, count in day.failed)
        said = _("{said}, {count} failed ({each})", said=said, count=total, each=each)
    return said


def _distinct(labels: Sequence[Text]) -> list[Text]:
    return list(dict.fromkeys(labels))


def _actions(report: Report) -> list[Button]:
    repair = button(_("Repair …"), RepairPressed(report.slug), primary=True)
    again = button(_("Check again"), VerifyPressed(report.slug))
    return [repair, again] if report.repairable else [again]


def _open_steps(report: Report, steps: Sequence[StepLine]) -> Iterator[Part]:
    """A line each, with whose it is where there are several; one for all where they are many."""
    alike: dict[str, list[StepLine]] = {}
    for step in steps:
        alike.setdefault(step.name, []).append(step)
    for same in alike.values():
        if len(same) > MOST_ALIKE:
            first = same[0]
            guide = spoken_link(_("Step by step"), report.guide(first.name))
            yield prose(_("☐ *{title}* × {count}\n{how} {guide} · {command}", title=first.title,
                          how=first.how, count=len(same), guide=guide,
                          command=code("/line status SITE")))  # fmt: skip
            continue
        for step in same:
            whose = step.subject.partition(":")[2]
            several = _("{what} · {subject}", what=step.title, subject=whose)
            yield _open_step(report, step, several if len(same) > 1 else step.title)


def _open_step(report: Report, step: StepLine, title: Text) -> Part:
    words = _("☐ *{title}*\n{how} {console} · {guide}", title=title, how=step.how,
              console=link(_("Open the console"), step.link),
              guide=spoken_link(_("Step by step"), report.guide(step.name)))  # fmt: skip
    value = ConfirmPressed(report.slug, step.subject, step.name, done=True)
    return prose(words, side=button(_("Done"), value))


def _done_step(step: StepLine) -> Text:
    if step.proof:
        return _("☑ {title}: {proof}", title=step.title, proof=step.proof)
    return _("☑ {title}: {person} says so", title=step.title, person=person(step.confirmed_by))


def _status(report: Report, open_steps: Sequence[StepLine]) -> Text:
    if open_steps:
        return _("Steps left for a person: {count}", count=len(open_steps))
    return _("Every step is done") if report.worst is State.OK else _("See above")
