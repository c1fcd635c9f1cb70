"""Addresses of the frame: the style page and the choice of appearance."""

from django.urls import path

from lampit.web import appearance, personal, style

app_name = "web"
urlpatterns_personal = [path("", personal.personal, name="personal")]
urlpatterns = [
    path("", style.style, name="style"),
    path("tampilan/", appearance.choose, name="appearance"),
]
