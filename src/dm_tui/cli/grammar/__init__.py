"""The words of every command, by what the commands are for. Only those that are called are built."""
