package ringout.compat;

import java.io.IOException;
import java.util.function.Function;
import java.util.function.Supplier;
import ringout.Call;
import ringout.CallRequest;
import ringout.CallState;
import ringout.Client;
import ringout.MaybePlacedException;
import ringout.RingOutException;
import ringout.Token;
import ringout.compat.definitions.GetRingOutStatusResponse;
import ringout.compat.definitions.MakeRingOutRequest;
import ringout.compat.definitions.RingOutStatusInfo;

/**
 * The part of RingCentral's own Java package that RingOut needs, for programs that change only their imports:
 * {@code com.ringcentral} becomes {@code ringout.compat}. Numbers are checked before they are sent, and the request that places a call
 * is sent once.
 */
public class RestClient implements AutoCloseable {
    /** RingCentral's production server. */
    public static final String PRODUCTION_SERVER = "https://platform.ringcentral.com";

    /** RingCentral's URL. */
    public final String server;
    private final String clientId;
    private final String clientSecret;
    private final Client client;

    /** Creates a client. Sends nothing. */
    public RestClient(String clientId, String clientSecret, String server) {
        this.clientId = clientId;
        this.clientSecret = clientSecret;
        this.server = server;
        client = client("~", "~");
    }

    /** Logs in with a JWT credential. */
    public void authorize(String jwt) throws RestException, IOException {
        run(() -> {
            client.loginJwt(jwt);
            return null;
        });
    }

    /** Logs in with a user's name, extension (may be null) and password. */
    public void authorize(String username, String extension, String password) throws RestException, IOException {
        run(() -> {
            client.loginPassword(username, extension, password);
            return null;
        });
    }

    /** Logs in with an authorization code. */
    public void authorize(String code, String redirectUri) throws RestException, IOException {
        run(() -> {
            client.loginCode(code, redirectUri, null);
            return null;
        });
    }

    /** Logs out. */
    public void revoke() throws RestException, IOException {
        run(() -> {
            client.logout();
            return null;
        });
    }

    /** Begins a path. */
    public Restapi restapi() {
        return new Restapi();
    }

    /** Closes the client. */
    @Override
    public void close() {
        client.close();
    }

    private Client client(String account, String extension) {
        return Client.builder().server(server).clientId(clientId).clientSecret(clientSecret)
            .accountId("~".equals(account) ? null : account).extensionId("~".equals(extension) ? null : extension).build();
    }

    private static <T> T run(Supplier<T> operation) throws RestException, IOException {
        try {
            return operation.get();
        } catch (RingOutException error) {
            // The vendor's package throws what its HTTP client throws if there is no response.
            boolean isNetwork = switch (error.info().code()) {
                case CONNECTION, TIMEOUT, PROTOCOL, CANCELLED -> true;
                default -> error instanceof MaybePlacedException;
            };
            if (isNetwork && error.info().httpStatus() == 0) throw new IOException(error.getMessage(), error);
            throw new RestException(error);
        }
    }

    /** {@code /restapi}. */
    public final class Restapi {
        private Restapi() {}

        /** The account of the user who is logged in. */
        public Account account() {
            return account("~");
        }

        /** An account. */
        public Account account(String accountId) {
            return new Account(accountId);
        }
    }

    /** {@code /restapi/v1.0/account/{accountId}}. */
    public final class Account {
        private final String accountId;

        private Account(String accountId) {
            this.accountId = accountId;
        }

        /** The extension of the user who is logged in. */
        public Extension extension() {
            return extension("~");
        }

        /** An extension. */
        public Extension extension(String extensionId) {
            return new Extension(accountId, extensionId);
        }
    }

    /** {@code /restapi/v1.0/account/{accountId}/extension/{extensionId}}. */
    public final class Extension {
        private final String accountId;
        private final String extensionId;

        private Extension(String accountId, String extensionId) {
            this.accountId = accountId;
            this.extensionId = extensionId;
        }

        /** The calls. */
        public RingOut ringOut() {
            return ringOut(null);
        }

        /** A call. */
        public RingOut ringOut(String ringoutId) {
            return new RingOut(accountId, extensionId, ringoutId);
        }
    }

    /** {@code /restapi/v1.0/account/{accountId}/extension/{extensionId}/ring-out/{ringoutId}}. */
    public final class RingOut {
        private final String accountId;
        private final String extensionId;
        private final String ringoutId;

        private RingOut(String accountId, String extensionId, String ringoutId) {
            this.accountId = accountId;
            this.extensionId = extensionId;
            this.ringoutId = ringoutId;
        }

        /** Places a call. */
        public GetRingOutStatusResponse post(MakeRingOutRequest request) throws RestException, IOException {
            CallRequest made = CallRequest.to(request.to == null ? null : request.to.phoneNumber)
                .from(request.from == null ? null : request.from.phoneNumber)
                .fromForwardingNumber(request.from == null ? null : request.from.forwardingNumberId)
                .callerId(request.callerId == null ? null : request.callerId.phoneNumber)
                .playPrompt(request.playPrompt)
                .country(request.country == null ? null : request.country.id);
            return run(() -> with(client -> {
                Call call = client.createCall(made);
                return response(call, call.state());
            }));
        }

        /** Requests the status of the call. */
        public GetRingOutStatusResponse get() throws RestException, IOException {
            return run(() -> with(client -> {
                Call call = client.call(ringoutId);
                return response(call, call.status());
            }));
        }

        /** Cancels the call. */
        public String delete() throws RestException, IOException {
            return run(() -> with(client -> {
                client.call(ringoutId).cancel();
                return "";
            }));
        }

        private GetRingOutStatusResponse response(Call call, CallState state) {
            String path = "/restapi/v1.0/account/" + accountId + "/extension/" + extensionId + "/ring-out/" + call.id();
            return new GetRingOutStatusResponse().id(call.id()).uri(server + path).status(new RingOutStatusInfo()
                .callStatus(state.callStatusText()).callerStatus(state.callerStatusText())
                .calleeStatus(state.calleeStatusText()));
        }

        private <T> T with(Function<Client, T> operation) {
            if ("~".equals(accountId) && "~".equals(extensionId)) return operation.apply(client);
            try (Client other = client(accountId, extensionId)) {
                Token token = client.token();
                if (token != null) other.setToken(token.json());
                return operation.apply(other);
            }
        }
    }
}
