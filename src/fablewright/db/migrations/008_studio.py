"""Drafts, private links, undoing a deletion, shelves that can be searched."""

from fablewright.db.sql_files import from_files

revision, down_revision = "008", "007"
upgrade, downgrade = from_files(__file__)
