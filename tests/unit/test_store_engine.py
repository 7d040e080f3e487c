from __future__ import annotations

import sqlite3
import threading
from contextlib import closing

import pytest
from sqlalchemy import text

from automation.runtime.store import Store, StoreUnavailable
from tests.store_parts import claim, complete, delivery, open_store, record, run


@pytest.fixture
def store(tmp_path):
    """A fresh store."""
    with open_store(tmp_path) as opened:
        yield opened


def driver(store):
    """The driver's own connection of the writer."""
    return store._db._writer._connection.connection.driver_connection


class TestOpen:
    @pytest.mark.parametrize(
        ("url", "words"),
        [
            pytest.param(
                "usher.db",
                "the address of the database cannot be read; write it as sqlite:///usher.db or postgresql://…",
                id="no address",
            ),
            pytest.param(
                "mysql://usher:secret@db/usher",
                "mysql is not a database of Usher; use sqlite or postgresql",
                id="another kind",
            ),
            pytest.param(
                "postgresql+nodriver://usher:secret@db/usher",
                "the database cannot be opened (NoSuchModuleError); is the driver installed?",
                id="no driver",
            ),
            pytest.param(
                "sqlite:////nowhere/usher.db",
                "the database is not available: unable to open database file",
                id="no such folder",
            ),
        ],
    )
    def test_says_what_is_wrong(self, url, words):
        """A database that cannot be opened is refused with a sentence that holds no secret."""
        with pytest.raises(StoreUnavailable) as refused:
            Store.open(url)

        assert str(refused.value) == words
        assert refused.value.__cause__ is None

    def test_refuses_another_program_s_file(self, tmp_path):
        """A file that is no database is left as it is."""
        path = tmp_path / "usher.db"
        path.write_text("program: Stories\n" * 100)

        with pytest.raises(StoreUnavailable, match="the database is not available: the file is no SQLite database"):
            open_store(tmp_path)

        assert path.read_text() == "program: Stories\n" * 100

    def test_takes_any_file_name(self, tmp_path):
        """Characters that mean something in addresses mean nothing in the name of a file or folder."""
        folder = tmp_path / "100% sure #1 & more"
        folder.mkdir()
        with open_store(folder) as store:
            store.receive(delivery())

            assert store.counts().stored == 1
            assert {path.name.partition("-")[0] for path in folder.iterdir()} == {"usher.db"}

    def test_again_finds_everything(self, tmp_path):
        """What was stored is there after a restart."""
        with open_store(tmp_path) as store:
            store.receive(delivery("d1"))
            done = complete(store, run(), record())
            store.receive(delivery("d2"))
        with open_store(tmp_path) as store:
            assert (store.run("R1"), store.memory(done.before.ref)) == (done, record().memory)
            assert [item.key for item in store.waiting(claim(store))] == ["d2"]


class TestSqlite:
    def test_commits_are_synced(self, store):
        """The journal is a WAL, each commit reaches the disk, foreign keys hold and cleared text is overwritten."""
        asked = ("journal_mode", "synchronous", "foreign_keys", "secure_delete")

        assert [driver(store).execute(f"PRAGMA {name}").fetchone()[0] for name in asked] == ["wal", 2, 1, 1]

    def test_what_is_thrown_away_waits_for_no_disk(self, tmp_path):
        """Nobody misses it when the machine dies."""
        with Store.open(f"sqlite:///{tmp_path}/passing.db", lasting=False) as passing:
            assert driver(passing).execute("PRAGMA synchronous").fetchone()[0] == 0

    def test_readers_hold_no_writer_up(self, store):
        """While a page is read, deliveries are stored; the page sees the state it began with."""
        store.receive(delivery("d1"))

        def look(connection) -> list[int]:
            count = text("SELECT count(*) FROM inbox")
            before = connection.scalar(count)
            store.receive(delivery("d2"))
            return [before, connection.scalar(count)]

        assert store._db.read(look) == [1, 1]
        assert store.counts().stored == 2

    def test_a_transaction_writes_from_its_first_word(self, store, tmp_path):
        """What a job reads stays true until it has written: no other process writes in between."""
        with open_store(tmp_path) as other:
            driver(other).execute("PRAGMA busy_timeout = 0")

            def meanwhile(_) -> None:
                with pytest.raises(StoreUnavailable, match="database is locked"):
                    other.ping()

            store._db.write(meanwhile)
            other.ping()

    def test_readers_cannot_write(self, store):
        """What only reads has no way to write."""
        with pytest.raises(StoreUnavailable) as refused:
            store._db.read(lambda connection: connection.execute(text("DELETE FROM inbox")))

        assert str(refused.value) == "the database is not available: attempt to write a readonly database"

    def test_writers_hold_no_reader_up(self, store):
        """While something is written, pages are read; they see what was stored before."""
        store.receive(delivery("d1"))
        seen = []

        def hold(connection) -> None:
            connection.execute(text("DELETE FROM inbox"))
            thread = threading.Thread(target=lambda: seen.append(store.counts().stored))
            thread.start()
            thread.join(10)

        store._db.write(hold)

        assert (seen, store.counts().stored) == ([1], 0)


class TestUnavailable:
    def test_disk_full(self, store):
        """A full disk refuses the delivery and leaves nothing half stored; with room again all goes on."""
        store.receive(delivery("d1"))
        pages = driver(store).execute("PRAGMA page_count").fetchone()[0]
        driver(store).execute(f"PRAGMA max_page_count = {pages}")

        with pytest.raises(StoreUnavailable) as refused:
            store.receive(delivery("d2", body=b"x" * 100_000))
        driver(store).execute("PRAGMA max_page_count = 1000000")

        assert str(refused.value) == "the database is not available: database or disk is full"
        assert store.counts().stored == 1
        store.receive(delivery("d2"))
        assert [item.key for item in store.waiting(claim(store))] == ["d1", "d2"]

    def test_locked_by_another_program(self, store, tmp_path):
        """Where another program keeps the database, writing is refused after a while, and works once it is free."""
        driver(store).execute("PRAGMA busy_timeout = 0")
        with closing(sqlite3.connect(tmp_path / "usher.db", isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(StoreUnavailable, match="the database is not available: database is locked"):
                store.ping()
            other.execute("ROLLBACK")

        store.ping()

    @pytest.mark.parametrize(
        "spoil",
        [
            pytest.param(lambda path: path.unlink(), id="removed"),
            pytest.param(lambda path: (path.unlink(), path.write_bytes(b"")), id="replaced"),
        ],
    )
    def test_file_is_not_ours_any_more(self, store, tmp_path, spoil):
        """Nothing is acknowledged that would go into a file without a name."""
        spoil(tmp_path / "usher.db")

        for act in (store.ping, lambda: store.receive(delivery())):
            with pytest.raises(StoreUnavailable) as refused:
                act()
            assert str(refused.value) == "the database is not available: its file was removed or replaced"

    def test_words_hold_no_values(self, store):
        """What the database says of a statement never brings the values of a delivery into a log."""
        with pytest.raises(StoreUnavailable) as refused:
            store._db.write(
                lambda connection: connection.execute(
                    text("INSERT INTO inbox (key) VALUES (:key)"), {"key": "partner-emea-1@example.com"}
                )
            )

        assert "partner-emea-1" not in str(refused.value)
        assert (refused.value.__cause__, refused.value.__suppress_context__) == (None, True)

    def test_closed(self, tmp_path):
        """A closed store says so instead of taking a delivery."""
        store = open_store(tmp_path)
        store.close()

        with pytest.raises(StoreUnavailable, match="ResourceClosedError"):
            store.receive(delivery())


def test_a_database_can_be_opened_to_read_only(tmp_path):
    """Beside the process that writes, another one reads what is there, and cannot change it."""
    with open_store(tmp_path) as writer:
        writer.keep("point", "here")
        reader = Store.open_to_read(f"sqlite:///{tmp_path / 'usher.db'}")
        assert reader is not None
        with reader:
            found = reader.recall("point")
            with pytest.raises(StoreUnavailable):
                reader.keep("point", "there")
        assert (found, writer.recall("point")) == ("here", "here")


@pytest.mark.parametrize("address", ["sqlite://", "sqlite:///{folder}/none.db"], ids=["in memory", "no file"])
def test_there_may_be_nothing_to_read(tmp_path, address):
    """Where there is no database that another process could have, none is made."""
    assert Store.open_to_read(address.format(folder=tmp_path)) is None
    assert list(tmp_path.iterdir()) == []
