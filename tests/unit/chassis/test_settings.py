from pathlib import Path

import pytest

from chassis.errors import Invalid
from chassis.settings import Settings

DISTRIBUTED = {
    "HAVANA_DATA": "/srv/havana",
    "HAVANA_KEYS_DIR": "/run/keys",
    "HAVANA_LEDGER_DIR": "/srv/ledger",
    "HAVANA_BROKER_URL": "amqp://broker",
    "HAVANA_DATABASE_URL": "postgresql+psycopg://database/{service}",
    "HAVANA_SITE": "havana.example",
}


def test_an_embedded_deployment_needs_no_setting():
    settings = Settings.read({}, embedded=True)
    assert (settings.data, settings.broker_url, settings.database_url_of("cases")) == (
        Path("var"),
        "inproc://havana",
        "sqlite:///var/cases.sqlite",
    )


def test_keys_and_databases_follow_the_data_folder():
    settings = Settings.read({"HAVANA_DATA": "/srv/h"}, embedded=True)
    assert (settings.keys_dir, settings.database_url_of("alerts")) == (Path("/srv/h/keys"), "sqlite:////srv/h/alerts.sqlite")


def test_every_bad_value_is_named_in_one_error():
    with pytest.raises(Invalid) as raised:
        Settings.read({"HAVANA_PORT": "x", "HAVANA_LOG_LEVEL": "loud", "HAVANA_BROKER_URL": "http://x", "HAVANA_DATA": "d"})
    assert {(error["pointer"], error["code"]) for error in raised.value.params["errors"]} == {
        ("HAVANA_PORT", "invalid"), ("HAVANA_LOG_LEVEL", "invalid"), ("HAVANA_BROKER_URL", "invalid"),
        ("HAVANA_KEYS_DIR", "required"), ("HAVANA_LEDGER_DIR", "required"), ("HAVANA_DATABASE_URL", "required"), ("HAVANA_SITE", "required"),
    }  # fmt: skip


def test_a_variable_wins_over_the_file(tmp_path):
    file = tmp_path / "havana.toml"
    file.write_text('port = 9000\nworkers = 3\ncors_origins = ["https://a.example", "https://b.example"]\n')
    settings = Settings.read(DISTRIBUTED | {"HAVANA_CONFIG": str(file), "HAVANA_PORT": "9001"})
    assert (settings.port, settings.workers, settings.cors_origins) == (9001, 3, ("https://a.example", "https://b.example"))


def test_a_misspelt_name_in_the_file_is_refused(tmp_path):
    file = tmp_path / "havana.toml"
    file.write_text("prot = 9000\n")
    with pytest.raises(Invalid) as raised:
        Settings.read(DISTRIBUTED | {"HAVANA_CONFIG": str(file)})
    assert raised.value.params["errors"] == [{"pointer": "prot", "code": "unknown"}]


def test_an_unreadable_file_is_named(tmp_path):
    with pytest.raises(Invalid) as raised:
        Settings.read(DISTRIBUTED | {"HAVANA_CONFIG": str(tmp_path / "missing.toml")})
    assert raised.value.params["errors"] == [{"pointer": "HAVANA_CONFIG", "code": "unreadable"}]


def test_a_secret_may_stay_in_a_file_of_its_own(tmp_path):
    (tmp_path / "broker").write_text("p@ss/word\n")
    (tmp_path / "database-cases").write_text("of cases")
    given = {
        "HAVANA_BROKER_URL": f"amqp://havana:{{file:{tmp_path}/broker}}@rabbitmq",
        "HAVANA_DATABASE_URL": f"postgresql+psycopg://{{service}}:{{file:{tmp_path}/database-{{service}}}}@postgres/{{service}}",
    }
    settings = Settings.read(DISTRIBUTED | given)
    assert (settings.broker_url, settings.database_url_of("cases")) == (
        "amqp://havana:p%40ss%2Fword@rabbitmq",
        "postgresql+psycopg://cases:of%20cases@postgres/cases",
    )
    with pytest.raises(Invalid) as raised:
        settings.database_url_of("alerts")
    assert raised.value.params["errors"] == [{"pointer": "HAVANA_DATABASE_URL", "code": "unreadable"}]


def test_a_secret_that_is_not_there_is_a_bad_value(tmp_path):
    with pytest.raises(Invalid) as raised:
        Settings.read(DISTRIBUTED | {"HAVANA_BROKER_URL": f"amqp://havana:{{file:{tmp_path}/missing}}@rabbitmq"})
    assert raised.value.params["errors"] == [{"pointer": "HAVANA_BROKER_URL", "code": "invalid"}]
