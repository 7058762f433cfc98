"""The respondent's pages: landing, questionnaire, review, receipt. Everything works without JavaScript."""
