"""Addresses of the frame: the style page and the choice of appearance."""

from django.urls import path

from lampit.web import appearance, style

app_name = "web"
urlpatterns = [
    path("", style.style, name="style"),
    path("tampilan/", appearance.choose, name="appearance"),
]
