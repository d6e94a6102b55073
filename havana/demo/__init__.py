"""The sample deployment: three organisations and one story, written through the services as their members would."""

from havana.demo.deployment import FILE, write

__all__ = ["FILE", "write"]
