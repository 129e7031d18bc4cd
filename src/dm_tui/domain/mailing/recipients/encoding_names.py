"""Encodings of text: the name a person knows, and Python's codec for it."""

import codecs

from dm_tui.domain.mailing.recipients import recipients_wording as wording
from dm_tui.domain.model import Model


class TextEncoding(Model):
    """An encoding: `codec` is Python's name for it, `name` the common one, which `parse_encoding` takes."""

    codec: str
    name: str


UTF_8 = TextEncoding(codec="utf-8", name="UTF-8")
GB18030 = TextEncoding(codec="gb18030", name="GB18030")
WINDOWS_1252 = TextEncoding(codec="cp1252", name="Windows-1252")
LATIN_1 = TextEncoding(codec="latin-1", name="Latin-1")

_SUPERSETS = {
    "gb2312": "gb18030", "gbk": "gb18030", "big5": "cp950", "shift_jis": "cp932", "euc_kr": "cp949", "utf-8": "utf-8-sig",
}  # fmt: skip
"""What programs write where they say the narrower name: more characters, no others."""

_NAMES = {
    "utf-8-sig": "UTF-8", "utf-16": "UTF-16", "utf-16-le": "UTF-16 LE", "utf-16-be": "UTF-16 BE",
    "utf-32": "UTF-32", "utf-32-le": "UTF-32 LE", "utf-32-be": "UTF-32 BE",
    "gb18030": "GB18030", "cp950": "Big5", "big5hkscs": "Big5-HKSCS", "cp932": "Shift-JIS", "euc_jp": "EUC-JP",
    "iso2022_jp": "ISO-2022-JP", "cp949": "EUC-KR", "koi8-r": "KOI8-R", "iso8859-1": "Latin-1",
}  # fmt: skip

_NO_TEXT = {"idna", "punycode", "raw_unicode_escape", "unicode_escape", "undefined", "utf-7"}


def parse_encoding(name: str) -> TextEncoding:
    """Return the encoding of a common name, such as GBK or Windows-1252; others are refused."""
    words = name.lower().removesuffix(" with bom").split()
    known = next(filter(None, map(_lookup, ("-".join(words), "".join(words)))), None)
    if known is None:
        raise wording.UNKNOWN_ENCODING(name=name)
    codec = _SUPERSETS.get(known, known)
    return TextEncoding(codec=codec, name=_NAMES.get(codec) or _common_name(codec))


def _common_name(codec: str) -> str:
    number = codec.removeprefix("cp")
    return (
        f"Windows-{number}"
        if number == "874" or number.startswith("125")
        else codec.upper().replace("_", "-")
    )


def _lookup(name: str) -> str | None:
    """Return Python's codec of that name if it turns text into bytes."""
    try:
        codec = codecs.lookup(name).name
        "".encode(codec)
    except (LookupError, ValueError):
        return None
    return None if codec in _NO_TEXT else codec
