"""Withdrawing an alert, and the ledger of who was asked to delete it and who did."""

from uuid import UUID

from flask import request

from gateway import calls
from gateway.console import words
from gateway.console.alerts.blueprint import alert_page, blueprint, forms_of, own_alert, taken
from gateway.console.page import Answer, go, signed_in
from gateway.languages import gettext

CONFIRMATION = "confirmation"


@blueprint.route("/<uuid:alert_id>/withdraw", methods=["GET", "POST"])
@signed_in
def withdraw(alert_id: UUID) -> Answer:
    """Say what withdrawing does, and withdraw once that was confirmed by a word."""
    found = own_alert(alert_id)
    form, word = forms_of(found, "withdraw")["withdraw"], gettext(words.alerts.WITHDRAW)
    if form.is_sent:
        form.confirm(CONFIRMATION, word)
    if (step := taken([form], found)) is not None:
        return go("console.alerts.recalls", alert_id=found["id"], done=step.done)
    return alert_page("withdraw.html", found, status=form.status, form=form, word=word)


@blueprint.get("/<uuid:alert_id>/recalls")
@signed_in
def recalls(alert_id: UUID) -> Answer:
    """Show the recall ledger."""
    found = own_alert(alert_id)
    question = {"alert_id": found["id"], "cursor": request.args.get("cursor")}
    return alert_page("recalls.html", found, recalls=calls.call("alerts", "list_recalls", question))
