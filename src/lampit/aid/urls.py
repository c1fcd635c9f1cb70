"""Addresses of aid, mounted at `/balai/bantuan/`, and of one's own at `/saya/bantuan/`."""

from django.urls import path

from lampit.aid.views import approving, grants, lists, overlaps, own, programmes, taking, telling

app_name = "aid"
urlpatterns = [
    path("", programmes.programmes, name="programmes"),
    path("baru/", programmes.add_programme, name="add_programme"),
    path("tumpang-tindih/", overlaps.overlaps, name="overlaps"),
    path("tumpang-tindih/<int:number>/", overlaps.decide, name="decide"),
    path("usaha/<slug:public_id>/", grants.of_business, name="of_business"),
    path("penerima/<slug:public_id>/", grants.grant, name="grant"),
    path("penerima/<slug:public_id>/cocokkan/", grants.choose_match, name="choose_match"),
    path("penerima/<slug:public_id>/kabar/", telling.refusal, name="refusal"),
    path("penerima/<slug:public_id>/<slug:deed>/", grants.do, name="do"),
    path("daftar/<int:number>/", lists.list_run, name="list_run"),
    path("daftar/<int:number>/lanjut/", lists.resume_list, name="resume_list"),
    path("daftar/<int:number>/urungkan/", lists.undo_list, name="undo_list"),
    path("<int:number>/", programmes.programme, name="programme"),
    path("<int:number>/ubah/", programmes.change_programme, name="change_programme"),
    path("<int:number>/penerima/", grants.add_grant, name="add_grant"),
    path("<int:number>/setujui/", approving.approve, name="approve"),
    path("<int:number>/daftar/", lists.send_list, name="send_list"),
    path("<int:number>/unduh/", taking.export, name="export"),
]
urlpatterns_own = [path("", own.own_aid, name="own_aid")]
