"""`/line task`: a store's scheduled tasks."""

from __future__ import annotations

from typing import Annotated, ClassVar

from bot.binding.roles import RoleName
from bot.binding.tasks import Deed, TaskPlan, Trigger
from bot.cards.modals import Modal
from bot.cards.parts import Card
from bot.cards.task_history import history
from bot.cards.tasks import (
    AddTask,
    EditTask,
    PreviewTask,
    SwitchTask,
    TaskPage,
    TasksShown,
    preview,
    tasks,
)
from bot.errors import Refused
from bot.flows.access import scope
from bot.flows.accounts import account_for, account_named
from bot.flows.seeing import only_site, seen_site
from bot.flows.stores import tasks as flow
from bot.text import Text, _
from handlers import cleaning
from handlers.declare import Answer, Call, command, pressed, submitted
from handlers.fields import asks, lines, picks
from handlers.form_subject import form_site
from handlers.forms import Form
from storage.tables import Account, Site

TRIGGERS = (
    (Trigger.REDEEM, _("A ticket is redeemed here")),
    (Trigger.EARN, _("Points are earned here")),
    (Trigger.PURCHASE, _("Something is bought here")),
    (Trigger.FIRST_SIGN_IN, _("First sign-in here")),
    (Trigger.ADD_FRIEND, _("The account is added as a friend")),
    (Trigger.DATE, _("A day and time")),
    (Trigger.CRON, _("Again and again, by the calendar")),
)
DEEDS = (
    (Deed.TEXT, _("Send a text")),
    (Deed.IMAGE, _("Send a picture")),
    (Deed.FLEX, _("Send a Flex Message")),
    (Deed.TICKET, _("Issue a ticket")),
    (Deed.POINTS, _("Give points")),
    (Deed.LEVEL, _("Set the level")),
    (Deed.RICH_MENU, _("Show a rich menu")),
)


class NewTask(Form):
    """A new scheduled task."""

    callback: ClassVar[str] = "task.create"
    title: ClassVar[Text] = _("Make a task")

    name: Annotated[str, asks(_("Name"), hint=_("For yourselves."), longest=100)]
    trigger: Annotated[str, picks(_("When"), *((t.value, said) for t, said in TRIGGERS))]
    action: Annotated[str, picks(_("Do"), *((d.value, said) for d, said in DEEDS))]
    content: Annotated[
        str,
        lines(
            _("What exactly"),
            hint=_("The text; a picture's https address; a Flex Message as JSON; the ticket's, "
                   "level's or rich menu's name; a number of points."),
        ),
    ]  # fmt: skip
    schedule: Annotated[
        str,
        asks(
            _("Day and time, or calendar"),
            hint=_("2026-12-24 10:00, or minute hour day month weekday: 0 10 * * mon."),
        ),
    ] = ""
    delay: Annotated[str, asks(_("Wait first"), hint=_("30m, 2h or 3d."))] = ""
    levels: Annotated[str, asks(_("Only these levels"), hint=_("Names with commas between."))] = ""
    count: Annotated[
        str, asks(_("Only this time"), hint=_("3 for the third time, “every 10” for each tenth."))
    ] = ""

    def given(self) -> dict[str, str]:
        """As the flows read it."""
        return {name: str(value or "") for name, value in self.model_dump().items()}


class PresentTask(NewTask):
    """A task as it is."""

    callback: ClassVar[str] = "task.edit"
    title: ClassVar[Text] = _("Edit a task")


async def tried(call: Call, form: NewTask) -> None:
    """Everything that can be wrong, before anything is stored."""
    account, site = await form_site(call)
    await flow.check_task(call.deps, account, site, form.given())


@command("task list", "SITE", _("Show a store's scheduled tasks."),
         example="/line task list taipei-101")  # fmt: skip
async def list_tasks(call: Call) -> Card:
    account, site, _name = await _words(call, "list")
    return await _list(call, account, site, 0)


@pressed(TaskPage, replaces=True)
async def turn_page(call: Call, value: TaskPage) -> Card:
    account, site = await _site(call, value.account, value.site)
    return await _list(call, account, site, value.page)


@command("task create", "SITE", _("Make a task: when something happens, do something."),
         example="/line task create taipei-101")  # fmt: skip
async def create_task(call: Call) -> Modal:
    account, site, _name = await _words(call, "create")
    return NewTask.view(metadata={"account": account.slug, "site": site.slug})


@pressed(AddTask)
async def add_pressed(call: Call, value: AddTask) -> Modal:
    account, site = await _site(call, value.account, value.site)
    return NewTask.view(metadata={"account": account.slug, "site": site.slug})


@submitted(NewTask, first=tried)
async def save_new(call: Call, form: NewTask) -> Card:
    account, site = await form_site(call)
    plan = await flow.check_task(call.deps, account, site, form.given())
    return preview(await flow.save_task(call.deps, account, site, plan, by=call.user))


@command("task edit", "SITE [NAME]", _("Change a task of a store."),
         example="/line task edit taipei-101")  # fmt: skip
async def edit_task(call: Call) -> Answer:
    account, site, name = await _words(call, "edit")
    if not name:
        return await _list(call, account, site, 0)
    return await _form(call, account, site, (await flow.task_named(call.deps, site, name)).id)


@pressed(EditTask)
async def edit_pressed(call: Call, value: EditTask) -> Modal:
    account, site = await _site(call, value.account, value.site)
    return await _form(call, account, site, value.task)


@submitted(PresentTask, first=tried)
async def save_present(call: Call, form: PresentTask) -> Card:
    account, site = await form_site(call)
    plan = await flow.check_task(call.deps, account, site, form.given())
    task_id = str(call.metadata["task"])
    saved = await flow.save_task(call.deps, account, site, plan, by=call.user, task_id=task_id)
    return preview(saved)


@command("task pause", "SITE [NAME]", _("Switch a task of a store off, or on again."),
         example="/line task pause taipei-101")  # fmt: skip
async def pause_task(call: Call) -> Card:
    account, site, name = await _words(call, "pause")
    if name:
        task = await flow.task_named(call.deps, site, name)
        await flow.switch_task(call.deps, account, site, task.id, on=not task.active, by=call.user)
    return await _list(call, account, site, 0)


@pressed(SwitchTask, replaces=True)
async def switch_pressed(call: Call, value: SwitchTask) -> Card:
    account, site = await _site(call, value.account, value.site)
    await flow.switch_task(call.deps, account, site, value.task, on=value.on, by=call.user)
    return await _list(call, account, site, 0)


@pressed(PreviewTask)
async def preview_pressed(call: Call, value: PreviewTask) -> Card:
    account, site = await _site(call, value.account, value.site)
    return preview(await flow.preview(call.deps, account, site, value.task))


@command("task history", "SITE", _("Show what a store's tasks did."),
         example="/line task history taipei-101")  # fmt: skip
async def task_history(call: Call) -> Card:
    _account, site, _name = await _words(call, "history")
    return history(site.name, await flow.latest_runs(call.deps, site))


async def _list(call: Call, account: Account, site: Site, page: int) -> Card:
    seen = await scope(call.deps, call.user, account)
    may_change = seen.role.covers(RoleName.OPERATOR)
    found = await flow.task_lines(call.deps, account, site)
    return tasks(TasksShown(account.slug, site.slug, site.name, found, page, may_change))


async def _form(call: Call, account: Account, site: Site, task_id: str) -> Modal:
    plan = await flow.task_plan(call.deps, site, task_id)
    kept = {"account": account.slug, "site": site.slug, "task": task_id}
    return PresentTask.view(_filled(plan), metadata=kept)


def _filled(plan: TaskPlan) -> dict[str, str]:
    minutes = int(plan.delay.total_seconds()) // 60
    return {
        "name": plan.name,
        "trigger": plan.trigger.value,
        "action": plan.deed.value,
        "content": plan.content,
        "schedule": plan.schedule,
        "delay": f"{minutes}m" if minutes else "",
        "levels": ", ".join(plan.levels),
        "count": str(plan.count) if plan.count else "",
    }


async def _words(call: Call, verb: str) -> tuple[Account, Site, str]:
    """`SITE [NAME …]`: which store, and which of its tasks."""
    if not call.words:
        account = await account_for(call.deps, call.channel)
        if only := await only_site(call.deps, call.user, account):
            return account, only, ""
        raise Refused(_("Say which site, such as `/line task {verb} taipei-101`. `/line subnet "
                        "list` shows them.", verb=verb))  # fmt: skip
    account = await account_for(call.deps, call.channel)
    site = await seen_site(call.deps, call.user, account, cleaning.slug(call.words[0]))
    return account, site, cleaning.line(" ".join(call.words[1:]))


async def _site(call: Call, account_slug: str, site_slug: str) -> tuple[Account, Site]:
    account = await account_named(call.deps, account_slug)
    return account, await seen_site(call.deps, call.user, account, site_slug)
