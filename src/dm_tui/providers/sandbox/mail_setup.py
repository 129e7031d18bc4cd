"""Domains and templates in the sandbox: records that look real; `reviewer` reviews what is submitted.

Nothing of them is kept here: the state file has them already.
"""

import hashlib
import json
from base64 import b64encode

from pydantic import SecretStr

from dm_tui.content import read_content
from dm_tui.domain.setup.dns_record import DnsRecord, RecordKind, RecordState
from dm_tui.domain.setup.mail_domain import MailDomain
from dm_tui.domain.setup.sender import SenderAddress
from dm_tui.domain.setup.spf import merge_spf
from dm_tui.domain.setup.template import Template, submit_for_review
from dm_tui.providers.sandbox.account import SandboxAccount
from dm_tui.providers.sandbox.noted_calls import noted_call
from dm_tui.providers.sandbox.reviewer import with_review

_KEY_START = bytes.fromhex("30819f300d06092a864886f70d010101050003818d0030818902818100")
_KEY_END = bytes.fromhex("0203010001")
"""What is around the modulus of an RSA key of 1,024 bits in its usual form (RFC 5280, RFC 8017)."""


class SandboxSetup:
    """Verifies every domain at once, and reviews templates two hours after they were submitted."""

    def __init__(self, account: SandboxAccount) -> None:
        self._account = account

    @noted_call("CreateDomain")
    def new_domain(self, name: str, region: str) -> MailDomain:
        """Return a domain with its records.

        Their names are those the service uses (domain configuration). The private half of the key does not
        exist.
        """
        service = json.loads(read_content("mail-records.json"))
        hosts = service["regions"][region]
        owner = f"{self._account.current().id} {region} {name}"
        token = hashlib.sha256(owner.encode()).hexdigest()[:20]
        key, spf = f"v=DKIM1; k=rsa; p={_public_key(owner)}", hosts["spf"]
        records = (
            (RecordKind.OWNERSHIP, f"aliyundm.{name}", token, ""),
            (RecordKind.SPF, name, merge_spf(None, spf), spf),
            (RecordKind.DKIM, f"aliyun-{region}._domainkey.{name}", key, ""),
            (RecordKind.DMARC, f"_dmarc.{name}", service["dmarc"], ""),
            (RecordKind.MX, name, f"10 {hosts['mx']}", ""),
            (RecordKind.TRACKING, f"dmtrace.{name}", hosts["tracking"], ""),
        )
        return MailDomain(
            id=name,
            region=region,
            added_at=self._account.now(),
            records=tuple(
                DnsRecord(kind=kind, type=kind.type, name=host, value=value, include=include)
                for kind, host, value, include in records
            ),
        )

    @noted_call("CheckDomain")
    def check_domain(self, domain: MailDomain) -> MailDomain:
        """Return the domain with every record published: the sandbox needs no DNS."""
        published = {"state": RecordState.PUBLISHED, "found": "", "note": ""}
        records = tuple(record.model_copy(update=published) for record in domain.records)
        present = domain.model_copy(update={"records": records})
        return present.with_verification(self._account.now())

    @noted_call("DeleteDomain")
    def remove_domain(self, domain: MailDomain) -> None:
        pass

    @noted_call("CreateMailAddress")
    def add_sender(self, sender: SenderAddress) -> None:
        pass

    @noted_call("DeleteMailAddress")
    def remove_sender(self, sender: SenderAddress) -> None:
        pass

    @noted_call("ModifyMailAddress")
    def set_smtp_password(self, sender: SenderAddress, password: SecretStr) -> None:
        """Forget it: the sandbox has no mail server that asks for it."""

    @noted_call("CreateTemplate")
    def submit_template(self, template: Template) -> Template:
        return submit_for_review(template, self._account.now())

    def check_template(self, template: Template) -> Template:
        return with_review(template, self._account.now())

    @noted_call("DeleteTemplate")
    def remove_template(self, template: Template) -> None:
        pass


def _public_key(owner: str) -> str:
    """Return a public key of the domain's own, like one of 1,024 bits, the service's default (docs)."""
    modulus = bytearray(hashlib.shake_256(owner.encode()).digest(128))
    modulus[0] |= 0x80  # of full length
    modulus[-1] |= 1  # odd
    return b64encode(_KEY_START + modulus + _KEY_END).decode()
