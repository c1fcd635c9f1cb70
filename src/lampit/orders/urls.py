"""Addresses of the orders room, whole from the root: basket, order, maker's orders and ledger."""

from django.urls import path

from lampit.orders.views import basket, maker, money, order, promotion, sales

app_name = "orders"
urlpatterns = [
    path("keranjang/", basket.basket, name="basket"),
    path("keranjang/tambah/", basket.put_in, name="basket_add"),
    path("keranjang/<int:line_id>/", basket.change, name="basket_change"),
    path("pesan/", basket.checkout, name="checkout"),
    path("pesan/saya/", order.my_orders, name="my_orders"),
    path("pesan/<str:public_id>/", order.order, name="order"),
    path("pesan/<str:public_id>/keadaan/", order.order_status, name="order_status"),
    path("pesan/<str:public_id>/<int:number>/bayar/", order.say_paid, name="say_paid"),
    path("pesan/<str:public_id>/<int:number>/batal/", order.cancel, name="cancel"),
    path("pesan/<str:public_id>/<int:number>/qris.png", order.qr_picture, name="qr_picture"),
    path("pesan/<str:public_id>/<int:number>/wa/", order.write_maker, name="write_maker"),
    path("saya/pesanan/", maker.maker_orders, name="maker_orders"),
    path("saya/pesanan/ringkas/", maker.maker_summary, name="maker_summary"),
    path("saya/pesanan/kembali/", money.money_list, name="money_list"),
    path("saya/pesanan/<str:number>/", maker.maker_order, name="maker_order"),
    path("saya/pesanan/<str:number>/uang/", maker.answer_money, name="answer_money"),
    path("saya/pesanan/<str:number>/urungkan/", maker.undo, name="undo"),
    path("saya/pesanan/<str:number>/pindah/", maker.move, name="move"),
    path("saya/pesanan/<str:number>/ongkir/", maker.settle_shipping, name="settle_shipping"),
    path("saya/pesanan/<str:number>/bukti/<int:proof_id>/", maker.proof, name="proof"),
    path("saya/pesanan/<str:number>/kembali/", money.money_back, name="money_back"),
    path("saya/penjualan/", sales.sales, name="sales"),
    path("saya/penjualan/catat/", sales.record_sale, name="record_sale"),
    path("saya/penjualan/<int:sale_id>/urungkan/", sales.take_back_sale, name="take_back_sale"),
    path("saya/penjualan/<int:sale_id>/perbaiki/", sales.correct_sale, name="correct_sale"),
    path("saya/promosi/", promotion.promotion, name="promotion"),
    path("saya/promosi/baru/", promotion.begin_campaign, name="begin_campaign"),
    path("saya/promosi/<int:number>/", promotion.campaign, name="campaign"),
    path(
        "saya/promosi/catatan/<int:number>/tarik/",
        promotion.take_back_spending,
        name="take_back_spending",
    ),
]
