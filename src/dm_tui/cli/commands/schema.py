"""`schema`: the shapes that programs can rely on, as JSON Schema."""

import json
from argparse import Namespace

from pydantic import JsonValue, RootModel
from pydantic.json_schema import models_json_schema

from dm_tui.cli.answer_models import answer_models, answered_commands
from dm_tui.cli.output import Answer
from dm_tui.domain.errors import ErrorKind
from dm_tui.services.direct_mail import DirectMail

DIALECT = "https://json-schema.org/draft/2020-12/schema"

UNKNOWN_COMMAND = ErrorKind.USAGE.text(
    "unknown-command", "There is no command “{words}” with an answer in JSON.", "Choose one of {known}."
)


class SchemaAnswer(RootModel[dict[str, JsonValue]]):
    """`schema`: a JSON Schema; without a command, of an object with every answer under its words."""


def schema(direct_mail: DirectMail, args: Namespace) -> Answer:
    """The shapes of the answers of one command, or of all."""
    words, known = " ".join(args.words), answered_commands()
    if words and words not in known:
        raise UNKNOWN_COMMAND(words=words, known=", ".join(known))
    document = SchemaAnswer(_schema((words,) if words else known, single=bool(words)))
    return Answer(document, json.dumps(document.model_dump(), indent=2).splitlines())


def _schema(commands: tuple[str, ...], *, single: bool) -> dict[str, JsonValue]:
    models = {model: None for command in commands for model in answer_models(command)}
    places, definitions = models_json_schema([(model, "serialization") for model in models])

    def shape(command: str) -> dict[str, JsonValue]:
        first, *others = (places[model, "serialization"] for model in answer_models(command))
        return {"anyOf": [first, *others]} if others else first

    if single:
        return {"$schema": DIALECT, **shape(commands[0]), **definitions}
    answers: JsonValue = {command: shape(command) for command in commands}
    return {"$schema": DIALECT, "type": "object", "properties": answers, **definitions}
