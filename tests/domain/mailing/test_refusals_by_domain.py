"""Who was refused, by domain."""

from dm_tui.domain.mailing.log_entry import DeliveryStep, LogEntry
from dm_tui.domain.mailing.refusals_by_domain import RefusedAt, refusals_by_domain


def _refused(number: int, address: str, code: int, words: str) -> LogEntry:
    return LogEntry(number=number, step=DeliveryStep.REFUSED, code=code, words=words, address=address)


def test_the_domain_that_refused_most_is_first_with_the_answer_that_most_got() -> None:
    refused = [
        _refused(0, "a@b.example", 550, "no such mailbox"),
        _refused(1, "a@A.example", 554, "blocked"),
        _refused(2, "b@a.example", 554, "blocked"),
        _refused(3, "c@a.example", 550, "no such mailbox"),
        _refused(4, "c@c.example", 0, "unsubscribed"),
    ]
    assert refusals_by_domain(refused) == (
        RefusedAt("a.example", 3, "554 blocked"),
        RefusedAt("b.example", 1, "550 no such mailbox"),
        RefusedAt("c.example", 1, "unsubscribed"),
    )
    assert refusals_by_domain([]) == ()
