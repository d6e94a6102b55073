"""`python -m havana`: the command line without an installed script."""

from havana.cli import main

main()
