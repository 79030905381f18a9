"""How often a process that serves pages looks for garbage."""

import gc

THRESHOLDS = (50_000, 20, 50)
"""Objects before the youngest are looked through, and how often the older ones are."""


def collect_less_often() -> None:
    """A large page makes some 300,000 objects that all go by themselves when it is done.

    With Python's own thresholds the whole heap, in which the reference data lie, is looked
    through several times on the way: a third of the processor time of the largest board.
    """
    gc.set_threshold(*THRESHOLDS)
