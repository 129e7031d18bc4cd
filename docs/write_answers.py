"""Writes the page of answers: what each command's JSON has, from the shapes and their docstrings.

Run it as `python docs/write_answers.py`.
"""

from pathlib import Path
from textwrap import fill
from typing import Any

from pydantic.json_schema import models_json_schema

from dm_tui.cli.answer_models import answer_models, answered_commands

PAGE = Path(__file__).parent / "answers.md"

INTRODUCTION = """# Answers in JSON

`python docs/write_answers.py` writes this page from the shapes that the commands print; a test compares them.
[commands.md](commands.md) names the shape of each command; `dm-tui schema COMMAND` prints it as JSON Schema.

Money is `{"amount": "13.05", "currency": "USD"}` with two decimals at least, times are ISO 8601 in UTC, ids are
text, and a list is under a name. An error is one line on stderr, `{"error": {"code", "message", "hint"}}`.

## Keys that need a word

| key | means |
|---|---|
| `unknown` | a list of `{what, why}`: what could not be read, and why; it is `null`. Of a mailing it counts, and in `send`, `mailings resume` and `mailings show` it lists, recipients of unknown outcome |
| `charged_unknown` | why it is not known which source paid for a mailing: `charged`, or `free`, `plans` and `pay_as_you_go`, are null then; with `outcomes`, emails of unknown outcome are in none of these figures |
| `what` in `unknown` | a stable word: `some_plans` some of your plans have no amount or dates; `domain_status` a status of a domain that is not documented; `records` DNS records; `outcomes` the outcomes of emails; the others say what they are |
| `verified` | null where no call tells whether it is: the verification for China (Hangzhou), and a domain of unknown status |
| `prices_from` | whose prices these are: `account`, `earlier reading`, `guide` |
| `guide_price` | the price is the purchase guide's: no call names the account's own |
| `sold_as` | what the vendor calls the plan: its code, its name, its properties; null where it does not say |
| `tax` | the tax on top of the price; null where it is not known before paying |
| `open_amount` of `pay_as_you_go` | what the next bill has so far; null where the service makes the bills: `bills` lists them |
| `submitted_at`, `reviewed_at` of a template | when dm-tui submitted it, and saw how its review ended; null where it did not |
| `is_estimate` | the end and the tax are known after payment only |
| `usable_emails` | how many of the emails you can send before they expire; null where the daily quota, or what you have, is not known |
| `usable_pay_as_you_go_total` | what these cost by pay-as-you-go |
| `usable_saving` | what the plans save on these; below zero is what they cost more |
| `owned_emails` | emails left in the plans you own, which are used before these; the last of them until `owned_until`; you can send `owned_usable_emails` of these |
| `free_left` of a quote | what is left of the free quota, which is used before these |
| `is_upper_bound` | the cost is this at most: a quota, plans or activation could not be read |
| `since` | the first day that is counted; the service looks back no further |
| `only_to_buy` | a prerequisite of buying a plan, not of activation |
| `lacking` | something of the prerequisite is missing; with `met` true, or null where the service refused something, it blocks nothing |
| `name`, `title`, `ok`, `detail` of `checks` | a check of `doctor`: its name that stays the same, its words, whether all is well, and what is not |

| code | means |
|---|---|
| `list-not-read` | a list could not be read, so nobody knows whether the name is on it (exit 3) |
| `payment-not-allowed` | the account may not buy: a permission or identity verification is missing (exit 3) |
| `balance` of a warning | the balance is below the price |
| `doubtful-limit` of a warning | some pages of the vendor do not allow it, others do |

## Shapes
"""


def answers_page() -> str:
    """Return the page: the shapes with their keys, and the lists and objects in them."""
    models = {model: None for command in answered_commands() for model in answer_models(command)}
    _, schema = models_json_schema([(model, "serialization") for model in models])
    return INTRODUCTION + "".join(_section(name, shape) for name, shape in sorted(schema["$defs"].items()))


def _section(name: str, shape: dict[str, Any]) -> str:
    words = " ".join(shape.get("description", "").split())
    keys = "; ".join(f"`{key}` {_type(value)}" for key, value in shape.get("properties", {}).items())
    values = ", ".join(f"`{value}`" for value in shape.get("enum", ()))
    said = (fill(part, 110, break_on_hyphens=False) for part in (words, keys, values) if part)
    return "\n\n".join([f"\n### {name}", *said]) + "\n"


def _type(value: dict[str, Any]) -> str:
    """Return the type of a key in a word or two."""
    if "anyOf" in value:
        return " or ".join(map(_type, value["anyOf"]))
    if "allOf" in value:
        return _type(value["allOf"][0])
    if "$ref" in value:
        return str(value["$ref"]).rpartition("/")[2]
    if value.get("type") == "array":
        return f"list of {_type(value.get('items', {}))}"
    if value.get("type") == "object" and isinstance(value.get("additionalProperties"), dict):
        return f"object of {_type(value['additionalProperties'])}"
    kind: str = {"null": "null", "string": "text", "boolean": "true or false"}.get(
        value.get("type", ""), value.get("format", value.get("type", "any"))
    )
    return kind


if __name__ == "__main__":
    PAGE.write_text(answers_page(), encoding="utf-8")
