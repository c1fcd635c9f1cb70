"""How quickly the head's desk and the results open: 5,000 answers in a register of 100,000.

The first view after an answer came in is not among the times: it reckons the round, and is told
apart as `cold`. Both pages are asked beside a minimal view of the same round.
"""

import gzip
import statistics
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

REGISTERED, ANSWERED = 100_000, 5_000
CODE, SECTORS = "63.08", ("kriya", "kuliner", "dagang", "jasa")
TURNS = 60


def _register(say: Callable[[str], None]) -> list[int]:
    """Fill the register; return the ids."""
    from django.utils import timezone

    from lampit.registry.models import Business, Owner
    from tests.measure.fieldwork import place

    now, made = timezone.now(), []
    villages = [
        place(f"{CODE}.{sub:02d}.{2000 + number}")
        for sub in range(1, 11)
        for number in range(1, 21)
    ]
    for begin in range(0, REGISTERED, 5_000):
        numbers = range(begin, begin + 5_000)
        owners = Owner.objects.bulk_create(
            Owner(
                public_id=f"P{n:07d}", region_id=CODE, name=f"Pemilik {n}", sex="LP"[n % 2],
                created_at=now, updated_at=now,
            )
            for n in numbers
        )  # fmt: skip
        rows = Business.objects.bulk_create(
            Business(
                public_id=f"U{n:07d}", region_id=CODE, village=(v := villages[n % len(villages)]),
                district=v.parent, sector=SECTORS[n % 4], name=f"Usaha {n}", owner=owner,
                workers_male=n % 6, confirmed_on=now.date(), created_at=now, updated_at=now,
            )
            for n, owner in zip(numbers, owners, strict=True)
        )  # fmt: skip
        made += [row.pk for row in rows]
        say(f"{begin + 5_000:,} usaha …")
    return made


def _round(say: Callable[[str], None]) -> Any:
    """Draw a round, answer it, and publish it."""
    from django.utils import timezone

    from lampit.measure import actions
    from lampit.measure.models import SampleMember
    from lampit.measure.rules import states
    from tests.measure.questionnaires import answers

    now = timezone.now()
    opened = actions.open_round(
        None, CODE, "2026-1", wanted=ANSWERED, recommendation="V-26.6308.001",
        reference_on=timezone.localdate(), now=now,
    )  # fmt: skip
    actions.draw(None, opened.pk, seed=7, now=now)
    actions.move_round(None, opened.pk, states.FIELD, now=now)
    say("jawaban …")
    ids = SampleMember.objects.filter(round=opened).values_list("business_id", flat=True)
    told = [
        actions.Answered(
            pk,
            answers(
                usia_pemilik=20 + n % 55, daring_kini=n % 5, daring_lalu=n % 4,
                pekerja_kini=1 + n % 7, internet=("lemah", "cukup", "lancar")[n % 3],
            ),
            now - timedelta(seconds=n),
        )
        for n, pk in enumerate(ids.order_by("id"))
    ]  # fmt: skip
    actions.load_answers(told, region=CODE, now=now, round_id=opened.pk)
    return opened


def _publish(number: int) -> None:
    from django.utils import timezone

    from lampit.measure import actions
    from lampit.measure.rules import states

    for state in (states.CLOSED, states.PROCESSED, states.PUBLISHED):
        actions.move_round(None, number, state, now=timezone.now())


def figures(say: Callable[[str], None]) -> Iterator[dict[str, object]]:
    """Yield milliseconds at p95 with their ratio to the yardstick, cold starts and weights."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.test import Client

    from lampit.registry.actions.catalogue import catch_up
    from tests.factories import member

    call_command("migrate", verbosity=0)
    _register(say)
    while catch_up():  # what the clock of a served instance does
        pass
    found = _round(say)
    client, other = Client(), Client()
    client.force_login(member("head", CODE))
    other.force_login(member("staff", CODE))
    yield from _field(other, found.pk)
    for name in ("provisional", "published"):
        if name == "published":
            _publish(found.pk)
        yield from _told(client, name, found.pk)


def _field(client: Any, number: int) -> Iterator[dict[str, object]]:
    """Yield what staff wait for while the round is in the field."""
    base = f"/balai/survei/{number}/"
    pages = {
        "round": base, "officers": f"{base}petugas/", "signs": f"{base}mutu/",
        "next": "/balai/survei/berikutnya/",
    }  # fmt: skip
    spent = _times(client, list(pages.values()))
    for page, path in pages.items():
        yield _figure(f"dashboard.field.{page}.p95", _p95(spent[path]), "ms")
        yield _figure(f"dashboard.field.{page}.cpu.p95", _p95(spent[f"{path}#cpu"]), "ms")


def _told(client: Any, name: str, number: int) -> Iterator[dict[str, object]]:
    pages = {"desk": "/balai/", "results": f"/balai/survei/{number}/hasil/"}
    for page, path in pages.items():
        began = time.perf_counter()
        content = client.get(path).content
        yield _figure(f"dashboard.{name}.{page}.cold", (time.perf_counter() - began) * 1e3, "ms")
        yield _figure(f"dashboard.{name}.{page}.weight", len(gzip.compress(content)) / 1024, "KB")
    spent = _times(client, [*pages.values(), "/sedikit/"])
    least = _p95(spent["/sedikit/"])
    for page, path in pages.items():
        ours = _p95(spent[path])
        ratio = {"minimal_view": round(ours / least, 1)}
        yield _figure(f"dashboard.{name}.{page}.p95", ours, "ms") | {"ratio_to": ratio}
        yield _figure(f"dashboard.{name}.{page}.cpu.p95", _p95(spent[f"{path}#cpu"]), "ms")
        middle = statistics.median(spent[path]) * 1e3
        yield _figure(f"dashboard.{name}.{page}.median", middle, "ms")
    yield _figure(f"dashboard.{name}.minimal_view.p95", least, "ms")


def _times(client: Any, paths: list[str]) -> dict[str, list[float]]:
    """Return the seconds of each request, and those of its processor alone (`#cpu`)."""
    from django.test import override_settings
    from django.urls import clear_url_caches

    spent: dict[str, list[float]] = {path: [] for path in paths}
    spent |= {f"{path}#cpu": [] for path in paths}
    for path in paths:
        urls = "bench.least_desk" if path == "/sedikit/" else "lampit.config.urls"
        clear_url_caches()
        with override_settings(ROOT_URLCONF=urls, ALLOWED_HOSTS=["testserver"]):
            client.get(path)  # addresses and templates are built once
            for _turn in range(TURNS):
                began, busy = time.perf_counter(), time.process_time()
                answer = client.get(path)
                spent[path].append(time.perf_counter() - began)
                spent[f"{path}#cpu"].append(time.process_time() - busy)
                assert answer.status_code == 200, path
    return spent


def _p95(seconds: list[float]) -> float:
    """Return the 95th percentile in milliseconds."""
    return statistics.quantiles(seconds, n=20)[18] * 1e3


def _figure(name: str, value: float, unit: str) -> dict[str, object]:
    return {
        "name": name, "value": round(value, 1), "unit": unit, "better": "lower", "ratio_to": {},
    }  # fmt: skip
