"""Long work of the market: hand-over kit, account, long catalogue; what the clock removes."""

from collections.abc import Callable
from datetime import datetime

from django.utils import timezone

from lampit.basics.refusal import Refusal
from lampit.market.actions import handing, long_catalogues
from lampit.market.actions.cataloguing import drop_old_catalogues
from lampit.market.queries.handing import shop_with
from lampit.market.rules.handing import ACCOUNT_JOB, JOB
from lampit.people.actions import job_progress
from lampit.people.models import Job
from lampit.registry.actions import requesting
from lampit.registry.queries.requests import request_with
from lampit.shops.access import own_makers
from lampit.shops.actions.papers import forget_untrue


def make_kit(job: Job) -> None:
    """Write the hand-over kit that a second person allowed; a second start begins anew."""
    request = request_with(int(job.parameters["request"]))
    if request is None:
        raise Refusal("not_found", "Permintaan ini tidak ada lagi.")
    try:
        handing.make_kit(request, now=timezone.now(), say=_progress(job))
    except Exception:
        requesting.fail_export(request)
        raise


def make_account(job: Job) -> None:
    """Write the account of the maker who asked; again is harmless."""
    owner = job.owner
    maker = shop_with(own_makers(owner), int(job.parameters["maker"])) if owner else None
    if owner is None or maker is None:
        raise Refusal("not_found", "Lapak ini tidak ada lagi.")
    handing.make_account(owner, maker, on=timezone.localdate(), say=_progress(job))


def make_catalogue(job: Job) -> None:
    """Make the long catalogue that somebody asked for; again is harmless."""
    if job.owner is None:
        raise Refusal("not_found", "Peminta katalog ini tidak ada lagi.")
    long_catalogues.make(job.owner, job.parameters, now=timezone.now(), say=_progress(job))


def _drop_past(_now: datetime) -> int:
    return long_catalogues.drop_past()


def _drop_untrue(_now: datetime) -> int:
    return forget_untrue()


def _progress(job: Job) -> Callable[[int, int, str], bool]:
    """Return who hears how far work is, and answers whether to go on."""

    def say(done: int, known: int, words: str) -> bool:
        return job_progress(job, done, max(known, done), words, now=timezone.now())

    return say


JOBS: dict[str, Callable[[Job], None]] = {
    JOB: make_kit,
    ACCOUNT_JOB: make_account,
    long_catalogues.JOB: make_catalogue,
}
TICKS: dict[str, Callable[[datetime], int]] = {
    "catalogues": drop_old_catalogues,
    "long-catalogues": _drop_past,
    "untrue-papers": _drop_untrue,
    "accounts": handing.drop_old_accounts,
    "copies": handing.drop_old_copies,
}
