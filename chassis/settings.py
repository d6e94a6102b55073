"""One frozen `Settings` per process, read once from `HAVANA_*` variables and an optional TOML file.

A variable wins over the file; the file is named by `HAVANA_CONFIG` and uses the lower-case names without the prefix.
Every bad value is named in one error. Addresses that hold secrets have no default, except in the embedded deployment; a secret may stay
in a file of its own: `{file:PATH}` in an address stands for what is in it.
"""

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, dataclass, field, fields
from pathlib import Path
from typing import Any, Self
from urllib.parse import quote

from chassis.errors import Invalid

PREFIX = "HAVANA_"
LOG_LEVELS = ("debug", "info", "warning", "error")
SECRET = re.compile(r"\{file:([^{}]+)\}")


def _positive(text: str) -> int:
    if (number := int(text)) < 1:
        raise ValueError(text)
    return number


def _count(text: str) -> int:
    if (number := int(text)) < 0:
        raise ValueError(text)
    return number


def _port(text: str) -> int:
    if not 0 <= (number := int(text)) <= 65535:
        raise ValueError(text)
    return number


def _seconds(text: str) -> float:
    if (number := float(text)) <= 0:
        raise ValueError(text)
    return number


def _one_of(*choices: str) -> Callable[[str], str]:
    def parse(text: str) -> str:
        if text not in choices:
            raise ValueError(text)
        return text

    return parse


def _url(*schemes: str) -> Callable[[str], str]:
    def parse(text: str) -> str:
        if text and not text.startswith(tuple(f"{scheme}://" for scheme in schemes)):
            raise ValueError(text)
        return text

    return parse


def _secret_url(*schemes: str) -> Callable[[str], str]:
    parse = _url(*schemes)
    return lambda text: _with_secrets(parse(text))


def _with_secrets(url: str) -> str:
    """Return the address with what is in the files that it names, quoted; ValueError if one cannot be read."""
    try:
        return SECRET.sub(lambda found: quote(Path(found[1]).read_text("utf-8").strip(), safe=""), url)
    except OSError as error:
        raise ValueError(error.filename) from error


def _yes_or_no(text: str) -> bool:
    return {"yes": True, "no": False}[text]


def _words(text: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in text.split(",") if word.strip())


def _setting(doc: str, parse: Callable[[str], Any] = str, *, default: Any = MISSING, embedded: str | None = None) -> Any:
    return field(default=default, metadata={"doc": doc, "parse": parse, "embedded": embedded})


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What a process is told from outside. Times are seconds (`_s`)."""

    data: Path = _setting("Folder of what this process keeps on disk.", Path, embedded="var")
    keys_dir: Path = _setting("Folder made by `havana keys init`.", Path, embedded="{data}/keys")
    ledger_dir: Path = _setting(
        "Folder of the safety ledger, the same one for every process of the site, apart from the databases.", Path, embedded="{data}/ledger"
    )
    broker_url: str = _setting("Address of the broker.", _secret_url("amqp", "amqps", "inproc"), embedded="inproc://havana")
    database_url: str = _setting(
        "Address of a service's database; `{service}` stands for its name.",
        _url("sqlite", "postgresql+psycopg"),
        embedded="sqlite:///{data}/{{service}}.sqlite",
    )
    blobs_url: str = _setting(
        "Where files are kept, as fsspec addresses it; empty: a folder in HAVANA_DATA, which all processes then share.", default=""
    )
    search_url: str = _setting(
        "Where the search index is: `http://user:password@host:port/prefix` of Elasticsearch; empty: a folder in HAVANA_DATA.",
        _secret_url("http", "https", "file"),
        default="",
    )
    search_shared_text: bool = _setting(
        "Whether what organisations share with each other is found by its words as well, not by country, kind and date alone.",
        _yes_or_no,
        default=True,
    )
    site: str = _setting("Name of this site towards others: its public host name.", embedded="localhost")
    host: str = _setting("Address the gateway listens on.", default="127.0.0.1")
    port: int = _setting("Port the gateway listens on.", _port, default=8600)
    public_url: str = _setting("Address under which people reach the gateway.", _url("http", "https"), default="")
    smtp_url: str = _setting("Mail server; empty: mails go to a spool folder.", _secret_url("smtp", "smtps", "smtp+starttls"), default="")
    mail_from: str = _setting("Sender of mails.", default="havana@localhost")
    log_level: str = _setting("Least level that is logged: debug, info, warning or error.", _one_of(*LOG_LEVELS), default="info")
    metrics_port: int = _setting("Port of the metrics; 0: none.", _port, default=0)
    cors_origins: tuple[str, ...] = _setting("Origins allowed to call the API from a browser, with commas.", _words, default=())
    trusted_proxies: int = _setting("Proxies before the gateway whose X-Forwarded headers are believed.", _count, default=0)
    max_body_bytes: int = _setting("A longer request body is refused.", _positive, default=1_048_576)
    max_file_bytes: int = _setting("A longer file is refused.", _positive, default=26_214_400)
    rate_limit_per_minute: int = _setting("Requests a minute of one caller that a gateway process answers.", _positive, default=1200)
    max_streams: int = _setting("Streams (SSE and long polls) that a gateway process holds open.", _positive, default=2000)
    stream_heartbeat_s: float = _setting("A stream without news says so after this.", _seconds, default=20.0)
    stream_life_s: float = _setting("A stream ends after about this; its reader comes back.", _seconds, default=600.0)
    stream_poll_s: float = _setting("A long poll looks by itself after this, should a hint be lost.", _seconds, default=5.0)
    slow_reader_s: float = _setting("A stream's reader that takes nothing for this long is closed.", _seconds, default=8.0)
    context_renew_s: float = _setting("Who a session or key belongs to is asked again after this.", _seconds, default=55.0)
    public_cache_s: float = _setting("Public answers are given again for this long.", _seconds, default=60.0)
    workers: int = _setting("Calls and messages a service process works on at the same time.", _positive, default=16)
    database_pool_size: int = _setting("Most database connections of a process.", _positive, default=8)
    statement_timeout_s: float = _setting("A database statement ends after this.", _seconds, default=10.0)
    lock_timeout_s: float = _setting("Waiting for a database lock ends after this.", _seconds, default=5.0)
    rpc_timeout_s: float = _setting("A call between processes ends after this.", _seconds, default=5.0)
    confirm_timeout_s: float = _setting("Waiting for the broker's confirm ends after this.", _seconds, default=5.0)
    smtp_timeout_s: float = _setting("Talking to the mail server ends after this.", _seconds, default=20.0)
    drain_timeout_s: float = _setting("Finishing work after SIGTERM ends after this.", _seconds, default=25.0)

    @classmethod
    def read(cls, environ: Mapping[str, str], *, embedded: bool = False) -> Self:
        """Return the settings in `environ` (and the file it names); Invalid names every bad or missing one."""
        given, errors = _given(environ)
        values: dict[str, Any] = {}
        for spec in fields(cls):
            try:
                if (text := _text_of(spec, given, values, embedded=embedded)) is not None:
                    values[spec.name] = spec.metadata["parse"](text)
                elif spec.default is MISSING:
                    errors.append({"pointer": _variable(spec.name), "code": "required"})
            except (ValueError, KeyError):
                errors.append({"pointer": _variable(spec.name), "code": "invalid"})
        if errors:
            raise Invalid("invalid-settings", errors=errors)
        return cls(**values)

    @property
    def is_embedded(self) -> bool:
        """Whether all services run in one process, on a broker of its own."""
        return self.broker_url.startswith("inproc://")

    @property
    def address(self) -> str:
        """The address under which people reach the gateway; where nobody said, the one it listens on."""
        return self.public_url or f"http://{self.host}:{self.port}"

    @property
    def blobs(self) -> str:
        """Where files are kept."""
        return self.blobs_url or f"file://{self.data.resolve()}/blobs"

    @property
    def search_address(self) -> str:
        """Where the search index is."""
        return self.search_url or f"file://{self.data.resolve()}/search"

    def database_url_of(self, service: str) -> str:
        """Return the address of one service's database; Invalid if a secret in it cannot be read."""
        try:
            return _with_secrets(self.database_url.replace("{service}", service))
        except ValueError as error:
            raise Invalid("invalid-settings", errors=[{"pointer": _variable("database_url"), "code": "unreadable"}]) from error

    def prepared(self) -> Self:
        """Make the data folder (mode 0700) and return the settings."""
        self.data.mkdir(mode=0o700, parents=True, exist_ok=True)
        return self

    @classmethod
    def table(cls) -> list[tuple[str, str, str]]:
        """Return (variable, default, meaning) of every setting, for the documentation and `--help`."""
        return [(_variable(spec.name), _default_text(spec), spec.metadata["doc"]) for spec in fields(cls)]


def _given(environ: Mapping[str, str]) -> tuple[dict[str, str], list[dict[str, str]]]:
    path = environ.get(f"{PREFIX}CONFIG")
    from_file: dict[str, str] = {}
    errors: list[dict[str, str]] = []
    if path:
        try:
            from_file = {name: _as_text(value) for name, value in tomllib.loads(Path(path).read_text("utf-8")).items()}
        except (OSError, ValueError):
            errors.append({"pointer": f"{PREFIX}CONFIG", "code": "unreadable"})
    known = {spec.name for spec in fields(Settings)}
    errors += [{"pointer": name, "code": "unknown"} for name in sorted(from_file.keys() - known)]
    from_environ = {name: environ[_variable(name)] for name in known if _variable(name) in environ}
    return from_file | from_environ, errors


def _as_text(value: Any) -> str:
    return ",".join(map(str, value)) if isinstance(value, list) else str(value)


def _text_of(spec: Field[Any], given: Mapping[str, str], values: Mapping[str, Any], *, embedded: bool) -> str | None:
    if spec.name in given:
        return given[spec.name]
    pattern: str | None = spec.metadata["embedded"]
    return pattern.format(data=values.get("data", "")) if embedded and pattern is not None else None


def _variable(name: str) -> str:
    return PREFIX + name.upper()


def _default_text(spec: Field[Any]) -> str:
    if spec.default is MISSING:
        return f"none; embedded: {spec.metadata['embedded'].replace('{{', '{').replace('}}', '}')}"
    if isinstance(spec.default, bool):
        return "yes" if spec.default else "no"
    return _as_text(list(spec.default) if isinstance(spec.default, tuple) else spec.default)
