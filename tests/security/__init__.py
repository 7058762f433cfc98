"""Attacks and losses: each test is one that worked, or would have, before its fix."""
