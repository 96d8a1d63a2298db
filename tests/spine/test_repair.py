"""`/line repair`: shown as old → new, applied as shown, believed only after the next look."""

from __future__ import annotations

import asyncio
from typing import Any

from bot.flows.binding.repair import apply, plan
from sandbox.line.model import LiffApp
from sandbox.slack.model import View
from sandbox.slack.seen import words_of
from storage.tables import Audit, Site
from tests.world import ROOM, World, words_in

ELSEWHERE = "https://elsewhere.example.com/hook"
ENDPOINT = "/v2/bot/channel/webhook/endpoint"


async def drifted(world: World) -> None:
    """The café is bound; then somebody enters another webhook URL at LINE."""
    await world.bound()
    world.line.set_webhook_url(world.cafe, ELSEWHERE)
    await world.next_round()


async def shown(world: World, command: str = "repair") -> View:
    """The plan, as `/line repair` shows it."""
    return await world.form(command)


async def applied(world: World) -> str:
    """Show the plan, press Apply; the words of the result."""
    seen = await world.submit(await shown(world), {})
    assert seen.ok
    words = await world.result()
    await world.slack.close("lin", everything=True)
    await world.settle()
    return words


def app_of(world: World) -> LiffApp:
    """The one LIFF app there is."""
    (app,) = world.login.liff_apps.values()
    return app


def edit(world: World, **body: Any) -> None:
    """Somebody changes the LIFF app at LINE."""
    world.line.edit_liff_app(world.login, app_of(world).liff_id, body)


async def test_the_plan_shows_old_and_new_and_changes_nothing(world: World) -> None:
    await drifted(world)
    words = words_in(await shown(world))
    ours = f"{world.trial.url}/line/{ROOM}/webhook"
    assert f"`{ELSEWHERE}` → `{ours}`" in words
    assert world.cafe.channel.webhook_url == ELSEWHERE


async def test_what_was_shown_is_applied_and_the_alert_says_who_did_it(
    stored_world: World,
) -> None:
    world = stored_world
    await drifted(world)
    post = world.alert_post("webhook-url")
    await world.slack.press("lin", post, "repair", patience=0)
    form = await world.slack.wait_for(lambda: world.slack.front("lin"))
    await world.slack.wait_for(lambda: (world.slack.front("lin") or form).callback_id)
    await world.submit(world.slack.front("lin") or form, {})
    assert "Done just now" in await world.result()
    await world.settle()
    assert world.cafe.channel.webhook_url == f"{world.trial.url}/line/{ROOM}/webhook"
    lin = world.slack.directory.user("lin").id
    words = words_of(world.alert_post("webhook-url"))
    assert "Repaired by" in words
    assert lin in words
    assert any(lin in line for line in world.thread("webhook-url"))
    (entry,) = [
        row for row in await world.rows(Audit) if row.old == ELSEWHERE and "repaired" in row.tag
    ]
    assert (entry.who, entry.new) == (lin, f"{world.trial.url}/line/{ROOM}/webhook")


async def test_a_plan_line_has_overtaken_is_refused_whole(stored_world: World) -> None:
    world = stored_world
    await drifted(world)
    form = await shown(world)
    world.line.set_webhook_url(world.cafe, "https://third.example.com/hook")
    edit(world, view={"url": "https://fourth.example.com"})
    before = len(world.line.calls)
    await world.submit(form, {})
    assert "nothing was applied" in await world.result()
    asked = [call for call in world.line.calls[before:] if call.method in ("PUT", "POST")]
    assert {call.path for call in asked} == {"/oauth2/v3/token", "/v2/bot/channel/webhook/test"}
    assert world.cafe.channel.webhook_url == "https://third.example.com/hook"


async def test_a_plan_that_still_holds_is_applied_though_counts_have_moved(world: World) -> None:
    """What is not part of the plan may change in between."""
    await drifted(world)
    form = await shown(world)
    world.line.set_quota(world.cafe, 200, 50)
    await world.line.send_text(world.chen, world.cafe, "嗨")
    await world.submit(form, {})
    assert "Done just now" in await world.result()


async def test_liff_settings_are_put_right_and_further_scopes_stay(world: World) -> None:
    await world.bound()
    edit(world, view={"url": "https://old.example.com"}, botPrompt="none", scope=["email"])
    await world.next_round()
    assert await world.open_checks() == {"liff-endpoint", "liff-add-friend", "liff-scopes"}
    puts = len(world.calls_to_line("/liff/v1/apps", "PUT"))
    await applied(world)
    app = app_of(world)
    assert app.view["url"] == f"{world.trial.url}/s/{ROOM}/liff"
    assert app.bot_prompt == "aggressive"
    assert set(app.scope) == {"openid", "profile", "chat_message.write", "email"}
    assert await world.open_checks() == set()
    assert len(world.calls_to_line("/liff/v1/apps", "PUT")) == puts + 1  # one cure for all three


async def test_a_deleted_liff_app_is_made_anew_and_its_id_replaced(stored_world: World) -> None:
    world = stored_world
    await world.bound()
    former = app_of(world).liff_id
    world.line.delete_liff_app(world.login, former)
    await world.next_round()
    assert await world.open_checks() == {"liff-app"}
    await applied(world)
    (site,) = await world.rows(Site)
    assert site.liff_id == app_of(world).liff_id != former
    assert await world.open_checks() == set()


async def test_lines_refusal_of_a_repair_is_shown_and_the_alert_stays(world: World) -> None:
    await drifted(world)
    world.line.faults.add(ENDPOINT, method="PUT", status=400, body={"message": "Not today"})
    words = await applied(world)
    assert "did not work" in words
    assert "Not today" in words
    assert await world.open_checks() == {"webhook-url"}
    assert not [
        row for row in await world.rows(Audit) if row.old == ELSEWHERE and "repaired" in row.tag
    ]


async def test_what_line_takes_without_effect_is_not_called_done(world: World) -> None:
    await drifted(world)
    world.line.faults.add(ENDPOINT, method="PUT", status=200, body={})
    words = await applied(world)
    assert "Done just now" not in words
    assert "did not work" in words
    assert ELSEWHERE in words
    assert await world.open_checks() == {"webhook-url"}
    assert len(world.calls_to_line(ENDPOINT, "PUT")) == 1 + 3  # set-up's, then three rounds


async def test_one_refused_repair_does_not_hold_up_the_others(world: World) -> None:
    await drifted(world)
    edit(world, botPrompt="normal")
    world.line.faults.add(ENDPOINT, method="PUT", status=500)
    words = await applied(world)
    assert app_of(world).bot_prompt == "aggressive"
    assert "did not work" in words
    assert await world.open_checks() == {"webhook-url"}


async def test_what_needs_a_person_is_listed_and_nothing_to_apply_is_said(world: World) -> None:
    await world.bound()
    world.line.set_use_webhook(world.cafe, False)
    await world.slack.command("lin", ROOM, "repair", patience=0)
    words = await world.result()
    assert "Moorline can repair nothing by itself" in words
    assert "“Use webhook” is off" in words
    world.line.set_use_webhook(world.cafe, True)
    await world.slack.close("lin", everything=True)
    await world.slack.command("lin", ROOM, "repair", patience=0)
    assert "There is nothing to repair" in await world.result()


async def test_a_repair_of_one_site_leaves_the_account_alone(world: World) -> None:
    await drifted(world)
    edit(world, botPrompt="normal")
    form = await shown(world, f"repair {ROOM}")
    assert ELSEWHERE not in words_in(form)
    await world.submit(form, {})
    await world.result()
    assert app_of(world).bot_prompt == "aggressive"
    assert world.cafe.channel.webhook_url == ELSEWHERE


async def test_two_repairs_at_once_make_one_liff_app(stored_world: World) -> None:
    world = stored_world
    account = await world.bound()
    world.line.delete_liff_app(world.login, app_of(world).liff_id)
    digest = (await plan(world.deps, account.id)).digest
    ends = await asyncio.gather(
        *(apply(world.deps, account.id, digest, by=by) for by in ("U1", "U2")),
        return_exceptions=True,
    )
    (site,) = await world.rows(Site)
    assert app_of(world).liff_id == site.liff_id
    assert [type(end).__name__ for end in ends].count("PlanChanged") == 1


async def test_verification_waits_for_a_repair_under_way(world: World) -> None:
    """The job takes no account somebody repairs, and takes it once that is over."""
    account = await world.bound()
    world.line.set_webhook_url(world.cafe, ELSEWHERE)
    world.clock.advance(seconds=world.deps.settings.verify_every)
    world.line.faults.add(ENDPOINT, method="PUT", latency=0.5)
    digest = (await plan(world.deps, account.id)).digest
    repairing = asyncio.create_task(apply(world.deps, account.id, digest, by="U1"))
    await world.eventually(lambda: _held(world))
    await world.settle()
    assert not repairing.done()
    assert await world.alerts() == []
    done = await repairing
    assert [finding.rule.name for finding in done.done] == ["webhook-url"]
    assert (await world.account()).leased_until is None


async def _held(world: World) -> bool:
    return (await world.account()).claim is not None


async def test_the_plans_digest_depends_on_every_value_shown(world: World) -> None:
    account = await world.bound()
    digests = set()
    for url in (ELSEWHERE, "https://third.example.com", None):
        world.line.set_webhook_url(world.cafe, url)
        digests.add((await plan(world.deps, account.id)).digest)
    assert len(digests) == 3
