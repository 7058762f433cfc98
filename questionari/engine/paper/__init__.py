"""A questionnaire as a blank form on paper: numbered, its logic in words, with boxes and space to write."""

from questionari.engine.paper.form import paper_form
from questionari.engine.paper.model import Box, Grid, PaperForm, PaperPage, PaperQuestion, PaperSection

__all__ = ["Box", "Grid", "PaperForm", "PaperPage", "PaperQuestion", "PaperSection", "paper_form"]
