from chassis.errors import ERRORS, Conflict, Invalid


def test_an_error_survives_the_trip_by_its_args():
    sent = Conflict("stale-version", current=4)
    assert (ERRORS["conflict"](*sent.args).code, ERRORS["conflict"](*sent.args).params) == ("stale-version", {"current": 4})


def test_an_error_reads_as_its_code_and_parameters():
    assert str(Conflict("stale-version", current=4)) == "stale-version {'current': 4}"


def test_there_are_five_kinds_with_their_statuses():
    assert {kind: cls.status for kind, cls in ERRORS.items()} == {
        "invalid": 422, "forbidden": 403, "not-found": 404, "conflict": 409, "unavailable": 503,
    }  # fmt: skip


def test_field_errors_are_listed_under_one_code():
    error = Invalid.of_fields([{"pointer": "/title", "code": "required"}])
    assert (error.code, error.params) == ("invalid-fields", {"errors": [{"pointer": "/title", "code": "required"}]})
