import socket

import pytest


def test_a_unit_test_that_reaches_for_the_network_fails():
    with socket.socket() as connection, pytest.raises(AssertionError, match=r"reached for \('127.0.0.1', 9\)"):
        connection.connect(("127.0.0.1", 9))
