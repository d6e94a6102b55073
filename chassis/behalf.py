"""When a service asks another one for somebody: it calls as itself, and hands on the context with which they came.

Whoever is asked verifies that context as if they had come by themselves. So nobody sees or does more by way of a service than
without it, and no service can ask for people who did not call it.
"""

from datetime import datetime

from chassis.contexts import PublicKeys, Viewer, verify
from chassis.errors import Forbidden


def context_of(viewer: Viewer) -> str:
    """Return the signed context to hand on for `viewer`. Forbidden `context-required` for who came without one."""
    if not viewer.context:
        raise Forbidden("context-required")
    return viewer.context


def viewer_of(context: str, keys: PublicKeys, now: datetime) -> Viewer:
    """Return for whom a service asks. Forbidden `context-refused` as at the door, `not-for-you` for a service: it asks as itself."""
    viewer = verify(context, keys, now)
    if viewer.kind == "service":
        raise Forbidden("not-for-you", kind=viewer.kind)
    return viewer
