"""Rounds: from the draft to the signed closing; who is asked, what is sent, what became of it."""
