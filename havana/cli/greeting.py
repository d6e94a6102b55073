"""What `havana up --demo` tells a newcomer."""

from collections.abc import Mapping
from typing import Any


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
            "Try this:",
            f"  1. Read what the public sees: {written['url']}/",
            f"  2. Take in a case as officer@lead.example: {written['url']}/cases/new",
            "  3. Sign off the waiting letter as coordinator@lead.example, publish it, and look at it as reader@partner.example.",
            "",
        ]
    )
