"""Events: seminars, workshops, side-events, trainings; who hosts them and who takes part."""
