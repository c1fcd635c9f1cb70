"""Addresses of the desk room, mounted at `/balai/`."""

from django.urls import path

from lampit.desk import views

app_name = "desk"
urlpatterns = [path("", views.home, name="home")]
