"""The errors of a letter: its sender, subject, content and template, and a draft that is too large."""

from functools import partial

from dm_tui.domain.errors import ErrorKind

NO_UNSUBSCRIBE = ErrorKind.USAGE.text(
    "no-unsubscribe",
    "{sender} is a trigger address: its mail carries no unsubscribe link.",
    "Send from a batch address, or leave out the unsubscribe address.",
)
UNKNOWN_TEMPLATE = ErrorKind.USAGE.text(
    "unknown-template", "There is no template “{template}”.", "List them with dm-tui templates."
)
TEMPLATE_DIFFERS = ErrorKind.REFUSED.text(
    "template-differs",
    "A list gets template “{template}” exactly as approved; this message differs.",
    "Send it without a list, or submit another template for approval.",
)
LIST_FILLS_NO_MIXTURE = ErrorKind.REFUSED.text(
    "list-fills-no-mixture",
    "A list has the documented variables or a template's own, not both; template “{template}” has {names}.",
    "Send it without a list: dm-tui fills any variable, and writes each message itself. Or give all variables of "
    "the template names of its own.",
)
TOO_MANY_ATTACHMENTS = ErrorKind.REFUSED.text(
    "too-many-attachments",
    "{count} files are attached; at most {most} are allowed.",
    "Put some into one archive.",
)
ATTACHMENTS_TOO_LARGE = ErrorKind.REFUSED.text(
    "attachments-too-large",
    "With its attachments the message has about {size:,} bytes; at most {limit:,} (15 MB) are allowed. A file grows "
    "by more than a third when it is sent.",
    "Attach less, or link to large files.",
)
ATTACHMENT_UNREADABLE = ErrorKind.USAGE.text(
    "attachment-unreadable", "{path} cannot be attached: {why}.", "Give another file, or a smaller one."
)
ATTACHMENT_NAME = ErrorKind.USAGE.text(
    "attachment-name", "{path} has a control character in its name.", "Rename it: readers see this name."
)
ATTACHMENT_OUTSIDE = ErrorKind.REFUSED.text(
    "attachment-outside",
    "{path} leads out of {folder}: a spreadsheet may name files of that folder only.",
    "Write names relative to it, without .. in them.",
)
ATTACHMENT_FOLDER_GONE = ErrorKind.REFUSED.text(
    "attachment-folder-gone",
    "The folder {folder}, whose files are attached, is not there or is empty.",
    "Put it back, then resume the mailing.",
)
ROWS_WITHOUT_FILES = ErrorKind.USAGE.text(
    "rows-without-files",
    "The files of {recipients} cannot be attached. {examples}",
    "Nothing was sent. Fix them, or take these rows out.",
)
NO_ATTACHMENTS_THIS_WAY = ErrorKind.REFUSED.text(
    "no-attachments-this-way",
    "{transport} takes no attachments by its own call.",
    "Send by SMTP (dm-tui paths names the setting), or link to the files.",
)
NO_LETTER = ErrorKind.USAGE.text(
    "unknown-letter", "There is no letter “{letter}” in the outbox.", "List them with dm-tui outbox."
)
NOT_A_LETTER = ErrorKind.USAGE.text(
    "not-a-letter",
    "“{letter}” is a link, a pipe or a folder, not a letter: it is not read.",
    "See the letters: dm-tui outbox.",
)
PASSED_OVER = "Not a file, so not read: {name}."
OUTBOX_UNREADABLE = ErrorKind.REFUSED.text(
    "outbox-unusable", "The outbox {folder} cannot be read: {reason}.", "Check the folder and its owner."
)
TEST_NOT_SENT = ErrorKind.REFUSED.text(
    "test-not-sent",
    "The test letter to {recipient} was not sent: {reason}",
    "See it: dm-tui mailings show {mailing}",
)
TEST_UNKNOWN = ErrorKind.OUTCOME_UNKNOWN.text(
    "test-unknown",
    "It is not known whether the test letter to {recipient} was sent. {answer}",
    "Before you send another one, look here: {look}",
)
TEST_STILL_UNKNOWN = TEST_UNKNOWN._replace(
    message="It is still not known whether the test letter to {recipient} of {begun:%Y-%m-%d %H:%M} UTC was sent. "
    "No other one was sent.",
    hint="Look here: {look}. The same command sends another one after {until:%Y-%m-%d %H:%M} UTC.",
)
LIST_NEEDS_TEMPLATE = ErrorKind.USAGE.text(
    "list-needs-template",
    "A list gets an approved template exactly as approved, with its own subject and sender name.",
    "Give --template, and neither --subject nor --alias nor --unsubscribe nor --attach.",
)
MAILING_DRAFT_TOO_LARGE = ErrorKind.REFUSED.text(
    "composition-too-large",
    "The text has {size:,} bytes; a draft holds at most {limit:,}.",
    "Send it, or shorten it: it is not saved until then.",
)
TEMPLATE_DRAFT_TOO_LARGE = MAILING_DRAFT_TOO_LARGE._replace(
    hint="Save it as a template, or shorten it: the draft is not saved until then."
)
DRAFT_GONE = ErrorKind.REFUSED.text(
    "draft-gone",
    "Another program has sent or discarded this draft. Nothing was sent.",
    "Check your mailings. To send it again, change something first: then it is a draft of its own.",
)
EMPTY_LETTER = ErrorKind.USAGE.text("empty-letter", "There is nothing to send.", "Give a text or HTML body.")
NO_SUBJECT = ErrorKind.USAGE.text("no-subject", "There is no subject.", "Give the message one.")
BAD_TAG = ErrorKind.USAGE.text(
    "bad-tag",
    "The service does not accept this tag.",
    "Use 1 to {limit} letters, digits, underscores and hyphens.",
)
TRACKING_NEEDS_TAG = ErrorKind.USAGE.text(
    "tracking-needs-tag",
    "Opens and clicks are counted under a tag, and there is none.",
    "Give a tag, or do not track opens and clicks.",
)
BAD_SENDER = ErrorKind.USAGE.text("bad-address", "The sender address cannot be used. {problem}", "{hint}")
BAD_REPLY_TO = ErrorKind.USAGE.text("bad-address", "The reply-to address cannot be used. {problem}", "{hint}")
ALIAS_TOO_LONG = ErrorKind.USAGE.text(
    "alias-too-long", "The alias has {length} characters; at most {limit} are allowed.", "Shorten it."
)
SUBJECT_TOO_LONG = ErrorKind.USAGE.text(
    "subject-too-long",
    "The subject has {length} characters; at most {limit} are allowed.",
    "Shorten it. A variable counts with the value of each recipient.",
)
TAG_TOO_LONG = ErrorKind.USAGE.text(
    "tag-too-long", "The tag has {length} characters; at most {limit} are allowed.", "Shorten it."
)
MESSAGE_TOO_LARGE = ErrorKind.REFUSED.text(
    "message-too-large",
    "The message has {size:,} bytes; at most {limit:,} (15 MB) are allowed.",
    "Shorten it, or link to large files.",
)
_control_character = partial(
    ErrorKind.USAGE.text, "control-character", hint="Type it on one line, without control characters."
)
ALIAS_HAS_CONTROL_CHARACTER = _control_character(
    "The alias has a line break or another control character in it ({character})."
)
SUBJECT_HAS_CONTROL_CHARACTER = _control_character(
    "The subject has a line break or another control character in it ({character})."
)
BAD_UNSUBSCRIBE_URL = ErrorKind.USAGE.text(
    "bad-unsubscribe-url",
    "The unsubscribe address cannot be used.",
    "Give an https address of plain characters, such as "
    "https://example.com/unsubscribe?who={{EAddr}}; {{EAddr}} is the only variable, once.",
)

FIRST_LETTER = "The letter, as the first recipient reads it:"
NO_FIRST_LETTER = "The letter of the first recipient cannot be made: {why}"
MORE_LINES = "… and {lines} more: --json has all."
TEXT_FROM_HTML = "The text is made from the HTML, for readers that show none."
HTML_BESIDE = "Readers that show HTML see the HTML instead: --json has it."
