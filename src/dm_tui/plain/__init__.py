"""The face without a screen: the same wizard as questions and answers, line by line."""
