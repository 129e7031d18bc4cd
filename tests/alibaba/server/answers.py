"""Any answer at all: a status, a code and a body of any form, given before or after the deed."""

import json
from dataclasses import dataclass
from enum import StrEnum

HTML = b"<html><body>Please sign in to the network.</body></html>"
HUGE_BYTES = 300_000
"""Size of a huge body: beyond every documented answer, and quick to send."""


class Form(StrEnum):
    """What the body of an answer looks like."""

    CODED = "JSON with a code"
    UNCODED = "JSON without a code"
    UNSUCCESSFUL = "JSON with Success: false"
    GENUINE = "the true answer"
    EMPTY = "nothing"
    EMPTY_OBJECT = "an empty object"
    HTML = "a web page"
    TRUNCATED = "JSON that breaks off"
    NOT_JSON = "text"
    NOT_TEXT = "bytes"
    LIST = "a JSON list"
    NULL = "null"
    OTHER_SHAPE = "JSON of another shape"
    HUGE = "a huge JSON document"


class Deed(StrEnum):
    """What was done when the answer is given."""

    NOTHING = "nothing was done"
    DONE = "all was done"
    UNPAID = "the order was made and is not paid"
    LATE = "all was done, and it shows late"


@dataclass(frozen=True)
class AnyAnswer:
    """One answer. `status` is 200 to 599: a client waits for another answer after 1xx."""

    status: int = 200
    code: str = ""
    form: Form = Form.CODED
    deed: Deed = Deed.NOTHING
    message: str = "The request processing has failed."

    def render(self, genuine: dict[str, object]) -> tuple[bytes, str]:
        """Return the body and its media type; `genuine` is the true answer."""
        coded: dict[str, object] = {"Code": self.code, "Message": self.message, "RequestId": "A-1"}
        bodies: dict[Form, object] = {
            Form.CODED: coded,
            Form.UNCODED: {"Message": self.message},
            Form.UNSUCCESSFUL: {**coded, "Success": False},
            Form.GENUINE: genuine,
            Form.EMPTY_OBJECT: {},
            Form.LIST: [coded],
            Form.NULL: None,
            Form.OTHER_SHAPE: {"Code": [1], "Data": "text", "data": [], "Success": "perhaps", "Message": {}},
            Form.HUGE: {**coded, "Data": {"Filler": "x" * HUGE_BYTES}},
        }
        match self.form:
            case Form.EMPTY:
                return b"", "application/json"
            case Form.HTML:
                return HTML, "text/html"
            case Form.TRUNCATED:
                return json.dumps(genuine or coded).encode()[:-9], "application/json"
            case Form.NOT_JSON:
                return f"{self.code} {self.message}".encode(), "text/plain"
            case Form.NOT_TEXT:
                return b"\x00\xff\xfe\x80" * 20, "application/octet-stream"
            case form:
                return json.dumps(bodies[form]).encode(), "application/json"
