"""Mail: `messages` (pure: a kind and its values become a message and its bytes) and `transport` (Flask-Mail)."""
