"""Where sites already answer, found again by name and by place however many they are. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field


@dataclass(frozen=True)
class OtherSite:
    """A site there is already; `url` is where it answers. `name` is "" for another account's.

    `code` is its redemption code as `plain_code` compares it, of this account's sites alone.
    """

    slug: str
    name: str
    url: str
    code: str = field(default="", repr=False)


class Neighbours:
    """The sites a new one could collide with. A slug is one site's; put again, it has moved."""

    def __init__(self, sites: Iterable[OtherSite] = ()) -> None:
        self._by_slug: dict[str, OtherSite] = {}
        self._at: dict[str, dict[str, OtherSite]] = {}
        self._inside: dict[str, dict[str, OtherSite]] = {}
        self._coded: dict[str, set[str]] = {}
        for one in sites:
            self.put(one)

    def put(self, site: OtherSite) -> None:
        """Here it is, wherever it was before."""
        self.drop(site.slug)
        self._by_slug[site.slug] = site
        self._at.setdefault(site.url.rstrip("/"), {})[site.slug] = site
        for above in _above(site.url):
            self._inside.setdefault(above, {})[site.slug] = site
        if site.code:
            self._coded.setdefault(site.code, set()).add(site.slug)

    def drop(self, slug: str) -> OtherSite | None:
        """It is no longer here; returns it as it was, None if it never was."""
        site = self._by_slug.pop(slug, None)
        if site is not None:
            self._at[site.url.rstrip("/")].pop(slug)
            for above in _above(site.url):
                self._inside[above].pop(slug)
            self._coded.get(site.code, set()).discard(slug)
        return site

    def named(self, slug: str) -> OtherSite | None:
        """The site with this slug."""
        return self._by_slug.get(slug)

    def coded(self, code: str) -> bool:
        """Whether a site of this account has this redemption code."""
        return bool(self._coded.get(code))

    def at(self, address: str) -> OtherSite | None:
        """A site at this very address."""
        return _first(self._at.get(address.rstrip("/")))

    def around(self, address: str) -> OtherSite | None:
        """A site whose address the given one is inside of."""
        places = (self._at.get(above) for above in _above(address))
        return next((found for place in places if (found := _first(place))), None)

    def inside(self, address: str) -> OtherSite | None:
        """A site whose address is inside the given one."""
        return _first(self._inside.get(address.rstrip("/")))


def under(address: str, above: str) -> bool:
    """Whether an address is another, or inside it."""
    return f"{address.rstrip('/')}/".startswith(f"{above.rstrip('/')}/")


def _above(address: str) -> Iterator[str]:
    """The addresses this one is inside of, the nearest first, down to the host."""
    scheme, mark, rest = address.rstrip("/").partition("://")
    while "/" in rest:
        rest = rest.rpartition("/")[0]
        yield f"{scheme}{mark}{rest}"


def _first(sites: dict[str, OtherSite] | None) -> OtherSite | None:
    return next(iter(sites.values()), None) if sites else None
