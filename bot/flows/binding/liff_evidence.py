"""What members' LINE apps show of the Login channel: whether they offer shareTargetPicker.

`liff.isApiAvailable` says no also for an old LINE app, so one member's no proves nothing; that of
several different people does, and takes back a person's word that LINE's agreement is accepted
(https://developers.line.biz/en/reference/liff/#is-api-available).
"""

from __future__ import annotations

from dataclasses import dataclass

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from bot.binding.desired import Kind, Subject
from bot.binding.liff_sdk import OLDEST, spelled
from bot.deps import Deps
from bot.flows.binding.verify import look_soon
from bot.flows.members.sessions import Visitor
from storage import readings
from storage.audit import BY_ITSELF, Tag, record
from storage.tables import Proof

log = structlog.get_logger()

STEP = "share-target-picker"
LACKING = "share-target-picker-lacking"  #: its value: the members whose LINE app does not offer it
ENOUGH = 3  #: different members


@dataclass(frozen=True)
class Sight:
    """What one member's page saw. `version` is the SDK's own word for itself."""

    share_target_picker: bool
    in_client: bool
    version: str


async def note(deps: Deps, who: Visitor, sight: Sight) -> None:
    """Write down what is evidence; look at the binding soon if that changes something."""
    if _parts(sight.version) < OLDEST:
        log.warning("liff.old_sdk", version=sight.version[:20], oldest=spelled(OLDEST))
    async with deps.database.transaction() as session:
        changed = await _weigh(deps, session, who, sight)
    if changed:
        await look_soon(deps, who.at.account.id)


async def _weigh(deps: Deps, session: AsyncSession, who: Visitor, sight: Sight) -> bool:
    account_id, channel = who.at.account.id, who.at.channel
    about = str(Subject(Kind.LOGIN_CHANNEL, channel.channel_id, channel.label))
    known = {p.name: p for p in await readings.proofs(session, account_id) if p.subject == about}
    step = known.get(STEP)
    if step is not None and step.value == "available":
        return False
    now = deps.clock()
    if sight.share_target_picker:
        await readings.prove(session, Proof(account_id=account_id, subject=about, name=STEP,
                                            value="available", at=now))  # fmt: skip
        return True
    if not sight.in_client:
        return False
    lacking = known.get(LACKING)
    members = lacking.value.split() if lacking else []
    if who.member.id in members or len(members) >= ENOUGH:
        return False
    members.append(who.member.id)
    await readings.prove(session, Proof(account_id=account_id, subject=about, name=LACKING,
                                        value=" ".join(members), at=now))  # fmt: skip
    if len(members) < ENOUGH or step is None:
        return False
    await readings.withdraw(session, account_id, about, STEP)
    record(session, Tag.STEP_REFUTED, account_id=account_id, at=now, who=BY_ITSELF,
           subject=about, old=STEP, new="open")  # fmt: skip
    return True


def _parts(version: str) -> tuple[int, ...]:
    """The numbers of a version; of anything else none, which is older than all."""
    parts = version.split(".")
    return tuple(int(part) for part in parts) if all(part.isdecimal() for part in parts) else ()
