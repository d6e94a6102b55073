"""Messages while processes and the broker are killed under load: nothing lost, nothing applied twice."""

import itertools

import pytest

from tests.support.toys import Load, settled


def killed_under_load(toys, victims, *, numbers, kills):
    """Count `numbers` while a victim after the other is killed and started again, `kills` times in all."""
    with Load(toys, range(numbers)) as load:
        for kill, victim in zip(range(kills), itertools.cycle(victims), strict=False):
            load.await_share((kill + 0.5) / (kills + 1))
            toys.kill(victim)
            toys.start_again(victim)
    return settled(toys.effects, number=numbers)


@pytest.mark.timeout(600)
def test_publisher_and_reader_killed_again_and_again_lose_nothing_and_apply_nothing_twice(toys, full):
    numbers, kills = (5000, 40) if full else (1000, 6)
    toys.start_all()
    applied = killed_under_load(toys, ["counter-0", "tally-0"], numbers=numbers, kills=kills)
    assert [number for number, _ in toys.counted()] == list(range(numbers))
    assert applied == list(range(numbers))
