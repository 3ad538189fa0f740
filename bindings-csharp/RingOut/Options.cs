// The settings of clients, calls, waits and batches.

using System;
using System.Collections.Generic;

namespace RingOut
{
    /// <summary>The settings of a client. Set at least Server and ClientId; the constructor of Client checks everything.</summary>
    public sealed class ClientOptions
    {
        /// <summary>RingCentral's URL, "https://platform.ringcentral.com" in production. Required.</summary>
        public string Server { get; set; }

        /// <summary>The client id of the app, from the developer console. Required.</summary>
        public string ClientId { get; set; }

        /// <summary>The client secret of the app; not for a public app.</summary>
        public string ClientSecret { get; set; }

        /// <summary>The JWT credential for the login, which the first request does.</summary>
        public string Jwt { get; set; }

        /// <summary>The account id. By default that of the user who logs in.</summary>
        public string AccountId { get; set; }

        /// <summary>The extension id. By default that of the user who logs in.</summary>
        public string ExtensionId { get; set; }

        /// <summary>Which of RingCentral's two paths for RingOut to use.</summary>
        public CallPath CallPath { get; set; }

        /// <summary>The time to establish a connection, up to an hour. By default 5 s.</summary>
        public TimeSpan? ConnectTimeout { get; set; }

        /// <summary>The deadline of an operation that does not place a call, up to an hour. By default 30 s.</summary>
        public TimeSpan? RequestTimeout { get; set; }

        /// <summary>The deadline for placing a call, up to an hour. By default 30 s.</summary>
        public TimeSpan? CreateTimeout { get; set; }

        /// <summary>The requested lifetime of access tokens: 10 minutes to an hour. By default RingCentral decides.</summary>
        public TimeSpan? AccessTokenTtl { get; set; }

        /// <summary>The requested lifetime of refresh tokens: up to a year. By default RingCentral decides.</summary>
        public TimeSpan? RefreshTokenTtl { get; set; }

        /// <summary>The reaction to rate limits. By default a request waits for its turn.</summary>
        public RateLimit RateLimit { get; set; }

        /// <summary>
        /// The part of RingCentral's limits for this client, if others use them too: more than 0 and at most 1. For N workers, 1/N.
        /// </summary>
        public double? Share { get; set; }

        /// <summary>Whether to allow http:// to other machines, which sends tokens in the clear.</summary>
        public bool AllowInsecureHttp { get; set; }

        /// <summary>A file that keeps tokens between runs and shares them between processes. Only its owner can read it.</summary>
        public string TokenFile { get; set; }

        /// <summary>Your own token store, instead of a file.</summary>
        public ITokenStore TokenStore { get; set; }

        /// <summary>The user's name in the key of the saved token, if several users log in on RingCentral's page.</summary>
        public string TokenUser { get; set; }

        /// <summary>The proxy, "http://user:password@host:port"; "" for none. By default that of the environment.</summary>
        public string Proxy { get; set; }

        /// <summary>A PEM file with the certificate authorities to trust. By default those of the environment or the system.</summary>
        public string CaBundle { get; set; }

        /// <summary>The name of your app, sent in User-Agent.</summary>
        public string AppName { get; set; }

        /// <summary>The version of your app; required with AppName.</summary>
        public string AppVersion { get; set; }

        internal NativeConfig Fields(Native.NativeMemory memory)
        {
            var fields = NativeConfig.Create();
            fields.CallPath = (uint)CallPath;
            fields.ConnectTimeoutMs = Convert.Milliseconds(ConnectTimeout, "connect_timeout");
            fields.RequestTimeoutMs = Convert.Milliseconds(RequestTimeout, "request_timeout");
            fields.CreateTimeoutMs = Convert.Milliseconds(CreateTimeout, "create_timeout");
            fields.AccessTokenTtlS = Convert.Seconds(AccessTokenTtl, "access_token_ttl");
            fields.RefreshTokenTtlS = Convert.Seconds(RefreshTokenTtl, "refresh_token_ttl");
            fields.RateLimit = (uint)RateLimit;
            fields.Share = Share ?? 0;
            fields.AllowInsecureHttp = Convert.Flag(AllowInsecureHttp);
            fields.Server = memory.Text(Server, "server");
            fields.ClientId = memory.Text(ClientId, "client_id");
            fields.ClientSecret = memory.Text(ClientSecret, "client_secret");
            fields.Jwt = memory.Text(Jwt, "jwt");
            fields.AccountId = memory.Text(AccountId, "account_id");
            fields.ExtensionId = memory.Text(ExtensionId, "extension_id");
            fields.TokenFile = memory.Text(TokenFile, "token_file");
            fields.TokenUser = memory.Text(TokenUser, "token_user");
            fields.Proxy = memory.Text(Proxy, "proxy");
            fields.CaBundle = memory.Text(CaBundle, "ca_bundle");
            fields.AppName = memory.Text(AppName, "app_name");
            fields.AppVersion = memory.Text(AppVersion, "app_version");
            return fields;
        }
    }

    /// <summary>
    /// A call to place: the caller's phone rings first, then the callee's. Numbers are E.164 ("+16505550100"), extensions ("101") or
    /// both ("+16505550100*101").
    /// </summary>
    public sealed class CallRequest
    {
        /// <summary>The callee's number. Required.</summary>
        public string To { get; set; }

        /// <summary>The caller's number. By default the user's default forwarding number.</summary>
        public string From { get; set; }

        /// <summary>The caller as the id of one of the user's forwarding numbers. Excludes From.</summary>
        public string FromForwardingNumber { get; set; }

        /// <summary>The number that the callee sees. By default the account's setting decides.</summary>
        public string CallerId { get; set; }

        /// <summary>Whether the caller must press 1 before the callee is dialled. By default the account's setting decides.</summary>
        public bool? PlayPrompt { get; set; }

        /// <summary>RingCentral's id of the country for national numbers, such as "1".</summary>
        public string Country { get; set; }

        /// <summary>Whether to hang up if the operation is cancelled after the request was sent.</summary>
        public bool CancelOnExit { get; set; }

        internal NativeCallRequest Fields(Native.NativeMemory memory)
        {
            var fields = NativeCallRequest.Create();
            var prompt = PlayPrompt == null ? RingOut.PlayPrompt.Default : PlayPrompt.Value ? RingOut.PlayPrompt.Yes : RingOut.PlayPrompt.No;
            fields.PlayPrompt = (uint)prompt;
            fields.To = memory.Text(To, "to");
            fields.From = memory.Text(From, "from");
            fields.FromForwardingNumber = memory.Text(FromForwardingNumber, "from_forwarding_number");
            fields.CallerId = memory.Text(CallerId, "caller_id");
            fields.Country = memory.Text(Country, "country");
            fields.CancelOnExit = Convert.Flag(CancelOnExit);
            return fields;
        }
    }

    /// <summary>How to wait for a call. By default a wait follows the call to its end for up to one hour.</summary>
    public sealed class WaitOptions
    {
        /// <summary>What to wait for.</summary>
        public Until Until { get; set; }

        /// <summary>The longest time to wait. By default one hour. Zero returns the known outcome without polling.</summary>
        public TimeSpan? Timeout { get; set; }

        /// <summary>Whether to hang up when the timeout passes. If that fails, the outcome is that of the last known state.</summary>
        public bool CancelOnTimeout { get; set; }

        /// <summary>Whether to hang up if the wait is left without an outcome: cancelled, failed or left by break.</summary>
        public bool CancelOnExit { get; set; }

        internal NativeWaitOptions Fields()
        {
            var fields = NativeWaitOptions.Create();
            fields.Until = (uint)Until;
            fields.TimeoutMs = Convert.Milliseconds(Timeout, "timeout");
            fields.CancelOnTimeout = Convert.Flag(CancelOnTimeout);
            fields.CancelOnExit = Convert.Flag(CancelOnExit);
            return fields;
        }
    }

    /// <summary>The options of a batch of calls.</summary>
    public sealed class PlaceOptions
    {
        /// <summary>What to wait for with each call.</summary>
        public Until Until { get; set; }

        /// <summary>The longest time to wait for each call, from when it is placed. By default one hour.</summary>
        public TimeSpan? Timeout { get; set; }

        /// <summary>Whether to hang up when the timeout passes.</summary>
        public bool CancelOnTimeout { get; set; }

        /// <summary>
        /// The most calls at the same time; 0, the default, for no limit. A phone that rings for one call is busy for another, so use 1
        /// if all calls have the same caller.
        /// </summary>
        public int Concurrency { get; set; }

        /// <summary>The time for the whole batch. By default there is no limit.</summary>
        public TimeSpan? TotalTimeout { get; set; }

        /// <summary>
        /// Saves a journal entry where it outlives the process. It is called before and after each request is sent, on the thread
        /// that asks for the next result. If it throws, no more calls are placed, and the remaining requests get a StorageException with
        /// the text of the exception, which must not contain a secret.
        /// </summary>
        public Action<JournalEntry> Journal { get; set; }

        internal NativePlaceOptions Fields()
        {
            if (Concurrency < 0) throw Native.Invalid("concurrency", "is negative: " + Concurrency);
            var fields = NativePlaceOptions.Create();
            fields.Until = (uint)Until;
            fields.TimeoutMs = Convert.Milliseconds(Timeout, "timeout");
            fields.CancelOnTimeout = Convert.Flag(CancelOnTimeout);
            fields.Concurrency = (UIntPtr)(uint)Concurrency;
            // Zero means no limit in C, and a limit that has passed here.
            if (TotalTimeout != null) fields.TotalTimeoutMs = Math.Max(1, Convert.Count(TotalTimeout.Value, "total_timeout"));
            return fields;
        }
    }

    /// <summary>Conversions of arguments.</summary>
    internal static class Convert
    {
        private static readonly DateTime Epoch = new DateTime(1970, 1, 1, 0, 0, 0, DateTimeKind.Utc);

        /// <summary>The number of milliseconds, rounded up.</summary>
        internal static ulong Count(TimeSpan time, string name)
        {
            if (time < TimeSpan.Zero) throw Native.Invalid(name, "is negative: " + time);
            return (ulong)((time.Ticks - 1) / TimeSpan.TicksPerMillisecond + (time.Ticks > 0 ? 1 : 0));
        }

        /// <summary>The number of milliseconds for the library; its default for null.</summary>
        internal static uint Milliseconds(TimeSpan? time, string name)
        {
            return time == null ? NativeConstants.DefaultTimeout : (uint)Math.Min(Count(time.Value, name), uint.MaxValue - 1);
        }

        /// <summary>The number of seconds for the library, rounded up; 0, RingCentral's default, for null.</summary>
        internal static uint Seconds(TimeSpan? time, string name)
        {
            if (time == null) return 0;
            var count = (Count(time.Value, name) + 999) / 1000;
            // Zero is not the default here, but a value that is out of range.
            return count == 0 ? uint.MaxValue : (uint)Math.Min(count, uint.MaxValue);
        }

        internal static uint Flag(bool value)
        {
            return value ? 1u : 0u;
        }

        internal static long UnixMilliseconds(DateTimeOffset time)
        {
            return (time.UtcDateTime - Epoch).Ticks / TimeSpan.TicksPerMillisecond;
        }

        internal static DateTimeOffset Time(long unixMilliseconds)
        {
            return new DateTimeOffset(Epoch.AddMilliseconds(unixMilliseconds));
        }

        internal static string[] Query(IEnumerable<KeyValuePair<string, string>> query)
        {
            if (query == null) return null;
            var pairs = new List<string>();
            foreach (var each in query)
            {
                pairs.Add(Required(each.Key, "query"));
                pairs.Add(Required(each.Value, "query"));
            }
            return pairs.ToArray();
        }

        internal static T Required<T>(T value, string name) where T : class
        {
            if (value == null) throw Native.Invalid(name, "is null");
            return value;
        }

        /// <summary>Why a function of your program failed, in one line.</summary>
        internal static string Reason(Exception failure)
        {
            return failure.Message.Replace('\0', ' ');
        }
    }
}
