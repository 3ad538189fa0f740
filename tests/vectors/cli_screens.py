"""The help screens of the command line, as every language writes them."""

SCREENS = {
    "": """\
usage: ringout COMMAND [options]

Place, follow and cancel RingCentral RingOut calls.

commands:
  call        place a call, and follow it with --wait
  status      show the state of a call
  watch       follow a call until it ends
  cancel      cancel a call
  log         find a call in RingCentral's call log
  place       place many calls from a file, each of them once
  preflight   check what would make a call fail, without ringing a phone
  numbers     list the phones that can ring first, and the numbers to show
  login       log in through RingCentral's page, and save the token
  logout      end the session, and remove the saved token
  simulator   start a simulator of RingCentral on this machine

options:
  -h, --help                  show this help, or that of a command
  --version                   show the version

environment:
  RC_SERVER_URL              the server: https://platform.ringcentral.com
  RC_APP_CLIENT_ID           the client id of the app
  RC_APP_CLIENT_SECRET       its secret; not for public apps
  RC_USER_JWT                the JWT to log in with, instead of `ringout login`
  RINGOUT_TOKEN_FILE         the file that keeps the token between commands
  RINGOUT_LOG=debug          show each request on standard error
  NO_COLOR, FORCE_COLOR      never, or always, write colours

exit codes:
  0       done
  1       the call did not connect, a check failed, or there is no record
  2       wrong usage, or a file that cannot be used
  10 + N  the error with the number N: 13 is UNAUTHORIZED, 19 TIMEOUT;
          24 is MAYBE_PLACED, so phones may be ringing
  130     interrupted
""",
    "call": """\
usage: ringout call --to NUMBER [options]

Places a call. The caller's phone rings first, then the callee's.

options:
  --to NUMBER                 the callee: such as +16505550100, or an extension
  --from NUMBER               the caller, who rings first (default: your phone)
  --forwarding-number ID      the caller, by an id of `ringout numbers`
  --caller-id NUMBER          the number shown to the callee
  --prompt, --no-prompt       whether the caller must press 1 first
  --country ID                RingCentral's id of the country of the numbers
  --wait                      follow the call until it ends
  --until EVENT               wait until ended (default) or answered
  --timeout SECONDS           how long to wait for a call (default: 3600)
  --cancel-on-timeout         cancel the call when the timeout passes
  --cancel-on-exit            cancel the call when the command is stopped
  --request-timeout SECONDS   how long a request may take (default: 30)
  --token-file FILE           keeps the token (default: RINGOUT_TOKEN_FILE)
  --json                      write one JSON object a line
  -h, --help                  show this help
""",
    "status": """\
usage: ringout status ID [options]

Asks RingCentral for the state of a call.

options:
  --request-timeout SECONDS   how long a request may take (default: 30)
  --token-file FILE           keeps the token (default: RINGOUT_TOKEN_FILE)
  --json                      write one JSON object a line
  -h, --help                  show this help
""",
    "watch": """\
usage: ringout watch ID [options]

Follows a call until it ends, and shows each change.

options:
  --until EVENT               wait until ended (default) or answered
  --timeout SECONDS           how long to wait for a call (default: 3600)
  --cancel-on-timeout         cancel the call when the timeout passes
  --cancel-on-exit            cancel the call when the command is stopped
  --request-timeout SECONDS   how long a request may take (default: 30)
  --token-file FILE           keeps the token (default: RINGOUT_TOKEN_FILE)
  --json                      write one JSON object a line
  -h, --help                  show this help
""",
    "cancel": """\
usage: ringout cancel ID [options]

Cancels a call. RingCentral can cancel it until the caller answers.

options:
  --request-timeout SECONDS   how long a request may take (default: 30)
  --token-file FILE           keeps the token (default: RINGOUT_TOKEN_FILE)
  --json                      write one JSON object a line
  -h, --help                  show this help
""",
    "log": """\
usage: ringout log --to NUMBER --sent-at TIME [options]

Finds a call in RingCentral's call log, also one whose response was lost.

options:
  --to NUMBER                 the callee: such as +16505550100, or an extension
  --sent-at TIME              when it was placed: 2026-01-31T09:30:00Z
  --from NUMBER               the caller, who rings first (default: your phone)
  --request-timeout SECONDS   how long a request may take (default: 30)
  --token-file FILE           keeps the token (default: RINGOUT_TOKEN_FILE)
  --json                      write one JSON object a line
  -h, --help                  show this help
""",
    "place": """\
usage: ringout place FILE --journal FILE [options]

Places a call for each row of a CSV file, within RingCentral's rate limits.

FILE has a header with the column `to`, and optionally `from`, `caller_id`,
`from_forwarding_number`, `play_prompt` and `country`. A file without a header
has one number on each line. The options apply to rows without a value.

The journal records every step. Run the same command again to resume: calls in
progress are followed, and no number is called twice. A call that may have been
placed is looked up in the call log.

options:
  --journal FILE              the record of every step, to resume from
  --max N                     place at most N calls in this run
  --concurrency N             how many calls at the same time (default: 1)
  --from NUMBER               the caller, who rings first (default: your phone)
  --forwarding-number ID      the caller, by an id of `ringout numbers`
  --caller-id NUMBER          the number shown to the callee
  --prompt, --no-prompt       whether the caller must press 1 first
  --country ID                RingCentral's id of the country of the numbers
  --until EVENT               wait until ended (default) or answered
  --timeout SECONDS           how long to wait for a call (default: 3600)
  --cancel-on-timeout         cancel the call when the timeout passes
  --total-timeout SECONDS     how long all calls may take
  --request-timeout SECONDS   how long a request may take (default: 30)
  --token-file FILE           keeps the token (default: RINGOUT_TOKEN_FILE)
  --json                      write one JSON object a line
  -h, --help                  show this help
""",
    "preflight": """\
usage: ringout preflight [options]

Checks the login, the app, the line and the numbers, without ringing a phone.

options:
  --to NUMBER                 the callee: such as +16505550100, or an extension
  --from NUMBER               the caller, who rings first (default: your phone)
  --forwarding-number ID      the caller, by an id of `ringout numbers`
  --caller-id NUMBER          the number shown to the callee
  --prompt, --no-prompt       whether the caller must press 1 first
  --country ID                RingCentral's id of the country of the numbers
  --request-timeout SECONDS   how long a request may take (default: 30)
  --token-file FILE           keeps the token (default: RINGOUT_TOKEN_FILE)
  --json                      write one JSON object a line
  -h, --help                  show this help
""",
    "numbers": """\
usage: ringout numbers [options]

Lists the phones that can ring first, and the numbers that callees may see.

options:
  --request-timeout SECONDS   how long a request may take (default: 30)
  --token-file FILE           keeps the token (default: RINGOUT_TOKEN_FILE)
  --json                      write one JSON object a line
  -h, --help                  show this help
""",
    "login": """\
usage: ringout login [options]

Logs in through RingCentral's page, and saves the token for other commands.

The app must have the redirect URI. With port 0 any free port is used. Without
RC_APP_CLIENT_SECRET the app logs in as a public one, with PKCE alone.

options:
  --redirect-uri URL          default: http://127.0.0.1:8765/
  --no-browser                only print the URL of the login page
  --login-timeout SECONDS     how long to wait for the user (default: 300)
  --request-timeout SECONDS   how long a request may take (default: 30)
  --token-file FILE           keeps the token (default: RINGOUT_TOKEN_FILE)
  --json                      write one JSON object a line
  -h, --help                  show this help
""",
    "logout": """\
usage: ringout logout [options]

Ends the session on RingCentral, and removes the saved token.

options:
  --request-timeout SECONDS   how long a request may take (default: 30)
  --token-file FILE           keeps the token (default: RINGOUT_TOKEN_FILE)
  --json                      write one JSON object a line
  -h, --help                  show this help
""",
}
