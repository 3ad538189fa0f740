"""The settings of the Django example: only the app with the command."""

INSTALLED_APPS = ["django_calls"]
USE_TZ = True
