"""Find people by name although names are encrypted: keyed digests of folded words.

A digest tells equal words of one organisation apart from others and nothing else; without the organisation's key nobody
can test a guess. Words match exactly after folding (case, accents, width, punctuation); nothing sorts or matches in part.
"""

import hashlib
import hmac
import re
import unicodedata

DIGEST_BYTES = 16


def tokens(name: str) -> set[str]:
    """Return the folded words of `name`: `Ñúñez-O'Neil` → {"nunez", "oneil"}."""
    decomposed = unicodedata.normalize("NFKD", name.casefold())
    plain = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    joined = re.sub(r"(?<=\w)['’ʼ`´](?=\w)", "", plain)
    return set(re.findall(r"[^\W_]+", unicodedata.normalize("NFC", joined)))


def digests(key: bytes, name: str) -> set[bytes]:
    """Return the digests to store for `name`, or to look for: a name matches if it has all of those looked for."""
    return {hmac.digest(key, word.encode(), hashlib.sha256)[:DIGEST_BYTES] for word in tokens(name)}
