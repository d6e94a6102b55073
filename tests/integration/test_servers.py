import smtplib
from email.message import EmailMessage

import amqp
import elasticsearch as elasticsearch_client
import psycopg
import pytest
from playwright.sync_api import Page

from havana.local.elasticsearch import Elasticsearch, ElasticsearchAddress, version
from havana.local.postgres import running_postgres
from havana.local.rabbitmq import USER, RabbitMQ, RabbitMQAddress
from tests.support.databases import Databases
from tests.support.smtp import Mailbox


def connect(address: RabbitMQAddress, vhost: str = "/") -> amqp.Connection:
    return amqp.Connection(f"127.0.0.1:{address.port}", USER, address.password, virtual_host=vhost, confirm_publish=True)


def publish(channel: amqp.Channel, body: str, queue: str) -> None:
    channel.basic_publish_confirm(amqp.Message(body, delivery_mode=2), routing_key=queue, confirm_timeout=10)


def test_rabbitmq_confirms_what_it_took_and_delivers_it(rabbitmq: RabbitMQAddress, rabbitmq_url: str):
    received = []
    with connect(rabbitmq, rabbitmq_url.rsplit("/", 1)[1]) as connection, connection.channel() as channel:
        channel.queue_declare("letters", durable=True, auto_delete=False)
        publish(channel, "first", "letters")
        channel.basic_consume(
            "letters", callback=lambda message: (received.append(message.body), message.channel.basic_ack(message.delivery_tag))
        )
        while not received:
            connection.drain_events(timeout=10)
    assert received == ["first"]


def test_rabbitmq_killed_and_started_again_keeps_what_it_confirmed(own_rabbitmq: RabbitMQ):
    connection = connect(own_rabbitmq.address)
    connection.connect()
    channel = connection.channel()
    channel.queue_declare("kept", durable=True, auto_delete=False)
    publish(channel, "confirmed", "kept")

    own_rabbitmq.kill()
    with pytest.raises(OSError, match=r"closed|reset"):
        connection.drain_events(timeout=10)
    connection.collect()
    own_rabbitmq.start()

    with connect(own_rabbitmq.address) as connection, connection.channel() as channel:
        assert channel.basic_get("kept").body == "confirmed"


def test_postgres_answers_a_query(pg_database: str):
    with psycopg.connect(pg_database.replace("+psycopg", "")) as connection:
        assert connection.execute("SELECT array_agg(n * n) FROM generate_series(1, 3) AS n").fetchone() == ([1, 4, 9],)


def test_a_template_is_built_once_and_its_copies_do_not_see_each_other(pg_databases: Databases):
    built = []

    def build(url: str) -> None:
        built.append(url)
        with psycopg.connect(url.replace("+psycopg", "")) as connection:
            connection.execute("CREATE TABLE letter (body text)")

    copies = [pg_databases.copy_of("letters", build).replace("+psycopg", "") for _ in range(2)]
    with psycopg.connect(copies[0]) as first, psycopg.connect(copies[1]) as second:
        first.execute("INSERT INTO letter VALUES ('one')")
        first.commit()
        assert second.execute("SELECT count(*) FROM letter").fetchone() == (0,)
    assert len(built) == 1


def test_postgres_killed_and_started_again_keeps_what_it_committed():
    with running_postgres() as cluster:
        url = cluster.address.url(driver="")
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("CREATE TABLE letter AS SELECT 'committed' AS body")
            cluster.kill()
            with pytest.raises(psycopg.OperationalError):
                connection.execute("SELECT 1")
        cluster.start()
        with psycopg.connect(url) as connection:
            assert connection.execute("SELECT body FROM letter").fetchone() == ("committed",)


def test_elasticsearch_answers_by_the_analysis_that_is_published_apart(elasticsearch: ElasticsearchAddress):
    analysis = {
        "char_filter": [{"type": "mapping", "mappings": ["\\u00e9 => e"]}],
        "tokenizer": {"type": "pattern", "pattern": "[^\\p{IsAlphabetic}\\p{N}]+"},
        "filter": [
            {"type": "length", "max": 6},
            {"type": "snowball", "language": "French"},
            {"type": "edge_ngram", "min_gram": 2, "max_gram": 3},
        ],
        "text": "l'étude, études anticonstitutionnellement",
    }
    tokens = elasticsearch.call("POST", "/_analyze", analysis)["tokens"]
    assert [token["token"] for token in tokens] == ["et", "etu", "et", "etu"]


def test_elasticsearch_killed_and_started_again_keeps_what_it_took(own_elasticsearch: Elasticsearch):
    call = own_elasticsearch.address.call
    call("PUT", "/letters", {"settings": {"number_of_replicas": 0}})
    call("PUT", "/letters/_doc/1", {"body": "kept"})
    own_elasticsearch.kill()
    with pytest.raises(OSError, match="refused"):
        call("GET", "/letters/_doc/1")
    own_elasticsearch.start()
    assert call("GET", "/letters/_doc/1")["_source"] == {"body": "kept"}


def test_the_node_answers_as_the_version_it_was_built_from(elasticsearch: ElasticsearchAddress):
    [node] = elasticsearch.call("GET", "/_nodes?filter_path=nodes.*.version")["nodes"].values()
    assert node == {"version": version()}


def test_client_and_node_are_of_one_minor_version():
    assert elasticsearch_client.__version__[:2] == tuple(map(int, version().split(".")[:2]))


def test_the_smtp_server_takes_mail_and_shows_it(smtp_server: Mailbox):
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "sender@havana.example", "reader@havana.example", "Une lettre à lire"
    message.set_content("Voilà.")
    with smtplib.SMTP("127.0.0.1", smtp_server.port) as client:
        client.send_message(message)
    [received] = smtp_server.wait_for(1)
    assert (received["Subject"], received["X-Envelope-To"], received.get_content()) == (
        "Une lettre à lire",
        "reader@havana.example",
        "Voilà.\n",
    )


def test_the_smtp_server_refuses_when_told_so(smtp_server: Mailbox):
    smtp_server.refusal = "451 try later"
    with smtplib.SMTP("127.0.0.1", smtp_server.port) as client, pytest.raises(smtplib.SMTPDataError, match="try later"):
        client.sendmail("sender@havana.example", ["reader@havana.example"], "Subject: refused\n\n.")
    assert smtp_server.messages == []


def test_chromium_renders_a_page_and_takes_its_picture(page: Page):
    page.set_viewport_size({"width": 360, "height": 200})
    page.set_content(
        "<title>A page</title><p id=text lang=ar dir=rtl>المحامون</p><script>text.dataset.width = text.offsetWidth > 0</script>"
    )
    picture = page.screenshot()
    assert (page.title(), page.text_content("#text"), page.get_attribute("#text", "data-width")) == ("A page", "المحامون", "true")
    assert picture.startswith(b"\x89PNG")
