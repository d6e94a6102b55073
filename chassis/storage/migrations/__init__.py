"""Alembic's environment, and the revisions of the tables that every service's database has."""
