"""Where work enters a service: calls, messages, timers, and the processes that carry them."""
