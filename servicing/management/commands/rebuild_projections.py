"""`manage.py rebuild_projections`: fold all stored events anew, compare, and switch if told to."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from rich.console import Console
from rich.progress import Progress

from servicing.management.printing import console_for, plain_table
from servicing.stream.comparison import TableComparison
from servicing.stream.rebuild import RebuildFailed, Rebuilt, rebuild

DIFFERENT = 1


class Command(BaseCommand):
    help = (
        "Fold every stored event into fresh tables beside the live ones and compare them field by"
        " field. The consumer goes on meanwhile. Without --switch nothing live is changed."
        " Exit code 0: the same, or switched; 1: they differ; 2: the rebuild failed."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        what = parser.add_mutually_exclusive_group()
        what.add_argument(
            "--compare-only", action="store_true", help="compare and change nothing (the default)"
        )
        what.add_argument(
            "--switch", action="store_true", help="make the live tables equal to the rebuilt ones"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        errors = Console(stderr=True)
        with Progress(console=errors, transient=True) as bar:
            task = bar.add_task("Folding events", total=None)
            try:
                rebuilt = rebuild(
                    switch=options["switch"],
                    progress=lambda done, total: bar.update(task, completed=done, total=total),
                )
            except RebuildFailed as error:
                raise CommandError(
                    f"Nothing was switched: some events cannot be folded any more.\n{error}",
                    returncode=2,
                ) from error
        self._print(rebuilt)
        if not rebuilt.is_same and not rebuilt.switched:
            raise SystemExit(DIFFERENT)

    def _print(self, rebuilt: Rebuilt) -> None:
        console = console_for(self.stdout)
        table = plain_table(
            "Table", "Live", "Rebuilt", "Only live", "Only rebuilt", "Differing fields"
        )
        for found in rebuilt.tables:
            table.add_row(
                found.table.removeprefix("servicing_"),
                *(
                    f"{n:,}"
                    for n in (found.live, found.rebuilt, found.only_live, found.only_rebuilt)
                ),
                _differing(found),
            )
        console.print(table)
        for found in rebuilt.tables:
            for sample in found.samples:
                console.print(f"  {sample.sentence(dry_run=not rebuilt.switched)}", markup=False)
        for failure in rebuilt.failures:
            console.print(f"  cannot be folded: {failure}", markup=False)
        console.print(f"{rebuilt.events:,} events folded. {_verdict(rebuilt)}")


def _differing(found: TableComparison) -> str:
    return ", ".join(f"{column}: {count:,}" for column, count in found.differing.items()) or "none"


def _verdict(rebuilt: Rebuilt) -> str:
    if rebuilt.switched:
        return "The live tables are equal to the rebuilt ones now."
    if rebuilt.is_same:
        return "The live tables are the same, field by field."
    return "They differ. Run again with --switch to make the live tables equal."
