"""The replacement for RingCentral's own package `ringcentral`. Programs import it from `ringout` and `ringout.sdk`.

Each module uses only modules after it in this list: `sdk`, `platform`, `auth`, `response`, `events`.
"""
