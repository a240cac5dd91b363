"""The tables of pgqueuer 1.6.0, as its own installer writes them."""

from fablewright.db.sql_files import from_files

revision, down_revision = "002", "001"
upgrade, downgrade = from_files(__file__)
