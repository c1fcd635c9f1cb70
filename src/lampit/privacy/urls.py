"""Addresses of the privacy room: of a person, of a buyer, and of the desk."""

from django.urls import path

from lampit.privacy.views import breaches, consents, desk, erasing, own, retaining

app_name = "privacy"
urlpatterns_own = [
    path("", own.own, name="own"),
    path("izin/", consents.consents, name="consents"),
    path("siapa/", own.looks, name="looks"),
    path("salinan/<int:number>/", own.fetch_copy, name="fetch_copy"),
]
urlpatterns_buyer = [
    path("<str:public_id>/data/", own.buyer, name="buyer"),
    path("<str:public_id>/data/<int:number>/", own.buyer_copy, name="buyer_copy"),
]
urlpatterns_desk = [
    path("", desk.requests, name="requests"),
    path("baru/", desk.enter, name="enter"),
    path("retensi/", retaining.retention, name="retention"),
    path("izin/bukti/<slug:public_id>/", consents.proof, name="consent_proof"),
    path("izin/<slug:public_id>/", consents.noted, name="noted_consents"),
    path("<int:number>/", desk.one, name="request"),
    path("<int:number>/ambil/", desk.take, name="take"),
    path("<int:number>/salinan/", desk.copy, name="copy"),
    path("<int:number>/jawab/", desk.answer, name="answer"),
    path("<int:number>/tolak/", desk.refuse, name="refuse"),
    path("<int:number>/hapus/", erasing.erase, name="erase"),
    path("<int:number>/surat/", desk.letter, name="letter"),
]
urlpatterns_breaches = [
    path("", breaches.breaches, name="breaches"),
    path("baru/", breaches.enter_breach, name="enter_breach"),
    path("<int:number>/", breaches.breach, name="breach"),
    path("<int:number>/daftar/<slug:listed>/", breaches.breach_list, name="breach_list"),
    path("<int:number>/beri-tahu/", breaches.breach_told, name="breach_told"),
    path("<int:number>/surat/<slug:whom>/", breaches.breach_letter, name="breach_letter"),
]
