"""Documents as authors change them: where a place of the document stands in its text, acts on a document."""
