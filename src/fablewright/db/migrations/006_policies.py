"""Limits, budgets and circuits of providers."""

from fablewright.db.sql_files import from_files

revision, down_revision = "006", "005"
upgrade, downgrade = from_files(__file__)
