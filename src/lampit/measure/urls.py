"""Addresses of the measure room, mounted at `/balai/survei/` and `/openrosa/`."""

from django.urls import path

from lampit.measure.api import openrosa
from lampit.measure.views import (
    answerfiles,
    answering,
    crew,
    fieldquality,
    finding,
    following,
    instrument_editing,
    instrument_trying,
    instruments,
    inviting,
    listing,
    metadata,
    pendata,
    pendata_desk,
    pendata_send,
    pendata_wire,
    planning,
    plans,
    proposals,
    receiving,
    rechecking,
    releasing,
    reliability,
    reports,
    resting,
    results,
    weights,
)

app_name = "measure"
urlpatterns = [
    path("", planning.rounds, name="rounds"),
    path("baru/", plans.new_round, name="new_round"),
    path("hitung-perubahan/", plans.change, name="change"),
    path("hari-libur/", resting.off_days, name="off_days"),
    path("<int:round_id>/rencana/", plans.plan, name="plan"),
    path("<int:round_id>/undi/", plans.draw, name="draw"),
    path("<int:round_id>/hapus/", plans.drop, name="drop_round"),
    path("<int:round_id>/petugas/", crew.crew, name="crew"),
    path("<int:round_id>/petugas/<int:person>/", crew.route, name="route"),
    path("<int:round_id>/susulan/", following.follow, name="follow"),
    path("<int:round_id>/susulan/<int:person>/", following.follow_list, name="follow_list"),
    path("<int:round_id>/tanpa-jawaban/", following.nonresponse, name="nonresponse"),
    path("<int:round_id>/temuan/", finding.found, name="found"),
    path("<int:round_id>/pendaftaran/", listing.villages, name="villages"),
    path("<int:round_id>/pendaftaran/<str:village>/", listing.village, name="village"),
    path("undian/<slug:receipt>/", rechecking.recheck, name="recheck"),
    path("undian/<slug:receipt>/<str:name>", rechecking.recheck_file, name="recheck_file"),
    path("nilai/<slug:business>/", results.score, name="score"),
    path("tanya/", answering.find_business, name="find_business"),
    path("tanya/<slug:business>/", answering.start_coaching, name="start_coaching"),
    path("contoh/<int:member>/", answering.member, name="member"),
    path("contoh/<int:member>/mulai/", answering.start_survey, name="start_survey"),
    path("contoh/<int:member>/tautan/", inviting.invite, name="invite"),
    path("isi/<uuid:instance>/", answering.resume, name="resume"),
    path("isi/<uuid:instance>/setuju/", answering.consent, name="consent"),
    path("isi/<uuid:instance>/kirim/", answering.review, name="review"),
    path("isi/<uuid:instance>/selesai/", answering.sent, name="sent"),
    path("isi/<uuid:instance>/<slug:page>/", answering.page, name="page"),
    path("instrumen/", instruments.listing, name="instruments"),
    path("instrumen/<int:instrument>/", instruments.instrument, name="instrument"),
    path("instrumen/<int:instrument>/susun/", instruments.arrange, name="arrange_instrument"),
    path("instrumen/<int:instrument>/bagian/", instrument_editing.parts, name="instrument_parts"),
    path("instrumen/<int:instrument>/bahasa/", instruments.language, name="instrument_language"),
    path("instrumen/<int:instrument>/coba/", instrument_trying.try_out, name="try_instrument"),
    path(
        "instrumen/<int:instrument>/soal/<slug:question>/",
        instrument_editing.question,
        name="instrument_question",
    ),
    path(
        "instrumen/<int:instrument>/ciri/<slug:sign>/",
        instrument_editing.sign,
        name="instrument_sign",
    ),
    path("instrumen/<int:instrument>/unduh/<slug:kind>/", instruments.take, name="take_instrument"),
    path(
        "instrumen/<int:instrument>/banding/<int:other>/",
        instruments.compare,
        name="compare_instruments",
    ),
    path("<int:round_id>/", planning.round_page, name="round"),
    path("<int:round_id>/contoh/", planning.members, name="members"),
    path("<int:round_id>/isian/", answerfiles.answer_files, name="answer_files"),
    path("<int:round_id>/isian/templat.xlsx", answerfiles.answer_sheet, name="answer_sheet"),
    path("<int:round_id>/isian/<int:number>/", answerfiles.answer_file, name="answer_file"),
    path(
        "<int:round_id>/isian/<int:number>/masukkan/",
        answerfiles.bring_in_answers,
        name="bring_in_answers",
    ),
    path(
        "<int:round_id>/isian/<int:number>/urungkan/", answerfiles.undo_answers, name="undo_answers"
    ),
    path(
        "<int:round_id>/isian/<int:number>/kolom/",
        answerfiles.answer_columns,
        name="answer_columns",
    ),
    path(
        "<int:round_id>/isian/<int:number>/perbaikan.xlsx",
        answerfiles.answer_faults,
        name="answer_faults",
    ),
    path("<int:round_id>/odk/", receiving.odk_keys, name="odk_keys"),
    path("<int:round_id>/odk/<int:key>/cabut/", receiving.revoke_odk_key, name="revoke_odk_key"),
    path("<int:round_id>/karantina/", receiving.waiting, name="quarantine"),
    path("<int:round_id>/karantina/<int:number>/", receiving.delivery, name="delivery"),
    path(
        "<int:round_id>/karantina/<int:number>/foto/<int:file>.jpg",
        receiving.photo,
        name="delivery_photo",
    ),
    path("<int:round_id>/keandalan/", reliability.page, name="reliability"),
    path("<int:round_id>/langkah/", planning.move, name="move_round"),
    path("<int:round_id>/mutu/", fieldquality.quality, name="field_quality"),
    path("<int:round_id>/tanya-lagi/", fieldquality.backchecks, name="backchecks"),
    path("<int:round_id>/tanya-lagi/undi/", fieldquality.draw_again, name="draw_again"),
    path("tanya-lagi/<uuid:instance>/", fieldquality.again, name="again"),
    path("tanya-lagi/<uuid:instance>/petugas/", fieldquality.give_again, name="give_again"),
    path("tanya-lagi/<uuid:instance>/simpan/", fieldquality.end_again, name="end_again"),
    path("tanya-lagi/<uuid:instance>/<slug:page>/", fieldquality.again_page, name="again_page"),
    path("<int:round_id>/hasil/", results.results, name="results"),
    path("<int:round_id>/bobot/", weights.weights, name="weights"),
    path("<int:round_id>/hitung-ulang.zip", weights.recompute, name="recompute"),
    path("<int:round_id>/bobot/olah/", weights.choose_margins, name="choose_margins"),
    path("<int:round_id>/bobot/revisi/", weights.correct, name="correct"),
    path("<int:round_id>/laporan.pdf", reports.report, name="report"),
    path("<int:round_id>/lembar.pdf", reports.report_sheet, name="report_sheet"),
    path("<int:round_id>/laporan.xlsx", reports.report_book, name="report_book"),
    path("<int:round_id>/hasil/angka/<str:code>/", results.figure, name="figure"),
    path("<int:round_id>/data-terbuka/", releasing.release, name="release"),
    path("<int:round_id>/data-terbuka/putuskan/", releasing.decide_release, name="decide_release"),
    path("<int:round_id>/metadata/", metadata.metadata, name="metadata"),
    path("<int:round_id>/metadata/isi/", metadata.metadata_ask, name="metadata_ask"),
    path(
        "<int:round_id>/metadata/ubah/<slug:whose>/", metadata.metadata_whole, name="metadata_whole"
    ),
    path(
        "<int:round_id>/metadata/<slug:kind>/<str:code>/",
        metadata.metadata_row,
        name="metadata_row",
    ),
    path(
        "<int:round_id>/metadata/<slug:which>.<slug:kind>",
        metadata.metadata_file,
        name="metadata_file",
    ),
]
# The offline app of enumerators, and its page at the desk.
urlpatterns_pendata = [
    path("", pendata.app, name="pendata"),
    path("app.js", pendata.script, name="pendata_script"),
    path("sw.js", pendata.worker, name="pendata_worker"),
    path("manifest.webmanifest", pendata.manifest, name="pendata_manifest"),
    path("halo.json", pendata_wire.hello, name="pendata_hello"),
    path("kerja.json", pendata_wire.work, name="pendata_work"),
    path("kirim/", pendata_send.send, name="pendata_send"),
    path("terima/", pendata_send.held, name="pendata_held"),
    path(
        "berkas/<int:round_id>/<uuid:instance>/<str:name>/",
        pendata_send.piece,
        name="pendata_piece",
    ),
    path("perangkat/", pendata_wire.register, name="pendata_register"),
    path("perangkat/kunci/", pendata_wire.recover, name="pendata_recover"),
    path("perangkat/keluar/", pendata_wire.leave, name="pendata_leave"),
]
urlpatterns_desk_pendata = [
    path("", pendata_desk.devices, name="devices"),
    path("usulan/", proposals.proposals, name="proposals"),
    path("berkas/", pendata_desk.phone_file, name="phone_file"),
    path("<int:device>/cabut/", pendata_desk.revoke, name="revoke_device"),
    path("<int:device>/pulihkan/", pendata_desk.restore, name="restore_device"),
]

_FORM = "forms/<str:form>"
_ODK = (
    ("formList", openrosa.form_list, "forms"),
    (f"{_FORM}.xml", openrosa.form_xml, "form"),
    (f"{_FORM}/manifest", openrosa.manifest, "manifest"),
    (f"{_FORM}/sampel.csv", openrosa.sample, "sample"),
    ("submission", openrosa.submission, "submission"),
)
urlpatterns_openrosa = [
    *(path(f"<str:round_id>/{rest}", view, name=f"odk_{name}") for rest, view, name in _ODK),
    *(
        path(f"<str:round_id>/key/<str:token>/{rest}", view, name=f"odk_key_{name}")
        for rest, view, name in _ODK
    ),
    path("<path:rest>", openrosa.unknown, name="odk_unknown"),
]
urlpatterns_own = [
    path("<str:token>/", inviting.own, name="own"),
    path("<str:token>/setuju/", inviting.own_consent, name="own_consent"),
    path("<str:token>/<slug:page>/", inviting.own_page, name="own_page"),
]
# Anybody who holds a paper of a round asks here whether it stands.
urlpatterns_prints = [path("", reports.check_print, name="check_print")]
