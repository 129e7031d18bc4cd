"""Pure rules: no I/O, no Textual, no TinyDB and no clock of their own."""
