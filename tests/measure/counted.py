"""What an instance holds of received questionnaires, as JSON: `python -m tests.measure.counted`.

Counts first what was kept and not counted yet, as the clock does.
"""

import json
import os
import sys

import django


def main() -> None:
    """Print the counts."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lampit.config.settings")
    django.setup()
    from django.conf import settings
    from django.utils import timezone

    from lampit.measure.actions.counting import count_waiting
    from lampit.measure.models import Attachment, Delivery, Score, Submission
    from lampit.outside.kept import path_of

    count_waiting(timezone.now())
    files = list(Attachment.objects.values_list("sha256", "size"))
    told = {
        "instances": list(Delivery.objects.values_list("instance_id", flat=True)),
        "counted": Delivery.objects.filter(state="dihitung").count(),
        "waiting": Delivery.objects.exclude(state="dihitung").count(),
        "submissions": Submission.objects.filter(state="final").count(),
        "scores": Score.objects.filter(is_latest=True).count(),
        "files": len(files),
        "files_on_disk": sum(
            (path := path_of(settings.ANSWERS_ROOT, sha256)).exists()
            and path.stat().st_size == size
            for sha256, size in files
        ),
    }
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main()
