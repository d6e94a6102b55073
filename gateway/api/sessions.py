"""One's own sessions."""

from gateway.api.resource import Resource
from services.directory.schemas import sign_in

sessions = Resource("sessions", service="directory", description="Where you are signed in.")
resources = (sessions,)

sessions.add("GET", "", "list_sessions", asks=sign_in.Nothing, answers=sign_in.SessionList, says="Your sessions.")
sessions.add(
    "DELETE", "/<uuid:session_id>", "end_session", asks=sign_in.EndSession, answers=None, says="End one of your sessions.", status=204
)
sessions.add("POST", "/end-all", "end_all_sessions", asks=sign_in.Nothing, answers=None, says="Sign out everywhere.", status=204)
