"""The demo: invented services, their answers, and a network to show."""
