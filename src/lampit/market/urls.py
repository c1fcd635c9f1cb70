"""Addresses of the market room, mounted at the root."""

from django.urls import path

from lampit.market.views import goods, machines, shelves

app_name = "market"
urlpatterns = [
    path("", shelves.home, name="home"),
    path("cari/", shelves.search, name="search"),
    path("kategori/<slug:slug>/", shelves.category, name="category"),
    path("produk/<slug:slug>/", goods.product, name="product"),
    path("produk/<slug:slug>/wa/", goods.ask_about_product, name="ask_about_product"),
    path("lapak/<slug:slug>/", goods.maker, name="maker"),
    path("lapak/<slug:slug>/wa/", goods.ask_maker, name="ask_maker"),
    path("sitemap.xml", machines.sitemap, name="sitemap"),
    path("robots.txt", machines.robots, name="robots"),
]
