// The client.

using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace RingOut
{
    /// <summary>
    /// A client for one RingCentral app and user: logs in, places calls, and sends any other API request. A program needs one, for all
    /// its threads.
    /// </summary>
    /// <remarks>
    /// <para>
    /// Each operation has a form that blocks and one that returns a task. A task needs no thread while it runs. Errors are the
    /// subclasses of RingOutException.
    /// </para>
    /// <para>
    /// A cancelled CancellationToken ends an operation within about 100 ms with an OperationCanceledException, or with a
    /// MaybePlacedException if the request that places a call was sent.
    /// </para>
    /// </remarks>
    public sealed class Client : IDisposable
    {
        internal readonly Session Session;
        private readonly Handle handle;

        private Client(Session session, IntPtr client)
        {
            Session = session;
            handle = session.OwnClient(client);
        }

        /// <summary>Checks the settings and creates a client. Sends nothing: the first request logs in.</summary>
        public Client(ClientOptions options) : this(new Session(), Create(options))
        {
        }

        private static IntPtr Create(ClientOptions options)
        {
            Convert.Required(options, "options");
            using (var memory = new Native.NativeMemory())
            {
                var fields = options.Fields(memory);
                if (options.TokenStore != null) return TokenStoreBridge.Client(fields, options.TokenStore, memory);
                return Native.ClientNew(memory.Structs(fields));
            }
        }

        /// <summary>
        /// Creates a client from the environment variables RC_SERVER_URL, RC_APP_CLIENT_ID, RC_APP_CLIENT_SECRET (not for public apps),
        /// RC_USER_JWT (not if you log in yourself) and RINGOUT_TOKEN_FILE (optional). Sends nothing: the first request logs in.
        /// </summary>
        public static Client FromEnv()
        {
            return new Client(new Session(), Native.ClientFromEnv());
        }

        /// <summary>Returns another client with the same login, and another timeout for each operation, creates included.</summary>
        public Client WithTimeout(TimeSpan timeout)
        {
            var milliseconds = Convert.Milliseconds(timeout, "timeout");
            return new Client(Session, Use(client => Native.ClientWithTimeout(client, milliseconds)));
        }

        /// <summary>Returns another client with the same login, and another reaction to rate limits.</summary>
        public Client WithRateLimit(RateLimit rateLimit)
        {
            return new Client(Session, Use(client => Native.ClientWithRateLimit(client, (uint)rateLimit)));
        }

        /// <summary>Logs in now with a JWT credential, and keeps it in memory to log in again whenever the token expires.</summary>
        public void LoginJwt(string jwt, CancellationToken cancellation = default(CancellationToken))
        {
            Convert.Required(jwt, "jwt");
            Run(client => Native.ClientLoginJwt(client, jwt), cancellation);
        }

        /// <summary>Like LoginJwt.</summary>
        public Task LoginJwtAsync(string jwt, CancellationToken cancellation = default(CancellationToken))
        {
            Convert.Required(jwt, "jwt");
            return Start((client, inbox, tag) => Native.ClientLoginJwtInto(client, jwt, inbox, tag), last => true, cancellation);
        }

        /// <summary>Logs in now with a user's phone number or e-mail address, extension (may be null) and password. Prefer a JWT.</summary>
        public void LoginPassword(string username, string extension, string password,
            CancellationToken cancellation = default(CancellationToken))
        {
            Convert.Required(username, "username");
            Convert.Required(password, "password");
            Run(client => Native.ClientLoginPassword(client, username, extension, password), cancellation);
        }

        /// <summary>Like LoginPassword.</summary>
        public Task LoginPasswordAsync(string username, string extension, string password,
            CancellationToken cancellation = default(CancellationToken))
        {
            Convert.Required(username, "username");
            Convert.Required(password, "password");
            return Start((client, inbox, tag) => Native.ClientLoginPasswordInto(client, username, extension, password, inbox, tag),
                last => true, cancellation);
        }

        /// <summary>Logs in now with an authorization code. LoginRedirect is simpler: it also checks the redirect.</summary>
        public void LoginCode(string code, string redirectUri, string verifier = null,
            CancellationToken cancellation = default(CancellationToken))
        {
            Convert.Required(code, "code");
            Convert.Required(redirectUri, "redirect_uri");
            Run(client => Native.ClientLoginCode(client, code, redirectUri, verifier), cancellation);
        }

        /// <summary>Like LoginCode.</summary>
        public Task LoginCodeAsync(string code, string redirectUri, string verifier = null,
            CancellationToken cancellation = default(CancellationToken))
        {
            Convert.Required(code, "code");
            Convert.Required(redirectUri, "redirect_uri");
            return Start((client, inbox, tag) => Native.ClientLoginCodeInto(client, code, redirectUri, verifier, inbox, tag),
                last => true, cancellation);
        }

        /// <summary>Starts a login on RingCentral's page. Sends nothing. Send the user to the URL of the result.</summary>
        public Authorization AuthorizeUrl(string redirectUri)
        {
            Convert.Required(redirectUri, "redirect_uri");
            return Authorization.Take(Use(client => Native.ClientAuthorizeUrl(client, redirectUri)));
        }

        /// <summary>
        /// Finishes a login on RingCentral's page: checks the URL that RingCentral redirected to, and logs in with the code in it. The
        /// authorization is that of AuthorizeUrl, or of RingOutLibrary.Authorization.
        /// </summary>
        public void LoginRedirect(string redirectedTo, Authorization authorization,
            CancellationToken cancellation = default(CancellationToken))
        {
            using (var kept = Kept(redirectedTo, authorization))
            {
                kept.Use(pointer => Run(client => Native.ClientLoginRedirect(client, redirectedTo, pointer), cancellation));
            }
        }

        /// <summary>Like LoginRedirect.</summary>
        public Task LoginRedirectAsync(string redirectedTo, Authorization authorization,
            CancellationToken cancellation = default(CancellationToken))
        {
            using (var kept = Kept(redirectedTo, authorization))
            {
                return kept.Use(pointer => Start(
                    (client, inbox, tag) => Native.ClientLoginRedirectInto(client, redirectedTo, pointer, inbox, tag),
                    last => true, cancellation));
            }
        }

        private static Handle Kept(string redirectedTo, Authorization authorization)
        {
            Convert.Required(redirectedTo, "redirected_to");
            Convert.Required(authorization, "authorization");
            var kept = Native.AuthorizationNew(authorization.RedirectUri, authorization.State, authorization.Verifier);
            return new Handle(kept, Native.AuthorizationFree, "Authorization");
        }

        /// <summary>Replaces the token now. Not needed: requests refresh the token in time.</summary>
        public void Refresh(CancellationToken cancellation = default(CancellationToken))
        {
            Run(Native.ClientRefresh, cancellation);
        }

        /// <summary>Like Refresh.</summary>
        public Task RefreshAsync(CancellationToken cancellation = default(CancellationToken))
        {
            return Start(Native.ClientRefreshInto, last => true, cancellation);
        }

        /// <summary>Forgets the token and the credentials, in memory and in the token store, and revokes the token.</summary>
        public void Logout(CancellationToken cancellation = default(CancellationToken))
        {
            Run(Native.ClientLogout, cancellation);
        }

        /// <summary>Like Logout.</summary>
        public Task LogoutAsync(CancellationToken cancellation = default(CancellationToken))
        {
            return Start(Native.ClientLogoutInto, last => true, cancellation);
        }

        /// <summary>The current token, or null before the first login. Sends nothing.</summary>
        public Token Token
        {
            get { return RingOut.Token.Take(Use(Native.ClientToken)); }
        }

        /// <summary>Uses a token that your program kept: its Json. Sends nothing.</summary>
        public void SetToken(string json)
        {
            using (var token = new Handle(Native.TokenFromJson(Convert.Required(json, "json")), Native.TokenFree, "Token"))
            {
                token.Use(pointer => Use(client =>
                {
                    Native.ClientSetToken(client, pointer);
                    return true;
                }));
            }
        }

        /// <summary>Places a call: sends one request. The caller's phone rings first, then the callee's.</summary>
        /// <remarks>
        /// The request is sent once. If it may have reached RingCentral and no usable response came, MayHavePlaced of the error is true.
        /// Check with CallLog(error) before you place the call again.
        /// </remarks>
        public Call CreateCall(CallRequest request, CancellationToken cancellation = default(CancellationToken))
        {
            using (var memory = new Native.NativeMemory())
            {
                var fields = memory.Structs(Convert.Required(request, "request").Fields(memory));
                return new Call(Session, Session.OnClient(handle, cancellation, client => Native.ClientCreateCall(client, fields)));
            }
        }

        /// <summary>Like CreateCall. Set CancelOnExit of the request to hang up if the operation is cancelled.</summary>
        public Task<Call> CreateCallAsync(CallRequest request, CancellationToken cancellation = default(CancellationToken))
        {
            using (var memory = new Native.NativeMemory())
            {
                var fields = memory.Structs(Convert.Required(request, "request").Fields(memory));
                return Start((client, inbox, tag) => Native.ClientCreateCallInto(client, fields, inbox, tag),
                    last => new Call(Session, last.Call), cancellation);
            }
        }

        /// <summary>Returns a call with a known id, to resume an earlier one. Sends nothing.</summary>
        public Call Call(string id)
        {
            Convert.Required(id, "id");
            return new Call(Session, Use(client => Native.ClientCall(client, id)));
        }

        /// <summary>
        /// Places many calls as fast as RingCentral's rate limits allow, and follows all of them. All requests are checked first. Sends
        /// nothing yet: asking for the next result places calls.
        /// </summary>
        public PlaceAll PlaceAll(IEnumerable<CallRequest> requests, PlaceOptions options = null,
            CancellationToken cancellation = default(CancellationToken))
        {
            var copy = Convert.Required(requests, "requests").ToArray();
            return new PlaceAll(Session, handle, copy, options ?? new PlaceOptions(), cancellation);
        }

        /// <summary>What the client knows of RingCentral's rate limits. Sends nothing.</summary>
        public IReadOnlyList<Limit> Limits
        {
            get { return RingOut.Limits.Take(Use(Native.ClientLimits)).Items; }
        }

        /// <summary>Requests the user's phone numbers that a callee may be shown.</summary>
        public IReadOnlyList<PhoneNumber> CallerIds(CancellationToken cancellation = default(CancellationToken))
        {
            return RingOut.CallerIds.Take(Session.OnClient(handle, cancellation, Native.ClientCallerIds)).Items;
        }

        /// <summary>Like CallerIds.</summary>
        public Task<IReadOnlyList<PhoneNumber>> CallerIdsAsync(CancellationToken cancellation = default(CancellationToken))
        {
            return Start(Native.ClientCallerIdsInto, last => last.CallerIds.Items, cancellation);
        }

        /// <summary>Requests the user's forwarding numbers: the phones that can be rung first.</summary>
        public IReadOnlyList<ForwardingNumber> ForwardingNumbers(CancellationToken cancellation = default(CancellationToken))
        {
            return RingOut.ForwardingNumbers.Take(Session.OnClient(handle, cancellation, Native.ClientForwardingNumbers)).Items;
        }

        /// <summary>Like ForwardingNumbers.</summary>
        public Task<IReadOnlyList<ForwardingNumber>> ForwardingNumbersAsync(
            CancellationToken cancellation = default(CancellationToken))
        {
            return Start(Native.ClientForwardingNumbersInto, last => last.ForwardingNumbers.Items, cancellation);
        }

        /// <summary>
        /// Checks, without ringing a phone, what would make this call fail, or any call if the request is null. Problems are in the
        /// report and are not exceptions.
        /// </summary>
        public Preflight Preflight(CallRequest request = null, CancellationToken cancellation = default(CancellationToken))
        {
            using (var memory = new Native.NativeMemory())
            {
                var fields = request == null ? IntPtr.Zero : memory.Structs(request.Fields(memory));
                return RingOut.Preflight.Take(
                    Session.OnClient(handle, cancellation, client => Native.ClientPreflight(client, fields)));
            }
        }

        /// <summary>Like Preflight.</summary>
        public Task<Preflight> PreflightAsync(CallRequest request = null, CancellationToken cancellation = default(CancellationToken))
        {
            using (var memory = new Native.NativeMemory())
            {
                var fields = request == null ? IntPtr.Zero : memory.Structs(request.Fields(memory));
                return Start((client, inbox, tag) => Native.ClientPreflightInto(client, fields, inbox, tag),
                    last => last.Preflight, cancellation);
            }
        }

        /// <summary>Looks a call up in RingCentral's call log by its numbers and time. The caller's number may be null.</summary>
        public LoggedCall CallLog(string to, string from, DateTimeOffset sentAt,
            CancellationToken cancellation = default(CancellationToken))
        {
            Convert.Required(to, "to");
            var time = Convert.UnixMilliseconds(sentAt);
            return LoggedCall.Take(Session.OnClient(handle, cancellation, client => Native.ClientCallLog(client, to, from, time)));
        }

        /// <summary>Like CallLog.</summary>
        public Task<LoggedCall> CallLogAsync(string to, string from, DateTimeOffset sentAt,
            CancellationToken cancellation = default(CancellationToken))
        {
            Convert.Required(to, "to");
            var time = Convert.UnixMilliseconds(sentAt);
            return Start((client, inbox, tag) => Native.ClientCallLogInto(client, to, from, time, inbox, tag),
                last => last.LoggedCall, cancellation);
        }

        /// <summary>Looks up the call that may have been placed, after an error whose MayHavePlaced is true.</summary>
        public LoggedCall CallLog(RingOutException error, CancellationToken cancellation = default(CancellationToken))
        {
            var info = Convert.Required(error, "error").Info;
            if (info.AttemptTo == null) throw Native.Invalid("error", "is not one that may have placed a call");
            return CallLog(info.AttemptTo, info.AttemptFrom, Convert.Time(info.AttemptSentAtUnixMs), cancellation);
        }

        /// <summary>Sends any other API request.</summary>
        /// <param name="method">"GET", "POST", "PUT", "PATCH" or "DELETE".</param>
        /// <param name="path">Begins with "/" and is sent unchanged.</param>
        /// <param name="query">Names and values, which are escaped; may be null.</param>
        /// <param name="body">JSON; null for no body.</param>
        /// <param name="cancellation">Interrupts the operation.</param>
        public Response Request(string method, string path, IEnumerable<KeyValuePair<string, string>> query = null, string body = null,
            CancellationToken cancellation = default(CancellationToken))
        {
            var pairs = Checked(method, path, query);
            return Response.Take(Session.OnClient(handle, cancellation,
                client => Native.ClientRequest(client, method, path, pairs, body)));
        }

        /// <summary>Like Request.</summary>
        public Task<Response> RequestAsync(string method, string path, IEnumerable<KeyValuePair<string, string>> query = null,
            string body = null, CancellationToken cancellation = default(CancellationToken))
        {
            var pairs = Checked(method, path, query);
            return Start((client, inbox, tag) => Native.ClientRequestInto(client, method, path, pairs, body, inbox, tag),
                last => last.Response, cancellation);
        }

        /// <summary>Like Request, but returns a response for every HTTP status. Its Error is that of a failed one.</summary>
        public Response Send(string method, string path, IEnumerable<KeyValuePair<string, string>> query = null, string body = null,
            CancellationToken cancellation = default(CancellationToken))
        {
            var pairs = Checked(method, path, query);
            return Response.Take(Session.OnClient(handle, cancellation,
                client => Native.ClientSend(client, method, path, pairs, body)));
        }

        /// <summary>Like Send.</summary>
        public Task<Response> SendAsync(string method, string path, IEnumerable<KeyValuePair<string, string>> query = null,
            string body = null, CancellationToken cancellation = default(CancellationToken))
        {
            var pairs = Checked(method, path, query);
            return Start((client, inbox, tag) => Native.ClientSendInto(client, method, path, pairs, body, inbox, tag),
                last => last.Response, cancellation);
        }

        private static string[] Checked(string method, string path, IEnumerable<KeyValuePair<string, string>> query)
        {
            Convert.Required(method, "method");
            Convert.Required(path, "path");
            return Convert.Query(query);
        }

        /// <summary>
        /// Closes the client with its calls, and the clients that were made from it. Operations in progress end with an
        /// OperationCancelledException, and later ones with an ObjectDisposedException. What a call is known to be can still be read.
        /// Calls on RingCentral go on.
        /// </summary>
        public void Dispose()
        {
            Session.Dispose();
            handle.Dispose();
        }

        private Task<T> Start<T>(Action<IntPtr, IntPtr, ulong> start, Func<NativeEvent, T> convert, CancellationToken cancellation)
        {
            return Use(client => Dispatcher.Start((inbox, tag) => start(client, inbox, tag), convert, cancellation));
        }

        /// <summary>Calls a function that does not block.</summary>
        private T Use<T>(Func<IntPtr, T> function)
        {
            Session.Check();
            return handle.Use(function);
        }

        private void Run(Action<IntPtr> operation, CancellationToken cancellation)
        {
            Session.OnClient(handle, cancellation, client =>
            {
                operation(client);
                return true;
            });
        }
    }
}
