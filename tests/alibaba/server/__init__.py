"""A protocol-level stand-in for the vendor: its RPC over HTTP on loopback, with every signature verified.

`Vendor` (`rpc`) is the door: it owns a scripted `Account` and the `Faults` that befall it. Nothing here is
taken from the SDK, which is what the tests drive it with.
"""

from tests.alibaba.server.account import Account
from tests.alibaba.server.answers import AnyAnswer, Deed, Form
from tests.alibaba.server.changes import CHANGES, fields_of
from tests.alibaba.server.faults import ANY_CALL, Fault, Faults
from tests.alibaba.server.guesses import Guesses, other_ways
from tests.alibaba.server.purchases import NEVER, PackageType, VendorOrder
from tests.alibaba.server.rpc import Vendor

__all__ = [
    "ANY_CALL",
    "CHANGES",
    "NEVER",
    "Account",
    "AnyAnswer",
    "Deed",
    "Fault",
    "Faults",
    "Form",
    "Guesses",
    "PackageType",
    "Vendor",
    "VendorOrder",
    "fields_of",
    "other_ways",
]
