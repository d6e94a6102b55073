from gateway.limits import Limiter


class Clock:
    now = 0.0

    def __call__(self):
        return self.now


def test_a_caller_has_its_quota_and_then_waits():
    limiter = Limiter(3, clock=Clock())
    assert [limiter.take("a") for _ in range(4)] == [(2, 0.0), (1, 0.0), (0, 0.0), (0, 20.0)]


def test_the_quota_fills_again_over_a_minute():
    clock = Clock()
    limiter = Limiter(3, clock=clock)
    for _ in range(3):
        limiter.take("a")
    clock.now = 20.0
    assert limiter.take("a") == (0, 0.0)
    clock.now = 140.0
    assert limiter.take("a") == (2, 0.0)


def test_callers_do_not_spend_each_others_quota():
    limiter = Limiter(1, clock=Clock())
    assert [limiter.take("a")[1], limiter.take("b")[1]] == [0.0, 0.0]


def test_every_answer_says_what_is_left_and_the_last_says_when_to_come_back(make_app):
    client = make_app(rate_limit_per_minute=2).test_client()
    answers = [client.get("/api/v1/openapi.json") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[0].headers["RateLimit-Policy"] == '"default";q=2;w=60'
    assert [answer.headers["RateLimit"] for answer in answers] == ['"default";r=1;t=60', '"default";r=0;t=60', '"default";r=0;t=60']
    assert answers[2].headers["Retry-After"] == "30"
    assert answers[2].json["code"] == "too-many-requests"


def test_guessed_keys_count_by_address_not_each_for_itself(make_app):
    client = make_app(rate_limit_per_minute=2).test_client()
    codes = [client.get("/api/v1/cases", headers={"Authorization": f"Bearer hvn_{guess}"}).status_code for guess in range(3)]
    assert codes == [503, 503, 429]


def test_health_is_never_limited(make_app):
    client = make_app(rate_limit_per_minute=1).test_client()
    assert [client.get("/health/live").status_code for _ in range(3)] == [200, 200, 200]
