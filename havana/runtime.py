"""Prepares a process for eventlet; to be imported before anything that opens sockets, makes locks or talks to PostgreSQL."""

import os

os.environ.setdefault("EVENTLET_NO_GREENDNS", "yes")
os.environ.setdefault("PSYCOPG_WAIT_FUNC", "wait_select")
os.environ.setdefault("PYTHONTZPATH", "")

import eventlet

eventlet.monkey_patch()
