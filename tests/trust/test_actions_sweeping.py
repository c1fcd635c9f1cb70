"""Pictures that nobody names go after a week; nothing that a row names ever does."""

import os
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import LazySettings
from django.db.models import CharField
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lampit.outside.pictures import Picture
from lampit.shops.actions.portraits import remove_portrait, set_portrait
from lampit.shops.models import Maker, Photo, PriceReference, Product
from lampit.trust.actions import sweep_pictures, sweeping
from lampit.trust.queries import checks
from lampit.trust.queries.pictures import COLUMNS
from lampit.trust.rules.sweeping import GRACE, LATE
from tests.factories import NOON, maker, member, product
from tests.trust.things import bought, review

DAY = timedelta(days=1)
# Columns of 64 signs that name no picture of the public folder, by the last word of their name.
NOT_PICTURES = {
    "agreement", "blocked_by", "client", "client_id", "code", "code_digest", "code_hash",
    "content_hash", "fingerprint", "form_key", "frame_hash", "hash", "key", "key_hash",
    "phone_mark", "previous", "receipt", "ref_id", "sha256", "signature", "subject", "subject_id",
    "token", "token_hash",
}  # fmt: skip
# `digest` is mostly the hash of a file or a token that is kept elsewhere, sealed or not at all.
OTHER_DIGESTS = {
    "aid.ListRun", "measure.AnswerFile", "measure.ReportPrint", "orders.Proof",
    "people.ApiClient", "people.ApiToken", "people.AuditEntry", "people.AuditHead",
    "privacy.Copy", "registry.ConfirmLink", "registry.ConsentFile", "registry.ImportRun",
    "registry.PermitFile", "shops.Roll",
}  # fmt: skip


@pytest.fixture
def media(tmp_path: Path, settings: LazySettings) -> Path:
    """Give a folder of media and one of originals of one's own."""
    settings.MEDIA_ROOT, settings.ORIGINALS_ROOT = tmp_path / "media", tmp_path / "originals"
    Path(settings.MEDIA_ROOT).mkdir()
    return Path(settings.MEDIA_ROOT)


def put(folder: Path, digest: str, at: datetime, *whats: str) -> list[Path]:
    """Write empty files of a picture with a time."""
    made = []
    for what in whats or ("320.webp", "640.jpg", "og.jpg"):
        path = folder / digest[:2] / f"{digest}-{what}"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")
        os.utime(path, (at.timestamp(), at.timestamp()))
        made.append(path)
    return made


def test_every_column_that_may_name_a_picture_is_decided_on() -> None:
    """A new column of 64 signs is a picture, or stands here as none: the sweep forgets nothing."""
    known = {(one.table, one.name) for one in COLUMNS}
    unsorted = []
    for model in apps.get_models():
        if not model.__module__.startswith("lampit."):
            continue
        for field in model._meta.concrete_fields:
            if not isinstance(field, CharField) or field.max_length != 64:
                continue
            if (model, field.name) in known or field.name in NOT_PICTURES:
                continue
            if field.name == "digest" and model._meta.label in OTHER_DIGESTS:
                continue
            unsorted.append(f"{model._meta.label}.{field.name}")
    assert unsorted == []


@pytest.mark.django_db
def test_what_nobody_names_goes_a_week_later(media: Path) -> None:
    """The named stay, the rest is noted first, then goes: public files and the original."""
    good = product("63.08")
    kept, lost = "a" * 64, "b" * 64
    Photo.objects.create(product=good, digest=kept, width=1, height=1, created_at=NOON)
    old = NOON - 30 * DAY
    stays, goes = put(media, kept, old), put(media, lost, old)
    original = put(media.parent / "originals", lost, old, "asli.jpg")
    preview = media / "pratinjau" / "bb" / "x.jpg"
    preview.parent.mkdir(parents=True)
    preview.write_bytes(b"x")
    assert sweep_pictures(NOON) == 0
    assert all(path.exists() for path in [*stays, *goes])
    assert sweep_pictures(NOON + timedelta(hours=1)) == 0
    assert sweep_pictures(NOON + GRACE + DAY) == 4
    assert all(path.exists() for path in [*stays, preview])
    assert not any(path.exists() for path in [*goes, *original])


@pytest.mark.django_db
def test_what_is_named_again_or_sent_again_stays(media: Path) -> None:
    """A week of grace is for a form that is still open."""
    good = product("63.08")
    again, sent = "c" * 64, "d" * 64
    put(media, again, NOON - 30 * DAY)
    put(media, sent, NOON - 30 * DAY)
    sweep_pictures(NOON)
    Photo.objects.create(product=good, digest=again, width=1, height=1, created_at=NOON)
    put(media, sent, NOON + GRACE)
    assert sweep_pictures(NOON + GRACE + DAY) == 0


@pytest.mark.django_db
def test_the_photo_of_a_withdrawn_proof_goes(media: Path) -> None:
    """As long as the proof stands its photo does."""
    good, digest = product("63.08"), "e" * 64
    put(media, digest, NOON - 30 * DAY)
    proof = PriceReference.objects.create(
        product=good, price=1, source_kind="toko", source_name="Toko", photo=digest,
        seen_on=NOON.date(), created_at=NOON,
    )  # fmt: skip
    sweep_pictures(NOON)
    assert sweep_pictures(NOON + GRACE + DAY) == 0
    proof.withdrawn_at = NOON
    proof.save()
    sweep_pictures(NOON + 20 * DAY)
    assert sweep_pictures(NOON + 30 * DAY) == 3


@pytest.mark.django_db
def test_verify_tells_what_is_lost_and_what_stayed_too_long(media: Path) -> None:
    """A cover without files, and files for nobody that the clock overlooked."""
    good, lost = product("63.08", cover="f" * 64), "1" * 64
    assert not checks(NOON)[0].ok
    put(media, good.cover, NOON - 30 * DAY)
    put(media, lost, NOON - 30 * DAY)
    assert checks(NOON)[0].ok
    sweep_pictures(NOON)
    assert checks(NOON + GRACE)[0].ok
    assert not checks(NOON + LATE + DAY)[0].ok
    sweep_pictures(NOON + LATE + DAY)
    assert checks(NOON + LATE + DAY)[0].ok


@pytest.mark.django_db
@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.tuples(st.integers(0, 7), st.booleans(), st.integers(0, 20)), max_size=12))
def test_after_any_history_the_named_are_there(
    media: Path, history: list[tuple[int, bool, int]]
) -> None:
    """Pictures come, are named by one of several columns, let go, and days pass."""
    Maker.objects.update(photo="")
    Product.objects.update(cover="")
    shop = maker("63.08")
    goods = [product(shop) for _ in range(2)]
    now = NOON
    for number, is_named, days in history:
        digest = f"{number:x}" * 64
        put(media, digest, now)
        if number % 2:
            Maker.objects.filter(pk=shop.pk).update(photo=digest if is_named else "")
            shop.refresh_from_db()
        else:
            good = goods[number % 4 // 2]
            Product.objects.filter(pk=good.pk).update(cover=digest if is_named else "")
        now += days * DAY
        sweep_pictures(now)
        named = {shop.photo, *Product.objects.values_list("cover", flat=True)} - {""}
        there = {path.name[:64] for path in media.glob("??/*-640.jpg")}
        assert named <= there
    sweep_pictures(now + DAY)
    sweep_pictures(now + GRACE + 3 * DAY)
    there = {path.name[:64] for path in media.glob("??/*-640.jpg")}
    named = {shop.photo, *Product.objects.values_list("cover", flat=True)} - {""}
    assert there == named
    for path in media.rglob("*"):
        if path.is_file():
            path.unlink()


@pytest.mark.django_db
def test_a_row_written_while_it_sweeps_keeps_its_picture(
    media: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Names are read for many pictures at once; right before one goes they are asked again."""
    digest = "a" * 64
    put(media, digest, NOON - 30 * DAY)
    sweep_pictures(NOON)
    product("63.08", cover=digest)
    monkeypatch.setattr(sweeping, "unnamed", lambda _folder: iter([{digest}]))
    assert sweep_pictures(NOON + GRACE + DAY) == 0


@pytest.mark.django_db
def test_a_portrait_taken_away_leaves_what_others_named(
    media: Path, django_capture_on_commit_callbacks: Any
) -> None:
    """A keeper knows the address of a buyer's photo: it is not hers to delete."""
    keeper = member("maker", "63.08")
    shop = maker("63.08", keeper)
    praised, ordered, face = "a" * 64, "b" * 64, "c" * 64
    review(photo=praised)
    line = bought()
    line.photo_hash = ordered
    line.save()
    for digest in (praised, ordered, face):
        put(media, digest, NOON)
        with django_capture_on_commit_callbacks(execute=True):
            set_portrait(keeper, shop, Picture(digest, 1, 1, {}), NOON)
            remove_portrait(keeper, shop, NOON)
    assert {path.name[:64] for path in media.glob("??/*")} == {praised, ordered}
