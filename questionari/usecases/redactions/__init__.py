"""What was erased as personal data: noted, traces on disk removed, its certificate signed and verified."""
