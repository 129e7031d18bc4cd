"""The program itself: its installation, its files, its answers, and help for a shell."""

from dm_tui.cli.declarations.declare import CommandGroup, argument, command, flag

GROUP = CommandGroup(
    "this program",
    (
        command(
            "upkeep",
            "doctor",
            "check the installation, the files and the books; exits 1 if one is not sound",
            "DoctorAnswer | BundleAnswer",
            argument("--bundle", "FILE", "write what to attach to a report, shown before", values="files"),
            flag("--yes", "write the bundle without a question"),
            more="Report a fault with what doctor --bundle FILE writes: it has no secret, no address and no text of yours.",
        ),
        command("upkeep", "paths", "the paths of the program's files", "PathsAnswer"),
        command(
            "upkeep",
            "profiles",
            "the profiles of the settings file: provider, credentials, region and state file of each",
            "ProfilesAnswer",
            more="A profile is a section of the settings file, such as [profiles.work]. To use it: dm-tui --profile work "
            "status.",
        ),
        command(
            "schema",
            "schema",
            "the shapes of --json answers, as JSON Schema",
            "cli.commands.schema.SchemaAnswer",
            argument("words", "COMMAND", "only this command", nargs="*", values="command_words"),
            example="dm-tui schema orders show",
        ),
        command(
            "completion",
            "completion",
            "a script that makes a shell complete commands, options and ids",
            "cli.commands.completion.CompletionAnswer",
            argument("shell", choices=("bash", "zsh", "fish")),
            example="source <(dm-tui completion bash)",
            topic="completion",
        ),
    ),
)
