"""What is reminded of, when and in which words."""
