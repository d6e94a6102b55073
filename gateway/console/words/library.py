"""The words of the library: what is typed before a step that cannot be undone, and what each step does."""

from gateway.languages import N_

WITHDRAW = N_("withdraw")
"""The word to type before something published is withdrawn."""
