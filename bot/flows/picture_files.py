"""A picture file somebody chose: decoded, upright, its colours plain."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from bot.errors import Refused
from bot.text import _

if TYPE_CHECKING:
    from PIL.Image import Image

LARGEST_FILE = 10 * 1024 * 1024  #: bytes; what Slack's forms take
MOST_PIXELS = 50_000_000
ORIENTATION = 0x0112  #: of EXIF: how a camera was held
KEPT = ("icc_profile",)  #: what its colours mean; comments and places would be written out again


def plain(content: bytes, formats: tuple[str, ...]) -> Image:
    """In RGB, or RGBA where something shows through. Raises `Refused` for what is too large, and
    Pillow's errors, which `broken` lists.

    Of what the camera wrote, how it was held is all that is read: many write the rest wrongly, so
    that Pillow's own turning, which writes it anew, fails.
    """
    from PIL import Image  # noqa: PLC0415  slow to load

    image = Image.open(BytesIO(content), formats=formats)
    if image.width * image.height > MOST_PIXELS:
        raise Refused(_("This picture is too large: {most} million pixels at most.",
                        most=MOST_PIXELS // 1_000_000))  # fmt: skip
    turns = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_270,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_90,
    }
    turn = turns.get(image.getexif().get(ORIENTATION, 1))
    coloured = image.convert("RGBA" if image.has_transparency_data else "RGB")
    upright = coloured if turn is None else coloured.transpose(turn)
    upright.info = {name: upright.info[name] for name in KEPT if name in upright.info}
    return upright


def broken() -> tuple[type[Exception], ...]:
    """What Pillow raises for a file that is no picture, or only half of one."""
    from PIL import Image, UnidentifiedImageError  # noqa: PLC0415  slow to load

    return (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError)
