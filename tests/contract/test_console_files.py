"""The one script that is not ours is the one we think it is."""

import hashlib

from gateway.console.static import FOLDER

HTMX = ("2.0.11", "d6fdc75f204e6bdefa99b69bf1e6d4ac69b8a364f77929f45c13476b4000f717")
"""The version of htmx and the SHA-256 of its `dist/htmx.min.js` as published (Zero-Clause BSD)."""


def test_htmx_is_the_published_file():
    version, digest = HTMX
    content = (FOLDER / "htmx.min.js").read_bytes()
    assert (hashlib.sha256(content).hexdigest(), f'version:"{version}"'.encode() in content) == (digest, True)
