"""What `havana up --demo` tells a newcomer."""

from collections.abc import Mapping
from typing import Any

STEPS = (
    "As officer@lead.example, take in a case and see what is missing before anything of it may be published.",
    (
        "As coordinator@lead.example, sign off the letter that waits in My day, publish it, "
        "and read it on the public page as everybody does, partners too."
    ),
    "As officer@lead.example again, withdraw the consent of its case (Silver Lagoon), and see the public page and the recall ledger.",
    "As librarian@lead.example, decide about the citations that were found in a text, and search for what cites principle 16.",
)
"""What to try, word for word as in README.md."""


def greeting(written: Mapping[str, Any]) -> str:
    """Return the address, the accounts and what to try of a sample deployment (`demo.json`)."""
    width = max(len(account["email"]) for account in written["accounts"])
    accounts = [
        f"  {account['email']:<{width}}  {', '.join(account['roles'])} of {account['organisation']}" for account in written["accounts"]
    ]
    return "\n".join(
        [
            "",
            f"The sample deployment is on {written['url']} (keys for scripts: demo.json in the data folder).",
            f"Every account has the password: {written['accounts'][0]['password']}",
            *accounts,
            f"The public page is {written['url']}/, the way into the console {written['url']}/my-day. Try this:",
            *(f"  {number}. {step}" for number, step in enumerate(STEPS, start=1)),
            "",
        ]
    )
