"""Addresses of the tree."""

from django.urls import path

from tuppence.seal.http import views

urlpatterns = [
    path("v1/seal/checkpoint", views.CheckpointView.as_view()),
    path("v1/seal/checkpoints/<str:size>", views.CheckpointOfSizeView.as_view()),
    path("v1/seal/consistency", views.ConsistencyView.as_view()),
    path("v1/seal/keys", views.KeysView.as_view()),
]
