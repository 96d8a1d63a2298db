"""What a table of sites would do to the sites there are: add, change, nothing, or why not."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from bot.binding.amounts import MOST_MONEY, whole
from bot.binding.codes import plain_code
from bot.binding.csv_sites import Sheet, SheetRow
from bot.binding.neighbours import Neighbours, OtherSite
from bot.binding.site_rules import NO_CODE, NewSite, clean_address, problems
from bot.errors import Refused
from bot.text import Text, _

YES = frozenset({"yes", "y", "true", "1", "active", "on", "有效", "是", "有", "はい", "有効"})
NO = frozenset({"no", "n", "false", "0", "inactive", "off", "無效", "否", "無", "いいえ", "無効"})


class RowKind(StrEnum):
    """What becomes of a row."""

    ADD = "add"
    CHANGE = "change"
    SAME = "same"
    WRONG = "wrong"


@dataclass(frozen=True)
class Changed:
    """One value, old → new; of the redemption code only that it changes is told."""

    column: str
    old: str
    new: str


@dataclass(frozen=True)
class Planned:
    """One row, and what it would do."""

    number: int
    kind: RowKind
    slug: str
    name: str
    wanted: NewSite | None = None  #: None for a row that is wrong
    changes: Sequence[Changed] = ()
    problems: Sequence[Text] = ()

    @property
    def facts(self) -> Sequence[object]:
        """What two plans are compared by; holds no secret."""
        changes = [(one.column, one.old, one.new) for one in self.changes]
        shown = replace(self.wanted, redemption_code="") if self.wanted else None
        return (self.number, self.kind, self.slug, repr(shown), changes,
                [str(problem) for problem in self.problems])  # fmt: skip


@dataclass(frozen=True)
class Standing:
    """The sites there are. `url_of` tells where a site answers; `server` is PUBLIC_URL."""

    sites: Mapping[str, NewSite]  #: the account's sub-sites, by slug
    parent: str  #: slug of the parent site
    others: Sequence[OtherSite]  #: the parent site, and those of other accounts
    url_of: Callable[[NewSite], str]
    server: str = ""
    menus: Mapping[str, Text] = field(default_factory=dict)  #: why LINE shows none of this name


def plan_sites(sheet: Sheet, standing: Standing) -> Sequence[Planned]:
    """Each row in order; a row sees what the rows before it would have done."""
    after = Neighbours(standing.others)
    for site in standing.sites.values():
        after.put(_as_other(site, standing))
    lines: dict[str, int] = {}
    planned = []
    for row in sheet.rows:
        one = _planned(row, standing, after, lines)
        planned.append(one)
        lines.setdefault(one.slug, row.number)
        if one.wanted:
            after.put(_as_other(one.wanted, standing))
    return planned


def _as_other(site: NewSite, standing: Standing) -> OtherSite:
    code = plain_code(site.redemption_code)
    return OtherSite(site.slug, site.name, standing.url_of(site), "" if code == NO_CODE else code)


def _planned(
    row: SheetRow, standing: Standing, after: Neighbours, lines: Mapping[str, int]
) -> Planned:
    slug, name = row.values.get("site", ""), row.values.get("name", "")
    present = standing.sites.get(slug)
    wrong = _plainly_wrong(row, slug, standing, lines)
    if wrong:
        return Planned(row.number, RowKind.WRONG, slug, name, problems=wrong)
    wanted = _wanted(row, slug, present)
    changes = differences(present, wanted) if present else ()
    if present and not changes:
        return Planned(row.number, RowKind.SAME, slug, wanted.name, wanted)
    itself = after.drop(slug) if present else None
    found = dict(problems(wanted, after, standing.server))
    if itself:
        after.put(itself)
    if any(one.column == "rich_menu" for one in changes) or not present:
        found |= _menu_problem(wanted, standing)
    if found:
        said = [_("{column}: {problem}", column=name, problem=one) for name, one in found.items()]
        return Planned(row.number, RowKind.WRONG, slug, wanted.name, problems=said)
    return Planned(
        row.number, RowKind.CHANGE if present else RowKind.ADD, slug, wanted.name, wanted, changes
    )


def _menu_problem(wanted: NewSite, standing: Standing) -> Mapping[str, Text]:
    problem = standing.menus.get(wanted.rich_menu)
    return {"rich_menu": problem} if problem else {}


def _plainly_wrong(
    row: SheetRow, slug: str, standing: Standing, lines: Mapping[str, int]
) -> list[Text]:
    """What is wrong whatever the other values are."""
    wrong = []
    if row.too_many:
        wrong.append(_("more cells than the first line names"))
    if not slug:
        wrong.append(_("the site's short name (“site”) is missing"))
    elif slug in lines:
        wrong.append(_("line {line} is the same site", line=lines[slug]))
    elif slug == standing.parent:
        wrong.append(_("this is the parent site; `/line setup` changes it"))
    active = row.values.get("active", "")
    if active and active.lower() not in YES | NO:
        wrong.append(_("“active” is yes or no, not {value}", value=active))
    try:
        _rate(row.values.get("points_per", ""))
    except Refused as refused:
        wrong.append(_("{column}: {problem}", column="points_per", problem=refused.said))
    return wrong


def _rate(written: str) -> int | None:
    """How much money earns a point; nothing written: no points. Raises `Refused`."""
    return whole(written, MOST_MONEY) if written else None


def _wanted(row: SheetRow, slug: str, present: NewSite | None) -> NewSite:
    """A column the table lacks keeps its value; so do an empty name, code and “active”."""
    known = present or NewSite("", slug)
    given = row.values
    active = given.get("active", "").lower()
    return NewSite(
        name=given.get("name") or known.name,
        slug=slug,
        address=clean_address(given["address"]) if "address" in given else known.address,
        service_phone=given.get("service_phone", known.service_phone),
        redemption_code=given.get("redemption_code") or known.redemption_code,
        rich_menu=given.get("rich_menu", known.rich_menu),
        active=active in YES if active else known.active,
        points_per=_rate(given["points_per"]) if "points_per" in given else known.points_per,
    )


def differences(present: NewSite, wanted: NewSite) -> Sequence[Changed]:
    """Which values differ, column by column."""
    pairs = (
        ("name", present.name, wanted.name),
        ("address", present.address or "", wanted.address or ""),
        ("service_phone", present.service_phone, wanted.service_phone),
        ("rich_menu", present.rich_menu, wanted.rich_menu),
        ("active", yes_no(present.active), yes_no(wanted.active)),
        ("points_per", str(present.points_per or ""), str(wanted.points_per or "")),
    )
    changes = [Changed(column, old, new) for column, old, new in pairs if old != new]
    if wanted.redemption_code not in (present.redemption_code or NO_CODE, present.redemption_code):
        changes.append(Changed("redemption_code", "", ""))
    return changes


def yes_no(active: bool) -> str:
    """As a table says it."""
    return "yes" if active else "no"
