"""Static checks of a questionnaire: one function each, each with its stable codes (docs/checks.md)."""
