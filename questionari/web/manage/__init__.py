"""The staff's pages, under /gestione."""
