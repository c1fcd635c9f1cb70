"""Addresses of people, mounted at the root."""

from django.urls import path

from lampit.people import views

app_name = "people"
urlpatterns = [
    path("masuk/", views.sign_in, name="sign_in"),
    path("keluar/", views.sign_out, name="sign_out"),
    path("akun/", views.account, name="account"),
    path("akun/program/akhiri/", views.end_program, name="end_program"),
    path("akun/peran/", views.act, name="act"),
    path("bahasa/", views.language, name="language"),
    path("balai/akun/", views.staff, name="staff"),
    path("balai/akun/baru/", views.add_staff, name="add_staff"),
    path("balai/akun/<int:number>/", views.staff_member, name="staff_member"),
    path("balai/akun/<int:number>/kata-sandi/", views.reset_password, name="reset_password"),
    path("balai/akun/<int:number>/peran/<int:role>/akhiri/", views.end_role, name="end_role"),
    path("balai/audit/", views.audit, name="audit"),
    path("pekerjaan/<int:number>/", views.job, name="job"),
    path("pekerjaan/<int:number>/keadaan/", views.job_state, name="job_state"),
    path("pekerjaan/<int:number>/batal/", views.cancel_job, name="cancel_job"),
]
