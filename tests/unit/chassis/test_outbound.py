from ipaddress import ip_address, ip_network

import pytest

from chassis.errors import Invalid
from chassis.outbound import Outbound, Unreachable, check_url, is_public


@pytest.mark.parametrize(
    "text",
    [
        "127.0.0.1",
        "0.0.0.0",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "100.64.0.1",
        "169.254.169.254",
        "168.63.129.16",
        "192.0.0.192",
        "192.88.99.1",
        "198.18.0.1",
        "224.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::127.0.0.1",
        "::ffff:127.0.0.1",
        "::ffff:169.254.169.254",
        "::ffff:0:10.0.0.1",
        "64:ff9b::10.0.0.1",
        "64:ff9b:1::1",
        "2001:0:1234::1",
        "2002:7f00:1::1",
        "fd00:ec2::254",
        "fe80::1",
        "fec0::1",
        "ff02::1",
        "2001:db8::1",
    ],
)
def test_an_address_that_only_we_can_reach_is_not_public(text):
    assert not is_public(ip_address(text))


@pytest.mark.parametrize("text", ["1.1.1.1", "93.184.216.34", "2606:4700::1111", "64:ff9b::1.1.1.1"])
def test_an_address_that_everybody_can_reach_is_public(text):
    assert is_public(ip_address(text))


@pytest.mark.parametrize(
    "url",
    [
        "",
        "ftp://partner.example/",
        "http://partner.example/",
        "https:///path",
        "https://user:word@partner.example/",
        "https://partner.example/#part",
        "https://partner.example/a b",
        "https://partner.example/\r\nX: y",
        "https://partner.example:99999/",
        "https://[::1/",
        "https://partner.example/" + "a" * 2000,
    ],
)
def test_an_address_that_is_no_plain_https_address_is_refused(url):
    with pytest.raises(Invalid, match="url-not-callable"):
        check_url(url, plain_allowed=False)


def test_a_plain_address_will_do_only_where_it_is_allowed():
    assert check_url("http://127.0.0.1:8080/hook", plain_allowed=True) is None


@pytest.mark.parametrize("found", [["127.0.0.1"], ["1.1.1.1", "10.0.0.1"], ["::ffff:127.0.0.1"]])
def test_a_name_with_one_address_that_is_not_public_is_refused_before_anything_is_sent(found):
    outbound = Outbound(resolve=lambda _host, _port: [ip_address(text) for text in found])
    with pytest.raises(Unreachable) as raised:
        outbound.post("https://partner.example/hook", body=b"{}", headers={})
    assert raised.value.code == "address-refused"


def test_what_is_allowed_for_development_leaves_the_rest_refused():
    outbound = Outbound(allow=[ip_network("127.0.0.0/8")], resolve=lambda _host, _port: [ip_address("10.0.0.1")])
    with pytest.raises(Unreachable) as raised:
        outbound.post("http://partner.example/hook", body=b"{}", headers={})
    assert raised.value.code == "address-refused"
