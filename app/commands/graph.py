"""The pathway graph on the command line."""

import json
from datetime import date
from pathlib import Path

import click

from app.commands.home import open_home
from pathways.checks.graph import run_graph_checks
from pathways.checks.report import format_results, has_errors
from pathways.graph import build_graph
from pathways.graph_export import describe_stage, to_graphml, to_json
from pathways.routes import routes
from seed.knowledge_files import read_knowledge


@click.group()
def graph() -> None:
    """The map of stages and transitions that everything else walks on."""


@graph.command("check")
def graph_check() -> None:
    """Print what was checked and everything found; exit 1 on errors."""
    home = open_home()
    results = run_graph_checks(build_graph(read_knowledge()), home.clock.today())
    click.echo(format_results(results))
    if has_errors(results):
        raise SystemExit(1)


@graph.command("show")
@click.argument("stage", required=False)
@click.option("--to", "goal", help="Also list every route from STAGE to this stage.")
@click.option("--on", "day", type=click.DateTime(["%Y-%m-%d"]), help="Rules in force that day.")
def graph_show(stage: str | None, goal: str | None, day: object) -> None:
    """Show one stage (such as part3:VOP), or list them all."""
    built = build_graph(read_knowledge())
    if stage is None:
        for key in built.nodes:
            click.echo(key)
        return
    on = day.date() if hasattr(day, "date") else open_home().clock.today()
    assert isinstance(on, date)
    click.echo(describe_stage(built, stage, on))
    if goal is None:
        return
    click.echo(f"\nRoutes to {goal}:")
    for route in routes(built, stage, goal):
        keys = " → ".join(step.key for step in route.stages)
        click.echo(f"  at least {route.minimum_months} months: {keys}")


@graph.command("export")
@click.option("--format", "kind", type=click.Choice(["json", "graphml"]), default="json")
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="A file.")
def graph_export(kind: str, output: Path | None) -> None:
    """Write the whole graph as JSON or GraphML, to a file or to standard output."""
    built = build_graph(read_knowledge())
    if kind == "json":
        text = json.dumps(to_json(built), ensure_ascii=False, indent=2)
    else:
        text = to_graphml(built)
    if output is None:
        click.echo(text)
    else:
        output.write_text(text + "\n", "utf-8")
        click.echo(f"Wrote {output}.", err=True)
