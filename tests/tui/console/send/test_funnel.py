"""A mailing as a funnel: every recipient is in exactly one bar below the first."""

import pytest
from textual.content import Content

from dm_tui.domain.mailing.log_entry import LogEnd
from dm_tui.domain.mailing.mailing import Mailing
from dm_tui.domain.mailing.progress import Progress
from dm_tui.domain.mailing.status import MailingStatus
from dm_tui.tui.console.send.funnel import funnel_stages, paint_funnel
from tests.conftest import START


def _mailing(status: MailingStatus, **counts: int) -> Mailing:
    return Mailing(
        id="M1",
        digest="",
        created_at=START,
        sender="news@mail.example.com",
        subject="News",
        recipients=500,
        status=status,
        offset=0,
        log=LogEnd(),
        **counts,
    )


@pytest.mark.parametrize(
    ("status", "counts", "shown"),
    [
        (MailingStatus.SENDING, {}, {"waiting": 500, "accepted": 0, "refused": 0}),
        (
            MailingStatus.SENDING,
            {"accepted": 305, "refused": 2, "unknown": 1},
            {"waiting": 192, "accepted": 305, "refused": 2, "unknown": 1},
        ),
        (
            MailingStatus.HELD_BACK,
            {"accepted": 200},
            {"waiting": 0, "held back": 300, "accepted": 200, "refused": 0},
        ),
        (MailingStatus.DONE, {"accepted": 499, "refused": 1}, {"accepted": 499, "refused": 1}),
        (MailingStatus.CANCELLED, {"accepted": 100}, {"accepted": 100, "refused": 0, "not sent to": 400}),
    ],
)
def test_every_recipient_is_in_one_bar(
    status: MailingStatus, counts: dict[str, int], shown: dict[str, int]
) -> None:
    mailing = _mailing(status, **counts)
    first, *others = funnel_stages(mailing, Progress.of(mailing))
    assert (first.name, first.amount) == ("recipients", 500)
    assert {stage.name: stage.amount for stage in others} == shown
    assert sum(stage.amount for stage in others) == 500


@pytest.mark.parametrize("width", [20, 34, 60, 96])
def test_the_numbers_stand_under_one_another(width: int) -> None:
    mailing = _mailing(MailingStatus.SENDING, accepted=305, refused=2)
    rows = [
        row.plain for row in paint_funnel(mailing, Progress.of(mailing), width) if isinstance(row, Content)
    ]
    assert {len(row) for row in rows} == {max(width, 13 + 1 + 4 + 1 + 3)}
    assert [row.split()[-1] for row in rows] == ["500", "193", "305", "2"]
    assert "█" not in rows[3], "two of five hundred are a sliver"
    assert rows[3].split()[1] in "▏▎▍"
