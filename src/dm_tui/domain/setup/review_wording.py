"""What the review of a template says, and where the vendor has published each rule."""

_RULES = (
    "https://www.alibabacloud.com/help/en/direct-mail/getting-started/email-types-supported-by-directmail"
)
_TEMPLATES = "https://www.alibabacloud.com/help/en/direct-mail/template-faqs"
_SENDING = "https://www.alibabacloud.com/help/en/direct-mail/email-sending-faqs"
_LIMITS = "https://www.alibabacloud.com/help/en/direct-mail/api-dm-2015-11-23-singlesendmail"
_OUR_OWN = ""

REASONS = {
    "salutation": "It has no salutation: greet the reader, such as Dear {{UserName}}",
    "unsubscribe-link": "It has no link to unsubscribe: add one that works",
    "unsubscribe-link-dead": "The link to unsubscribe leads nowhere: give it an https address",
    "messenger": "“{written}” is a messenger or a social network: such contacts are not allowed",
    "group": "“{written}” invites to a group: that is not allowed",
    "qr-code": "“{written}”: QR codes are not allowed",
    "cloud-drive": "“{written}” is a cloud drive: put files on a page of your own",
    "prospecting": "“{written}” reads like mail to people who did not subscribe, which is not allowed",
    "image-address": "The image is not at an https address: images are neither embedded nor local",
    "short-link": "“{written}” is a shortened link: filters distrust it",
    "spam-words": "“{written}” is a phrase of spam: filters and reviewers look for it",
    "exclamation-marks": "Several exclamation marks in a row look like spam",
    "capitals": "Words in capitals look like spam",
    "alt-text": "The image has no alt text: it says nothing where images are not shown",
    "own-variable": "{written} is no variable of the service: each file of recipients needs a column of that name",
    "only-images": "There are images and hardly any text: many readers see nothing",
}
"""By the code of the finding."""

SOURCES = {
    "salutation": _RULES,
    "unsubscribe-link": _RULES,
    "unsubscribe-link-dead": _RULES,
    "messenger": _RULES,
    "group": _RULES,
    "qr-code": _RULES,
    "cloud-drive": _RULES,
    "prospecting": _RULES,
    "image-address": _TEMPLATES,
    "short-link": _SENDING,
    "spam-words": _SENDING,
    "exclamation-marks": _SENDING,
    "capitals": _SENDING,
    "alt-text": _OUR_OWN,
    "only-images": _OUR_OWN,
    "own-variable": _TEMPLATES,
    "limits": _LIMITS,
}
"""The vendor's page with the rule; empty where it is our own advice."""

NOTHING_FOUND = "It breaks none of the vendor's published rules. A reviewer decides."
MAY_BE_REJECTED = "A reviewer may reject it: {findings}. See why: dm-tui templates check {template}"
FINDING_LINE = "{weight}  {part}, line {line}, column {column}: {reason}"
FINDING_SOURCE = "        {source}"
