"""Sender addresses through the service: their domain, the limits, and ten deletions a month."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from dm_tui.domain.billing_zone import next_month
from dm_tui.domain.errors import DirectMailError, ErrorKind
from dm_tui.domain.setup.sender import SenderKind
from dm_tui.services.direct_mail import DirectMail

NAME = "mail.example.com"


@pytest.fixture(autouse=True)
def verified(activated: DirectMail) -> None:
    """A domain that may send."""
    activated.domains.add(NAME)
    activated.domains.verify(NAME)


def refused(action: Callable[[], object]) -> tuple[ErrorKind, str, str]:
    with pytest.raises(DirectMailError) as caught:
        action()
    return caught.value.kind, caught.value.code, caught.value.message


def test_a_sender_is_kept_with_all_that_was_said(
    direct_mail: DirectMail, open_direct_mail: Callable[[], DirectMail]
) -> None:
    sender = direct_mail.senders.add(
        f" news@{NAME.upper()} ", SenderKind.TRIGGER, " Ann@Bücher.example ", " Éxample\tNews "
    )
    assert (sender.address, sender.kind) == (f"news@{NAME}", SenderKind.TRIGGER)
    assert (sender.alias, sender.reply_to) == ("Éxample News", "Ann@xn--bcher-kva.example")
    assert (sender.region, sender.created_at) == ("ap-southeast-1", direct_mail.now())
    assert open_direct_mail().senders.list() == (sender,)
    assert open_direct_mail().senders.show(sender.address) == sender


@pytest.mark.parametrize(
    ("address", "kind", "code"),
    [
        ("News@mail.example.com", ErrorKind.USAGE, "bad-sender"),
        ("news", ErrorKind.USAGE, "bad-address"),
        ("news@example.com", ErrorKind.NOT_ALLOWED, "domain-not-added"),
        ("news@new.example.com", ErrorKind.NOT_ALLOWED, "domain-not-verified"),
        ("news@us.example.com", ErrorKind.NOT_ALLOWED, "domain-of-another-region"),
    ],
)
def test_an_address_that_may_not_send_is_refused(
    direct_mail: DirectMail, address: str, kind: ErrorKind, code: str
) -> None:
    direct_mail.domains.add("new.example.com")
    direct_mail.prerequisites.use_region("us-east-1")
    direct_mail.domains.add("us.example.com")
    direct_mail.domains.verify("us.example.com")
    direct_mail.prerequisites.use_region("ap-southeast-1")
    assert refused(lambda: direct_mail.senders.add(address))[:2] == (kind, code)
    assert direct_mail.senders.list() == ()


@pytest.mark.parametrize(
    ("reply_to", "alias", "code"),
    [("nobody", "", "bad-address"), ("a@b.de\nBcc: c@d.de", "", "bad-address"), ("", "A" * 16, "alias-too-long")],
)  # fmt: skip
def test_a_wrong_reply_to_or_alias_is_refused(
    direct_mail: DirectMail, reply_to: str, alias: str, code: str
) -> None:
    error = refused(lambda: direct_mail.senders.add(f"news@{NAME}", reply_to=reply_to, alias=alias))
    assert error[1] == code
    assert direct_mail.senders.list() == ()


def test_a_sender_is_added_once(direct_mail: DirectMail) -> None:
    direct_mail.senders.add(f"news@{NAME}")
    error = refused(lambda: direct_mail.senders.add(f"news@{NAME}", SenderKind.TRIGGER))
    assert error[:2] == (ErrorKind.REFUSED, "sender-exists")


def test_a_hundred_senders_are_allowed_and_no_more(direct_mail: DirectMail) -> None:
    with direct_mail.state.transaction():
        for number in range(100):
            direct_mail.senders.add(f"a{number}@{NAME}")
    kind, code, message = refused(lambda: direct_mail.senders.add(f"news@{NAME}"))
    assert (kind, code) == (ErrorKind.REFUSED, "too-many-senders")
    assert "100 sender addresses; 100 are allowed" in message


def test_ten_deletions_a_month_and_the_next_month_again(
    direct_mail: DirectMail, wait: Callable[[timedelta], None]
) -> None:
    for number in range(12):
        direct_mail.senders.add(f"a{number}@{NAME}")
    for number in range(10):
        assert direct_mail.senders.deletions_left() == 10 - number
        direct_mail.senders.remove(f"a{number}@{NAME}")
    kind, code, message = refused(lambda: direct_mail.senders.remove(f"a10@{NAME}"))
    assert (kind, code) == (ErrorKind.REFUSED, "too-many-deletions")
    assert "You deleted 10 sender addresses this month; 10 are allowed" in message
    assert len(direct_mail.senders.list()) == 2
    wait(next_month(direct_mail.now()) - direct_mail.now() - timedelta(seconds=1))
    assert direct_mail.senders.deletions_left() == 0
    wait(timedelta(seconds=1))
    direct_mail.senders.remove(f"a10@{NAME}")
    assert direct_mail.senders.deletions_left() == 9


@pytest.mark.parametrize("action", ["show", "remove"])
def test_a_sender_that_there_is_not_is_refused(direct_mail: DirectMail, action: str) -> None:
    error = refused(lambda: getattr(direct_mail.senders, action)(f"news@{NAME}"))
    assert error[:2] == (ErrorKind.USAGE, "unknown-sender")
    assert direct_mail.senders.deletions_left() == 10
