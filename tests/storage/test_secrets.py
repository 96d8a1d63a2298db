"""Boxes open in their own place, under a key of the ring, and nowhere else."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import SecretUnreadable
from storage.secrets import BadKeys, KeyRing, new_key

PLACE = {"table": "account", "column": "messaging_secret_box", "row": "0199"}
SECRET = "8c570fa6dd201bb328f1c1eac23a96d8"


@settings(deadline=None)
@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_whatever_is_sealed_opens_again(plain: str) -> None:
    ring = KeyRing.parse(new_key())
    assert ring.open(ring.seal(plain, **PLACE), **PLACE) == plain


def test_a_box_tells_its_version_and_key_and_nothing_of_the_secret(ring: KeyRing) -> None:
    box = ring.seal(SECRET, **PLACE)
    assert box.startswith(f"v1.{ring.current}.")
    assert SECRET not in box


def test_the_same_secret_never_gives_the_same_box(ring: KeyRing) -> None:
    assert ring.seal(SECRET, **PLACE) != ring.seal(SECRET, **PLACE)


@pytest.mark.parametrize("moved", [{"table": "site"}, {"column": "secret_box"}, {"row": "0200"}])
def test_a_box_copied_elsewhere_does_not_open(ring: KeyRing, moved: dict[str, str]) -> None:
    box = ring.seal(SECRET, **PLACE)
    with pytest.raises(SecretUnreadable, match="copied from another place"):
        ring.open(box, **(PLACE | moved))


def test_places_cannot_be_confused_by_shifting_letters(ring: KeyRing) -> None:
    box = ring.seal(SECRET, table="ab", column="c", row="d")
    with pytest.raises(SecretUnreadable):
        ring.open(box, table="a", column="bc", row="d")


def test_another_key_does_not_open_it_and_the_mend_is_told(ring: KeyRing) -> None:
    box = KeyRing.parse(new_key()).seal(SECRET, **PLACE)
    with pytest.raises(SecretUnreadable, match="back into SECRET_KEYS"):
        ring.open(box, **PLACE)


@pytest.mark.parametrize("spoil", [lambda box: box[:-9], lambda box: box[:-8] + "AAAAAAA="])
def test_a_damaged_box_does_not_open(ring: KeyRing, spoil: object) -> None:
    assert callable(spoil)
    with pytest.raises(SecretUnreadable, match="damaged"):
        ring.open(spoil(ring.seal(SECRET, **PLACE)), **PLACE)


@pytest.mark.parametrize("stored", ["", SECRET, f"v1.{SECRET}.x", f"v0.00000000.{SECRET}"])
def test_what_is_no_box_does_not_open_and_is_not_shown(ring: KeyRing, stored: str) -> None:
    with pytest.raises(SecretUnreadable) as caught:
        ring.open(stored, **PLACE)
    assert SECRET not in str(caught.value)


def test_older_keys_open_and_the_newest_seals() -> None:
    old, new = new_key(), new_key()
    box = KeyRing.parse(old).seal(SECRET, **PLACE)
    ring = KeyRing.parse(f" {new} , {old},")
    assert ring.open(box, **PLACE) == SECRET
    assert ring.current == KeyRing.parse(new).current


def test_a_ring_shows_nothing_of_its_keys() -> None:
    key = new_key()
    ring = KeyRing.parse(key)
    assert repr(ring) == str(ring) == "KeyRing(…)"


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ("", "no key"),
        (" , ", "no key"),
        ("hunter2", "key 1 is not a key"),
        ("c2hvcnQ=", "key 1 is not a key"),
        ("A" * 43 + "=", "key 1 is not a key"),
    ],
)
def test_unusable_settings_are_refused_without_repeating_them(setting: str, said: str) -> None:
    with pytest.raises(BadKeys, match=said) as caught:
        KeyRing.parse(setting)
    assert "hunter2" not in f"{caught.value}{caught.value.said}"


def test_the_same_key_twice_is_refused() -> None:
    key = new_key()
    with pytest.raises(BadKeys, match="twice"):
        KeyRing.parse(f"{key},{key}")
