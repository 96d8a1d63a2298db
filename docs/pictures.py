"""Takes the pictures of the documentation anew: `make pictures` (needs Chromium).

Everything in them is real: the program, between the stand-ins, played in a browser.
"""

from __future__ import annotations

import asyncio
import sys

from bot.logs import configure
from bot.playing import playing
from docs.camera import ENDINGS, FOLDER, Camera
from docs.scenes import binding, conversations, phone, stores
from tests import browser

LARGEST = {"sandbox": 160_000}  #: bytes of one picture, by the beginning of its name
MOST = 70_000  #: bytes of any other
WORDS = {
    "en-US": {
        "member": "Alan Lin",
        "other": "佐藤花子",
        "other question": "I left my umbrella with you yesterday.",
        "question": "Are you open today? May I bring my dog?",
        "answer": "Yes, until nine, and dogs are welcome.",
        "taipei": "Kojima Coffee, Taipei",
        "tainan": "Kojima Coffee, Tainan",
        "silver": "Silver",
        "gold": "Gold",
        "ticket": "A latte on us",
    },
    "zh-TW": {
        "member": "陳怡君",
        "other": "佐藤花子",
        "other question": "我昨天把雨傘忘在店裡了。",
        "question": "請問今天有營業嗎？可以帶狗嗎？",
        "answer": "有的，營業到晚上九點，露天座位歡迎毛小孩。",
        "taipei": "小島咖啡 台北店",
        "tainan": "小島咖啡 台南店",
        "silver": "銀卡會員",
        "gold": "金卡會員",
        "ticket": "拿鐵招待券",
    },
    "ja-JP": {
        "member": "佐藤花子",
        "other": "Alan Lin",
        "other question": "昨日、お店に傘を忘れました。",
        "question": "今日は営業していますか。犬を連れて行けますか。",
        "answer": "はい、21時まで営業しております。ワンちゃんも歓迎です。",
        "taipei": "小島珈琲 台北店",
        "tainan": "小島珈琲 台南店",
        "silver": "シルバー",
        "gold": "ゴールド",
        "ticket": "カフェラテ無料券",
    },
}


async def main() -> int:
    """Take every picture; returns 1 without Chromium, or if a picture is too large."""
    configure("error", None)
    if browser.program() is None:
        sys.stderr.write("Chromium is not installed\n")
        return 1
    FOLDER.mkdir(exist_ok=True)
    for language in ENDINGS:
        async with playing(0, None, verify_every=1.0) as ground:
            ground.trial.slack.directory.user("lin").locale = language
            async with browser.opened(ground.address, language=language) as page:
                await take(Camera(ground, page, language, WORDS[language]))
    sizes = {file.name: file.stat().st_size for file in sorted(FOLDER.glob("*.png"))}
    for name, size in sizes.items():
        sys.stdout.write(f"{name:28} {size / 1000:6.0f} kB\n")
    return int(any(size > LARGEST.get(name.split(".")[0], MOST) for name, size in sizes.items()))


async def take(camera: Camera) -> None:
    """Play the guide from its first chapter to its last, and take its pictures on the way."""
    await binding.play(camera)
    await conversations.talk(camera)
    await camera.page.locator("[data-card=values] summary").click()
    await conversations.alerts(camera)
    await camera.whole("sandbox")
    await conversations.well_again(camera)
    await conversations.thread(camera)
    await stores.play(camera)
    await phone.play(camera)
    await stores.reissue(camera)


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
