"""A sending domain, and the DNS records that allow the service to send for it."""

from datetime import datetime
from typing import ClassVar

from dm_tui.domain.model import Model
from dm_tui.domain.setup import wording
from dm_tui.domain.setup.dns_record import DnsRecord, RecordKind
from dm_tui.domain.setup.domain_name import unicode_domain


class MailDomain(Model):
    """A sending domain of one region; `id` is its name in DNS form.

    `doubtful` is one whose status could not be understood; `added_at` is None where the service does not say
    it. Where it says that a domain is verified but not since when, `verified_at` is only when that was first
    read, and `since_told` is false.
    """

    TABLE: ClassVar[str] = "domains"

    id: str
    region: str
    added_at: datetime | None
    records: tuple[DnsRecord, ...]
    verified_at: datetime | None = None
    since_told: bool = True
    doubtful: bool = False

    @property
    def name(self) -> str:
        """The name in DNS form."""
        return self.id

    @property
    def readable(self) -> str:
        """The name with its international characters."""
        return unicode_domain(self.id)

    @property
    def verified(self) -> bool | None:
        """Whether mail may be sent from it, None if that is not known."""
        return None if self.doubtful else self.verified_at is not None

    @property
    def verified_since(self) -> datetime | None:
        """When it was verified, None if it is not, or if that is not known."""
        return self.verified_at if self.since_told else None

    @property
    def status(self) -> str:
        """Whether it is verified, in words."""
        return {True: "verified", False: "not verified", None: "not known"}[self.verified]

    def record(self, kind: RecordKind) -> DnsRecord:
        """Return the domain's record of `kind`."""
        return next(record for record in self.records if record.kind is kind)

    def with_record(self, changed: DnsRecord) -> "MailDomain":
        """Return the domain with the record of that kind replaced."""
        records = tuple(changed if record.kind is changed.kind else record for record in self.records)
        return self.model_copy(update={"records": records})

    def with_verification(self, now: datetime, *, certain: bool = True) -> "MailDomain":
        """Return the domain verified, or no longer, by the state of its records.

        Unless DNS answered for all of them (`certain`), an unverified domain stays so.
        """
        since = self.verified_at or (now if certain else None)
        if any(record.missing for record in self.records):
            since = None
        return self.model_copy(update={"verified_at": since, "doubtful": False})


def require_verified_domain(domain: MailDomain) -> None:
    """Raise the records that are missing, unless the domain is verified (3)."""
    if domain.verified:
        return
    missing = [record for record in domain.records if record.missing]
    if not missing:
        raise wording.DOMAIN_NOT_LOOKED_UP(domain=domain.name)
    listed = (f"{record.kind}: {record.note or record.state.replace('-', ' ')}" for record in missing)
    raise wording.DOMAIN_NOT_VERIFIED(domain=domain.name, missing="; ".join(listed))
