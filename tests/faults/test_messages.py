"""Messages while processes and the broker are killed under load: nothing lost, nothing applied twice."""

import itertools

import pytest

from tests.support.toys import Load, settled, toys_on


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
    numbers, kills = (5000, 40) if full else (1000, 8)
    toys.start_all()
    applied = killed_under_load(toys, ["counter-0", "tally-0"], numbers=numbers, kills=kills)
    assert [number for number, _ in toys.counted()] == list(range(numbers))
    assert applied == list(range(numbers))


@pytest.mark.timeout(600)
def test_a_broker_stopped_and_killed_under_load_loses_nothing_and_applies_nothing_twice(tmp_path, postgres, own_rabbitmq, full):
    numbers, rounds = (4000, 5) if full else (1000, 1)
    ends = [own_rabbitmq.stop, own_rabbitmq.kill] * rounds
    with toys_on(tmp_path, postgres, own_rabbitmq.address.url()) as toys:
        toys.start_all()
        with Load(toys, range(numbers)) as load:
            for number, end in enumerate(ends):
                load.await_share((number + 0.5) / (len(ends) + 1))
                end()
                own_rabbitmq.start()
        assert settled(toys.effects, number=numbers) == list(range(numbers))
        assert [number for number, _ in toys.counted()] == list(range(numbers))
