"""What the program tells staff by itself, once a day: counts and where to look, never a name."""

DIGEST = """Buongiorno,

{novita}

I particolari, con i collegamenti agli elenchi, sono in «Oggi», la prima pagina della gestione."""

#: (name, title, subject, body, its own placeholders, those it needs): to accounts of the staff, by no invitation
ROWS = (
    (
        "staff_digest",
        "riepilogo per lo staff",
        "riepilogo del {giorno}",
        DIGEST,
        frozenset({"novita", "giorno"}),
        frozenset({"novita"}),
    ),
)
