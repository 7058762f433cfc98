"""What a machine needs to run the product; docs/operations.md says how."""
