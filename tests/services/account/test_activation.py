"""Activating pay-as-you-go: once, with today's agreement."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from dm_tui.domain.errors import DirectMailError, ErrorKind
from dm_tui.services.direct_mail import DirectMail

REGION = "ap-southeast-1"


def test_activating_is_kept(direct_mail: DirectMail, open_direct_mail: Callable[[], DirectMail]) -> None:
    version = direct_mail.purchases.catalogue().agreement_version
    active = direct_mail.activation.activate(REGION, version)
    assert active.active
    assert active.activated_at == direct_mail.now()
    assert active.agreement_version == version
    assert open_direct_mail().activation.current() == active


def test_activating_twice_answers_with_the_first(
    direct_mail: DirectMail, wait: Callable[[timedelta], None]
) -> None:
    version = direct_mail.purchases.catalogue().agreement_version
    first = direct_mail.activation.activate(REGION, version)
    direct_mail.overviews.mark_read(direct_mail.overviews.messages()[0].id)
    told = direct_mail.overviews.messages()
    wait(timedelta(days=2))
    assert direct_mail.activation.activate(REGION, version) == first
    assert direct_mail.overviews.messages() == told


def test_activating_again_does_not_clear_what_is_open(direct_mail: DirectMail) -> None:
    version = direct_mail.purchases.catalogue().agreement_version
    direct_mail.activation.activate(REGION, version)
    direct_mail.metering.record(500)
    assert direct_mail.activation.activate(REGION, version).open_emails == 300


def test_another_agreement_is_refused(direct_mail: DirectMail) -> None:
    with pytest.raises(DirectMailError) as refused:
        direct_mail.activation.activate(REGION, "2020-01")
    assert (refused.value.code, refused.value.kind) == ("agreement-changed", ErrorKind.NOT_ALLOWED)
    assert not direct_mail.activation.current().active
    assert direct_mail.overviews.messages() == ()
