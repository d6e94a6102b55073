"""What is published against what is read: every reader understands what its publisher says, and every named reader reads."""

import pytest
from marshmallow import fields

from chassis import representations
from chassis.messages import Message
from havana.composition import SERVICES, service_class

CLASSES = {name: service_class(name) for name in SERVICES}
READERS = [(name, consumer.reader) for name, service in CLASSES.items() for consumer in service.consumers.values()]

SAMPLES = {
    fields.UUID: "6a4f5f0e-95a3-4c8e-9d9b-0a4c4f6c2b11",
    fields.Integer: 3,
    fields.AwareDateTime: "2026-03-05T12:00:00Z",
}
WORDS = {
    "audience": ["public"],
    "groups": [],
    "identifiability": "named",
    "max_audience": "public",
    "state": "asked",
    "tlp": "green",
    "stage": "open",
}


def published(base=Message):
    return {one.type: one for one in base.__subclasses__() if one.type and one.__module__.startswith(("chassis", "services"))}


def a_message(declared):
    """Return what the publisher sends, with a value in every field."""
    return {name: WORDS.get(name, sample(field)) for name, field in declared().fields.items()}


def sample(field):
    return next((value for kind, value in SAMPLES.items() if isinstance(field, kind)), "sample")


@pytest.mark.parametrize(("name", "reader"), READERS, ids=lambda value: value if isinstance(value, str) else value.type)
def test_a_reader_understands_what_its_publisher_sends(name, reader):
    data = a_message(published()[reader.type])
    assert set(reader().load(data)) == set(reader().fields)


@pytest.mark.parametrize(("name", "reader"), READERS, ids=lambda value: value if isinstance(value, str) else value.type)
def test_a_reader_is_named_by_its_publisher(name, reader):
    assert name in published()[reader.type].readers


@pytest.mark.parametrize("declared", published().values(), ids=lambda declared: declared.type)
def test_whoever_a_publisher_names_reads(declared):
    assert sorted(declared.readers) == sorted(name for name, reader in READERS if reader.type == declared.type)


@pytest.mark.parametrize("declared", published().values(), ids=lambda declared: declared.type)
def test_a_message_has_no_field_for_text(declared):
    texts = [name for name, field in declared().fields.items() if type(field) is fields.String and name not in SHORT]
    assert texts == []


SHORT = {"kind", "stream_type", "tlp", "country", "lang", "state", "stage", "max_audience", "identifiability", "template"}


def test_representations_are_among_what_is_published():
    assert representations.RepresentationWritten in published().values()
