"""The page of an error: what happened and what to do next, in the reader's language."""

from flask import render_template

from chassis.errors import HavanaError
from gateway import auth
from gateway.console.page import Who
from gateway.problems import Problem, Refused


def error_page(problem: Problem) -> str:
    """Return the page of a problem, with the console around it if somebody is signed in."""
    return render_template("console/error.html", problem=problem, who=_somebody())


def _somebody() -> Who | None:
    try:
        return Who(auth.caller().about)
    except (Refused, HavanaError):
        return None
