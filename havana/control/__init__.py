"""How the command line reaches the services: through the socket of a running site, over the broker, or by starting them itself.

In all three cases it calls the same methods with a context that it signs as `havana`; the way there adds no power.
"""

from havana.control.operator import Caller, Operator
from havana.control.reach import reaching

__all__ = ["Caller", "Operator", "reaching"]
