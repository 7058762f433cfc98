"""The sources of findings about answers, one module each; ``engine.validation`` puts them together."""
