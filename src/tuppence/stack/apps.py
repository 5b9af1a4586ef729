"""The stack as a Django app, so that its tasks and tests are found."""

from django.apps import AppConfig


class StackConfig(AppConfig):
    name = "tuppence.stack"
    label = "stack"
