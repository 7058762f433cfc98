"""The pure core: questionnaires, answers, paths, validation. Knows no framework, no clock, no database."""
