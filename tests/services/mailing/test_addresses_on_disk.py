"""Addresses of a file that is larger than memory should be: kept in order, and read as often as you like."""

import tracemalloc

from dm_tui.services.mailing.addresses_on_disk import AddressesOnDisk


def kept(count: int) -> AddressesOnDisk:
    addresses = AddressesOnDisk()
    for number in range(count):
        addresses.add(f"zoë{number}@example.com")
    return addresses


def test_they_come_back_in_order_and_again() -> None:
    for count in (0, 1, 4_095, 4_096, 4_097, 20_000):
        addresses = kept(count)
        assert len(addresses) == count
        for _ in range(2):
            assert list(addresses) == [f"zoë{number}@example.com" for number in range(count)]
    assert "zoë0@example.com" in addresses
    assert "zoë20000@example.com" not in addresses


def test_two_readers_do_not_disturb_each_other() -> None:
    addresses = kept(20_000)
    one, other = iter(addresses), iter(addresses)
    assert [next(one) for _ in range(9_000)][-1] == "zoë8999@example.com"
    assert next(other) == "zoë0@example.com"
    assert next(one) == "zoë9000@example.com"


def test_sixty_thousand_take_less_than_a_megabyte() -> None:
    tracemalloc.start()
    try:
        addresses = kept(60_000)
        assert len(addresses) == 60_000
        assert sum(map(len, addresses)) > 1_150_000
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 1_000_000
