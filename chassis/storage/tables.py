"""The metadata of the tables that every service's database has. Each table stands in the module that owns it."""

from sqlalchemy import MetaData

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

metadata = MetaData(naming_convention=NAMING)


def service_metadata() -> MetaData:
    """Return fresh metadata for a service's own tables, with the same names for constraints."""
    return MetaData(naming_convention=NAMING)
