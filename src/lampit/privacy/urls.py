"""Addresses of the privacy room: of a person, of a buyer, and of the desk."""

from django.urls import path

from lampit.privacy.views import (
    breaches,
    consents,
    desk,
    erasing,
    letters,
    own,
    processing,
    retaining,
)

app_name = "privacy"
urlpatterns_own = [
    path("", own.own, name="own"),
    path("izin/", consents.consents, name="consents"),
    path("siapa/", own.looks, name="looks"),
    path("<int:number>/tarik/", own.withdraw, name="withdraw"),
    path("<int:number>/balas/", own.reply, name="reply"),
    path("salinan/<int:number>/", own.fetch_copy, name="fetch_copy"),
]
urlpatterns_buyer = [
    path("<str:public_id>/data/", own.buyer, name="buyer"),
    path("<str:public_id>/data/<int:number>/", own.buyer_copy, name="buyer_copy"),
    path("<str:public_id>/data/<int:number>/tarik/", own.buyer_withdraw, name="buyer_withdraw"),
    path("<str:public_id>/data/<int:number>/balas/", own.buyer_reply, name="buyer_reply"),
]
urlpatterns_desk = [
    path("", desk.requests, name="requests"),
    path("baru/", desk.enter, name="enter"),
    path("kop/", letters.letterhead, name="letterhead"),
    path("pengolahan/", processing.processing, name="processing"),
    path("retensi/", retaining.retention, name="retention"),
    path("izin/bukti/<slug:public_id>/", consents.proof, name="consent_proof"),
    path("izin/<slug:public_id>/", consents.noted, name="noted_consents"),
    path("<int:number>/", desk.one, name="request"),
    path("<int:number>/ambil/", desk.take, name="take"),
    path("<int:number>/salinan/", desk.copy, name="copy"),
    path("<int:number>/jawab/", desk.answer, name="answer"),
    path("<int:number>/tanya/", desk.ask_back, name="ask_back"),
    path("<int:number>/tolak/", desk.refuse, name="refuse"),
    path("<int:number>/hapus/", erasing.erase, name="erase"),
    path("<int:number>/surat/", letters.letter, name="letter"),
]
urlpatterns_notice = [path("<str:code>/", processing.notice, name="notice")]
urlpatterns_breaches = [
    path("", breaches.breaches, name="breaches"),
    path("baru/", breaches.enter_breach, name="enter_breach"),
    path("<int:number>/", breaches.breach, name="breach"),
    path("<int:number>/daftar/<slug:listed>/", breaches.breach_list, name="breach_list"),
    path("<int:number>/beri-tahu/", breaches.breach_told, name="breach_told"),
    path("<int:number>/surat/<slug:whom>/", letters.breach_letter, name="breach_letter"),
]
