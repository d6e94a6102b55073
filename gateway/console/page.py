"""What every page of the console stands in: who is signed in, where one is, what was just done."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from chassis import permissions
from chassis.contexts import Viewer
from gateway import auth
from gateway.console.words.pages import DONE, NAVIGATION, Place
from gateway.languages import gettext
from gateway.problems import Refused

LANGUAGE = "lang"
"""The parameter of an address that names the language to go on in, as links of public pages do."""
ACCOUNT = "console.account"
"""The pages of oneself: the only ones that open before a second factor that is needed."""

Answer = str | AnyResponse | tuple[str, int]
View = Callable[..., Answer]


@dataclass(frozen=True)
class Who:
    """The person signed in, as pages show them."""

    about: Any

    @property
    def viewer(self) -> Viewer:
        """Who they are to the permission table."""
        return Viewer(kind="person", roles=frozenset(self.about["roles"]), scopes=frozenset({"*"}))

    def may(self, kind: str, verb: str) -> bool:
        """Say whether their roles ever allow this; services decide again."""
        return permissions.may(self.viewer, kind, verb)

    def places(self, among: Iterable[Place] = NAVIGATION) -> list[Place]:
        """Return where they can go."""
        return [place for place in among if place.needs is None or self.may(*place.needs)]


def who() -> Who:
    """Return who is signed in."""
    return Who(auth.caller().about)


def signed_in(view: View) -> View:
    """Return the page for who is signed in; everybody else is led to the door and back, who lacks a second factor to where it is set up."""

    @wraps(view)
    def guarded(**path: Any) -> Answer:
        try:
            lacks_factor = auth.caller().about["second_factor_needed"]
        except Refused:
            return redirect(url_for("console.sign-in.sign_in", next=here(), lang=request.args.get(LANGUAGE)), 303)
        if lacks_factor and request.blueprint != ACCOUNT:
            return go("console.account.account")
        return view(**path)

    return guarded


def needs(kind: str, verb: str) -> Callable[[View], View]:
    """Return the page for who is signed in with a role that may `verb` a `kind`; Forbidden for the others."""

    def offered_to_them(view: View) -> View:
        @wraps(view)
        def guarded(**path: Any) -> Answer:
            permissions.require(who().viewer, kind, verb)
            return view(**path)

        return signed_in(guarded)

    return offered_to_them


def page(template: str, /, *, status: int = 200, **content: Any) -> Answer:
    """Return a page of the console for who is signed in."""
    done = DONE.get(request.args.get("done", ""))
    html = render_template(f"console/{template}", who=who(), done=done and gettext(done), **content)
    return html, status


def here() -> str:
    """Return the address of a page that was asked for, to come back to; the first page after anything else."""
    return request.full_path.rstrip("?") if request.method == "GET" else url_for("console.my-day.my_day")


def inside(address: str) -> str:
    """Return `address` if it is a page of this site, the first page if it is not: nobody is led elsewhere from here."""
    ours = address.startswith("/") and not address.startswith(("//", "/\\"))
    return address if ours and address.isprintable() else url_for("console.my-day.my_day")


def go(endpoint: str, *, done: str | None = None, **path: Any) -> AnyResponse:
    """Lead to a page after something was done, which it says."""
    return redirect(url_for(endpoint, **path, done=done), 303)
