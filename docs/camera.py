"""What takes the pictures: a browser on the sandbox page, and the hands of whoever plays there."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.async_api import FrameLocator, Locator, Page, ViewportSize, expect

from bot.playing import Playground

FOLDER = Path(__file__).parent / "pictures"
ENDINGS = {
    "en-US": "",
    "zh-TW": ".zh-TW",
    "ja-JP": ".ja",
}  #: of the files' names, by the browser's language
FEW, MORE = 72, 250  #: colours of a picture, and of the whole window
ROOM = ViewportSize(width=1500, height=920)  #: of the window, in CSS pixels
TALL = ViewportSize(width=1500, height=2200)  #: enough for the longest card
HIDE = """() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(".helper { display: none }");
    document.adoptedStyleSheets = [sheet];
}"""  #: the sandbox's own button in forms, which Slack has not
CORNER = (2, 500)  #: where the pointer touches nothing


@dataclass(frozen=True)
class Camera:
    """One reader's browser; `words` are what people write, by a name, in that reader's language."""

    ground: Playground
    page: Page
    language: str
    words: Mapping[str, str]

    async def shot(self, place: Locator, name: str, *, tall: bool = True) -> None:
        """A picture of one thing, in a window tall enough to show all of it."""
        if tall:
            await self.page.set_viewport_size(TALL)
        await place.scroll_into_view_if_needed()
        await self.page.mouse.move(*CORNER)
        await self.page.evaluate(HIDE)
        self._keep(await place.screenshot(animations="disabled"), name)
        await self.page.evaluate("() => { document.adoptedStyleSheets = [] }")
        await self.page.set_viewport_size(ROOM)

    async def whole(self, name: str) -> None:
        """A picture of the window: the newest messages, the consoles from their beginning."""
        await self.page.evaluate(
            """() => {
                const said = document.querySelector(".messages");
                said.scrollTop = said.scrollHeight;
                document.querySelector(".cards").scrollTop = 0;
            }"""
        )
        await self.page.mouse.move(*CORNER)
        self._keep(await self.page.screenshot(animations="disabled"), name, MORE)

    def _keep(self, taken: bytes, name: str, colours: int = FEW) -> None:
        picture = Image.open(io.BytesIO(taken)).convert("RGB")
        few = picture.quantize(palette=_palette(picture, colours), dither=Image.Dither.NONE)
        few.save(FOLDER / f"{name}{ENDINGS[self.language]}.png", optimize=True)

    # ---- Slack ----------------------------------------------------------------------------

    async def command(self, typed: str) -> None:
        """Type a command and send it."""
        await self.page.fill("[data-composer=channel]", f"/line {typed}")
        await self.page.press("[data-composer=channel]", "Enter")

    async def form(self, typed: str, **filled: str) -> Locator:
        """Open a command's form and fill it in."""
        await self.command(typed)
        form = self.page.locator(".modal")
        await expect(form.locator("[type=submit]")).to_be_visible()
        for name, value in filled.items():
            await form.locator(f"[data-block={name}]").locator("input, textarea").fill(value)
        return form

    async def save(self) -> None:
        """Submit the form in front, wait for what comes of it, and put that away."""
        await self.page.click(".modal [type=submit]")
        await expect(self.page.locator(".modal [type=submit]")).to_have_count(0)
        await expect(self.page.locator(".modal")).not_to_contain_text("⏳")
        await self.close()

    async def close(self) -> None:
        """Put away whatever form or result is in front."""
        if await self.page.locator(".modal").count():
            await self.page.click(".modal .close")
        await expect(self.page.locator(".modal")).to_have_count(0)

    async def answer(self, typed: str, holding: str) -> Locator:
        """What a command answers, known by something it holds."""
        await self.dismiss()
        await self.command(typed)
        answer = self.page.locator(".message.ephemeral", has=self.page.locator(holding)).last
        await expect(answer).to_be_visible()
        return answer

    async def dismiss(self) -> None:
        """Put away what only the operator sees."""
        while await self.page.locator(".ephemeral .linkish").count():
            await self.page.locator(".ephemeral .linkish").first.click()

    # ---- the phone ------------------------------------------------------------------------

    async def phone(self, name: str) -> None:
        """A picture of the phone."""
        await self.shot(self.page.locator("#phone .device"), name, tall=False)

    @property
    def shown(self) -> FrameLocator:
        """The page in the phone's browser."""
        return self.page.frame_locator("#phone .browser:not([hidden]) iframe")

    async def take_phone(self, name: str) -> None:
        """Take a member's phone into one's hand."""
        chosen = self.page.locator("#phone .people .person", has_text=name)
        await chosen.click()
        await expect(chosen).to_have_attribute("aria-pressed", "true")

    async def write(self, text: str) -> None:
        """Write to the account from the phone."""
        await self.page.click("#phone [data-app=line]")
        await self.page.fill("#phone .writes input[type=text]", text)
        await self.page.press("#phone .writes input[type=text]", "Enter")


def _palette(picture: Image.Image, few: int) -> Image.Image:
    """So many colours: the commonest exactly, so that backgrounds stay alike, and mixed ones."""
    counted = picture.getcolors(picture.width * picture.height) or []
    common: list[int] = []
    for _count, colour in sorted(counted, reverse=True)[: few // 5]:
        common.extend(colour if isinstance(colour, tuple) else ())
    mixed = picture.quantize(few - few // 5, method=Image.Quantize.MAXCOVERAGE).getpalette() or []
    palette = Image.new("P", (1, 1))
    palette.putpalette((common + mixed)[: 3 * few])
    return palette
