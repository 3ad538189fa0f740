"""The stand-in for the platform's own package `ringcentral`. Programs import it from `ringout` and `ringout.sdk`.

Each module uses only those that come after it: `sdk`, `platform`, `auth`, `response`, `events`.
"""
