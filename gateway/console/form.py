"""A form: what stands in its fields, what is wrong with them, and how they are sent as the request that the API takes too.

`fields` turns fields into the request and back, `prints` tells which were touched. A form that did not come through is shown
again as it was sent.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import uuid4

from flask import request
from werkzeug.datastructures import MultiDict

from chassis.errors import Conflict, Forbidden, HavanaError, Invalid, NotFound, Unavailable
from chassis.schemas import Schema, flat_errors
from gateway import calls
from gateway.console.fields import Given, flattened, name_of, parts_below, read, without_empty_rows
from gateway.console.prints import INPUT_DATE, by_day, differ, print_of, prints_given, prints_of
from gateway.problems import Problem, of_error
from gateway.problems.problem import field_error

KEY = "idempotency_key"
MORE = "more"
"""The button that asks for one more row; its value is the list that grows."""


class Form:
    """The fields of one request schema on a page."""

    def __init__(self, schema: type[Schema], *, initial: Mapping[str, Any] | None = None, name: str = "") -> None:
        """`initial`: the JSON that an empty form shows. `name`: which form of the page was sent, if there are several."""
        self.schema, self.name = schema, name
        is_posted = request.method == "POST" and request.form.get("form", "") == name
        self.more = request.form.get(MORE, "") if is_posted else ""
        self.is_sent = is_posted and not self.more
        self.given: Given = request.form if is_posted else MultiDict(list(flattened(initial or {})))
        if self.is_sent:
            self.given = without_empty_rows(schema, self.given)
        self.now: Given | None = None
        self.taken_over: set[str] = set()
        self._prints = prints_given() if is_posted else prints_of(schema, self.given)
        self.errors: list[dict[str, Any]] = []
        self.problem: Problem | None = None
        self.key = uuid4().hex
        self._labels: dict[str, str] = {}

    @property
    def status(self) -> int:
        """The status of the page that shows the form: 200, or what is wrong with it."""
        return 422 if self.errors else self.problem.status if self.problem else 200

    def value(self, name: str) -> str:
        """Return what stands in a field."""
        return self.given.get(name, "")

    def values(self, name: str) -> list[str]:
        """Return what is chosen in a field of several values."""
        return self.given.getlist(name)

    def parts(self, name: str) -> list[str]:
        """Return the keys of an object of records that stand in the form: `texts` → the languages."""
        return parts_below(self.given, f"{name}.")

    def fill(self, name: str, values: Iterable[str]) -> None:
        """Let a field show other values than those that were sent."""
        self.given = MultiDict(self.given)
        self.given.setlist(name, list(values))

    def rows(self, name: str, *, least: int = 1) -> range:
        """Return the numbers of the rows of a list of records, `least` at least; one more if one more was asked for."""
        filled = {int(part) for part in parts_below(self.given, f"{name}.") if part.isdecimal()}
        return range(max(least, max(filled, default=-1) + 1 + (self.more == name)))

    def spaces(self, name: str) -> list[str]:
        """Return the values of a field of several texts and an empty one to write the next into."""
        filled = [value for value in self.values(name) if value]
        return [*filled, *[""] * (2 if self.more == name else 1)]

    def label(self, name: str, label: str) -> str:
        """Note what a field is called on the page, for the summary of what is wrong; says nothing."""
        self._labels[name] = label
        return ""

    def summary(self) -> list[tuple[str, str]]:
        """Return (name of the field, what is wrong with it, under the field's label) for every wrong field, in the order of the page."""
        places = {name: place for place, name in enumerate(self._labels)}
        named = [(name_of(error["pointer"]), error["detail"]) for error in self.errors]
        named.sort(key=lambda pair: places.get(pair[0], len(places)))
        return [(name, f"{self._labels[name]}: {detail}" if name in self._labels else detail) for name, detail in named]

    def error(self, name: str) -> str:
        """Return what is wrong with a field; empty if nothing is."""
        return next((str(error["detail"]) for error in self.errors if name_of(error["pointer"]) == name), "")

    def send(self, service: str, method: str, /, *, public: bool = False, stored: Mapping[str, Any] | None = None, **more: Any) -> Any:
        """Return the service's answer to the request in the form and `more`; None if it did not come through and says why.

        {} if it was done and has no answer, or none that who sent it may see any more.
        `stored`: the record as it is now; only what differs from it is sent, and if nothing does it is the answer.
        """
        question = read(self.schema, self.given)
        if self.errors:
            self._blame_the_rest({**question, **more})
            return None
        if stored is not None and not (question := self._changes(question, stored)):
            return stored
        return self._ask(service, method, {**question, **more}, public=public)

    def _changes(self, question: Mapping[str, Any], stored: Mapping[str, Any]) -> dict[str, Any]:
        """Return what differs from what is stored, and the version it was read at; {} if nothing differs."""
        held = read(self.schema, self._as_shown(flattened(stored)))
        changed = {name: value for name, value in question.items() if name != "version" and differ(value, held.get(name))}
        return {**changed, "version": question.get("version")} if changed else {}

    def _as_shown(self, stored: Iterable[tuple[str, str]]) -> Given:
        """Return the stored values as a form shows them: of a moment, the day."""
        is_day = {name for name, value in self.given.items() if len(value) == INPUT_DATE}
        return MultiDict([(name, value[:INPUT_DATE] if name in is_day and "T" in value else value) for name, value in stored])

    def meet(self, stored: Mapping[str, Any]) -> None:
        """If somebody changed the record meanwhile, show beside what was typed what is stored now; sending again replaces that."""
        if self.problem is None or self.problem.code != "stale-version":
            return
        self.now = self._as_shown(flattened(stored))
        self.taken_over = self._take_over(self.now)
        self.given.setlist("version", [str(stored["version"])])
        self._prints = prints_of(self.schema, MultiDict(flattened(stored)))

    def _take_over(self, now: Given) -> set[str]:
        """Let fields that nobody touched on this page show what is stored now; return those of them that differ from before."""
        typed, held = read(self.schema, self.given), read(self.schema, now)
        left = {name for name in self.schema().fields if name != "version" and not self._is_touched(name, typed.get(name))}
        kept = [pair for pair in self.given.items(multi=True) if pair[0].split(".")[0] not in left]
        self.given = MultiDict([*kept, *(pair for pair in now.items(multi=True) if pair[0].split(".")[0] in left)])
        return {name for name in left if differ(typed.get(name), held.get(name))}

    def _is_touched(self, name: str, typed: Any) -> bool:
        whole, of_day = self._prints.get(name, ("", ""))
        shows_day = any(len(value) == INPUT_DATE for given, value in self.given.items() if given.split(".")[0] == name)
        return print_of(typed) != whole and not (shows_day and print_of(by_day(typed)) == of_day)

    @property
    def was(self) -> str:
        """What tells later which fields were touched: a print of each as it stood when the page was shown."""
        return json.dumps(self._prints)

    def stored(self, name: str) -> list[str] | None:
        """Return what is stored now in a field if somebody changed the record meanwhile and it differs from what was typed."""
        if self.now is None:
            return None
        now, typed = (
            [_one_line_end(text) for text in given.getlist(name) if text not in {"", "false"}] for given in (self.now, self.given)
        )
        return now if sorted(now) != sorted(set(typed)) else None

    def confirm(self, name: str, word: str) -> None:
        """Note an error in field `name` unless `word` was typed into it: this cannot be undone."""
        if self.value(name).strip().casefold() != word.casefold():
            self.blame(name, "not-confirmed", word=word)

    def _ask(self, service: str, method: str, question: Mapping[str, Any], *, public: bool) -> Any:
        try:
            self._check(question)
            answer = calls.call(service, method, question, public=public, key=_key_given())
        except Invalid as error:
            self.errors = [field_error(self._plain(one)) for one in error.params.get("errors", ())]
            self.problem = of_error(error)
        except (Conflict, Forbidden, Unavailable) as error:
            self._fail(error)
        else:
            return {} if answer is None else answer
        return None

    def _plain(self, error: Mapping[str, Any]) -> Mapping[str, Any]:
        """Say of a field that was left empty that it is needed, not that it has the wrong length."""
        is_empty = not any(self.values(name_of(error["pointer"])))
        return {**error, "code": "required"} if is_empty and error["code"] == "wrong-length" else error

    def done(self, service: str, method: str, /, *, public: bool = False, **more: Any) -> bool:
        """Send the request to a method whose answer does not matter; say whether it came through."""
        self.send(service, method, public=public, **more)
        return self.status == 200

    def blame(self, name: str, code: str, **params: Any) -> None:
        """Note what is wrong with a field."""
        self.errors = [*self.errors, field_error({"pointer": f"/{name}", "code": code, **params})]
        self.problem = of_error(Invalid.of_fields(self.errors))

    def is_right(self, **more: Any) -> bool:
        """Say whether what was sent, and `more`, has the form of the request, without sending it; note what has not."""
        self._blame_the_rest({**read(self.schema, self.given), **more})
        if self.errors:
            self.problem = of_error(Invalid.of_fields(self.errors))
        return not self.errors

    def _blame_the_rest(self, question: Mapping[str, Any]) -> None:
        """Note what else is wrong beside what was blamed, so that every wrong field is told at once."""
        blamed = {error["pointer"] for error in self.errors}
        found = flat_errors(self.schema().validate(question))
        self.errors = [*self.errors, *(field_error(self._plain(one)) for one in found if one["pointer"] not in blamed)]

    def _check(self, question: Mapping[str, Any]) -> None:
        if errors := self.schema().validate(question):
            raise Invalid.of_fields(flat_errors(errors))

    def _fail(self, error: HavanaError) -> None:
        self.problem = of_error(error)
        if isinstance(error, Unavailable) and (key := _key_given()):
            self.key = key  # perhaps it was done: the same key makes sure that it is done once


def id_of(made: Mapping[str, Any]) -> str:
    """Return the id of a record that a form made. NotFound if a repeat finds it made, and hidden by now from who sent it."""
    if not made:
        raise NotFound("hidden-by-now")
    return str(made["id"])


def _one_line_end(text: str) -> str:
    return text.replace("\r\n", "\n").strip()


def _key_given() -> str | None:
    key = request.form.get(KEY, "")
    return key if calls.IDEMPOTENCY_KEY.match(key) else None
