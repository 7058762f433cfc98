"""The workbench of authors: published versions, drafts, their findings, preview, publication."""
