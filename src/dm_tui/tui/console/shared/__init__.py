"""What the tabs share: their names, their base class, and the screens of editors."""
