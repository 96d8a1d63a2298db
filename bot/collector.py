"""Python's garbage collector, set for a server."""

from __future__ import annotations

import gc

YOUNG = 10_000  #: containers made and not dropped, before the youngest are looked through
GENERATIONS = (20, 50)  #: such looks before the next older generation is looked through too


def settle() -> None:
    """Call it when all is loaded that stays: the collector will not look at it again.

    A request that waits for its commit keeps its objects. With the usual 700, each crowd of
    requests makes the collector look through everything that lives, the LINE SDK included, and
    frees nothing: a third of the webhook's time was measured to go into that.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, *GENERATIONS)
    gc.enable()


def rest() -> None:
    """Until `settle`: while modules load nothing is dropped, and looking takes a quarter of it."""
    gc.disable()
