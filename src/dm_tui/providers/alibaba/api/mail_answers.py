"""The answers of Direct Mail about domains, sender addresses, templates and what was sent."""

from pydantic import Field

from dm_tui.domain.setup.mail_domain import Value
from dm_tui.domain.text import Text
from dm_tui.providers.alibaba.api.billing_answers import Answer, Id, Instant, Whole


class VendorDomain(Answer):
    """One domain. A status of 0 says that it is verified."""

    domain_id: Id = ""
    domain_name: Id = ""
    domain_status: Id = ""
    utc_create_time: Whole = None


class DomainRows(Answer):
    """A list of domains."""

    domain: tuple[VendorDomain, ...] = Field((), alias="domain")


class DomainList(Answer):
    """QueryDomainByParam."""

    data: DomainRows = Field(DomainRows(), alias="data")


class DomainDetail(Answer):
    """DescDomain: every record with what it must say; a status of 0 says that it is published."""

    domain_id: Id = ""
    domain_name: Id = ""
    domain_status: Id = ""
    create_time: Instant = None
    domain_type: Value = ""
    host_record: Id = ""
    spf_record: Value = ""
    spf_record_v2: Value = Field("", alias="SpfRecordV2")
    spf_auth_status: Id = ""
    mx_record: Value = ""
    mx_auth_status: Id = ""
    dkim_public_key: Value = ""
    dkim_rr: Id = Field("", alias="DkimRR")
    dkim_auth_status: Id = ""
    dmarc_record: Value = ""
    dmarc_host_record: Id = ""
    dmarc_auth_status: Id = ""
    cname_record: Id = ""
    cname_auth_status: Id = ""
    tracef_record: Value = ""
    dns_spf: Value = ""
    dns_txt: Value = ""
    dns_mx: Value = ""
    dns_dmarc: Value = ""


class CreatedDomain(Answer):
    """CreateDomain."""

    domain_id: Id = ""


class VendorSender(Answer):
    """One sender address."""

    mail_address_id: Id = ""
    account_name: Id = ""
    sendtype: Id = ""
    reply_address: Id = ""
    create_time: Instant = None


class SenderRows(Answer):
    """A list of sender addresses."""

    mail_address: tuple[VendorSender, ...] = Field((), alias="mailAddress")


class SenderList(Answer):
    """QueryMailAddressByParam."""

    data: SenderRows = Field(SenderRows(), alias="data")


class VendorTemplate(Answer):
    """One template. Status: 0 draft, 1 under review, 2 approved, 3 rejected."""

    template_id: Id = ""
    template_name: Id = ""
    template_status: Id = ""
    template_comment: Id = ""
    create_time: Instant = None


class TemplateRows(Answer):
    """A list of templates."""

    template: tuple[VendorTemplate, ...] = Field((), alias="template")


class TemplateList(Answer):
    """QueryTemplateByParam."""

    data: TemplateRows = Field(TemplateRows(), alias="data")


class TemplateDetail(Answer):
    """DescTemplate."""

    template_name: Id = ""
    template_status: Id = ""
    template_subject: Id = ""
    template_text: Text = ""


class Done(Answer):
    """Any answer of which nothing is needed."""


class Sent(Answer):
    """SingleSendMail and BatchSendMail."""

    env_id: Id = ""


class Statistic(Answer):
    """What was sent in one day. The service writes these names in its own way."""

    create_time: Id = ""
    request_count: Whole = Field(None, alias="requestCount")
    success_count: Whole = Field(None, alias="successCount")
    faild_count: Whole = Field(None, alias="faildCount")
    unavailable_count: Whole = Field(None, alias="unavailableCount")


class Statistics(Answer):
    """A list of days."""

    stat: tuple[Statistic, ...] = Field((), alias="stat")


class StatisticList(Answer):
    """SenderStatisticsByTagNameAndBatchID."""

    data: Statistics = Field(Statistics(), alias="data")


class CreatedList(Answer):
    """CreateReceiver."""

    receiver_id: Id


class VendorList(Answer):
    """One list of recipients."""

    receiver_id: Id = ""
    receivers_name: Id = ""


class Lists(Answer):
    """All lists."""

    receiver: tuple[VendorList, ...] = Field((), alias="receiver")


class ListRows(Answer):
    """QueryReceiverByParam."""

    data: Lists = Field(Lists(), alias="data")


class NotSaved(Answer):
    """A recipient that was not taken."""

    email: Id = ""
    err_message: Id = ""


class NotSavedRows(Answer):
    """All recipients that were not taken."""

    detail: tuple[NotSaved, ...] = ()


class Saved(Answer):
    """SaveReceiverDetail."""

    error_count: Whole = None
    data: NotSavedRows = NotSavedRows()
