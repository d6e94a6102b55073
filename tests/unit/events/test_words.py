import pytest

from chassis.vocabularies import vocabulary
from services.events.domain import words


@pytest.mark.parametrize(
    ("codes", "name"),
    [
        (words.Kind, "event-kinds"),
        (words.State, "event-states"),
        (words.Mode, "attendance-modes"),
        (words.Visibility, "event-visibilities"),
        (words.Sensitivity, "event-sensitivities"),
        (words.HostRole, "host-roles"),
        (words.HostState, "host-states"),
        (words.Right, "host-rights"),
        (words.DataScope, "data-scopes"),
        (words.RegistrationState, "registration-states"),
        (words.CalendarEntry, "calendar-entries"),
        (words.FieldKind, "form-field-kinds"),
        (words.Readers, "form-field-readers"),
        (words.Way, "registration-ways"),
    ],
)
def test_the_codes_are_those_of_the_vocabulary(codes, name):
    assert [code.value for code in codes] == list(vocabulary(name))
