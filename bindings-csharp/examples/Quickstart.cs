// Places a call, follows it until it ends, and prints the outcome.
//
// Reads RC_SERVER_URL, RC_APP_CLIENT_ID, RC_APP_CLIENT_SECRET, RC_USER_JWT, RINGOUT_CALLER and RINGOUT_RECIPIENT from the
// environment. RingCentral's own samples use the same names.

using System;
using System.Globalization;
using RingOut;

static class Quickstart
{
    static int Main()
    {
        var recipient = Environment.GetEnvironmentVariable("RINGOUT_RECIPIENT");
        if (recipient == null)
        {
            Console.Error.WriteLine("RINGOUT_RECIPIENT is not set; set it to the number to call, such as +16505550100");
            return 2;
        }
        try
        {
            Follow(recipient, Environment.GetEnvironmentVariable("RINGOUT_CALLER"));
            return 0;
        }
        catch (RingOutException error)
        {
            Console.Error.WriteLine(error.Message);
            return error is InvalidArgumentException || error is NotLoggedInException ? 2 : 1;
        }
    }

    static void Follow(string recipient, string caller)
    {
        using (var client = Client.FromEnv())
        {
            var call = client.CreateCall(new CallRequest { To = recipient, From = caller });
            if (call.State != null) Console.WriteLine("Call placed. Call status: " + call.State.CallStatusText);
            foreach (var change in call.Watch())
            {
                var seconds = (change.LatestMs / 1000.0).ToString("0.0", CultureInfo.InvariantCulture).PadLeft(5);
                Console.WriteLine(seconds + " s  " + change.State);
            }
            Console.WriteLine(call.Outcome);
        }
    }
}
