"""Where a webhook may go: addresses as they are typed, and as names lead to them."""

from ipaddress import ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.messages.webhook import may_reach, parse_url
from domain.refusals import EntryInvalid, UrlBarred

OUTSIDE = [
    "93.184.216.34",
    "1.1.1.1",
    "8.8.8.8",
    "2606:4700:4700::1111",
    "2a00:1450:4001:80e::200e",
    "::ffff:8.8.8.8",
    "64:ff9b::808:808",  # 8.8.8.8 as an IPv6-only network writes it
]
INSIDE = [
    *("127.0.0.1", "127.255.255.254", "0.0.0.0", "10.0.0.1", "172.16.0.1", "172.31.255.255"),
    *("192.168.1.1", "169.254.169.254", "169.254.170.2", "100.64.0.1", "100.100.100.200"),
    *("168.63.129.16", "192.0.0.192", "192.0.2.1", "198.18.0.1", "198.51.100.1", "203.0.113.9"),
    *("192.88.99.1", "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255"),
    *("::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1", "fd00:ec2::254", "fec0::1", "ff02::1"),
    *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "::127.0.0.1", "::10.0.0.1"),
    *("64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::a00:1"),
    *("2002:7f00:1::", "2002:a9fe:a9fe::1", "2002:808:808::1", "2001::1", "2001:0:7f00:1::"),
    *("2001:db8::1", "2001:10::1", "100::1", "3fff::1", "5f00::1"),
]


@pytest.mark.parametrize("address", OUTSIDE)
def test_what_is_on_the_internet_may_be_reached(address: str) -> None:
    assert may_reach(ip_address(address))


@pytest.mark.parametrize("address", INSIDE)
def test_what_is_inside_of_a_network_may_not(address: str) -> None:
    assert not may_reach(ip_address(address))


@given(st.ip_addresses(v=4))
def test_an_ipv6_address_that_carries_one_of_ipv4_is_as_good_as_that_one(address: object) -> None:
    for prefix in ("::ffff:", "64:ff9b::"):
        assert may_reach(ip_address(f"{prefix}{address}")) == may_reach(ip_address(str(address)))


def test_on_ones_own_machine_it_may_loop_and_nothing_else() -> None:
    assert [may_reach(ip_address(one), may_loop=True) for one in ("127.0.0.1", "::1")] == [True] * 2
    others = [one for one in INSIDE if not ip_address(one).is_loopback]
    assert [one for one in others if may_reach(ip_address(one), may_loop=True)] == [
        "::ffff:127.0.0.1"
    ]


@pytest.mark.parametrize(
    "url",
    [
        "https://example.com/hook",
        "https://example.com:8443/hook?token=1&x=%20",
        "https://xn--bcher-kva.example/",
        "https://93.184.216.34/hook",
        "https://[2606:4700:4700::1111]/hook",
        "https://n8n.lab-1.example./hook",
    ],
)
def test_an_address_on_the_internet_is_kept_as_it_is(url: str) -> None:
    assert parse_url(f"  {url} ") == url


def test_an_address_without_a_path_gets_one() -> None:
    assert parse_url("https://example.com") == "https://example.com/"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "example.com/hook",
        "http://example.com/hook",
        "ftp://example.com/hook",
        "file:///etc/passwd",
        "https://",
        "https:///hook",
        "https://user:secret@example.com/",
        "https://user@example.com/",
        "https://@127.0.0.1/",
        "https://example.com/#part",
        "https://example.com:99999/",
        "https://exa mple.com/",
        "https://example.com\\@127.0.0.1/",
        "https://example.com/\r\nHost: other",
        "https://bücher.example/",
        "https://①②⑦.0.0.1/",
        "https://[::1/",
        "https://2130706433/",
        "https://0x7f000001/",
        "https://0x7f.1/",
        "https://127.1/",
        "https://0177.0.0.1/",
        "https://127.0.0.0x1/",
        "https://999.1.1.1/",
        "https://localhost/",
        "https://example.com/" + "x" * 500,
    ],
)
def test_what_is_no_address_or_one_in_disguise_is_refused(text: str) -> None:
    with pytest.raises((EntryInvalid, UrlBarred)):
        parse_url(text)


@pytest.mark.parametrize(
    "text",
    [
        "https://127.0.0.1/hook",
        "https://127.0.0.1./hook",
        "https://10.1.2.3/hook",
        "https://169.254.169.254/latest/meta-data/",
        "https://[::1]/hook",
        "https://[::ffff:10.0.0.1]/hook",
        "https://[fd00:ec2::254]/",
        "https://localhost/hook",
        "https://LOCALHOST/hook",
        "https://localhost./hook",
    ],
)
def test_an_address_inside_is_barred_by_name(text: str) -> None:
    with pytest.raises((UrlBarred, EntryInvalid)):
        parse_url(text)


@pytest.mark.parametrize(
    ("text", "is_taken"),
    [
        ("http://localhost:8000/hook", True),
        ("http://127.0.0.1:8000/hook", True),
        ("http://[::1]:8000/hook", True),
        ("https://localhost:8000/hook", True),
        ("http://example.com/hook", False),
        ("http://10.0.0.1/hook", False),
        ("https://10.0.0.1/hook", False),
        ("http://2130706433/hook", False),
    ],
)
def test_on_ones_own_machine_loopback_may_do_without_tls(text: str, is_taken: bool) -> None:
    try:
        assert parse_url(text, may_loop=True) == text
    except (EntryInvalid, UrlBarred):
        assert not is_taken
    else:
        assert is_taken
