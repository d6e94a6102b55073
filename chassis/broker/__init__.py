"""What carries calls, messages and hints: one small port, an adapter for RabbitMQ and one for a single process."""

from chassis.broker.port import Broker, Incoming, Queue, Transient

__all__ = ["Broker", "Incoming", "Queue", "Transient", "connect"]


def connect(url: str, *, name: str) -> Broker:
    """Return a broker connection for `amqp://…` or `inproc://…`; `name` tells the broker's operator whose it is."""
    if url.startswith("inproc://"):
        from chassis.broker.inproc import InProcess  # noqa: PLC0415 - a process needs one adapter

        return InProcess(url)
    from chassis.broker.amqp import Amqp  # noqa: PLC0415 - a process needs one adapter

    return Amqp(url, name=name)
