"""The JSON Schema (2020-12) of the answers to a version, from its definition alone."""

from questionari.engine.answer_schema.build import answer_schema

__all__ = ["answer_schema"]
