"""The stand-in for the platform's own package `ringcentral`. Programs import it from `ringout` and `ringout.sdk`."""
