"""README and docs: their commands run, their words are those of the program, their links lead somewhere."""
