"""How fast the parser of citations reads: passages of which one in ten names a principle."""

import csv
import time
from pathlib import Path
from statistics import median

from services.library.domain.parser import mentions

SENTENCES = Path(__file__).parents[1] / "unit" / "library" / "citations.csv"
PLAIN = "The court heard both sides, looked at what had been filed, and put its judgment off until the following month. " * 4
ROUNDS = 5
MS_A_MEGABYTE = 300


def test_the_parser_reads_passages(keep):
    with SENTENCES.open(encoding="utf-8", newline="") as file:
        passages = [text for row in csv.DictReader(file) for text in (f"{PLAIN}{row['text']} {PLAIN}", *[PLAIN * 2] * 9)]
    megabytes = sum(len(text.encode()) for text in passages) / 1e6
    seconds = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        found = sum(len(mentions(text)) for text in passages)
        seconds.append(time.perf_counter() - start)
    assert found > 100
    each = median(seconds) / megabytes
    keep("a megabyte of passages read by the parser of citations", each * 1000, "ms", at_most=MS_A_MEGABYTE)
