// Generated from include/ringout.h by ffi-c/languages/generate.py: do not edit, run it again.

package ringout;

import static java.lang.foreign.ValueLayout.*;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * The settings of a client. Initialise with {@code RINGOUT_CONFIG_INIT}, then set {@code server}, {@code client_id} and any other field.
 * {@code Native.clientNew()} checks and copies everything.
 *
 * <p>Each operation has one deadline, which covers waiting for a rate limit, connecting, logging in and retries.
 *
 * <p>A setting is the field if set, else the environment for {@code proxy} and {@code ca_bundle}, else the default.
 * {@code Native.clientFromEnv()} also reads the server, the app and the JWT from the environment.
 *
 * <p>Since version 0.1.
 */
final class NativeConfig {
    /** The size of the struct in C. */
    static final long SIZE = 176;

    /**
     * Which of RingCentral's two paths for RingOut to use: a {@code CallPath}.
     */
    int callPath = 0;

    /**
     * The time to establish a connection, including name lookup and TLS, in milliseconds: 1 to 3600000, or
     * {@code RINGOUT_DEFAULT_TIMEOUT} for 5 s. It is part of the operation's deadline, not added to it.
     */
    int connectTimeoutMs = -1;

    /**
     * The deadline of any operation that does not place a call, in milliseconds: 1 to 3600000, or
     * {@code RINGOUT_DEFAULT_TIMEOUT} for 30 s. Waiting for the end of a call has its own timeout.
     */
    int requestTimeoutMs = -1;

    /**
     * The deadline for placing a call, in milliseconds: 1 to 3600000, or {@code RINGOUT_DEFAULT_TIMEOUT} for 30 s. If it
     * passes after the request was sent, the error is {@code ErrorCode.MAYBE_PLACED}, so do not set it tightly.
     */
    int createTimeoutMs = -1;

    /**
     * The requested lifetime of access tokens in seconds: 600 to 3600, or 0 for RingCentral's default.
     */
    int accessTokenTtlS = 0;

    /**
     * The requested lifetime of refresh tokens in seconds: 1 to 31536000, or 0 for RingCentral's default, 7 days.
     */
    int refreshTokenTtlS = 0;

    /**
     * The reaction to rate limits: a {@code RateLimit}.
     */
    int rateLimit = 0;

    /**
     * Nonzero allows {@code http://} to other machines, which sends tokens in the clear. This machine is always allowed.
     */
    int allowInsecureHttp = 0;

    /**
     * RingCentral's URL, "https://platform.ringcentral.com" in production. Required.
     */
    String server;

    /**
     * The client id of the app, from the developer console. Required.
     */
    String clientId;

    /**
     * The client secret of the app; null for a public app.
     */
    String clientSecret;

    /**
     * The JWT credential for the login, which the first request does; null if your program logs in with
     * {@code Native.clientLoginJwt()} or another login function.
     */
    String jwt;

    /**
     * The account id; null for the account of the user who logs in.
     */
    String accountId;

    /**
     * The extension id; null for the extension of the user who logs in.
     */
    String extensionId;

    /**
     * The path of a file that keeps tokens between runs and shares them between processes. Only its owner can read it.
     * null keeps tokens in memory.
     */
    String tokenFile;

    /**
     * The user's name in the key of the saved token; null to derive it from the credentials. Set it if several users
     * log in on RingCentral's page.
     */
    String tokenUser;

    /**
     * The proxy, "http://user:password@host:port"; "" for none. null for the proxy of {@code ALL_PROXY}, {@code HTTPS_PROXY} or
     * {@code HTTP_PROXY}, except for servers on this machine and those that match {@code NO_PROXY}, which is read as curl reads
     * it.
     */
    String proxy;

    /**
     * The path of a PEM file with the certificate authorities to trust. null for those of {@code SSL_CERT_FILE} and
     * {@code SSL_CERT_DIR} (on Linux), or else the system's.
     */
    String caBundle;

    /**
     * The name of your app, sent in {@code User-Agent}; null for none.
     */
    String appName;

    /**
     * The version of your app; required with {@code app_name}, null without.
     */
    String appVersion;

    /**
     * Your own token store, instead of {@code token_file}; null for none.
     */
    MemorySegment tokenStore;

    /**
     * Your own ledger, for requests with a {@code dedupe_key}; null for none. Set {@code token_user} if the JWT may be replaced while
     * keys are in use, because the user is part of each key.
     */
    MemorySegment ledger;

    /**
     * How long the ledger remembers a key after its last change, in seconds: 3600 to 31536000, or 0 for 7 days. It
     * should be longer than any queue may deliver a job again.
     */
    long dedupeLifetimeS = 0;

    /**
     * Where all workers of a fleet account for RingCentral's rate limits together; null for none. It may be the struct of
     * {@code ledger}. If it fails or takes longer than 5 s, the client says so in the log, pauses for a window of the
     * limit and goes on with its {@code share}.
     */
    MemorySegment budget;

    /**
     * The part of RingCentral's limits for this client without a budget, and while it fails: more than 0 and at most 1, or
     * 0 for the default, which is 1 without a budget and 0.1 with one. For N workers, 1/N.
     */
    double share = 0;

    /** Writes the fields into memory that a slice of an array of structs may be. */
    void write(Arena arena, MemorySegment struct) {
        struct.set(JAVA_INT, 0, 176);
        struct.set(JAVA_INT, 4, callPath);
        struct.set(JAVA_INT, 8, connectTimeoutMs);
        struct.set(JAVA_INT, 12, requestTimeoutMs);
        struct.set(JAVA_INT, 16, createTimeoutMs);
        struct.set(JAVA_INT, 20, accessTokenTtlS);
        struct.set(JAVA_INT, 24, refreshTokenTtlS);
        struct.set(JAVA_INT, 28, rateLimit);
        struct.set(JAVA_INT, 32, allowInsecureHttp);
        struct.set(ADDRESS, 40, Native.text(arena, server, "server"));
        struct.set(ADDRESS, 48, Native.text(arena, clientId, "client_id"));
        struct.set(ADDRESS, 56, Native.text(arena, clientSecret, "client_secret"));
        struct.set(ADDRESS, 64, Native.text(arena, jwt, "jwt"));
        struct.set(ADDRESS, 72, Native.text(arena, accountId, "account_id"));
        struct.set(ADDRESS, 80, Native.text(arena, extensionId, "extension_id"));
        struct.set(ADDRESS, 88, Native.text(arena, tokenFile, "token_file"));
        struct.set(ADDRESS, 96, Native.text(arena, tokenUser, "token_user"));
        struct.set(ADDRESS, 104, Native.text(arena, proxy, "proxy"));
        struct.set(ADDRESS, 112, Native.text(arena, caBundle, "ca_bundle"));
        struct.set(ADDRESS, 120, Native.text(arena, appName, "app_name"));
        struct.set(ADDRESS, 128, Native.text(arena, appVersion, "app_version"));
        struct.set(ADDRESS, 136, Native.address(tokenStore));
        struct.set(ADDRESS, 144, Native.address(ledger));
        struct.set(JAVA_LONG, 152, dedupeLifetimeS);
        struct.set(ADDRESS, 160, Native.address(budget));
        struct.set(JAVA_DOUBLE, 168, share);
    }

    /** Makes a struct, valid until the arena is closed. */
    MemorySegment write(Arena arena) {
        MemorySegment struct = arena.allocate(SIZE, 8);
        write(arena, struct);
        return struct;
    }
}
