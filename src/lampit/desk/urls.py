"""Addresses of the desk room, mounted at `/balai/` and `/balai/survei/berikutnya/`."""

from django.urls import path

from lampit.desk import views

app_name = "desk"
urlpatterns = [
    path("", views.home, name="home"),
    path("usaha/<slug:public_id>/pemilik-baru/", views.pass_on, name="pass_on"),
    path("sandingan/<int:number>/", views.beside, name="beside"),
    path("kanal/", views.channels, name="channels"),
    path("pindah/<int:number>/terima/", views.accept_move, name="accept_move"),
]
urlpatterns_next = [
    path("", views.who_next, name="who_next"),
    path("cara/", views.how_listed, name="how_listed"),
    path("bawa/", views.take_list, name="take_list"),
]
