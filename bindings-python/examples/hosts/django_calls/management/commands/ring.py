"""A Django management command that places a call and follows it. Ctrl-C hangs up.

python -m django ring +16505550100 --from +16505550123 --settings django_settings
"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from ringout import Client, RingOutError


class Command(BaseCommand):
    help = "Places a call with RingCentral RingOut, and hangs up if it is interrupted."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("to", help="the callee's number, such as +16505550100")
        parser.add_argument("--from", dest="from_", help="the phone that rings first")
        parser.add_argument("--timeout", type=float, default=600, help="hang up after so many seconds")

    def handle(self, *_: Any, to: str, from_: str | None, timeout: float, **options: Any) -> None:
        try:
            with Client.from_env() as client, client.create_call(to=to, from_=from_, cancel_on_exit=True) as call:
                for change in call.watch(timeout=timeout):
                    self.stdout.write(f"{change.latest:5.1f} s  {change.state}")
        except RingOutError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(str(call.outcome))
