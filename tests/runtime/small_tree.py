"""A process tree as `wanglai up` runs it, with the smallest possible web server and worker.

Run by the tests as a program: ``python -m tests.runtime.small_tree HOME PORT [broken]``. The worker
has a child of its own, as one that reads a file in a limited process does.
"""

from __future__ import annotations

import sys
from pathlib import Path

from wanglai.runtime.child import Service
from wanglai.runtime.home import Home
from wanglai.runtime.ports import answers
from wanglai.runtime.postgres import EmbeddedPostgres
from wanglai.runtime.refusal import StartRefused
from wanglai.runtime.tree import Tree, python_program

WEB = """
import http.server, sys
http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), http.server.SimpleHTTPRequestHandler).serve_forever()
"""
WORKER = """
import subprocess, sys
subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"]).wait()
"""
BROKEN = "raise SystemExit('the pages cannot start')"


def main(home_path: str, port: str, how: str = "") -> None:
    home = Home.open(Path(home_path))
    web = python_program("-c", BROKEN if how == "broken" else WEB, port)
    tree = Tree(
        home,
        database=EmbeddedPostgres(home),
        services=(Service("web", web), Service("worker", python_program("-c", WORKER))),
        prepare=lambda environment: None,
        is_answering=lambda: answers("127.0.0.1", int(port)),
        on_ready=lambda: print("ready", flush=True),
        tell=lambda words: print(words.en, flush=True),
        address=f"http://127.0.0.1:{port}/",
    )
    try:
        tree.run()
    except StartRefused as refusal:
        print(refusal.sentence("en"), flush=True)
        sys.exit(2)
    print("stopped", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
