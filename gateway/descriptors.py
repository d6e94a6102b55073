"""File descriptors: each open stream needs one, and without descriptors clients hang instead of being refused."""

import logging
import resource

RESERVE = 256
"""Descriptors for everything beside streams: databases of an embedded site, the broker, logs, ordinary requests."""
log = logging.getLogger(__name__)


def streams_that_fit(wanted: int) -> int:
    """Raise the process's own limit as far as it may, and return how many of the `wanted` streams it can hold open."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    needed = wanted + RESERVE
    if soft < needed:
        soft = needed if hard == resource.RLIM_INFINITY else min(needed, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    fitting = max(1, min(wanted, soft - RESERVE))
    if fitting < wanted:
        log.warning("streams.too-few-descriptors", extra={"streams": fitting, "wanted": wanted, "limit": soft})
    return fitting
