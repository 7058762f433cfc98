"""Datasets: frames whose columns and types come from the definition, and the files made of them. Pandas lives here."""
