"""Enabling pay-as-you-go: once, with today's agreement."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from dm_tui.domain.errors import DirectMailError, ErrorKind
from dm_tui.services.direct_mail import DirectMail

REGION = "ap-southeast-1"


def test_activating_is_kept(mail: DirectMail, open_mail: Callable[[], DirectMail]) -> None:
    version = mail.purchases.catalogue().agreement_version
    active = mail.activation.activate(REGION, version)
    assert active.active
    assert active.activated_at == mail.now()
    assert active.agreement_version == version
    assert open_mail().activation.present() == active


def test_activating_twice_answers_with_the_first(
    mail: DirectMail, wait: Callable[[timedelta], None]
) -> None:
    version = mail.purchases.catalogue().agreement_version
    first = mail.activation.activate(REGION, version)
    mail.overviews.mark_read(mail.overviews.messages()[0].id)
    told = mail.overviews.messages()
    wait(timedelta(days=2))
    assert mail.activation.activate(REGION, version) == first
    assert mail.overviews.messages() == told


def test_activating_again_does_not_clear_what_is_open(mail: DirectMail) -> None:
    version = mail.purchases.catalogue().agreement_version
    mail.activation.activate(REGION, version)
    mail.metering.record(500)
    assert mail.activation.activate(REGION, version).open_emails == 300


def test_another_agreement_is_refused(mail: DirectMail) -> None:
    with pytest.raises(DirectMailError) as refused:
        mail.activation.activate(REGION, "2020-01")
    assert (refused.value.code, refused.value.kind) == ("agreement-changed", ErrorKind.NOT_ALLOWED)
    assert not mail.activation.present().active
    assert mail.overviews.messages() == ()
