"""The page of an error: what happened and what to do next, in the reader's language."""

from flask import render_template, request

from chassis.errors import HavanaError
from gateway import auth
from gateway.console.page import Who
from gateway.problems import Problem, Refused


def error_page(problem: Problem) -> str:
    """Return the page of a problem, with the console around it if somebody is signed in."""
    return render_template("console/error.html", problem=problem, who=_somebody(), kept=_kept(problem))


def _kept(problem: Problem) -> list[tuple[str, str]]:
    """Return what was typed into a form that a service which is down did not take, to be sent again as it is; never a password."""
    if problem.status != 503 or request.method != "POST":
        return []
    return [(name, value) for name, value in request.form.items(multi=True) if "password" not in name]


def _somebody() -> Who | None:
    try:
        return Who(auth.caller().about)
    except (Refused, HavanaError):
        return None
