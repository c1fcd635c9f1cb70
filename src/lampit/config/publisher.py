"""The publisher: hears what changed, withdraws it, and has the pages made anew."""

import fcntl
import logging
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing import Pipe
from multiprocessing.connection import Connection, wait
from pathlib import Path
from types import FrameType

from django.conf import settings
from django.db import DatabaseError, close_old_connections, connection
from django.utils import timezone

from lampit.config.keeping import Keeper, Made
from lampit.config.wanting import Work
from lampit.market.actions.touching import watch_tables
from lampit.market.queries.addresses import every_address
from lampit.web.kept import Key, Pulse
from lampit.web.visits import EVERY, gather

log = logging.getLogger("lampit.publisher")
POLL = {"sqlite": 0.02, "postgresql": 0.05}  # seconds between two looks at what changed
BATCH = 8
BATCH_OF_ALL = 10  # made together: they share what they read; news waits for a batch at most
ONE_KEEPER = 0x6C616D706974  # advisory lock: one publisher hears the news of a database
LOG_EVERY = 60.0
REFUSED_FOR = 30.0  # seconds: what is not to be kept is not tried for each reader
MOST_REFUSED = 1_000


@dataclass(slots=True)
class Renderer:
    """A child process with what it is rendering since which turn."""

    process: "subprocess.Popen[bytes]"
    pipe: Connection
    asked: list[Key] = field(default_factory=list)
    began: int = 0


class Publisher:
    """The loop around a keeper, with renderers beside it."""

    def __init__(self, folder: Path, *, renderers: int, most_bytes: int, is_eager: bool) -> None:
        """Take over a folder; `is_eager` makes every page, else only those asked for."""
        self.folder, self.most_bytes, self.is_eager = folder, most_bytes, is_eager
        self.keeper = Keeper(folder)
        self.work = Work()
        self.wanted_at = folder / "wanted"
        self.renderers = [self._born() for _ in range(renderers)]
        self.made = 0
        self.refused: dict[Key, float] = {}
        self.day = timezone.localdate()
        self.gathered_at = time.monotonic()

    def _born(self) -> Renderer:
        ours, theirs = Pipe()
        words = [sys.executable, "-m", "lampit", "publisher", "--renderer", str(theirs.fileno())]
        process = subprocess.Popen(words, pass_fds=[theirs.fileno()], process_group=0)  # noqa: S603 - our own words
        theirs.close()
        return Renderer(process, ours)

    def begin(self) -> None:
        """Make all pages, the present ones left as they are."""
        self.day = timezone.localdate()
        self.work.falls.clear()
        self._gather()
        if self.is_eager:
            self.work.begin(
                Key(address, code)
                for address in every_address(self.day, self.work.visits)
                for code, _name in settings.LANGUAGES
            )

    def _gather(self) -> None:
        """Sum how often pages were asked for; without it the order is by kind."""
        self.gathered_at = time.monotonic()
        with suppress(OSError):
            self.work.visits = gather(self.folder.parent, self.day)

    def step(self, patience: float) -> None:
        """Hear, take what was made, give out what is to be made; wait `patience` at most.

        Raises:
            DatabaseError: nothing could be heard.
        """
        self.work.add(self.keeper.hear())
        self._take_wanted()
        self._day()
        if time.monotonic() - self.gathered_at > EVERY:
            self._gather()
        self._give()
        for pipe in wait([one.pipe for one in self.renderers], timeout=patience):
            self._collect(next(one for one in self.renderers if one.pipe is pipe))

    def _take_wanted(self) -> None:
        """Read which pages were asked for and answered live."""
        try:
            if self.wanted_at.stat().st_size == 0:
                return
            lines = self.wanted_at.read_text(errors="replace").splitlines()
            os.truncate(self.wanted_at, 0)
        except OSError:
            return
        kinds = {Key(*parts[:3]): parts[3] for line in lines if len(parts := line.split("\t")) == 4}
        now = time.monotonic()
        missing = (
            (key, kind)
            for key, kind in kinds.items()
            if self.refused.get(key, -REFUSED_FOR) < now - REFUSED_FOR
            and not self.keeper.index.has(key)
            and not self.work.is_given_up(key)
        )
        self.work.add(missing, is_asked_for=True)

    def _day(self) -> None:
        """At midnight everything that tells the day has ended by itself; make it anew."""
        if timezone.localdate() != self.day:
            ended = self.keeper.index.ended(time.time())
            self.keeper.withdraw(ended)
            self.begin()

    def _give(self) -> None:
        free = [one for one in self.renderers if not one.asked]
        for place, renderer in enumerate(free):
            left = len(free) - place
            share = -(-len(self.work.heap) // left)
            keys = self.work.take(min(BATCH, share))
            if not keys and self.keeper.index.size < self.most_bytes:
                keys = self.work.take_any(self.keeper, BATCH_OF_ALL)
            if not keys:
                return
            renderer.asked, renderer.began = keys, self.keeper.turn
            with suppress(OSError):  # one that fell is noticed where its answer is awaited
                renderer.pipe.send(keys)

    def _collect(self, renderer: Renderer) -> None:
        """Place what a renderer made; one that fell is replaced, and its pages left to others."""
        try:
            made: list[Made] = renderer.pipe.recv()
        except (EOFError, OSError):
            log.warning("renderer %s fell", renderer.process.pid)
            renderer.pipe.close()
            renderer.process.wait()
            self.work.fell(renderer.asked)
            self.renderers[self.renderers.index(renderer)] = self._born()
            return
        late = self.keeper.accept(made, renderer.began)
        self.work.add((one.key, one.kind) for one in late)
        self.made += len(made) - len(late)
        for one in made:
            renderer.asked.remove(one.key)
            self.work.falls.pop(one.key, None)
            if not one.draft:
                self._refuse(one.key)
        self.keeper.prune(
            min((r.began for r in self.renderers if r.asked), default=self.keeper.turn)
        )
        if self.keeper.index.size > self.most_bytes:
            self.keeper.withdraw(self.keeper.index.eldest(max(1, self.keeper.index.count // 50)))

    def _refuse(self, key: Key) -> None:
        """Remember that a page is not to be kept."""
        self.refused[key] = time.monotonic()
        if len(self.refused) > MOST_REFUSED:
            self.refused.clear()

    @property
    def is_idle(self) -> bool:
        """Say whether nothing is being made or waits to be."""
        is_given = self.work.is_all_given or self.keeper.index.size >= self.most_bytes
        return is_given and not self.work.heap and not any(one.asked for one in self.renderers)

    def stop(self) -> None:
        """Let nobody believe anything any more, and end the children."""
        self.keeper.stop()
        for renderer in self.renderers:
            renderer.pipe.close()
        for renderer in self.renderers:
            try:
                renderer.process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                renderer.process.kill()


def publish_until_told(renderers: int) -> None:
    """Publish until SIGTERM or SIGINT; wait while another publisher keeps this home."""
    stop = threading.Event()

    def told(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, told)
    signal.signal(signal.SIGINT, told)
    folder = Path(settings.PUBLISHED_ROOT)
    folder.mkdir(parents=True, exist_ok=True)
    with (folder.parent / "lock").open("w") as lock:
        if not _locked(lock.fileno(), stop):
            return
        _clear(folder)
        while not stop.is_set():
            try:
                _publish(folder, renderers, stop)
            except DatabaseError as error:
                log.warning("publisher waits for the database: %s", error)
                connection.close()
                stop.wait(1)


def _locked(descriptor: int, stop: threading.Event) -> bool:
    """Wait until this home is ours alone; False when told to stop meanwhile."""
    while not stop.is_set():
        with suppress(BlockingIOError):
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        stop.wait(0.5)
    return False


def _clear(folder: Path) -> None:
    """Throw away what other releases kept, where nobody serves from it any more."""
    for other in folder.parent.iterdir():
        if other.is_dir() and other != folder and not Pulse(other / "pulse").read()[0]:
            shutil.rmtree(other, ignore_errors=True)


def _publish(folder: Path, renderers: int, stop: threading.Event) -> None:
    """Publish until told to stop or until the database is away."""
    close_old_connections()
    if not _is_only_one():
        stop.wait(1)
        return
    watch_tables()
    most = int(os.environ.get("LAMPIT_PUBLISHED_MB", "4096")) * 1_000_000
    eager = os.environ.get("LAMPIT_PUBLISH", "all") == "all"
    publisher = Publisher(folder, renderers=renderers, most_bytes=most, is_eager=eager)
    patience = POLL[connection.vendor]
    told_at = time.monotonic()
    try:
        publisher.begin()
        while not stop.is_set():
            publisher.step(patience)
            if time.monotonic() - told_at > LOG_EVERY:
                told_at = time.monotonic()
                log.info("kept %s, made %s", publisher.keeper.index.count, publisher.made)
    finally:
        publisher.stop()


def _is_only_one() -> bool:
    """Say whether no other home hears the news of this database: news is heard once."""
    if connection.vendor != "postgresql":
        return True
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [ONE_KEEPER])
        return bool(cursor.fetchone()[0])
