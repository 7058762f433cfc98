"""Every difference between two versions has its Italian name on the page that shows it."""

from typing import cast

from flask import Flask

from questionari.engine.comparing import Difference, Kind
from questionari.usecases.comparing import Compared
from questionari.web.manage.questionnaires.comparing import _value
from questionari.web.manage.questionnaires.comparing_words import LISTED, WHAT
from tests.engine.comparing.test_attributes import OTHER


def test_whatever_may_change_in_a_question_or_around_it_has_a_name() -> None:
    tables = {"cell", "row", "column", "row_totals", "column_totals", "cell_visible_if"}
    options = {"option_code", "option_exclusive", "option_reserved", "option_score", "option_visible_if"}
    places = {"role", "section", "page", "parent", "order", "check_message", "effect"}
    assert {what for _, what in OTHER.values()} | tables | options | places | LISTED <= set(WHAT)


def test_languages_are_called_by_their_names() -> None:
    told = Difference(Kind.REWORDED, "languages", "it", "it, de")
    assert _value(cast(Compared, None), told, told.new) == "italiano, tedesco"


def test_a_time_without_a_range_is_said_as_one_number(app: Flask) -> None:
    with app.test_request_context():
        lasting = app.jinja_env.get_template("respond/outline.html").make_module({}).__dict__["lasting"]
        said = [" ".join(str(lasting(minutes)).split()) for minutes in ((1, 1), (20, 20))]
    assert said == ["circa un minuto", "circa 20 minuti"]
