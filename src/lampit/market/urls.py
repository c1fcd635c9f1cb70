"""Addresses of the market room, mounted at the root."""

from django.urls import path

from lampit.market.views import (
    about,
    catalogues,
    fairs,
    feeds,
    finding,
    goods,
    groups,
    handing,
    long_catalogues,
    machines,
    news,
    open_data,
    reviews,
    shelves,
    stories,
)

app_name = "market"
urlpatterns = [
    path("", shelves.home, name="home"),
    path("cari/", shelves.search, name="search"),
    path("cari/saran/", finding.suggest, name="suggest"),
    path("cara-urut/", finding.how_ordered, name="how_ordered"),
    path("cara-urut/hari-ini.csv", finding.turns_file, name="turns_file"),
    path("jelajah/", finding.explore, name="explore"),
    path("jelajah/<slug:slug>/", finding.landing, name="landing"),
    path("kategori/<slug:slug>/", shelves.category, name="category"),
    path("produk/<slug:slug>/", goods.product, name="product"),
    path("produk/<slug:slug>/ulasan/", reviews.reviews_of_good, name="product_reviews"),
    path("lapak/<slug:slug>/ulasan/", reviews.reviews_of_shop, name="maker_reviews"),
    path("produk/<slug:slug>/wa/", goods.ask_about_product, name="ask_about_product"),
    path("lapak/<slug:slug>/", goods.maker, name="maker"),
    path("kelompok/<slug:slug>/", groups.group, name="group"),
    path("acara/<slug:slug>/", fairs.fair, name="fair"),
    path("acara/<slug:slug>/<slug:name>.pdf", fairs.fair_pdf, name="fair_pdf"),
    path("lapak/<slug:slug>/wa/", goods.ask_maker, name="ask_maker"),
    path("tentang/", about.about, name="about"),
    path("cara-beli/", about.how_to_buy, name="how_to_buy"),
    path("mau-jualan/", about.want_to_sell, name="want_to_sell"),
    path("kurasi/", about.curation, name="curation"),
    path("cerita/", stories.stories, name="stories"),
    path("cerita/<slug:slug>/", stories.story, name="story"),
    path("data/", open_data.datasets, name="datasets"),
    path("data/katalog.jsonld", open_data.catalogue_file, name="catalogue"),
    path("data/<str:region>/<slug:name>/", open_data.dataset, name="dataset"),
    path(
        "data/<str:region>/<slug:name>/r<int:revision>/", open_data.dataset, name="dataset_revision"
    ),
    path(
        "data/<str:region>/<slug:name>/r<int:revision>/<slug:what>.<slug:kind>",
        open_data.dataset_file,
        name="dataset_revision_file",
    ),
    path(
        "data/<str:region>/<slug:name>/<slug:what>.<slug:kind>",
        open_data.dataset_file,
        name="dataset_file",
    ),
    path("umpan/meta.csv", feeds.meta, name="feed_meta"),
    path("umpan/google.xml", feeds.google, name="feed_google"),
    path("umpan/baru.xml", news.news, name="news"),
    path("umpan/kategori/<slug:slug>.xml", news.category_news, name="category_news"),
    path("umpan/lapak/<slug:slug>.xml", news.maker_news, name="maker_news"),
    path("katalog/", catalogues.catalogues, name="catalogues"),
    path("katalog/<slug:name>.pdf", catalogues.of_shelf, name="market_pdf"),
    path("kategori/<slug:slug>/<slug:name>.pdf", catalogues.of_shelf, name="shelf_pdf"),
    path("lapak/<slug:slug>/<slug:name>.pdf", catalogues.of_maker, name="maker_pdf"),
    path("sitemap.xml", machines.sitemap, name="sitemap"),
    path("sitemap/<slug:kind>-<int:number>.xml", machines.sitemap_file, name="sitemap_file"),
    path("robots.txt", machines.robots, name="robots"),
]
urlpatterns_desk = [path("", handing.hand_over, name="hand_over")]
urlpatterns_long = [
    path("", long_catalogues.long_catalogues, name="long_catalogues"),
    path("<slug:name>.pdf", long_catalogues.take_catalogue, name="take_catalogue"),
]
urlpatterns_own_long = [
    path("", long_catalogues.own_catalogues, name="own_catalogues"),
    path("<slug:name>.pdf", long_catalogues.take_own_catalogue, name="take_own_catalogue"),
]
urlpatterns_own = [
    path("", handing.own_account, name="own_account"),
    path("berkas/", handing.take_account, name="take_account"),
]
