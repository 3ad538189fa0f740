<?php

// Places a call, follows it until it ends, and prints the outcome.
//
// Reads RC_SERVER_URL, RC_APP_CLIENT_ID, RC_APP_CLIENT_SECRET, RC_USER_JWT, RINGOUT_CALLER and RINGOUT_RECIPIENT from the
// environment. RingCentral's own samples use the same names.

declare(strict_types=1);

require __DIR__ . '/../src/autoload.php';

$recipient = getenv('RINGOUT_RECIPIENT');
if (!$recipient) {
    fwrite(STDERR, "RINGOUT_RECIPIENT is not set; set it to the number to call, such as +16505550100\n");
    exit(2);
}
try {
    $client = RingOut\Client::fromEnv();
    $call = $client->createCall(to: $recipient, from: getenv('RINGOUT_CALLER') ?: null);
    if ($state = $call->state()) {
        echo 'Call placed. Call status: ', $state->callStatusText, PHP_EOL;
    }
    foreach ($call->watch() as $change) {
        printf("%5.1f s  %s\n", $change->latestMs / 1000, $change->state);
    }
    echo $call->outcome(), PHP_EOL;
} catch (RingOut\InvalidArgumentException | RingOut\NotLoggedInException $e) {
    fwrite(STDERR, $e->getMessage() . PHP_EOL);
    exit(2);
} catch (RingOut\RingOutException $e) {
    fwrite(STDERR, $e->getMessage() . PHP_EOL);
    exit(1);
}
