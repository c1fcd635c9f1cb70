"""Is the process up, and can it serve: `/healthz` and `/readyz`."""

import shutil

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from lampit.web.door import door, everyone

LEAST_FREE_SHARE = 0.05
_schema_is_current: list[bool] = []


@require_safe
@door(everyone)
def process(_request: HttpRequest) -> HttpResponse:
    """Answer while the process lives; touches nothing."""
    return JsonResponse({"ok": True})


@require_safe
@door(everyone)
def readiness(_request: HttpRequest) -> HttpResponse:
    """Answer 200 when database, schema and disk are fit, else 503 naming what is not."""
    checks = {"database": _database(), "migrations": _migrations(), "disk": _disk()}
    return JsonResponse(
        {"ok": all(checks.values()), **checks}, status=200 if all(checks.values()) else 503
    )


def _database() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def _migrations() -> bool:
    if not _schema_is_current:
        try:
            executor = MigrationExecutor(connection)
            missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
        except DatabaseError:
            return False
        if missing:
            return False
        _schema_is_current.append(True)
    return True


def _disk() -> bool:
    disk = shutil.disk_usage(settings.LAMPIT_HOME)
    return disk.free / disk.total > LEAST_FREE_SHARE
