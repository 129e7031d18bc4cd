"""A protocol-level stand-in for the vendor: its RPC over HTTP on loopback, with every signature verified.

`Vendor` (`rpc`) is the door: it owns a scripted `Account` and the `Faults` that befall it. Nothing here is
taken from the SDK, which is what the tests drive it with.
"""

from tests.alibaba.server.account import Account, VendorOrder
from tests.alibaba.server.faults import Fault, Faults
from tests.alibaba.server.rpc import Vendor

__all__ = ["Account", "Fault", "Faults", "Vendor", "VendorOrder"]
