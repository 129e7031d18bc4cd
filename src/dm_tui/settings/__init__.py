"""The settings: where they are declared, the file that has them, and the places of files."""
