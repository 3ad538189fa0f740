// The part of RingCentral's own package that RingOut needs, with its names.

using System;
using System.Threading.Tasks;

namespace RingOut.Compat
{
    /// <summary>An error of RingCentral, or of the network.</summary>
    public class RestException : Exception
    {
        internal RestException(RingOutException error) : base(error.Message, error)
        {
        }

        /// <summary>Everything that is known about the error.</summary>
        public RingOutException Error
        {
            get { return (RingOutException)InnerException; }
        }
    }

    /// <summary>
    /// The client of RingCentral's own package, for programs that change only their import: "using RingCentral" becomes "using
    /// RingOut.Compat". Numbers are checked before they are sent, and the request that places a call is sent once.
    /// </summary>
    public class RestClient : IDisposable
    {
        private readonly string clientId;
        private readonly string clientSecret;
        private readonly Client client;

        /// <summary>Creates a client. Sends nothing.</summary>
        public RestClient(string clientId, string clientSecret, string server)
        {
            this.clientId = clientId;
            this.clientSecret = clientSecret;
            this.server = server;
            client = NewClient("~", "~");
        }

        /// <summary>RingCentral's URL.</summary>
        public readonly string server;

        /// <summary>Logs in with a JWT credential.</summary>
        public Task Authorize(string jwt)
        {
            return Run(() => Done(client.LoginJwtAsync(jwt)));
        }

        /// <summary>Logs in with an authorization code.</summary>
        public Task Authorize(string authCode, string redirectUri)
        {
            return Run(() => Done(client.LoginCodeAsync(authCode, redirectUri)));
        }

        /// <summary>Logs in with a user's name, extension (may be null) and password.</summary>
        public Task Authorize(string username, string extension, string password)
        {
            return Run(() => Done(client.LoginPasswordAsync(username, extension, password)));
        }

        /// <summary>Logs out.</summary>
        public Task Revoke()
        {
            return Run(() => Done(client.LogoutAsync()));
        }

        /// <summary>Begins a path.</summary>
        public RestapiPath Restapi()
        {
            return new RestapiPath(this);
        }

        /// <summary>Closes the client.</summary>
        public void Dispose()
        {
            client.Dispose();
        }

        private Client NewClient(string account, string extension)
        {
            return new Client(new ClientOptions
            {
                Server = server,
                ClientId = clientId,
                ClientSecret = clientSecret,
                AccountId = account == "~" ? null : account,
                ExtensionId = extension == "~" ? null : extension,
            });
        }

        /// <summary>Runs an operation on the client of an account and an extension, with the login of this one.</summary>
        internal Task<T> With<T>(string account, string extension, Func<Client, Task<T>> operation)
        {
            return Run(async () =>
            {
                if (account == "~" && extension == "~") return await operation(client).ConfigureAwait(false);
                using (var other = NewClient(account, extension))
                {
                    var token = client.Token;
                    if (token != null) other.SetToken(token.Json);
                    return await operation(other).ConfigureAwait(false);
                }
            });
        }

        private static async Task<bool> Done(Task task)
        {
            await task.ConfigureAwait(false);
            return true;
        }

        private static async Task<T> Run<T>(Func<Task<T>> operation)
        {
            try
            {
                return await operation().ConfigureAwait(false);
            }
            catch (RingOutException error)
            {
                throw new RestException(error);
            }
        }
    }

    /// <summary>/restapi.</summary>
    public class RestapiPath
    {
        private readonly RestClient rc;

        internal RestapiPath(RestClient rc)
        {
            this.rc = rc;
        }

        /// <summary>An account; by default that of the user who is logged in.</summary>
        public AccountPath Account(string accountId = "~")
        {
            return new AccountPath(rc, accountId);
        }
    }

    /// <summary>/restapi/v1.0/account/{accountId}.</summary>
    public class AccountPath
    {
        private readonly RestClient rc;
        private readonly string accountId;

        internal AccountPath(RestClient rc, string accountId)
        {
            this.rc = rc;
            this.accountId = accountId;
        }

        /// <summary>An extension; by default that of the user who is logged in.</summary>
        public ExtensionPath Extension(string extensionId = "~")
        {
            return new ExtensionPath(rc, accountId, extensionId);
        }
    }

    /// <summary>/restapi/v1.0/account/{accountId}/extension/{extensionId}.</summary>
    public class ExtensionPath
    {
        private readonly RestClient rc;
        private readonly string accountId;
        private readonly string extensionId;

        internal ExtensionPath(RestClient rc, string accountId, string extensionId)
        {
            this.rc = rc;
            this.accountId = accountId;
            this.extensionId = extensionId;
        }

        /// <summary>The calls, or one of them.</summary>
        public RingOutPath RingOut(string ringoutId = null)
        {
            return new RingOutPath(rc, accountId, extensionId, ringoutId);
        }
    }

    /// <summary>/restapi/v1.0/account/{accountId}/extension/{extensionId}/ring-out/{ringoutId}.</summary>
    public class RingOutPath
    {
        private readonly RestClient rc;
        private readonly string accountId;
        private readonly string extensionId;
        private readonly string ringoutId;

        internal RingOutPath(RestClient rc, string accountId, string extensionId, string ringoutId)
        {
            this.rc = rc;
            this.accountId = accountId;
            this.extensionId = extensionId;
            this.ringoutId = ringoutId;
        }

        /// <summary>Places a call.</summary>
        public Task<GetRingOutStatusResponse> Post(MakeRingOutRequest request)
        {
            var made = new CallRequest
            {
                To = request.to == null ? null : request.to.phoneNumber,
                From = request.from == null ? null : request.from.phoneNumber,
                FromForwardingNumber = request.from == null ? null : request.from.forwardingNumberId,
                CallerId = request.callerId == null ? null : request.callerId.phoneNumber,
                PlayPrompt = request.playPrompt,
                Country = request.country == null ? null : request.country.id,
            };
            return rc.With(accountId, extensionId, async client =>
            {
                var call = await client.CreateCallAsync(made).ConfigureAwait(false);
                return Response(call, call.State);
            });
        }

        /// <summary>Requests the status of the call.</summary>
        public Task<GetRingOutStatusResponse> Get()
        {
            return rc.With(accountId, extensionId, async client =>
            {
                var call = client.Call(ringoutId);
                return Response(call, await call.StatusAsync().ConfigureAwait(false));
            });
        }

        /// <summary>Cancels the call.</summary>
        public Task<string> Delete()
        {
            return rc.With(accountId, extensionId, async client =>
            {
                await client.Call(ringoutId).CancelAsync().ConfigureAwait(false);
                return "";
            });
        }

        private GetRingOutStatusResponse Response(Call call, CallState state)
        {
            return new GetRingOutStatusResponse
            {
                id = call.Id,
                uri = rc.server + "/restapi/v1.0/account/" + accountId + "/extension/" + extensionId + "/ring-out/" + call.Id,
                status = new RingOutStatusInfo
                {
                    callStatus = state.CallStatusText,
                    callerStatus = state.CallerStatusText,
                    calleeStatus = state.CalleeStatusText,
                },
            };
        }
    }

    /// <summary>A call to place.</summary>
    public class MakeRingOutRequest
    {
        /// <summary>The caller, whose phone rings first.</summary>
        public MakeRingOutCallerInfoRequestFrom from { get; set; }

        /// <summary>The callee. Required.</summary>
        public MakeRingOutCallerInfoRequestTo to { get; set; }

        /// <summary>The number that the callee sees.</summary>
        public MakeRingOutCallerIdInfo callerId { get; set; }

        /// <summary>Whether the caller must press 1 before the callee is dialled.</summary>
        public bool? playPrompt { get; set; }

        /// <summary>The country of national numbers.</summary>
        public MakeRingOutCountryInfo country { get; set; }
    }

    /// <summary>The caller.</summary>
    public class MakeRingOutCallerInfoRequestFrom
    {
        /// <summary>The number in E.164.</summary>
        public string phoneNumber { get; set; }

        /// <summary>The id of one of the user's forwarding numbers, instead of a number.</summary>
        public string forwardingNumberId { get; set; }
    }

    /// <summary>The callee.</summary>
    public class MakeRingOutCallerInfoRequestTo
    {
        /// <summary>The number in E.164.</summary>
        public string phoneNumber { get; set; }
    }

    /// <summary>The number that the callee sees.</summary>
    public class MakeRingOutCallerIdInfo
    {
        /// <summary>The number in E.164.</summary>
        public string phoneNumber { get; set; }
    }

    /// <summary>A country.</summary>
    public class MakeRingOutCountryInfo
    {
        /// <summary>RingCentral's id of the country, such as "1".</summary>
        public string id { get; set; }
    }

    /// <summary>A call.</summary>
    public class GetRingOutStatusResponse
    {
        /// <summary>RingCentral's id of the call.</summary>
        public string id { get; set; }

        /// <summary>The URL of the call.</summary>
        public string uri { get; set; }

        /// <summary>The statuses of the call.</summary>
        public RingOutStatusInfo status { get; set; }
    }

    /// <summary>The statuses of a call, as RingCentral spells them.</summary>
    public class RingOutStatusInfo
    {
        /// <summary>The status of the call as a whole.</summary>
        public string callStatus { get; set; }

        /// <summary>The status of the caller's leg.</summary>
        public string callerStatus { get; set; }

        /// <summary>The status of the callee's leg.</summary>
        public string calleeStatus { get; set; }
    }
}
