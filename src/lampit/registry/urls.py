"""Addresses of the registry: `/balai/usaha/`, `/balai/impor/`, `/balai/duplikat/`."""

from django.urls import URLPattern, path

from lampit.registry.views import (
    businesses,
    deeds,
    duplicates,
    editing,
    exporting,
    importing,
    template,
)

app_name = "registry"
urlpatterns_businesses = [
    path("", businesses.businesses, name="businesses"),
    path("baru/", editing.register_business, name="register_business"),
    path("unduh/", exporting.export, name="export"),
    path("<slug:public_id>/", businesses.business, name="business"),
    path("<slug:public_id>/ubah/", editing.edit_business, name="edit_business"),
    path("<slug:public_id>/pastikan/", deeds.confirm_business, name="confirm_business"),
    path("<slug:public_id>/keadaan/", deeds.change_status, name="change_status"),
    path("<slug:public_id>/lihat/<slug:name>/", deeds.reveal, name="reveal"),
    path("<slug:public_id>/riwayat/", businesses.history, name="history"),
    path(
        "<slug:public_id>/riwayat/<int:change_id>/urungkan/",
        deeds.revert_change,
        name="revert_change",
    ),
    path("<slug:public_id>/surat/", deeds.add_permit, name="add_permit"),
    path(
        "<slug:public_id>/surat/<int:permit_id>/hapus/", deeds.remove_permit, name="remove_permit"
    ),
    path("<slug:public_id>/anggota/", deeds.add_member, name="add_member"),
    path(
        "<slug:public_id>/anggota/<int:member_id>/keluarkan/",
        deeds.remove_member,
        name="remove_member",
    ),
    path("<slug:public_id>/pisahkan/<int:event_id>/", duplicates.unmerge, name="unmerge"),
]
urlpatterns_duplicates = [
    path("", duplicates.duplicates, name="duplicates"),
    path("pasti/", duplicates.sure_pairs, name="sure_pairs"),
    path("urungkan/", duplicates.undo_answer, name="undo_answer"),
    path("<int:number>/", duplicates.pair, name="pair"),
    path("<int:number>/jawab/", duplicates.answer_pair, name="answer_pair"),
    path("<int:number>/gabung/", duplicates.merge_pair, name="merge_pair"),
]
urlpatterns_imports: list[URLPattern] = [
    path("", importing.imports, name="imports"),
    path("templat.xlsx", template.import_template, name="import_template"),
    path("<int:number>/", importing.import_run, name="import_run"),
    path("<int:number>/kolom/", importing.import_columns, name="import_columns"),
    path("<int:number>/masukkan/", importing.start_import, name="start_import"),
    path("<int:number>/batalkan/", importing.cancel_import, name="cancel_import"),
    path("<int:number>/urungkan/", importing.undo_import, name="undo_import"),
    path("<int:number>/perbaiki.xlsx", importing.import_report, name="import_report"),
]
