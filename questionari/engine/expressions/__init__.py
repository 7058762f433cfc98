"""The expression language of questionnaires: parsing, static types, evaluation with three values, words."""
