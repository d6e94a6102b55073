"""Instruments and their provisions: ids that are the same on every site, so that citations mean the same everywhere."""

from uuid import UUID, uuid5

BASIC_PRINCIPLES = "basic-principles"
KIND = "principle"
"""What a provision is called among representations."""
"""The code of the Basic Principles on the Role of Lawyers (Havana, 1990), which every library has."""

NAMESPACE = UUID("6d1f9d1e-3c0b-5c55-9c0e-8a4b1d5f2a10")


def instrument_id(code: str) -> UUID:
    """Return the id of an instrument, from its code alone."""
    return uuid5(NAMESPACE, code)


def provision_id(code: str, number: str) -> UUID:
    """Return the id of a provision of the instrument `code`: `16` of the Basic Principles."""
    return uuid5(NAMESPACE, f"{code}/{number}")
