"""Pages of authors: published versions, drafts, their comparison."""
