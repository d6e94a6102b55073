"""`havana up`: the embedded platform."""

import os

import click

import havana.runtime  # noqa: F401  # before everything that follows
from chassis.client import RpcClient
from chassis.settings import Settings
from havana import demo, embedded
from havana.cli.greeting import greeting


@click.command()
@click.option("--demo", "with_demo", is_flag=True, help="Write the sample deployment first, unless it is there already.")
def up(*, with_demo: bool) -> None:
    """Run the whole platform in this process, until Ctrl-C or SIGTERM."""

    def tell_demo(rpc: RpcClient) -> None:
        if with_demo:
            click.echo(greeting(demo.write(rpc, settings, url=url)))

    settings = Settings.read(os.environ, embedded=True).prepared()
    url = settings.public_url or f"http://{settings.host}:{settings.port}"
    try:
        embedded.run(settings, announce=click.echo, then=tell_demo)
    except OSError as error:
        raise click.ClickException(
            f"cannot listen on {settings.host}:{settings.port} (HAVANA_HOST, HAVANA_PORT): {error.strerror}"
        ) from error
