"""The list of codes is whole, unambiguous and current."""

import subprocess
import sys
from collections import Counter
from pathlib import Path

from django.test import Client
from drf_spectacular.generators import SchemaGenerator

from tuppence.edge.catalogue import entries


def test_a_code_means_one_thing() -> None:
    codes = Counter(entry.code for entry in entries())
    assert [code for code, times in codes.items() if times > 1] == []


def test_the_page_lists_every_code() -> None:
    page = Client().get("/problems").content.decode()
    assert all(f'<tr id="{entry.code}">' in page for entry in entries())


def test_the_document_is_current() -> None:
    # A process of its own: what other tests have imported must not add to the list.
    root = Path(__file__).parents[4]
    done = subprocess.run(
        [sys.executable, "tools/errors.py", "--check"],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_operation_documents_what_any_address_may_answer() -> None:
    document = SchemaGenerator().get_schema(request=None, public=True)
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            documented = operation["responses"].keys()
            assert {"400", "413", "429", "500", "503"} <= documented, (method, path)
            assert ("401" in documented) or not operation.get("security"), (method, path)
            assert ("415" in documented) == ("requestBody" in operation), (method, path)
