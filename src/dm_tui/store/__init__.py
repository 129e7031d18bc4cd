"""The TinyDB state file. TinyDB is imported here and nowhere else."""
