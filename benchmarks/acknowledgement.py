"""How soon is a delivery acknowledged, once it is stored for good?"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import servers
from benchmarks.deliveries import body, headers
from benchmarks.drain import until_empty
from benchmarks.figures import Row, percentile, spread
from benchmarks.issues import open_stories
from benchmarks.load import Answers, Make, as_fast_as_possible, at_rate

#: the most that one GitLab.com namespace sends, 13,000 a minute (gitlab.md §1.3)
NAMESPACE = 217
_ISSUES = 500


def measure(*, quick: bool) -> Iterator[Row]:
    """Latency at three rates with the workers busy in the same process, then saturation beside the bare insert."""
    seconds, rounds, count = (5, 1, 2_000) if quick else (60, 3, 8_000)
    with TemporaryDirectory() as folder, servers.sandbox() as box:
        open_stories(box.url, _ISSUES)
        database = Path(folder) / "usher.db"
        with servers.usher(box.url, database) as usher:
            # Each issue is taken into its workflow once; after that each delivery is a read and a decision.
            as_fast_as_possible(_door(usher.url), _make("warm"), count=_ISSUES)
            until_empty(database)
            for rate in (10, 100, NAMESPACE):
                lasting = seconds if rate == NAMESPACE else min(seconds, 15)
                yield _row(rate, at_rate(_door(usher.url), _make(f"r{rate}"), rate=rate, seconds=lasting), lasting)
            full = [
                as_fast_as_possible(_door(usher.url), _make(f"s{turn}"), count=count).per_second
                for turn in range(rounds + 1)
            ][1:]
    with TemporaryDirectory() as folder, servers.bare(Path(folder) / "bare.db") as limit:
        bare = [
            as_fast_as_possible(_door(limit.url), _make(f"b{turn}"), count=count).per_second
            for turn in range(rounds + 1)
        ][1:]
    share = sorted(full)[len(full) // 2] / sorted(bare)[len(bare) // 2]
    yield Row("Saturation, 32 clients, workers busy", spread(full, "/s", 0), "≥ 50 % of the bare insert", share >= 0.5)
    yield Row("Bare insert under the same load (the limit)", spread(bare, "/s", 0), note=f"Usher reaches {share:.0%}")


def _door(url: str) -> str:
    return f"{url}/webhooks/gitlab"


def _row(rate: int, answers: Answers, seconds: float) -> Row:
    p50, p99 = (percentile(answers.seconds, share) * 1000 for share in (0.5, 0.99))
    refused = sum(count for status, count in answers.statuses.items() if status >= 300)
    target = "p99 ≤ 10 ms" if rate == NAMESPACE else ""
    note = f"{len(answers.seconds):,} deliveries in {seconds:.0f} s, {refused} refused"
    figure = f"p50 {p50:.1f} ms, p99 {p99:.1f} ms"
    return Row(f"Durable acknowledgement at {rate}/s", figure, target, p99 <= 10 if target else None, note)


def _make(prefix: str) -> Make:
    def one(number: int) -> tuple[bytes, dict[str, str]]:
        content = body(number % _ISSUES + 1, number)
        return content, headers(servers.SIGNING_TOKEN, f"{prefix}-{number}", content)

    return one
