"""What the sandbox has more than the stand-ins' own furniture: staff to give roles to, and the rich
menus that the café's developers made.
"""

from __future__ import annotations

from importlib.resources import files
from typing import Any

from bot.trial import Trial

STAFF = {"mei": "小美", "ken": "Ken"}
"""Plain members of the Slack workspace, by name: somebody to be an operator, a store manager."""
WIDTH, HEIGHT = 1200, 405  #: pixels of the menus' pictures


def furnish(running: Trial) -> None:
    """Add them."""
    directory = running.slack.directory
    for name, called in STAFF.items():
        person = directory.add_user(name, real_name=called, locale="zh-TW")
        for channel in ("line-kojima", "general"):
            directory.channel(channel).members.add(person.id)
    site = {"type": "uri", "label": "會員網站", "uri": f"{running.url}/s/line-kojima/"}
    offers = {"type": "message", "label": "本月優惠", "text": "本月有什麼優惠？"}
    hours = {"type": "message", "label": "營業時間", "text": "今天營業到幾點？"}
    store = {"type": "uri", "label": "台北店", "uri": f"{running.url}/s/taipei/"}
    call = {"type": "uri", "label": "聯絡門市", "uri": "tel:+886223456789"}
    members = add_menu(running, "一般會員", "members.png", [site, offers, hours])
    add_menu(running, "台北店", "taipei.png", [store, offers, call])
    running.line.set_default_menu(running.furnished.account, members)


def add_menu(running: Trial, name: str, picture: str, actions: list[dict[str, Any]]) -> str:
    """A rich menu with areas side by side, as if made with the Messaging API; its id."""
    width = WIDTH // len(actions)
    areas = [
        {"bounds": {"x": index * width, "y": 0, "width": width, "height": HEIGHT}, "action": action}
        for index, action in enumerate(actions)
    ]
    content = {
        "size": {"width": WIDTH, "height": HEIGHT},
        "selected": False,
        "name": name,
        "chatBarText": "選單",
        "areas": areas,
    }
    menu = running.line.create_rich_menu(running.furnished.account, content)
    body = files("bot.playing").joinpath("pictures", picture).read_bytes()
    running.line.give_picture(menu, body, "image/png")
    return menu.rich_menu_id
