import time
from ipaddress import ip_address, ip_network

import pytest

from chassis.outbound import LONGEST_ANSWER_BYTES, Outbound, Unreachable
from tests.support.receivers import Reply, receiving

HERE = ip_address("127.0.0.1")
LOOPBACK = ip_network("127.0.0.0/8")


def outbound(**more):
    return Outbound(**{"allow": [LOOPBACK], "timeout_s": 5.0, **more})


def test_a_post_arrives_with_its_headers_and_its_answer_comes_back():
    with receiving(lambda _one: Reply(202, {"Retry-After": "7"}, [b"taken"])) as receiver:
        answer = outbound().post(receiver.url, body=b"{}", headers={"webhook-id": "msg_1"})
    (one,) = receiver.received
    assert (answer.status, answer.headers["retry-after"], answer.body) == (202, "7", b"taken")
    assert (one.path, one.body, one.headers["webhook-id"]) == ("/hook", b"{}", "msg_1")


def test_without_an_allow_list_this_machine_is_not_called():
    with receiving() as receiver, pytest.raises(Unreachable) as raised:
        Outbound(resolve=lambda _host, _port: [HERE]).post(f"https://partner.example:{receiver.port}/", body=b"", headers={})
    assert (raised.value.code, receiver.received) == ("address-refused", [])


def test_a_name_is_looked_up_once_and_the_address_that_was_looked_at_is_called():
    """Who answers the second look-up otherwise is not asked a second time."""
    asked = []

    def rebinding(host, port):
        asked.append((host, port))
        return [HERE] if len(asked) == 1 else [ip_address("10.0.0.1")]

    with receiving() as receiver:
        url = f"http://partner.example:{receiver.port}/hook"
        assert outbound(resolve=rebinding).post(url, body=b"", headers={}).status == 200
    assert asked == [("partner.example", receiver.port)]
    assert receiver.received[0].headers["host"] == f"partner.example:{receiver.port}"


def test_a_name_that_is_rebound_between_two_calls_is_refused_the_second_time():
    answers = iter([[HERE], [ip_address("169.254.169.254")]])
    caller = outbound(resolve=lambda _host, _port: next(answers))
    with receiving() as receiver:
        url = f"http://partner.example:{receiver.port}/hook"
        caller.post(url, body=b"", headers={})
        with pytest.raises(Unreachable) as raised:
            caller.post(url, body=b"", headers={})
    assert (raised.value.code, len(receiver.received)) == ("address-refused", 1)


def test_a_redirect_is_an_answer_and_is_not_followed():
    with receiving() as elsewhere, receiving(lambda _one: Reply(307, {"Location": elsewhere.url})) as receiver:
        assert outbound().post(receiver.url, body=b"", headers={}).status == 307
    assert elsewhere.received == []


def test_a_proxy_of_the_environment_is_not_used(monkeypatch):
    with receiving() as proxy, receiving() as receiver:
        monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{proxy.port}")
        assert outbound().post(receiver.url, body=b"", headers={}).status == 200
    assert (len(proxy.received), len(receiver.received)) == (0, 1)


def test_of_a_long_answer_only_the_start_is_read():
    with receiving(lambda _one: Reply(200, {}, [b"a" * 65536] * 100)) as receiver:
        assert outbound().post(receiver.url, body=b"", headers={}).body == b"a" * LONGEST_ANSWER_BYTES


def test_an_answer_in_small_pieces_ends_by_the_deadline_of_the_whole_call():
    began = time.monotonic()
    with receiving(lambda _one: Reply(200, {}, [b"a"] * 40, lambda: time.sleep(0.1))) as receiver:
        with pytest.raises(Unreachable) as raised:
            outbound(timeout_s=0.5).post(receiver.url, body=b"", headers={})
        took_s = time.monotonic() - began
    assert (raised.value.code, took_s < 1.5) == ("timeout", True)


def test_who_takes_no_connection_is_named_so():
    with receiving() as receiver:
        url = receiver.url
    with pytest.raises(Unreachable) as raised:
        outbound().post(url, body=b"", headers={})
    assert raised.value.code == "connect-failed"


def test_who_speaks_no_tls_is_named_so():
    with receiving() as receiver, pytest.raises(Unreachable) as raised:
        outbound().post(receiver.url.replace("http:", "https:"), body=b"", headers={})
    assert raised.value.code == "tls-failed"
