"""Document to questionnaire: resolves lists, details and groups, parses expressions, reports every finding at once."""

from questionari.engine.compiler.compile import Compiled, build_questionnaire, compile_questionnaire, subject_of
from questionari.engine.compiler.lists import ListLoader, self_contained

__all__ = ["Compiled", "ListLoader", "build_questionnaire", "compile_questionnaire", "self_contained", "subject_of"]
