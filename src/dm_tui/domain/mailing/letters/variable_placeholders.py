"""Sets the variables of a text aside while it is converted: converters take braces for their own."""

from collections.abc import Mapping

from dm_tui.domain.setup.variables import find_variables


def set_variables_aside(source: str) -> tuple[str, dict[str, str]]:
    """Return the source with a word for each variable, and the variables by these words."""
    word = "xvariable"
    while word in source:
        word += "q"
    pieces: list[str] = []
    names: dict[str, str] = {}
    at = 0
    for variable in find_variables(source):
        name = f"{word}{len(names)}x"
        names[name] = source[variable.start : variable.end]
        pieces += (source[at : variable.start], name)
        at = variable.end
    return "".join((*pieces, source[at:])), names


def put_variables_back(converted: str, names: Mapping[str, str]) -> str:
    """Return what was converted with its variables as they were written."""
    for name, variable in names.items():
        converted = converted.replace(name, variable)
    return converted
