"""The limit: Flask under waitress, one durable insert per request, nothing else."""

from __future__ import annotations

import sqlite3
import sys
import threading

from flask import Flask, request
from waitress import serve

app = Flask(__name__)
_lock = threading.Lock()
_connection = sqlite3.connect(sys.argv[2] if len(sys.argv) > 2 else ":memory:", check_same_thread=False)
_connection.isolation_level = None
_connection.execute("pragma journal_mode=wal")
_connection.execute("pragma synchronous=full")
_connection.execute("create table if not exists inbox (id integer primary key, key text unique, body blob)")


@app.get("/livez")
def livez() -> str:
    """It runs."""
    return "ok"


@app.post("/webhooks/gitlab")
def receive() -> tuple[str, int]:
    """Insert and answer."""
    with _lock:
        _connection.execute(
            "insert or ignore into inbox (key, body) values (?, ?)",
            (request.headers["Idempotency-Key"], request.get_data()),
        )
    return "stored", 202


if __name__ == "__main__":
    serve(app, host="127.0.0.1", port=int(sys.argv[1]), threads=8, backlog=1024)
