// What needs no client.

using System;

namespace RingOut
{
    /// <summary>What needs no client: versions, dial links, judging transitions, and the log.</summary>
    public static class RingOutLibrary
    {
        /// <summary>The version of the loaded C library, such as "0.1.0".</summary>
        public static string Version
        {
            get { return Native.Version(); }
        }

        /// <summary>Creates a link that dials a number: "rcmobile://call?number=16505550100" or "tel:+16505550100". Sends nothing.</summary>
        public static string DialUri(string number, DialScheme scheme = DialScheme.RcMobile)
        {
            return Native.DialUri(Convert.Required(number, "number"), (uint)scheme);
        }

        /// <summary>Creates a state from three statuses as RingCentral spells them, such as "InProgress". Sends nothing.</summary>
        public static CallState State(string callStatus, string callerStatus, string calleeStatus)
        {
            return CallState.Take(Native.StateNew(callStatus, callerStatus, calleeStatus));
        }

        /// <summary>Restores an authorization from the values that your program kept, for Client.LoginRedirect. Sends nothing.</summary>
        public static Authorization Authorization(string redirectUri, string state, string verifier)
        {
            return RingOut.Authorization.Take(Native.AuthorizationNew(redirectUri, state, verifier));
        }

        /// <summary>Judges a transition between two states of a call by RingCentral's documentation. Sends nothing.</summary>
        public static Verdict CheckTransition(CallState from, CallState to)
        {
            using (var before = Kept(Convert.Required(from, "from")))
            using (var after = Kept(Convert.Required(to, "to")))
            {
                return Verdict.Take(before.Use(one => after.Use(other => Native.CheckTransition(one, other))));
            }
        }

        private static Handle Kept(CallState state)
        {
            var kept = Native.StateNew(state.CallStatusText, state.CallerStatusText, state.CalleeStatusText);
            return new Handle(kept, Native.StateFree, "CallState");
        }

        /// <summary>Returns the meaning of a status in one sentence without a full stop.</summary>
        public static string Explain(Status status)
        {
            return Native.StatusExplain((uint)status);
        }

        /// <summary>Returns the status that RingCentral wrote; Unknown for an undocumented one.</summary>
        public static Status Status(string text)
        {
            return (Status)Native.StatusParse(text);
        }

        /// <summary>Returns whether no other status is expected afterwards.</summary>
        public static bool IsEnded(Status status)
        {
            return Native.StatusIsEnded((uint)status);
        }

        /// <summary>Returns whether a leg with this status could not be connected.</summary>
        public static bool IsFailedLeg(Status status)
        {
            return Native.StatusIsFailedLeg((uint)status);
        }

        /// <summary>
        /// Sends the log records of all clients to a logger from now on, instead of to the previous one. It is called on one thread of this
        /// package. Records that are in flight when the program exits are lost, as are those above 1,000 that wait for the logger.
        /// </summary>
        /// <param name="level">The least severe level to receive.</param>
        /// <param name="logger">Receives the level and one line without secrets; null for none.</param>
        public static void SetLogger(LogLevel level, Action<LogLevel, string> logger)
        {
            Dispatcher.Log(level, logger);
        }
    }
}
