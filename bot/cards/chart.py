"""Bars for each day, as a picture. Its only words are days and numbers, which need no language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from io import BytesIO

from PIL import Image, ImageDraw, ImageFont

WIDTH, HEIGHT = 1000, 420  #: pixels
LEFT, RIGHT, TOP, BOTTOM = 64, 20, 24, 44
COLORS = {"messages": "#06C755", "new-members": "#2F6FDE", "redemptions": "#F2A33A"}
"""The same order and colours as the squares in the report's legend."""
INK, LINE, PAPER = "#4A4A4A", "#E3E3E3", "#FFFFFF"
MOST_LABELS = 15
STEPS = (1, 2, 5)


def chart(days: Sequence[date], by_day: Mapping[str, Sequence[int]]) -> bytes:
    """A PNG of one group of bars a day. `by_day` holds a number for each of the days."""
    image = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    draw = ImageDraw.Draw(image)
    most = max((max(row, default=0) for row in by_day.values()), default=0)
    step = _step(most)
    top = step * max(1, -(-most // step))
    _grid(draw, step, top)
    _bars(draw, len(days), by_day, top)
    _labels(draw, days)
    written = BytesIO()
    image.save(written, "PNG", optimize=True)
    return written.getvalue()


def _step(most: int) -> int:
    """The distance of the grid's lines: 1, 2 or 5 times a power of ten, five lines at most."""
    power = 1
    while True:
        for one in STEPS:
            if most <= 5 * one * power:
                return one * power
        power *= 10


def _height(value: float, top: int) -> float:
    return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * value / top


def _grid(draw: ImageDraw.ImageDraw, step: int, top: int) -> None:
    for value in range(0, top + 1, step):
        y = _height(value, top)
        draw.line([(LEFT, y), (WIDTH - RIGHT, y)], fill=LINE, width=1)
        draw.text((LEFT - 10, y), str(value), fill=INK, font=_font(), anchor="rm")


def _bars(
    draw: ImageDraw.ImageDraw, days: int, by_day: Mapping[str, Sequence[int]], top: int
) -> None:
    room = (WIDTH - LEFT - RIGHT) / max(days, 1)
    width = room * 0.8 / max(len(by_day), 1)
    for place, (name, row) in enumerate(by_day.items()):
        for day, value in enumerate(row):
            if value:
                x = LEFT + day * room + room * 0.1 + place * width
                box = [x, _height(value, top), x + width - 1, HEIGHT - BOTTOM - 1]
                draw.rectangle(box, fill=COLORS[name])


def _labels(draw: ImageDraw.ImageDraw, days: Sequence[date]) -> None:
    room = (WIDTH - LEFT - RIGHT) / max(len(days), 1)
    every = -(-len(days) // MOST_LABELS)
    for place, day in enumerate(days):
        if place % every == 0:
            x = LEFT + (place + 0.5) * room
            said = f"{day.month}/{day.day}"
            draw.text((x, HEIGHT - BOTTOM + 22), said, fill=INK, font=_font(), anchor="mm")


@lru_cache
def _font() -> ImageFont.ImageFont | ImageFont.FreeTypeFont:
    return ImageFont.load_default(size=16)
