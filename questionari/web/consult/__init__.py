"""Pages of the services consulted on a questionnaire in draft; territories see the same ones in their area."""
