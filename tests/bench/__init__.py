"""What is measured by `make bench`: each thing against a baseline, turn about, in one run. `docs/bench.md` says what and why."""
