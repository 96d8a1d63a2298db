"""The App Home: every account at a glance, for each person what they may see."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.binding.model import Severity, State
from bot.cards.home import A_PAGE, AccountShown, HomeShown, Line, SiteShown, SlotsShown, home
from bot.cards.kit_views import home_view
from bot.locale import Language, Speaker
from bot.text import Text
from sandbox.slack.blocks import faults_of_view
from sandbox.slack.model import View
from sandbox.slack.seen import words_of
from storage.tables import Account, Alert, LoginChannel, Member, Purchase, Role, Site
from tests.world import ROOM, World, words_in


async def opened(world: World, user: str = "lin") -> View:
    """Open the Home tab; returns it as published anew."""
    before = len(world.slack.called("views.publish"))
    await world.slack.open_home(user)
    await world.slack.wait_for(
        lambda: len(world.slack.called("views.publish")) > before, about="a published home"
    )
    assert world.slack.called("views.publish", ok=False) == []
    view = world.slack.home(user)
    assert view is not None
    return view


async def store(world: World, account: Account, slug: str) -> Site:
    """A sub-site's row; it waits for a LIFF slot."""
    site = Site(account_id=account.id, slug=slug, name=slug.title(), created_at=world.clock())
    async with world.deps.database.transaction() as session:
        session.add(site)
    return site


async def give(world: World, account: Account, role: str, sites: list[str] | None = None) -> None:
    """Alice has a role."""
    async with world.deps.database.transaction() as session:
        session.add(Role(account_id=account.id, user_id=world.slack.directory.user("alice").id,
                         role=role, sites=sites, granted_by="U0",
                         granted_at=world.clock()))  # fmt: skip


def alert(world: World, account: Account, subject: str, name: str) -> Alert:
    return Alert(account_id=account.id, check="liff-app", subject=subject, subject_name=name,
                 severity=Severity.BROKEN, expected="a", actual="b", opened_at=world.clock(),
                 changed_at=world.clock())  # fmt: skip


async def test_home_shows_state_alerts_steps_slots_and_sites_without_asking_line(
    world: World,
) -> None:
    await world.set_up()
    await world.settle()
    world.line.set_webhook_url(world.cafe, "https://elsewhere.example.com/")
    await world.later(hours=1)
    account = await world.account()
    await store(world, account, "taipei")
    await world.whisper("lin", ROOM, "set service-until 2099-01-31")
    world.line.calls.clear()
    words = words_in(await opened(world))
    assert world.line.calls == []
    assert "小島咖啡" in words
    assert "Service until 2099-01-31" in words
    assert "Open alerts:" in words
    assert "“Use webhook” is off" in words
    assert "Steps only you can take:" in words
    assert "LIFF slots:* 1 of 30" in words
    assert "⏳ Taipei: waiting for a LIFF slot" in words


async def test_home_is_made_afresh_each_time_it_is_opened(world: World) -> None:
    assert "No LINE official account is bound yet" in words_in(await opened(world))
    await world.bound()
    words = words_in(await opened(world))
    assert "🟢 *小島咖啡*" in words
    assert "No open alerts." in words
    world.line.set_use_webhook(world.cafe, False)
    await world.next_round()
    words = words_in(await opened(world))
    assert "🔴 *小島咖啡*" in words
    assert "“Use webhook” is off" in words


@pytest.mark.parametrize(("day", "said"), [(-1, "The service ended on"), (3, "🟠 Service until")])
async def test_home_says_how_near_the_end_of_the_service_is(
    world: World, day: int, said: str
) -> None:
    await world.bound()
    async with world.deps.database.transaction() as session:
        account = await session.get_one(Account, (await world.account()).id)
        account.service_until = world.clock().date() + timedelta(days=day)
    assert said in words_in(await opened(world))


async def test_home_speaks_the_readers_language(world: World) -> None:
    await world.bound()
    world.slack.directory.user("alice").locale = "en-US"
    await give(world, await world.account(), "operator")
    assert "No open alerts." in words_in(await opened(world, "alice"))


async def test_who_has_no_role_sees_nothing(world: World) -> None:
    await world.bound()
    view = await opened(world, "alice")
    assert "You have no role" in words_in(view)
    assert "小島" not in str(view.content)
    assert "home.bind" not in str(view.content)


async def test_home_of_a_store_manager_is_their_store(world: World) -> None:
    await world.bound()
    account = await world.account()
    mine = await store(world, account, "taipei")
    await store(world, account, "tainan")
    async with world.deps.database.transaction() as session:
        session.add(alert(world, account, "site:taipei", "Taipei"))
        session.add(alert(world, account, "site:tainan", "Tainan"))
        session.add(alert(world, account, "login-channel:1", "Pool"))
    await give(world, account, "store-manager", [mine.id])
    view = await opened(world, "alice")
    words = words_in(view)
    assert "Taipei" in words
    assert "Sites:* 1" in words
    for foreign in ("Tainan", "Pool", "LIFF slots", "subnet.add", "home.bind"):
        assert foreign not in str(view.content), foreign
    assert "line-kojima" not in words  # the parent site; buttons name the account, called so too


async def test_home_holds_a_thousand_sites(world: World) -> None:
    await world.bound()
    account = await world.account()
    channels = [
        LoginChannel(account_id=account.id, channel_id=f"77{number}", secret_box="x",
                     label="通路 & <b>" * 9, foreign_apps=1, created_at=world.clock())
        for number in range(40)
    ]  # fmt: skip
    async with world.deps.database.transaction() as session:
        session.add_all(channels)
        await session.flush()
        for number in range(1000):
            session.add(
                Site(account_id=account.id, slug=f"store-{number}", name="店 & <!channel> " * 20,
                     login_channel_id=channels[number // 25].id, created_at=world.clock())
            )  # fmt: skip
            session.add(alert(world, account, f"site:store-{number}", "店 & <!channel> " * 20))
    view = await opened(world)
    words = words_in(view)
    assert "Sites:* 1,001" in words
    assert "and 986 more: `/line subnet list`" in words
    assert "Open alerts:* 1,000" in words
    assert "LIFF slots:* 1,041 of 1,230" in words
    assert "<!channel>" not in words


def crowded(number: int) -> AccountShown:
    """An account of which everything is much and long."""
    long = "名 & <!channel> " * 30
    line = Line(Text("{what} & *x*", (("what", long),)), long)
    stores = [SiteShown(long, State.BROKEN, waiting=False)] * 1000
    return AccountShown(long, f"shop-{number}", "C0123", State.BROKEN, "2027-01-31", 7,
                        [line] * 500, [line] * 500, [SlotsShown(long, 30, 30)] * 60,
                        stores, may_add=True)  # fmt: skip


@pytest.mark.parametrize("language", list(Language))
def test_a_full_page_of_crowded_accounts_fits_slacks_limits(language: Language) -> None:
    shown = HomeShown([crowded(number) for number in range(A_PAGE)], 1, 35, may_bind=True)
    view = home_view(home(shown), Speaker(language))
    assert faults_of_view(view) == []
    assert len(view["blocks"]) <= 100
    assert "home.page" in str(view["blocks"][-1])


async def test_more_accounts_than_a_page_holds_are_turned_to(world: World) -> None:
    await world.bound()
    model = (await world.account()).model_dump()
    async with world.deps.database.transaction() as session:
        for number in range(A_PAGE):
            unique = {"id": f"shop{number}", "slug": f"shop-{number}", "name": f"Shop {number}",
                      "messaging_channel_id": str(number), "slack_channel": f"C9{number}",
                      "created_at": world.clock() + timedelta(minutes=number + 1)}  # fmt: skip
            session.add(Account(**(model | unique)))
    view = await opened(world)
    assert "Shop 9" not in words_in(view)
    await world.slack.press("lin", view, "home.page", patience=0)
    await world.slack.wait_for(lambda: "Shop 9" in words_in(view), about="the second page")
    assert "小島咖啡" not in words_in(view)


async def test_an_account_is_bound_from_home_in_the_channel_chosen(world: World) -> None:
    view = await opened(world)
    await world.slack.press("lin", view, "home.bind")
    where = await world.slack.wait_for(lambda: world.slack.front("lin"), about="the channel form")
    assert where.callback_id == "home.bind"
    room = world.slack.directory.channel(ROOM).id
    await world.submit(where, {"channel": room})
    form = await world.slack.wait_for(
        lambda: one if (one := world.slack.front("lin")) and one.callback_id == "setup" else None,
        about="the set-up form",
    )
    assert f"/line/{ROOM}/webhook" in words_in(form)
    world.finish_consoles()
    await world.submit(form, world.values())
    assert "is bound" in await world.result()
    assert (await world.account()).slack_channel == room


async def test_only_who_administers_everything_binds_from_home(world: World) -> None:
    await world.bound()
    view = await opened(world)
    await give(world, await world.account(), "administrator")
    own = await opened(world, "alice")
    assert "home.bind" not in str(own.content)
    assert "subnet.add" in str(own.content)
    await world.slack.press("alice", view, "home.bind")
    assert "is for administrators" in await _written_to(world, "alice")
    assert world.slack.front("alice") is None


async def _written_to(world: World, user: str) -> str:
    said = await world.slack.wait_for(
        lambda: world.slack.direct_messages(user), about="a direct message"
    )
    return said[-1].text


async def test_a_sub_site_is_added_from_home(world: World) -> None:
    await world.bound()
    await world.slack.press("lin", await opened(world), "subnet.add")
    form = await world.slack.wait_for(lambda: world.slack.front("lin"), about="the form")
    assert form.callback_id == "subnet.add"
    address = f"{world.trial.url}/s/taipei/login/callback"
    world.line.register_callback(world.login, address)
    await world.submit(form, {"name": "Taipei", "site": "taipei"})
    assert "Taipei" in await world.result()
    assert "taipei" in {site.slug for site in await world.rows(Site)}


async def test_a_home_slack_refuses_is_published_the_next_time(world: World) -> None:
    world.slack.fail("views.publish", status=500, times=1)
    await world.slack.open_home("lin")
    await world.eventually(lambda: _refused_once(world))
    assert "No LINE official account" in words_in(await opened_again(world))


async def _refused_once(world: World) -> bool:
    return bool(world.slack.called("views.publish"))


async def opened_again(world: World) -> View:
    await world.slack.open_home("lin")
    return await world.slack.wait_for(lambda: world.slack.home("lin"), about="the home")


async def test_home_leads_a_store_manager_to_the_tickets_and_records_of_their_store(
    world: World,
) -> None:
    await world.set_up()
    account = await world.account()
    for slug in ("taipei", "tainan"):
        site = await store(world, account, slug)
        async with world.deps.database.transaction() as session:
            member = Member(account_id=account.id, user_id=slug, name=f"guest of {slug}",
                            created_at=world.clock())  # fmt: skip
            session.add(member)
            await session.flush()
            session.add(Purchase(account_id=account.id, site_id=site.id, member_id=member.id,
                                 amount=500, once=slug, at=world.clock()))  # fmt: skip
    await world.whisper("lin", ROOM, "role grant @alice store-manager taipei")
    home_tab = await opened(world, "alice")
    await world.slack.press("alice", home_tab, "ticket.list")
    await world.slack.press("alice", home_tab, "records")
    tickets, records = await world.slack.wait_for(
        lambda: answers if len(answers := world.slack.direct_messages("alice")) >= 2 else None,
        about="two direct messages",
    )
    assert "Tickets of" in words_of(tickets)
    assert "guest of taipei" in words_of(records)
    assert "guest of tainan" not in words_of(records)
