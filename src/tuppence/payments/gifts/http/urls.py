"""Addresses of gifts."""

from django.urls import path

from tuppence.payments.gifts.http import views

urlpatterns = [
    path("v1/gift-links", views.GiftLinksView.as_view()),
    path("v1/gift-links/<str:link>", views.GiftLinkView.as_view()),
    path("v1/gift-links/<str:link>/gifts", views.GiftsOfLinkView.as_view()),
    path("v1/gifts", views.GiveView.as_view()),
    path("v1/gifts/look", views.LookView.as_view()),
]
