"""What an account says of itself, for tests to hold it to."""

from collections.abc import Callable

import pytest

from dm_tui.domain.errors import DirectMailError, ErrorKind
from dm_tui.domain.usage.paying_sources import Allocation
from dm_tui.services.direct_mail import DirectMail


def off(direct_mail: DirectMail) -> dict[str, str]:
    return {check.name: check.detail for check in direct_mail.doctor.examine() if not check.ok}


def sent(direct_mail: DirectMail) -> Allocation:
    """Return what all usage says was charged."""
    charged = Allocation()
    for record in direct_mail.overviews.usage():
        charged += record.charged
    return charged


def code_of(act: Callable[[], object]) -> tuple[ErrorKind, str]:
    with pytest.raises(DirectMailError) as refused:
        act()
    return refused.value.kind, refused.value.code
