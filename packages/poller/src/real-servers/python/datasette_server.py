"""Datasette over a table of 1,050 rows: /data/rows.json. Prints its port as JSON."""
import json
import socket
import sqlite3
import sys

import uvicorn
from datasette.app import Datasette

with sqlite3.connect(sys.argv[1]) as database:
    database.execute("create table rows (id integer primary key, name text)")
    database.executemany("insert into rows values (?, ?)", ((n, f"row {n}") for n in range(1, 1051)))

listening = socket.socket()
listening.bind(("127.0.0.1", 0))
listening.listen()
print(json.dumps({"port": listening.getsockname()[1]}), flush=True)
app = Datasette([sys.argv[1]]).app()
uvicorn.Server(uvicorn.Config(app, log_level="critical")).run(sockets=[listening])
