"""Every difference between two versions has its Italian name on the page that shows it."""

from questionari.web.manage.questionnaires.comparing_words import LISTED, WHAT
from tests.engine.comparing.test_attributes import OTHER


def test_whatever_may_change_in_a_question_or_around_it_has_a_name() -> None:
    tables = {"cell", "row", "column", "row_totals", "column_totals", "cell_visible_if"}
    options = {"option_code", "option_exclusive", "option_reserved", "option_score", "option_visible_if"}
    places = {"role", "section", "page", "parent", "order", "check_message", "effect"}
    assert {what for _, what in OTHER.values()} | tables | options | places | LISTED <= set(WHAT)
