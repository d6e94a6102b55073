"""A process that writes to an index in a folder until it is killed: `python -m tests.support.indexing ADDRESS`.

It prints each number once the engine said that its document is kept.
"""

import sys
from itertools import count
from uuid import UUID

from services.search.engines import connect
from tests.support.searching import a_document


def main() -> None:
    engine = connect(sys.argv[1])
    for number in count(1):
        engine.write([a_document("kept", id=UUID(int=number, version=4))])
        sys.stdout.write(f"{number}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
