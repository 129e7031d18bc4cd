"""The answers of Direct Mail about domains, sender addresses, templates and what was sent."""

from typing import Annotated

from pydantic import Field

from dm_tui.domain.setup.dns_record import RecordValue
from dm_tui.domain.text import Text
from dm_tui.providers.alibaba.api.answer_rows import ApiAnswer, RowsAnswer, rows_in
from dm_tui.providers.alibaba.api.field_types import BeijingInstant, Count, Id, Instant, Whole


class VendorDomain(ApiAnswer):
    """One domain."""

    domain_id: Id = ""
    domain_name: Id = ""
    domain_status: Id = ""
    utc_create_time: Instant = None


class DomainList(RowsAnswer[VendorDomain]):
    """QueryDomainByParam."""

    PATH = ("data", "domain")


class DomainDetail(ApiAnswer):
    """DescDomain: every record with what it must say.

    A status of 0 says that it is published, or the domain verified. The hosts are relative to
    `tl_domain_name`, the registered domain; only `cname_record` is relative to the domain.
    """

    domain_status: Id = ""
    create_time: BeijingInstant = None
    domain_type: RecordValue = ""
    host_record: Id = ""
    tl_domain_name: Id = ""
    spf_record: RecordValue = ""
    spf_record_v2: RecordValue = Field("", alias="SpfRecordV2")
    spf_auth_status: Id = ""
    mx_record: RecordValue = ""
    mx_auth_status: Id = ""
    dkim_public_key: RecordValue = ""
    dkim_rr: Id = Field("", alias="DkimRR")
    dkim_auth_status: Id = ""
    dmarc_record: RecordValue = ""
    dmarc_host_record: Id = ""
    dmarc_auth_status: Id = ""
    cname_record: Id = ""
    cname_auth_status: Id = ""
    tracef_record: RecordValue = ""
    dns_spf: RecordValue = ""
    dns_txt: RecordValue = ""
    dns_mx: RecordValue = ""
    dns_dmarc: RecordValue = ""


class CreatedDomain(ApiAnswer):
    """CreateDomain."""

    domain_id: Id = ""


class VendorSender(ApiAnswer):
    """One sender address."""

    mail_address_id: Id = ""
    account_name: Id = ""
    sendtype: Id = ""
    reply_address: Id = ""
    create_time: BeijingInstant = None
    utc_create_time: Instant = None


class SenderList(RowsAnswer[VendorSender]):
    """QueryMailAddressByParam."""

    PATH = ("data", "mailAddress")


class VendorTemplate(ApiAnswer):
    """One template. Status: 0 draft, 1 under review, 2 approved, 3 rejected.

    The service writes one of its names in its own way (vendor's SDK).
    """

    template_id: Id = ""
    template_name: Id = ""
    template_status: Id = ""
    template_comment: Id = ""
    create_time: BeijingInstant = None
    utc_create_time: Instant = Field(None, alias="UtcCreatetime")


class TemplateList(RowsAnswer[VendorTemplate]):
    """QueryTemplateByParam."""

    PATH = ("data", "template")


class TemplateDetail(ApiAnswer):
    """DescTemplate."""

    template_nick_name: Id = ""
    template_subject: Id = ""
    template_text: Text = ""


class VendorTag(ApiAnswer):
    """One tag."""

    tag_name: Id = ""


class TagList(RowsAnswer[VendorTag]):
    """QueryTagByParam."""

    PATH = ("data", "tag")


class EmptyAnswer(ApiAnswer):
    """Any answer of which nothing is needed."""


class DoneAnswer(ApiAnswer):
    """A change that was made. An answer without the id of the request is no yes, whatever its status."""

    request_id: Annotated[Id, Field(min_length=1)]


class SendMailAnswer(ApiAnswer):
    """SingleSendMail and BatchSendMail. An answer without an id is no yes, whatever its status."""

    env_id: Annotated[Id, Field(min_length=1)]


class SentMail(ApiAnswer):
    """One email that the service took. `utc_last_update_time` is in seconds since 1970."""

    account_name: Id = ""
    to_address: Id = ""
    subject: Id = ""
    status: Whole = None
    message: Id = ""
    utc_last_update_time: Whole = None


class SentMailList(RowsAnswer[SentMail]):
    """SenderStatisticsDetailByParam."""

    PATH = ("data", "mailDetail")


class SendTask(ApiAnswer):
    """One list that the service was asked to send to."""

    receivers_name: Id = ""


class SendTaskList(RowsAnswer[SendTask]):
    """QueryTaskByParam."""

    PATH = ("data", "task")


class StatisticRow(ApiAnswer):
    """What was sent in one day. The service writes these names in its own way."""

    create_time: Id = ""
    request_count: Count = Field(None, alias="requestCount")
    success_count: Count = Field(None, alias="successCount")
    faild_count: Count = Field(None, alias="faildCount")
    unavailable_count: Count = Field(None, alias="unavailableCount")


class StatisticList(RowsAnswer[StatisticRow]):
    """SenderStatisticsByTagNameAndBatchID."""

    PATH = ("data", "stat")


class TrackRow(ApiAnswer):
    """The opens and clicks of one day, each recipient counted once."""

    rcpt_unique_open_count: Count = None
    rcpt_unique_click_count: Count = None


class TrackList(RowsAnswer[TrackRow]):
    """GetTrackListByMailFromAndTagName."""

    PATH = ("TrackList", "Stat")


class CreatedList(ApiAnswer):
    """CreateReceiver."""

    receiver_id: Id


class RecipientListRow(ApiAnswer):
    """One list of recipients."""

    receiver_id: Id = ""
    receivers_name: Id = ""


class RecipientListQuery(RowsAnswer[RecipientListRow]):
    """QueryReceiverByParam."""

    PATH = ("data", "receiver")


class RejectedRecipient(ApiAnswer):
    """A recipient that was not taken."""

    email: Id = ""
    err_message: Id = ""


class SaveAnswer(ApiAnswer):
    """SaveReceiverDetail."""

    success_count: Count = None
    error_count: Count = None
    rejected: Annotated[tuple[RejectedRecipient, ...], rows_in("Detail")] = Field((), alias="Data")


class InvalidAddress(ApiAnswer):
    """One address that the service calls invalid."""

    to_address: Id = ""
    utc_last_update_time: Instant = None


class InvalidAddressPage(ApiAnswer):
    """QueryInvalidAddress: one page, and where the next begins; empty on the last."""

    rows: Annotated[tuple[InvalidAddress, ...], rows_in("mailDetail")] = Field(alias="data")
    next_start: Id = ""


class ListedAddress(ApiAnswer):
    """One address, or domain, that the account suppresses."""

    suppression_id: Id = ""
    address: Id = ""
    create_time: Instant = None
    type: Id = ""


class SuppressionList(RowsAnswer[ListedAddress]):
    """ListUserSuppression."""

    PATH = ("Data", "UserSuppressions")


class BlockedAddress(ApiAnswer):
    """One recipient who unsubscribed from a sender address, or reported its mail as spam."""

    block_email: Id = ""
    sender_email: Id = ""
    block_time: Instant = None


class BlockPage(ApiAnswer):
    """ListBlockSending: one page, and the token of the next; empty on the last."""

    rows: tuple[BlockedAddress, ...] = Field(alias="Data")
    next_token: Id = ""
