"""Addresses of the proof room from the root: `/balai/dampak/` and `/nasional/`."""

from django.urls import include, path

from lampit.proof import views

app_name = "proof"
urlpatterns_impact = [
    path("", views.impact, name="impact"),
    path("data.csv", views.impact_file, name="impact_file"),
]
urlpatterns_nation = [
    path("", views.nation, name="nation"),
    path("data.csv", views.nation_file, name="nation_file"),
    path("<str:code>/", views.region, name="region"),
]
urlpatterns = [
    path("balai/dampak/", include(urlpatterns_impact)),
    path("nasional/", include(urlpatterns_nation)),
]
