"""The face without a screen: the wizard as questions and answers, line by line."""
