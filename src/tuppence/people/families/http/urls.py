"""Addresses of families."""

from django.urls import path

from tuppence.people.families.http import views

urlpatterns = [path("v1/family", views.MyFamily.as_view())]
