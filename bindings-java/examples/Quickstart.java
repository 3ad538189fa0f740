// Places a call, follows it until it ends, and prints the outcome.
//
// Reads RC_SERVER_URL, RC_APP_CLIENT_ID, RC_APP_CLIENT_SECRET, RC_USER_JWT, RINGOUT_CALLER and RINGOUT_RECIPIENT from the
// environment. RingCentral's own samples use the same names.

import ringout.*;

public class Quickstart {
    public static void main(String[] arguments) {
        String recipient = System.getenv("RINGOUT_RECIPIENT");
        if (recipient == null) {
            System.err.println("RINGOUT_RECIPIENT is not set; set it to the number to call, such as +16505550100");
            System.exit(2);
        }
        try {
            follow(recipient, System.getenv("RINGOUT_CALLER"));
        } catch (InvalidArgumentException | NotLoggedInException error) {
            System.err.println(error.getMessage());
            System.exit(2);
        } catch (RingOutException error) {
            System.err.println(error.getMessage());
            System.exit(1);
        }
    }

    private static void follow(String recipient, String caller) {
        try (Client client = Client.fromEnv()) {
            Call call = client.createCall(CallRequest.to(recipient).from(caller));
            if (call.state() != null) System.out.println("Call placed. Call status: " + call.state().callStatusText());
            for (Change change : call.watch()) {
                System.out.printf("%5.1f s  %s%n", change.latestMs() / 1000.0, change.state());
            }
            System.out.println(call.outcome());
        }
    }
}
