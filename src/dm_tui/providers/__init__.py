"""Where money and mail move: one protocol, one implementation per provider."""
