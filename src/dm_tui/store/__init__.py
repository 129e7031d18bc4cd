"""The state file, kept with TinyDB, which is imported here and nowhere else."""
