"""The program itself: its installation, its files, its answers, and help for a shell."""

from dm_tui.cli.declarations.declare import Command, CommandGroup, argument

GROUP = CommandGroup(
    "this program",
    (
        Command(
            "doctor",
            "check the installation and the books",
            run="upkeep.doctor",
            answers=("services.upkeep.json_shapes.DoctorAnswer",),
        ),
        Command(
            "paths",
            "where the files are",
            run="upkeep.paths",
            answers=("services.upkeep.json_shapes.PathsAnswer",),
        ),
        Command(
            "schema",
            "the shapes of --json answers, as JSON Schema",
            run="schema.schema",
            answers=("cli.commands.schema.SchemaAnswer",),
            arguments=(
                argument("words", "COMMAND", nargs="*", values="command_words", help="only this command"),
            ),
            example="dm-tui schema orders show",
        ),
        Command(
            "completion",
            "a script that makes a shell complete commands, options and ids",
            run="completion.completion",
            answers=("cli.commands.completion.CompletionAnswer",),
            arguments=(argument("shell", None, choices=("bash", "zsh", "fish")),),
            example="source <(dm-tui completion bash)",
            topic="completion",
        ),
    ),
)
