"""Addresses of the shops room: `urlpatterns` at `/saya/`, others at `/media/` and `/x/`."""

from django.urls import path, re_path

from lampit.shops.views import (
    abroad,
    adding,
    bounds,
    channels,
    checklist,
    curation,
    curation_papers,
    fairs,
    goods,
    groups,
    helping,
    media,
    news,
    office,
    opening,
    openness,
    photos,
    portraits,
    previews,
    proofs,
    sharing,
    shop,
    short,
    stories,
    variants,
    weeks,
    worker,
)

app_name = "shops"
urlpatterns = [
    path("", shop.home, name="home"),
    path("pilih/", shop.choose, name="choose"),
    path("masih-buka/", shop.say_open, name="say_open"),
    path("kabar/", news.set_reminders, name="set_reminders"),
    path("pembantu/", helping.helpers, name="helpers"),
    path("pembantu/<int:number>/akhiri/", helping.end, name="end_help"),
    path("kelompok/", groups.groups, name="groups"),
    path("kelompok/gabung/", groups.join, name="join_group"),
    path("kelompok/<int:number>/jawab/", groups.standing, name="standing"),
    path("kelompok/<slug:slug>/", groups.group, name="group"),
    path("kelompok/<slug:slug>/ajak/", groups.invite, name="invite_member"),
    path("kelompok/<slug:slug>/depan/", groups.front, name="group_front"),
    path("jadwal/", weeks.weeks, name="weeks"),
    path("lapak/", shop.profile, name="profile"),
    path("lapak/foto/", portraits.portrait, name="portrait"),
    path("lapak/baru/", opening.new_shop, name="new_shop"),
    path("lapak/baru/<slug:public_id>/", opening.open_shop, name="open_shop"),
    path("lapak/qris/", shop.change_qris, name="qris"),
    path("cerita/", stories.stories, name="stories"),
    path("cerita/baru/", stories.tell_story, name="tell_story"),
    path("cerita/<slug:slug>/", stories.edit_story, name="edit_story"),
    path("cerita/<slug:slug>/tayang/", stories.show_story, name="show_story"),
    path("cerita/<slug:slug>/hapus/", stories.delete_story, name="delete_story"),
    path("barang/", goods.products, name="products"),
    path("barang/baru/", adding.add_product, name="add_product"),
    path("barang/baru/sw.js", worker.worker, name="worker"),
    path("barang/hitung/", goods.reckon_cost, name="reckon_cost"),
    path("barang/periksa/", checklist.check, name="check"),
    path("barang/masih-dijual/", goods.confirm_selling, name="confirm_selling"),
    path("barang/masih-dijual/tarik/", goods.take_back_selling, name="take_back_selling"),
    path("barang/<slug:slug>/", goods.edit_product, name="edit_product"),
    path("barang/<slug:slug>/pernyataan/", checklist.pledge, name="pledge"),
    path("barang/<slug:slug>/kurasi/", curation.curation, name="curation"),
    path("barang/<slug:slug>/rincian-harga/", openness.split, name="split"),
    path("barang/<slug:slug>/keadaan/", goods.set_state, name="set_state"),
    path("barang/<slug:slug>/pilihan/", variants.choices, name="choices"),
    path("barang/<slug:slug>/stok/", goods.set_stock, name="set_stock"),
    path("barang/<slug:slug>/inggris/", abroad.english, name="english"),
    path("lapak/inggris/", abroad.shop_english, name="shop_english"),
    path("barang/<slug:slug>/bukti/", proofs.references, name="references"),
    path(
        "barang/<slug:slug>/bukti/<int:number>/tarik/",
        proofs.withdraw_reference,
        name="withdraw_reference",
    ),
    path("barang/<slug:slug>/foto/", photos.add_photos, name="add_photos"),
    path("barang/<slug:slug>/foto/<int:number>/", photos.photo_deed, name="photo_deed"),
    path("barang/<slug:slug>/foto/<int:number>/hapus/", proofs.remove_photo, name="remove_photo"),
]
urlpatterns_desk = [path("", office.market_office, name="market_office")]
urlpatterns_fairs = [
    path("", fairs.fairs, name="fairs"),
    path("baru/", fairs.open_fair, name="open_fair"),
    path("<slug:slug>/", fairs.fair, name="fair"),
    path("<slug:slug>/barang/", fairs.fair_goods, name="fair_goods"),
    path("<slug:slug>/hapus/", fairs.remove_fair, name="remove_fair"),
]
urlpatterns_curation = [
    path("", curation.queue, name="curation_queue"),
    path("usul/", curation.propose, name="propose_curation"),
    path("lembar-kosong.pdf", curation_papers.blank_form, name="curation_form"),
    path("<int:number>/lembar.pdf", curation_papers.sheet_paper, name="curation_paper"),
    path("<int:number>/", curation.sheet, name="curation_sheet"),
    path("<int:number>/akhiri/", curation.end, name="end_curation"),
    path("<int:number>/naik/", curation.send_up, name="send_up_curation"),
]
urlpatterns_reminders = [
    path("", news.due, name="reminders"),
    path("<slug:slug>/kirim/", news.send, name="remind"),
]
urlpatterns_helping = [path("<slug:code>/", helping.accept, name="accept_help")]
urlpatterns_handing = [path("<str:code>/", helping.take_over, name="take_over")]
urlpatterns_bounds = [path("", bounds.bounds, name="bounds")]
urlpatterns_news = [path("<str:code>/", news.news, name="news")]
urlpatterns_media = [
    re_path(
        r"^(?P<name>pratinjau/[0-9a-f]{2}/[0-9a-f]{32}\.[bl]\.[-a-z0-9]{1,80}\.jpg)$",
        previews.preview,
        name="preview",
    ),
    re_path(
        r"^(?P<name>[0-9a-f]{2}/[0-9a-f]{64}-(?:(?:160|320|640|1080)\.(?:avif|webp|jpg)|og\.jpg))$",
        media.media,
        name="media",
    ),
]
urlpatterns_short = [path("<str:code>", short.follow, name="short")]
urlpatterns_sharing = [
    path("bagikan/", sharing.share_shop, name="share_shop"),
    path("bagikan/kirim/", sharing.send_shop, name="send_shop"),
    *(
        path(
            f"bagikan/poster-{kind}",
            sharing.shop_poster,
            {"kind": kind},
            name=f"shop_poster_{word}",
        )
        for kind, word in sharing.POSTERS.items()
    ),
    *(
        path(
            f"bagikan/unggah-{site}.xlsx",
            sharing.upload_workbook,
            {"site": site},
            name=f"upload_{site}",
        )
        for site in sharing.SITES
    ),
    path("barang/<slug:slug>/bagikan/", sharing.share, name="share"),
    path("barang/<slug:slug>/bagikan/kirim/", sharing.send, name="send"),
    path("barang/<slug:slug>/bagikan/poster-<str:kind>", sharing.poster, name="poster"),
    path("lapak/tempat-lain/", channels.elsewhere, name="elsewhere"),
    path(
        "lapak/tempat-lain/<int:number>/pasti/",
        channels.confirm_elsewhere,
        name="confirm_elsewhere",
    ),
    path(
        "lapak/tempat-lain/<int:number>/hapus/", channels.remove_elsewhere, name="remove_elsewhere"
    ),
]
