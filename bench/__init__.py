"""Measurements of the product against docs/performance.md: `make bench`. Not part of the tests; no timing decides."""
