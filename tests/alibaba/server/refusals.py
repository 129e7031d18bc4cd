"""The refusals that the vendor documents, each with its real status and what may have happened before it."""

from typing import NamedTuple

from tests.alibaba.server.answers import AnyAnswer, Deed, Form


class Documented(NamedTuple):
    """One refusal. `certain`: documents and sense say that nothing was done.

    `deeds`: what may have happened.
    """

    status: int
    code: str
    message: str
    certain: bool
    deeds: tuple[Deed, ...] = (Deed.NOTHING,)
    form: Form = Form.CODED

    def answers(self) -> list[AnyAnswer]:
        """Return the answer for each deed that may have come before it."""
        return [AnyAnswer(self.status, self.code, self.form, deed, self.message) for deed in self.deeds]


ANY_DEED = (Deed.NOTHING, Deed.DONE, Deed.LATE, Deed.UNPAID)
_UNPAID = (Deed.NOTHING, Deed.UNPAID)

EVERY_CALL = (
    Documented(403, "NoPermission", "You are not authorized to do this action.", certain=True),
    Documented(400, "Forbidden", "User not authorized to operate on the specified resource.", certain=True),
    Documented(403, "Forbidden.RAM", "User not authorized to operate on the resource.", certain=True),
    Documented(403, "Forbidden.UserVerification", "Please complete real-name verification.", certain=True),
    Documented(400, "Throttling", "Request was denied due to request throttling.", certain=True),
    Documented(400, "Throttling.User", "Request was denied due to user flow control.", certain=True),
    Documented(400, "Throttling.Api", "Request was denied due to api flow control.", certain=True),
    Documented(503, "Throttling", "Request was denied due to request throttling.", certain=False),
    Documented(400, "MissingParameter", "Absent some mandatory parameter for this request.", certain=True),
    Documented(400, "InvalidParameter", "The specified parameter is not valid.", certain=True),
    Documented(404, "InvalidAction.NotFound", "Specified api is not found.", certain=True),
    Documented(404, "InvalidAccessKeyId.NotFound", "Specified access key is not found.", certain=True),
    Documented(400, "InternalError", "An unknown error, exception or failure occurred.", False, ANY_DEED),
    Documented(500, "InternalError", "An error occurred on the server.", False, ANY_DEED),
    Documented(500, "ServiceUnavailable", "The request has failed.", False, ANY_DEED),
    Documented(503, "ServiceUnavailable", "The request has failed.", False, ANY_DEED),
)
"""Of any service (pages of public error codes; the older billing pages give InternalError status 400).

Forbidden has status 400 in Direct Mail's own table. A status of 5xx is never certain, whatever its code."""

PURCHASE = (
    Documented(400, "NotApplicable", "This API is not applicable for caller.", certain=True),
    Documented(400, "NotAuthorized", "This API is not authorized for caller.", certain=True),
    Documented(400, "PAY.INSUFFICIENT_BALANCE", "Your account does not have enough balance.", certain=True),
    Documented(400, "DurationNotSupported", "The duration is not supported.", certain=True),
    Documented(400, "ProductNotFind", "The product cannot be found.", certain=False),
    Documented(409, "LastTokenProcessing", "The last token is being processed.", False, ANY_DEED),
    Documented(400, "SYSTEM.CONCURRENT_OPERATE", "Another operation is under way.", False, ANY_DEED),
    Documented(
        200,
        "SYSTEM.CONCURRENT_OPERATE",
        "Another operation is under way.",
        False,
        ANY_DEED,
        Form.UNSUCCESSFUL,
    ),
    Documented(400, "PAY.PAY_ORDER_FAILED", "The account failed to pay the order.", False, _UNPAID),
    Documented(
        200, "PAY.PAY_ORDER_FAILED", "The account failed to pay the order.", False, _UNPAID, Form.UNSUCCESSFUL
    ),
    Documented(400, "ORDER.PROCESSING", "The order is being processed.", False, ANY_DEED),
    Documented(400, "PAY.INVALID_CREDIT_CARD", "The credit card is invalid.", False, _UNPAID),
    Documented(400, "PAY.TAX_CALC_FAILED", "The tax could not be calculated.", False, _UNPAID),
    Documented(400, "CSS_CHECK_ORDER_ERROR", "The order could not be checked.", False, ANY_DEED),
    Documented(400, "SomethingNobodyKnows", "It is a code that no page lists.", False, ANY_DEED),
    Documented(
        200, "SomethingNobodyKnows", "It is a code that no page lists.", False, ANY_DEED, Form.UNSUCCESSFUL
    ),
)
"""Of CreateResourcePackage (its page, other products' pages of purchase codes, and what public set-ups
retry).
"""

SENDING = (
    Documented(404, "InvalidMailAddress.NotFound", "The sender address is not found.", certain=True),
    Documented(400, "InvalidToAddress", "The recipient's address is not valid.", certain=True),
    Documented(400, "InvalidToAddress.Malformed", "The recipient's address is wrongly formed.", certain=True),
    Documented(400, "InvalidSubject.Malformed", "The subject is wrongly formed.", certain=True),
    Documented(400, "InvalidBody", "The body is missing.", certain=True),
    Documented(400, "InvalidFromAlias.Malformed", "The alias is wrongly formed.", certain=True),
    Documented(400, "InvalidReplyAddress.Malformed", "The reply address is wrongly formed.", certain=True),
    Documented(400, "InvalidSendMail.Spam", "Sendmail rejected by spam filter.", certain=True),
    Documented(400, "SomethingNobodyKnows", "It is a code that no page lists.", False, ANY_DEED[:2]),
)
"""Of SingleSendMail and BatchSendMail (their pages)."""


def refuse_purchase() -> list[AnyAnswer]:
    """Return every documented answer to a purchase that is not a yes, with each deed that may precede it."""
    return [answer for refusal in (*EVERY_CALL, *PURCHASE) for answer in refusal.answers()]
