"""The story on real queues: `python -m tests.support.platform ROUNDS` runs every service in this process, on the broker and the
databases that the environment names, and prints what it saw as JSON.
"""

import havana.runtime  # noqa: F401, I001  # before everything that follows

import json
import os
import sys
import threading

from chassis.errors import Conflict, HavanaError
from chassis.settings import Settings
from havana import composition
from havana.embedded import running_services
from tests.support.remote import Platform
from tests.support.story import Story
from tests.support.waiting import until

HEAD_STARTS = ("message", "publication", "neither")


def is_public(story, alert_id):
    items = story.ask(None, "alerts", "list_public_alerts")["items"]
    shown = story.ask(story.officer, "alerts", "get_alert", alert_id=alert_id)
    return bool(items), shown["state"], (shown["withdrawal"] or {}).get("cause")


def raced(story, *, head_start):
    """Publish an alert and withdraw the consent it rests on; return (refusal, state, cause, public)."""
    case = story.case(purposes=["urgent_appeal"])
    alert = story.approved_alert(case, audience={"kind": "public"})
    refusals = []

    def publish():
        try:
            story.change(story.coordinator, "publish_alert", alert)
        except Conflict as error:
            refusals.append(error.code)

    def withdraw():
        story.ask(story.officer, "cases", "withdraw_consent", case_id=case["id"], purposes=["urgent_appeal"])

    steps = {"message": (withdraw, publish), "publication": (publish, withdraw), "neither": (publish, withdraw)}[head_start]
    threads = [threading.Thread(target=step) for step in steps]
    for thread in threads:
        thread.start()
        if head_start != "neither":
            thread.join()
    for thread in threads:
        thread.join()
    until(lambda: refusals or is_public(story, alert["id"])[1] == "withdrawn")
    public, state, cause = is_public(story, alert["id"])
    return {"refused": refusals != [], "state": state, "cause": cause, "public": public}


def recalled(story):
    """Share an alert with a partner who reads it on the stream, withdraw the consent; return what the partner and the ledger saw."""
    case = story.case(purposes=["share_partner"])
    alert = story.approved_alert(case, audience={"kind": "group", "group_id": story.group})
    story.change(story.coordinator, "publish_alert", alert)
    until(lambda: story.stream()[0])
    seen, after = story.stream()
    story.ask(story.officer, "cases", "withdraw_consent", case_id=case["id"], purposes=["share_partner"])
    until(lambda: story.stream(after)[0])
    more, after = story.stream(after)
    story.stream(after)
    until(lambda: ("stream", "confirmed") in [line[1:] for line in story.recalls(alert)])
    return {"entries": [kind for kind, _ in (*seen, *more)], "ledger": [list(line[1:]) for line in story.recalls(alert)]}


def main(rounds):
    settings = Settings.read(os.environ, embedded=True).prepared()
    composition.make_keys(settings)
    try:
        with running_services(settings):
            story = Story(Platform(settings))
            races = {head_start: [raced(story, head_start=head_start) for _ in range(rounds)] for head_start in HEAD_STARTS}
            seen = {"races": races, "recall": recalled(story)}
    except HavanaError as error:
        seen = {"error": str(error)}
    sys.stdout.write(json.dumps(seen) + "\n")


if __name__ == "__main__":
    main(int(sys.argv[1]))
