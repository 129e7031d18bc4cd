"""The account is read by several calls at once: not more than the vendor takes, and each on its own."""

import threading
from typing import Any

import pytest

from dm_tui.providers.alibaba.api.client import Client
from dm_tui.providers.alibaba.api.parallel_reads import MAX_PARALLEL_READS
from tests.alibaba.conftest import OpenLive
from tests.alibaba.server import Fault, Vendor

pytestmark = pytest.mark.usefixtures("reads_in_threads")


MOMENT = 1.0
"""Seconds for which a call waits for others beside it; on a busy machine their threads begin late."""


class Counted:
    """How many calls were under way at once; each takes a moment, or until there are `enough`."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, enough: int) -> None:
        self.now = self.most = 0
        self._news = threading.Condition()
        call, count = Client._call, self

        def counted(self: Client, *args: Any) -> Any:
            with count._news:
                count.now += 1
                count.most = max(count.most, count.now)
                count._news.notify_all()
                count._news.wait_for(lambda: count.most >= enough, MOMENT)  # as a call far away does
            try:
                return call(self, *args)
            finally:
                with count._news:
                    count.now -= 1

        monkeypatch.setattr(Client, "_call", counted)


def test_several_calls_are_under_way_at_once_and_not_too_many(
    open_live: OpenLive, vendor: Vendor, monkeypatch: pytest.MonkeyPatch
) -> None:
    vendor.account.order(50_000)
    direct_mail = open_live()
    calls = Counted(monkeypatch, 3)
    direct_mail.connect()
    assert 3 <= calls.most <= MAX_PARALLEL_READS


def test_after_a_failure_the_other_parts_are_read(open_live: OpenLive, vendor: Vendor) -> None:
    vendor.account.order(50_000)
    vendor.faults.every("GetResourcePackagePrice", Fault.ERROR_BEFORE)
    direct_mail = open_live()
    direct_mail.connect()
    assert "QueryOrders" in vendor.seen
    assert len(direct_mail.overviews.overview().plans or ()) == 1


def test_what_is_refused_leaves_the_others_alone(open_live: OpenLive, vendor: Vendor) -> None:
    vendor.account.ram_user("ops", "bss:DescribePrice", "bss:DescribeOrderList")
    vendor.account.order(50_000)
    direct_mail = open_live()
    direct_mail.connect()
    assert len(direct_mail.overviews.overview().plans or ()) == 1
    assert direct_mail.overviews.overview().service is not None
