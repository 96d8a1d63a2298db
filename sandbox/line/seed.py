"""A pleasant world to start in: one café, one Login channel, three people."""

from __future__ import annotations

from dataclasses import dataclass

from sandbox.line.model import LoginChannel, OfficialAccount, Person, Provider
from sandbox.line.platform import LinePlatform


@dataclass(frozen=True, slots=True, kw_only=True)
class Furnished:
    """What :func:`furnish` has made; everything the set-up form asks for can be read off it."""

    provider: Provider
    account: OfficialAccount
    login_channel: LoginChannel
    chen: Person
    alan: Person
    hanako: Person


def furnish(platform: LinePlatform) -> Furnished:
    """Makes the café as an administrator finds it on the first day.

    Messaging API is enabled; webhook and chat are off; the Login channel is Developing, without
    callback and linked to nothing. 陳怡君 has the Admin role; Alan Lin and 佐藤花子 have none.
    Ids are always the same.
    """
    provider = platform.create_provider("小島餐飲", provider_id="2001000001")
    account = platform.create_account(
        provider,
        "小島咖啡",
        basic_id="@516kjima",
        channel_id="2006516001",
        secret="0f3c9a1d27b84e65a1c0d94be7f25386",
    )
    login_channel = platform.create_login_channel(
        provider,
        "小島咖啡會員",
        channel_id="2006516002",
        secret="b84d1f60c3e94a7792ab5e0d16f83c24",
    )
    chen = platform.create_person("陳怡君", key="chen", language="zh-TW", status_message="手沖中")
    alan = platform.create_person("Alan Lin", key="alan", language="en")
    hanako = platform.create_person("佐藤花子", key="hanako", language="ja")
    platform.give_role(login_channel, chen, "Admin")
    return Furnished(
        provider=provider,
        account=account,
        login_channel=login_channel,
        chen=chen,
        alan=alan,
        hanako=hanako,
    )
