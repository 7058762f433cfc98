"""XLSForm in and out: workbooks of authors become documents, documents become workbooks. Pure of any framework."""

from questionari.xlsform import calls as _calls  # registers the operators and functions of XPath

__all__ = ["_calls"]
