"""Addresses of the registry: `/balai/usaha/` and its neighbours.

The office also: `pemilik/`, `impor/`, `duplikat/`, `surat/`, `masih/`, `mutu/`, `pindah/`. Makers:
`/saya/surat/`. Open to everybody: `/masih/`, the question a business gets.
"""

from django.urls import URLPattern, path

from lampit.registry.views import (
    across,
    businesses,
    certificates,
    confirming,
    deeds,
    doubts,
    duplicates,
    editing,
    exporting,
    importing,
    importing_rows,
    lacking,
    listings,
    moving,
    own_papers,
    owners,
    papers,
    precision,
    quality,
    requests,
    silent,
    template,
    unsure,
)

app_name = "registry"
urlpatterns_businesses = [
    path("", businesses.businesses, name="businesses"),
    path("baru/", editing.register_business, name="register_business"),
    path("unduh/", exporting.export, name="export"),
    path("unduh/permintaan/", requests.export_requests, name="export_requests"),
    path("unduh/permintaan/<int:number>/", requests.export_request, name="export_request"),
    path("unduh/permintaan/<int:number>/setujui/", requests.allow_export, name="allow_export"),
    path("unduh/permintaan/<int:number>/tolak/", requests.deny_export, name="deny_export"),
    path("unduh/permintaan/<int:number>/berkas/", requests.fetch_export, name="fetch_export"),
    path("sumber/", businesses.sources, name="sources"),
    path("<slug:public_id>/", businesses.business, name="business"),
    path("<slug:public_id>/ubah/", editing.edit_business, name="edit_business"),
    path("<slug:public_id>/pastikan/", deeds.confirm_business, name="confirm_business"),
    path("<slug:public_id>/keadaan/", deeds.change_status, name="change_status"),
    path("<slug:public_id>/lihat/<slug:name>/", deeds.reveal, name="reveal"),
    path("<slug:public_id>/pindah/", moving.ask_move, name="ask_move"),
    path("<slug:public_id>/riwayat/", businesses.history, name="history"),
    path(
        "<slug:public_id>/riwayat/<int:change_id>/urungkan/",
        deeds.revert_change,
        name="revert_change",
    ),
    path("<slug:public_id>/pakai/<slug:key>/", deeds.use_value, name="use_value"),
    path("<slug:public_id>/surat/", papers.add_permit, name="add_permit"),
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
    path("ketepatan/", precision.precision, name="precision"),
    path("uji/", precision.sampled_pairs, name="sampled_pairs"),
    path("jumlah/", duplicates.waiting_pairs, name="waiting_pairs"),
    path("pasti/", duplicates.sure_pairs, name="sure_pairs"),
    path("ragu/", unsure.unsure_pairs, name="unsure_pairs"),
    path("<int:number>/lagi/", unsure.ask_again, name="ask_again"),
    path("urungkan/", duplicates.undo_answer, name="undo_answer"),
    path("<int:number>/", duplicates.pair, name="pair"),
    path("<int:number>/jawab/", duplicates.answer_pair, name="answer_pair"),
    path("<int:number>/gabung/", duplicates.merge_pair, name="merge_pair"),
    path("<int:number>/orang/", owners.join_owners, name="join_owners"),
    path("lintas/", across.across_pairs, name="across_pairs"),
    path("lintas/<int:number>/", across.across_pair, name="across_pair"),
    path("lintas/<int:number>/tanya/", across.ask_across, name="ask_across"),
    path("lintas/<int:number>/bandingkan/", across.compare_across, name="compare_across"),
    path("lintas/<int:number>/tolak/", across.decline_across, name="decline_across"),
    path("lintas/<int:number>/jawab/", across.answer_across, name="answer_across"),
]
urlpatterns_owners = [
    path("<slug:public_id>/", owners.owner, name="owner"),
    path("<slug:public_id>/satukan/<slug:other>/", owners.merge_owners, name="merge_owners"),
    path("<slug:public_id>/pisahkan/<int:event_id>/", owners.part_owners, name="part_owners"),
]
urlpatterns_imports: list[URLPattern] = [
    path("", importing.imports, name="imports"),
    path("templat.xlsx", template.import_template, name="import_template"),
    path("<int:number>/", importing.import_run, name="import_run"),
    path("<int:number>/kolom/", importing.import_columns, name="import_columns"),
    path("<int:number>/usaha/", importing_rows.import_businesses, name="import_businesses"),
    path("<int:number>/masalah/", importing_rows.import_problems, name="import_problems"),
    path("<int:number>/nilai/", doubts.import_values, name="import_values"),
    path("<int:number>/masukkan/", importing.start_import, name="start_import"),
    path("<int:number>/batalkan/", importing.cancel_import, name="cancel_import"),
    path("<int:number>/urungkan/", importing.undo_import, name="undo_import"),
    path("<int:number>/perbaiki.xlsx", importing.import_report, name="import_report"),
]
urlpatterns_papers: list[URLPattern] = [
    path("", papers.papers, name="papers"),
    path("belum/", lacking.lacking_papers, name="lacking_papers"),
    path("<int:permit_id>/", papers.paper, name="paper"),
    path("<int:permit_id>/ingatkan/", papers.remind, name="remind"),
    path("<int:permit_id>/hapus/", papers.remove_permit, name="remove_permit"),
    path("<int:permit_id>/berkas/", certificates.add_paper_file, name="add_paper_file"),
    path("berkas/<int:file_id>/", certificates.paper_file, name="paper_file"),
    path("berkas/<int:file_id>/kecil/", certificates.paper_file_small, name="paper_file_small"),
    path("berkas/<int:file_id>/hapus/", certificates.remove_paper_file, name="remove_paper_file"),
]
urlpatterns_own_papers: list[URLPattern] = [
    path("", own_papers.own_papers, name="own_papers"),
    path("baru/", own_papers.add_own_permit, name="add_own_permit"),
    path("<int:permit_id>/", own_papers.own_paper, name="own_paper"),
    path("<int:permit_id>/hapus/", own_papers.remove_own_permit, name="remove_own_permit"),
    path("<int:permit_id>/berkas/", certificates.add_paper_file, name="add_own_paper_file"),
    path("berkas/<int:file_id>/", certificates.paper_file, name="own_paper_file"),
    path("berkas/<int:file_id>/kecil/", certificates.paper_file_small, name="own_paper_file_small"),
    path(
        "berkas/<int:file_id>/hapus/", certificates.remove_paper_file, name="remove_own_paper_file"
    ),
]
urlpatterns_silent = [
    path("", silent.silent, name="silent"),
    path("lembar/", silent.make_sheet, name="make_sheet"),
    path("lembar/<int:number>/", silent.sheet, name="sheet"),
    path("lembar/<int:number>/<int:row>/", silent.answer_row, name="answer_row"),
    path("<slug:public_id>/tanya/", silent.ask, name="ask_alive"),
    path("<slug:public_id>/tidak-sampai/", silent.undelivered, name="undelivered"),
]
urlpatterns_moves = [
    path("", moving.moves, name="moves"),
    path("<int:number>/", moving.move, name="move"),
    path("<int:number>/tolak/", moving.refuse_move, name="refuse_move"),
    path("<int:number>/batalkan/", moving.cancel_move, name="cancel_move"),
]
urlpatterns_quality = [
    path("", quality.quality, name="quality"),
    path("hitung/", quality.count_now, name="count_quality"),
    path("lapangan/", listings.listings, name="listings"),
    path("lapangan/<int:number>/", listings.listing, name="listing"),
    path("lapangan/<int:number>/hapus/", listings.remove_listing, name="remove_listing"),
    path("lapangan/<int:number>/<int:row>/", listings.decide_listed, name="decide_listed"),
    path("unduh.csv", quality.quality_file, name="quality_file"),
]
urlpatterns_confirm = [path("<slug:code>/", confirming.confirm, name="confirm")]
