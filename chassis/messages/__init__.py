"""What services tell each other: declared once, kept with the change that made it true, applied once."""

from chassis.messages.declaration import Message, Outgoing, Reader, Received

__all__ = ["Message", "Outgoing", "Reader", "Received"]
