"""The address of home."""

from django.urls import path

from tuppence.payments.home.http import views

urlpatterns = [path("v1/home", views.HomeView.as_view())]
