"""Prepares a process for gevent, as gunicorn's worker does; to be imported before anything that opens sockets or makes locks."""

from gevent import monkey

monkey.patch_all()
