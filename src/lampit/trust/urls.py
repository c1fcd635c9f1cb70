"""Addresses of the trust room: of anybody, of buyers, of makers, and of the desk."""

from django.urls import path

from lampit.trust.views import buyer, desk, keeper, public

app_name = "trust"
urlpatterns_public = [
    path("barang/<slug:key>/", public.report, {"kind": "barang"}, name="report_good"),
    path("lapak/<slug:key>/", public.report, {"kind": "lapak"}, name="report_shop"),
    path("ulasan/<slug:key>/", public.report, {"kind": "ulasan"}, name="report_review"),
    path("<str:code>/", public.report_answer, name="report_answer"),
]
urlpatterns_buyer = [
    path("<str:public_id>/ulasan/", buyer.reviews, name="reviews"),
    path("<str:public_id>/ulasan/<int:line>/", buyer.review, name="review"),
    path("<str:public_id>/ulasan/<int:line>/tarik/", buyer.withdraw_review, name="withdraw_review"),
    path("<str:public_id>/ulasan/<int:line>/keberatan/", buyer.appeal_review, name="appeal_review"),
]
urlpatterns_own = [
    path("teguran/", keeper.notices, name="notices"),
    path("teguran/ringkas/", keeper.summary, name="summary"),
    path("teguran/<int:number>/", keeper.notice, name="notice"),
    path("teguran/<int:number>/sudah/", keeper.say_fixed, name="say_fixed"),
    path("teguran/<int:number>/keberatan/", keeper.appeal, name="appeal"),
    path("ulasan/", keeper.own_reviews, name="own_reviews"),
    path("ulasan/<int:number>/", keeper.answer_review, name="answer_review"),
]
urlpatterns_desk = [
    path("", desk.desk, name="desk"),
    path("<int:number>/", desk.report, name="report_desk"),
    path("<int:number>/putusan/", desk.decide, name="decide"),
    path("<int:number>/sisihkan/", desk.put_aside, name="put_aside"),
    path("dilihat/<int:number>/", desk.look, name="look"),
    path("ulasan/<int:number>/", desk.judge_review, name="judge_review"),
    path("keberatan/<int:number>/", desk.answer_appeal, name="answer_appeal"),
    path("teguran/<int:number>/", desk.given, name="given"),
    path("teguran/<int:number>/cabut/", desk.end, name="end"),
    path("teguran/<int:number>/turunkan/", desk.escalate, name="escalate"),
    path("teguran/<int:number>/setuju/", desk.confirm, name="confirm"),
]
