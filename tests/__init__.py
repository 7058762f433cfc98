"""Tests of questionari, by layer."""
