"""`havana run-distributed`: the platform as local processes on private servers, with the sample deployment."""

import os

import click

from chassis.client import RpcClient
from chassis.settings import Settings
from havana import composition, demo, distributed
from havana.cli.greeting import greeting


def _scale(_context: click.Context, _parameter: click.Parameter, values: tuple[str, ...]) -> dict[str, int]:
    """Return service → replicas of `cases=2`; a usage error for anything else."""
    scale = {}
    for value in values:
        name, _, number = value.partition("=")
        if name not in composition.SERVICES or not number.isdigit() or not 1 <= int(number) <= 16:
            raise click.BadParameter(f"{value}: say SERVICE=NUMBER, as in cases=2 ({', '.join(composition.SERVICES)})")
        scale[name] = int(number)
    return scale


@click.command("run-distributed")
@click.option("--scale", multiple=True, callback=_scale, help="SERVICE=NUMBER of replicas, as in cases=2.")
def run_distributed(*, scale: dict[str, int]) -> None:
    """Start RabbitMQ, PostgreSQL, every service as processes of its own and the gateway; Ctrl-C ends all of it."""

    def tell_demo(rpc: RpcClient, deployment: distributed.Deployment) -> None:
        click.echo(greeting(demo.write(rpc, deployment.settings, url=deployment.url)))

    distributed.run(Settings.read(os.environ, embedded=True), scale=scale, announce=click.echo, then=tell_demo)
