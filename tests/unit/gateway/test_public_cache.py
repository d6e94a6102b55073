from gateway.public_cache import PublicCache


class Clock:
    now = 0.0

    def __call__(self):
        return self.now


def numbered():
    made = iter(range(100))
    return lambda: (str(next(made)).encode(), "text/plain")


def test_a_fresh_answer_is_given_again():
    cache, make = PublicCache(60, clock=Clock()), numbered()
    assert [cache.get("q", make).body for _ in range(3)] == [b"0", b"0", b"0"]


def test_an_old_answer_is_made_anew():
    clock = Clock()
    cache, make = PublicCache(60, clock=clock), numbered()
    cache.get("q", make)
    clock.now = 60.0
    assert cache.get("q", make).body == b"1"


def test_a_withdrawal_empties_the_cache_at_once():
    cache, make = PublicCache(60, clock=Clock()), numbered()
    cache.get("q", make)
    cache.empty()
    assert cache.get("q", make).body == b"1"


def test_what_was_made_before_a_withdrawal_that_came_meanwhile_is_not_kept():
    cache, make = PublicCache(60, clock=Clock()), numbered()

    def overtaken():
        made = make()
        cache.empty()
        return made

    assert [cache.get("q", overtaken).body, cache.get("q", make).body] == [b"0", b"1"]
