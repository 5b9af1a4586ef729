"""supervisord's file says what was meant, whatever the data folder is called."""

import shlex
from pathlib import Path

import pytest
from supervisor.options import UnhosedConfigParser

from tuppence.stack.programs import Program, _section

NAMES = [
    "plain",
    "100%",
    "%(here)s %(program_name)s %s",
    'Meera\'s "data"',
    "all; #1 ;2 #",
    "back\\slash \\",
    "[web] = $HOME `id` *",
    "\u0915\u092e\u0932 \U0001f4b8",
    "x" * 200,
]


@pytest.mark.parametrize("name", NAMES)
def test_a_command_is_read_as_it_was_meant(tmp_path: Path, name: str) -> None:
    """By the reader that supervisord has."""
    words = ["/bin/server", "-D", f"/srv/{name}/data", "--level=INFO"]
    file = tmp_path / "supervisord.conf"
    file.write_text(_section(Program("web", words), starts=True))
    parser = UnhosedConfigParser()
    parser.read([str(file)])
    parser.expand_here("/elsewhere")
    expansions = {"here": "/elsewhere", "program_name": "web"}
    given = parser.saneget("program:web", "command", expansions=expansions)
    assert shlex.split(given) == words
    assert parser.saneget("program:web", "stdout_logfile") == "../logs/web.log"
