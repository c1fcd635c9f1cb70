"""The queue of possible doubles: look at a pair, answer it, merge it, take the last answer back."""

from datetime import datetime, time
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lampit.basics.refusal import Refusal
from lampit.basics.texts import gettext_noop
from lampit.people.access import region_of, signed_in
from lampit.people.models import User
from lampit.places.rules import DISTRICT_LENGTH
from lampit.registry import access, actions
from lampit.registry.forms.duplicates import AnswerForm, MergeForm
from lampit.registry.models import Pair
from lampit.registry.queries import duplicates as queries
from lampit.registry.queries import sampling as samples
from lampit.registry.queries import surviving
from lampit.registry.queries.pairs import asked_again_since, pair_view, shown_at
from lampit.registry.queries.persons import are_joined, is_one_person
from lampit.registry.queries.unsure import unsure_answer
from lampit.registry.rules.sampling import PROPOSED
from lampit.registry.views.businesses import found_or_404
from lampit.web import swapping
from lampit.web.door import door

MERGED = gettext_noop("Kedua catatan menjadi satu usaha.")
FIRST_OF_TWO = gettext_noop(
    "Jawaban Anda tersimpan. Ada lapak, penjualan atau bantuan, jadi keduanya baru digabungkan "
    "setelah orang kedua juga menjawab sama."
)
FIRST_BLIND = gettext_noop(
    "Jawaban Anda tersimpan; belum ada yang digabungkan. Satu orang lain juga menjawab pasangan "
    "ini, tanpa melihat jawaban Anda."
)
AFTER = "setelah"  # the pair that was answered last
QUEUE = "registry:duplicates"
SAMPLE = "uji"  # a pair is looked at as one of the blind sample
MOST_SHOWN = 99
COUNT_KEPT = 30  # seconds a browser keeps the number beside the link


@require_safe
@door(access.may_review)
def duplicates(request: HttpRequest) -> HttpResponse:
    """Show the likeliest pair that nobody else looks at, or that nothing waits.

    After an answer (`setelah`) the one below it, so that who leaves a pair for later gets on.
    """
    return _next_shown(request, _answered(request))


@require_safe
@door(access.may_review)
def pair(request: HttpRequest, number: int) -> HttpResponse:
    """Show one pair, answered or not."""
    return _pair_page(request, signed_in(request), number)


@require_POST
@door(access.may_review)
def answer_pair(request: HttpRequest, number: int) -> HttpResponse:
    """Note that both are different, or that nobody knows, and lead on to the next pair."""
    person, form = signed_in(request), AnswerForm(request.POST)
    if not form.is_valid():
        return _pair_page(request, person, number, refused=gettext("Pilih salah satu jawaban."))
    told = form.cleaned_data
    try:
        answered = actions.decide(
            person, number, told["answer"], mark=told["mark"], now=timezone.now(),
            reason=told["reason"],
        )  # fmt: skip
    except Refusal as refusal:
        # Who does not see the pair gets no page of it: that is 404.
        return _pair_page(request, person, number, refused=gettext(refusal.message))
    messages.success(request, gettext("Jawaban tersimpan."))
    return onward(request, answered)


@require_http_methods(["GET", "POST"])
@door(access.may_review)
def merge_pair(request: HttpRequest, number: int) -> HttpResponse:
    """Show which value survives in each field, let it be changed, and merge."""
    person = signed_in(request)
    found = _pair(person, number)
    same = is_one_person(found.left.owner, found.right.owner)
    form = MergeForm(request.POST or None, initial={"same_owner": same})
    if request.method == "POST" and form.is_valid():
        choices = surviving.choices_of(request.POST)
        try:
            event = actions.merge_pair(
                person, number, mark=form.cleaned_data["mark"], now=timezone.now(),
                choices=choices, reason=form.cleaned_data["reason"],
                same_owner=form.cleaned_data["same_owner"],
            )  # fmt: skip
        except Refusal as refusal:
            form.add_error(None, gettext(refusal.message))
        else:
            found.refresh_from_db()
            first = FIRST_BLIND if found.is_double else FIRST_OF_TWO
            messages.success(request, gettext(MERGED if event else first))
            return onward(request, found)
    return _merge_page(request, found, form)


@require_http_methods(["GET", "POST"])
@door(access.may_review)
def sure_pairs(request: HttpRequest) -> HttpResponse:
    """List the pairs beyond doubt; what stays ticked is merged when a person confirms it."""
    person = signed_in(request)
    pairs = access.visible_pairs(person)
    if request.method == "POST":
        ticked = [int(word) for word in request.POST.getlist("pair") if word.isdecimal()]
        marks = {pk: request.POST.get(f"mark-{pk}", "") for pk in ticked[:100]}
        done, left = actions.confirm_sure(person, marks, now=timezone.now())
        said = ngettext(
            "%(n)d pasangan digabungkan.", "%(n)d pasangan digabungkan.", done
        ) % {"n": done}  # fmt: skip
        messages.success(request, said)
        if left:
            messages.warning(request, gettext("%(n)d berubah dan menunggu lagi.") % {"n": left})
        return redirect("registry:sure_pairs")
    rows = queries.sure_rows(pairs)
    shown = {"rows": rows, "count": queries.sure(pairs).count()}
    return render(request, "registry/duplicates_sure.html", shown)


@require_safe
@door(access.may_review)
def waiting_pairs(request: HttpRequest) -> HttpResponse:
    """Give the number of waiting pairs for the navigation; nothing where none waits."""
    pairs = access.visible_pairs(signed_in(request))
    count = queries.waiting_count(pairs, MOST_SHOWN + 1)
    shown = {"count": count, "more": count > MOST_SHOWN, "most": MOST_SHOWN}
    answer = render(request, "registry/_duplicates_waiting.html", shown)
    answer["Cache-Control"] = f"private, max-age={COUNT_KEPT}"
    return answer


@require_POST
@door(access.may_review)
def undo_answer(request: HttpRequest) -> HttpResponse:
    """Take the person's last answer back, with the merge it made."""
    try:
        pair = actions.undo_last(signed_in(request), now=timezone.now())
    except Refusal as refusal:
        messages.warning(request, gettext(refusal.message))
        return redirect("registry:duplicates")
    messages.success(request, gettext("Jawaban terakhir diurungkan."))
    again = f"?{SAMPLE}=1" if pair.stratum else ""
    return redirect(f"{reverse('registry:pair', args=[pair.pk])}{again}")


@require_http_methods(["GET", "POST"])
@door(access.may_review)
def unmerge(request: HttpRequest, public_id: str, event_id: int) -> HttpResponse:
    """Ask, then part a record from the business it was merged into."""
    person = signed_in(request)
    found = found_or_404(person, public_id)
    if request.method == "POST":
        try:
            actions.unmerge(person, event_id, now=timezone.now())
        except Refusal as refusal:
            messages.error(request, gettext(refusal.message))
        else:
            messages.success(request, gettext("Catatan dipisahkan lagi seperti semula."))
        return redirect("registry:business", public_id)
    shown = {
        "question": gettext("Pisahkan lagi dari %(name)s?") % {"name": found.name},
        "consequence": gettext(
            "Kedua catatan kembali seperti sebelum digabung. "
            "Yang diubah orang sesudahnya tetap pada catatan tempat ia diubah."
        ),
        "action": gettext("Pisahkan lagi"),
        "back": f"/balai/usaha/{public_id}/",
    }
    return render(request, "web/confirm.html", shown)


def onward(request: HttpRequest, answered: Pair) -> HttpResponse:
    """Lead on to the pair below the one that was answered, or to the next of the sample."""
    if is_sampling(request):
        return redirect("registry:sampled_pairs")
    address = f"{reverse('registry:duplicates')}?{urlencode({AFTER: answered.pk})}"
    if swapping.is_middle(request):  # who sits over pairs waits for one answer of ours, not two
        return swapping.at(_next_shown(request, answered), address)
    return redirect(address)


def is_sampling(request: HttpRequest) -> bool:
    """Say whether a person goes through the blind sample."""
    return SAMPLE in request.GET


def _next_shown(request: HttpRequest, answered: Pair | None) -> HttpResponse:
    """Hold and render the likeliest free pair below the answered one, else of all; or none."""
    person, now = signed_in(request), timezone.now()
    pairs, bounds = access.visible_pairs(person), _bounds(person)
    pair = queries.next_pair(pairs, person.pk, now, beyond=answered, bounds=bounds)
    if pair is None and answered is not None:
        pair = queries.next_pair(pairs, person.pk, now, bounds=bounds)
    if pair is not None:
        return _pair_shown(request, person, actions.hold_pair(person, pair, now=now), bounds)
    progress = queries.progress(pairs, person.pk, _today(now), bounds=bounds)
    shown = {"progress": progress, "page": QUEUE}
    return render(request, "registry/duplicates_none.html", shown)


def _answered(request: HttpRequest) -> Pair | None:
    number, pairs = request.GET.get(AFTER, ""), access.visible_pairs(signed_in(request))
    return pairs.filter(pk=int(number)).first() if number.isdecimal() and len(number) < 16 else None


def _bounds(person: User) -> queries.Bounds:
    """Return the bounds of the kabupaten that all pairs of a person are of, if it is one."""
    place = region_of(person)
    return queries.bounds_of(place) if len(place) == DISTRICT_LENGTH else queries.BY_REGION


def _pair(person: User, number: int) -> Pair:
    found = queries.loaded(access.visible_pairs(person), number)
    if found is None:
        raise Http404
    return found


def _pair_page(
    request: HttpRequest, person: User, number: int, *, refused: str = ""
) -> HttpResponse:
    """Hold a pair for ten minutes and render it; a refused answer comes back with 422."""
    known = shown_at(_pair(person, number), person.pk) if refused else None
    try:
        found = actions.lease(person, number, now=timezone.now())
    except Refusal as refusal:
        raise Http404 from refusal
    return _pair_shown(request, person, found, _bounds(person), refused=refused, known=known)


def _pair_shown(
    request: HttpRequest, person: User, found: Pair, bounds: queries.Bounds, *,
    refused: str = "", known: datetime | None = None,
) -> HttpResponse:  # fmt: skip
    """Render a loaded pair; six queries. `known` is when its refused answer was shown."""
    now, pairs = timezone.now(), access.visible_pairs(person)
    since = known if refused else asked_again_since(found)
    if is_sampling(request):
        before, after = samples.neighbours(pairs, person.pk, now, found)
    else:
        before, after = queries.neighbours(pairs, person.pk, now, found, bounds)
    shown = {
        "pair": pair_view(found, timezone.localdate(now), since),
        "progress": queries.progress(pairs, person.pk, _today(now), found, bounds),
        "after": after,
        "before": before,
        "sample": samples.sample_progress(pairs) if is_sampling(request) else None,
        "is_blind": _is_blind(found, is_sampling(request)),
        "held_by": None if found.leased_by_id in (None, person.pk) else found.leased_by,
        "first": _told_of_first(found, person.pk),
        "disputed": queries.is_disputed(found),
        "may_settle": access.may_settle(person),
        "two_owners": _two_owners(found),
        "refused": refused,
        "page": QUEUE if request.method == "POST" else "",
        "unsure": unsure_answer(found),
    }
    status = 422 if refused else 200
    answer = render(request, "registry/duplicates_pair.html", shown, status=status)
    return swapping.staying(answer) if refused else answer


def _is_blind(pair: Pair, sampling: bool) -> bool:
    """Say whether the guess is kept back: of what was not proposed always, before the answer."""
    waits = pair.sampled_on is not None and pair.state == Pair.State.NEW
    return waits and (sampling or pair.stratum != PROPOSED)


def _merge_page(request: HttpRequest, found: Pair, form: MergeForm) -> HttpResponse:
    chosen = surviving.choices_of(request.POST)
    shown = {
        "pair": found,
        "form": form,
        "view": surviving.merge_view([found.left, found.right], chosen),
        "mark": queries.mark_of(found.left, found.right),
        "two_owners": _two_owners(found),
    }
    status = 422 if form.errors else 200
    answer = render(request, "registry/duplicates_merge.html", shown, status=status)
    return swapping.staying(answer) if form.errors else answer


def _told_of_first(pair: Pair, person: int) -> str:
    """Return what a person may know of a first answer: of a blind one only of his own."""
    first = queries.first_answer(pair, person)
    if pair.is_double:
        return "blind" if first == "own" else ""
    return first


def _two_owners(pair: Pair) -> bool:
    """Say whether both records have an owner, and nobody called the two one person yet."""
    left, right = pair.left.owner, pair.right.owner
    return left is not None and right is not None and not are_joined(left, right)


def _today(now: datetime) -> datetime:
    """Return the beginning of the local day."""
    return timezone.make_aware(datetime.combine(timezone.localdate(now), time.min))
