"""The attributes of an HTML tag as a pattern, for all that read tags without a parser.

A quoted value may hold `>`, and `<` a few times; only a quote right after `=` begins one, as browsers have
it, and one that never ends is a character like others. However broken the HTML is, the work grows with its
length alone: an attempt passes only so many `<`, where the next attempts begin.
"""

_QUOTED = r"=\s*+(?:\"[^\"<]*+\"|'[^'<]*+')"
_QUOTED_WITH_LESS = r"=\s*+(?:\"[^\"<]*+(?:<[^\"<]*+){1,4}+\"|'[^'<]*+(?:<[^'<]*+){1,4}+')"

ATTRIBUTES = rf"(?:(?:{_QUOTED}|[^<>=]|=(?!\s*+[\"']))*+{_QUOTED_WITH_LESS}){{0,8}}+(?:{_QUOTED}|[^<>])*+"
"""What stands between the name of a tag and its end."""
