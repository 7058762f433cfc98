"""Logic proofs of questionnaires with the solver z3: what can never be shown, fire, or be completed, with a witness.

Author's side only: commands and jobs load this package, a web process never does. ``prove.prove`` is the way in. The
meaning given to expressions here is that of ``engine.expressions``; property tests hold the two together.
"""
