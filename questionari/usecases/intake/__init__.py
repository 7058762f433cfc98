"""Earlier responses brought in from files of tables: read, matched with columns, judged row by row."""
