"""Parsers that do what foreign files make parsers do."""

import os
import socket
from pathlib import Path
from time import sleep


def count_bytes(data):
    return {"bytes": len(data)}


def fail(data):
    raise ValueError(data)


def loop(data):
    while True:
        pass


def wait(data):
    sleep(60)


def swallow_memory(data):
    return len(bytearray(1024**3))


def write_much(data):
    return "x" * (4 * 1024**2)


def write_a_file(data):
    with Path(data.decode()).open("wb") as file:
        file.write(b"x" * 4 * 1024**2)
        file.flush()
    return "written"


def connect(data):
    with socket.create_connection(("127.0.0.1", int(data)), timeout=2):
        return "connected"


def environment(data):
    return {"names": sorted(os.environ), "folder": str(Path.cwd())}


def leave_a_child(data):
    pid = os.fork()
    if pid == 0:
        sleep(60)
    return pid
