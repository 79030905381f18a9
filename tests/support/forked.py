"""Processes that tests start and kill, forked from one that has imported everything.

Such a process is there in no time, and is still a process of its own that no other's death
touches. The list stands here once: the process they are forked from is started once.
"""

import multiprocessing

CONTEXT = multiprocessing.get_context("forkserver")
CONTEXT.set_forkserver_preload(
    ["__main__", "tests.support.sender_process", "tests.support.worker_process"]
)
