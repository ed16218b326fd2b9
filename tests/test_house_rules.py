"""The house inspects itself: what no linter can say. A rule that is wrong is changed here."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("billie", "servicing", "billers", "ledger")
LONGEST_FILE = 300
LONGEST_FUNCTION = 40
NAMES_THAT_SAY_NOTHING = {"base", "common", "core", "helpers", "lib", "manager", "misc", "utils"}
# `environment` reads all variables, through pydantic. The embedded servers' folder is needed
# before there are settings, and whoever starts programs passes an environment on.
MAY_READ_THE_ENVIRONMENT = {"billie/local/addresses.py", "billie/local/children.py"}
FOR_LIBRARIES = ("DJANGO_SETTINGS_MODULE", "GRPC_VERBOSITY")
PATH_OF_ONE_MACHINE = re.compile(r"(?<![\w.])/(?:home|root|Users|work)/\w")
WORDS_IN_A_SENTENCE = 3


def sources(*folders: str) -> Iterator[tuple[str, Path]]:
    """Yield the name and the path of each of our own Python files."""
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            if not {"migrations", "stubs"} & set(path.parts):
                yield str(path.relative_to(ROOT)), path


def nodes(path: Path, *kinds: type[ast.AST]) -> Iterator[Any]:
    """Yield the nodes of some kinds in a file."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, kinds):
            yield node


def test_a_file_can_be_read_in_one_sitting():
    lengths = {name: len(path.read_text().splitlines()) for name, path in sources(*ROOMS, "tests")}

    assert {name: lines for name, lines in lengths.items() if lines > LONGEST_FILE} == {}


def test_a_function_fits_on_one_screen():
    too_long = [
        f"{name}: {node.name} has {node.end_lineno - node.lineno + 1} lines"
        for name, path in sources(*ROOMS, "tests", "bench")
        for node in nodes(path, ast.FunctionDef, ast.AsyncFunctionDef)
        if node.end_lineno - node.lineno + 1 > LONGEST_FUNCTION
    ]

    assert too_long == []


def test_a_file_is_named_after_what_is_in_it():
    nameless = [
        name
        for name, path in sources(*ROOMS, "tests", "bench")
        if NAMES_THAT_SAY_NOTHING & {path.stem, path.parent.name}
    ]

    assert nameless == []


def test_only_the_settings_read_the_environment():
    readers = [
        f"{name}:{node.lineno}"
        for name, path in sources(*ROOMS)
        if name not in MAY_READ_THE_ENVIRONMENT
        for node in nodes(path, ast.Attribute)
        if node.attr in {"environ", "getenv"} and not tells_a_library(path, node.lineno)
    ]

    assert readers == []


def tells_a_library(path: Path, line: int) -> bool:
    """Tell whether a line only says to Django or gRPC what these take from the environment."""
    written = path.read_text().splitlines()[line - 1]
    return any(f'setdefault("{name}"' in written for name in FOR_LIBRARIES)


def test_rows_of_another_room_are_named_by_id_and_not_by_foreign_key():
    """The import contracts cannot see a ForeignKey("servicing.Customer"); this can."""
    foreign = [
        f"{name}:{node.lineno} points to {target.value!r}"
        for name, path in sources(*ROOMS)
        for node in nodes(path, ast.Call)
        if getattr(node.func, "attr", "") in {"ForeignKey", "OneToOneField", "ManyToManyField"}
        for target in node.args[:1]
        if isinstance(target, ast.Constant) and is_of_another_room(name, str(target.value))
    ]

    assert foreign == []


def is_of_another_room(name: str, model: str) -> bool:
    """Tell whether `app.Model` belongs to a room, but not to the one that the file is in."""
    room = model.split(".")[0]
    return room in ROOMS and not name.startswith(f"{room}/")


def test_nothing_names_a_path_of_one_machine():
    named = [
        f"{name}: {found.group()}"
        for name, path in sources(*ROOMS, "tests", "bench")
        if (found := PATH_OF_ONE_MACHINE.search(path.read_text()))
    ]

    assert named == []


def test_the_name_of_a_test_is_a_sentence():
    curt = [
        f"{name}: {node.name}"
        for name, path in sources("tests")
        for node in nodes(path, ast.FunctionDef)
        if node.name.startswith("test_") and len(node.name.split("_")) <= WORDS_IN_A_SENTENCE
    ]

    assert curt == []


def test_the_tests_mirror_the_rooms():
    strangers = [
        str(folder.relative_to(ROOT))
        for room in ROOMS
        for folder in sorted((ROOT / "tests" / room).rglob("*"))
        if (folder / "__init__.py").exists()
        and not (ROOT / folder.relative_to(ROOT / "tests")).is_dir()
        and not (ROOT / folder.relative_to(ROOT / "tests")).with_suffix(".py").is_file()
    ]

    assert strangers == []


def test_every_variable_is_shown_in_the_example():
    from billie.environment import Environment

    example = (ROOT / ".env.example").read_text()
    shown = set(re.findall(r"^#? ?([A-Z0-9_]+)=", example, re.MULTILINE))

    assert shown == set(Environment.model_fields)
