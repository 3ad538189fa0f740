/* ringout for C++17: the C interface with owners, exceptions and chrono. Header-only.
 *
 *     const auto client = ringout::client::from_env();
 *     const auto call = client.create_call({"+16505550100", "+16505550123"});
 *     for (const auto &change : call.watch())
 *         std::cout << change.state() << '\n';
 *     std::cout << call.outcome() << '\n';
 *
 * Each function of ringout.h is a method of its type here, with the same name without the prefix; ringout.h describes it.
 * Each constant is a value of an `enum class`: RINGOUT_OUTCOME_BUSY is outcome_kind::busy. They and the objects with a
 * text() can be written to a stream. Strings out are copies. Strings in may be string views. Times are std::chrono types.
 *
 * Objects own their C object and can be moved, not copied; get() returns the C object without giving up ownership. As in
 * C, a const object may be used from many threads at once. Views are valid while the object that they came from lives.
 *
 * Failures throw ringout::error. With RINGOUT_NO_EXCEPTIONS, or if the compiler has exceptions turned off, a function that
 * can fail returns a ringout::result instead, which is like std::expected, and constructors that can fail do not exist:
 *
 *     const auto outcome = ringout::client::from_env()
 *         .and_then([](const auto &client) { return client.create_call({"+16505550100", "+16505550123"}); })
 *         .and_then([](const auto &call) { return call.wait(); });
 *     if (outcome)
 *         std::cout << *outcome << '\n';
 *     else
 *         std::cerr << outcome.error() << '\n';
 *
 * This file has the client; the headers in ringout/ have the other types.
 */

#ifndef RINGOUT_HPP
#define RINGOUT_HPP

#include "ringout/language.hpp"

#ifdef RINGOUT_HAS_CPP17

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ringout.h"
#include "ringout/account.hpp"
#include "ringout/base.hpp"
#include "ringout/call.hpp"
#include "ringout/call_log.hpp"
#include "ringout/constants.hpp"
#include "ringout/ledger.hpp"
#include "ringout/log.hpp"
#include "ringout/place_all.hpp"
#include "ringout/result.hpp"
#include "ringout/scoped_call.hpp"
#include "ringout/state.hpp"
#include "ringout/strings.hpp"
#include "ringout/token_store.hpp"

namespace ringout {
RINGOUT_INLINE_NAMESPACE {

/// Returns the version of the loaded library, such as "0.1.0". Valid forever.
[[nodiscard]] inline std::string_view version() noexcept
{
    return ringout_version();
}

/// Returns the version of the binary interface of the loaded library, which fits if it equals `RINGOUT_ABI_VERSION`.
[[nodiscard]] inline std::uint32_t abi_version() noexcept
{
    return ringout_abi_version();
}

/// Creates a link that dials a number. Sends nothing.
[[nodiscard]] inline returned<std::string> dial_uri(const string_argument &number,
                                                    dial_scheme scheme = dial_scheme::rc_mobile)
{
    const auto convert = [](char *raw) {
        const std::unique_ptr<char, void (*)(char *)> owner(raw, ringout_string_free);
        return std::string(raw);
    };
    return internal::converted<std::string, char *>(convert, ringout_dial_uri, number.c_str(),
                                                    internal::number_of(scheme));
}

/// The settings of a client. `server` and `client_id` are required; other settings have the defaults of `ringout_config`.
struct config {
    /// RingCentral's URL, "https://platform.ringcentral.com" in production.
    std::string server;
    /// The client id of the app, from the developer console.
    std::string client_id;
    /// The client secret of the app; not set for a public app.
    std::optional<std::string> client_secret = std::nullopt;
    /// The JWT credential for the login, which the first request does; not set if your program logs in itself.
    std::optional<std::string> jwt = std::nullopt;
    /// The account id; unless set, the account of the user who logs in.
    std::optional<std::string> account_id = std::nullopt;
    /// The extension id; unless set, the extension of the user who logs in.
    std::optional<std::string> extension_id = std::nullopt;
    /// The path of a file that keeps tokens between runs and shares them between processes. Only its owner can read it.
    std::optional<std::string> token_file = std::nullopt;
    /// The user's name in the key of the saved token; unless set, it is derived from the credentials.
    std::optional<std::string> token_user = std::nullopt;
    /// The proxy, "http://user:password@host:port"; empty for none. Unless set, the environment decides.
    std::optional<std::string> proxy = std::nullopt;
    /// The path of a PEM file with the certificate authorities to trust. Unless set, those of the environment or the system.
    std::optional<std::string> ca_bundle = std::nullopt;
    /// The name of your app, sent in `User-Agent`.
    std::optional<std::string> app_name = std::nullopt;
    /// The version of your app; required with `app_name`.
    std::optional<std::string> app_version = std::nullopt;
    /// Your own token store, instead of `token_file`: a `std::shared_ptr` to an object of your class.
    ringout::token_store token_store = nullptr;
    /// Which of RingCentral's two paths for RingOut to use.
    ringout::call_path call_path = ringout::call_path::ring_out;
    /// The time to establish a connection: 1 ms to 1 h; 5 s unless set.
    std::optional<std::chrono::milliseconds> connect_timeout = std::nullopt;
    /// The deadline of any operation that does not place a call: 1 ms to 1 h; 30 s unless set.
    std::optional<std::chrono::milliseconds> request_timeout = std::nullopt;
    /// The deadline for placing a call: 1 ms to 1 h; 30 s unless set.
    std::optional<std::chrono::milliseconds> create_timeout = std::nullopt;
    /// The requested lifetime of access tokens: 600 s to 3600 s.
    std::optional<std::chrono::seconds> access_token_ttl = std::nullopt;
    /// The requested lifetime of refresh tokens: 1 s to 31536000 s.
    std::optional<std::chrono::seconds> refresh_token_ttl = std::nullopt;
    /// The reaction to rate limits.
    ringout::rate_limit rate_limit = ringout::rate_limit::wait;
    /// Whether to allow `http://` to other machines, which sends tokens in the clear. This machine is always allowed.
    bool allow_insecure_http = false;
    /// Your own ledger, for requests with a `dedupe_key`: a `std::shared_ptr` to an object of your class.
    ringout::ledger ledger = nullptr;
    /// How long the ledger remembers a key after its last change: 1 h to 365 days; 7 days unless set.
    std::optional<std::chrono::seconds> dedupe_lifetime = std::nullopt;
    /// Where all workers of a fleet account for RingCentral's rate limits together. It may be the object of `ledger`. If it fails
    /// or takes longer than 5 s, the client says so in the log, pauses for a window of the limit and goes on with its `share`.
    ringout::ledger budget = nullptr;
    /// The part of RingCentral's limits for this client without a budget, and while it fails: more than 0 and at most 1; by default
    /// 1 without a budget and 0.1 with one. For N workers, 1/N.
    std::optional<double> share = std::nullopt;
};

/// The response to `client::request()` or `client::send()`.
class response {
public:
    using c_type = ringout_response;

    /// Takes ownership of the response.
    explicit response(ringout_response *raw) : raw_(raw, ringout_response_free) {}

    /// The HTTP status.
    [[nodiscard]] std::uint32_t status() const noexcept { return ringout_response_status(get()); }
    /// The error of a response outside 200 to 299.
    [[nodiscard]] std::optional<ringout::error> error() const
    {
        const ringout_error *const raw = ringout_response_error(get());
        if (raw == nullptr)
            return std::nullopt;
        return ringout::error(std::shared_ptr<const ringout_error>(raw_, raw));
    }
    /// Names, in lower case, and values, in the order of the response.
    [[nodiscard]] std::vector<std::pair<std::string, std::string>> headers() const
    {
        std::vector<std::pair<std::string, std::string>> all;
        for (std::size_t i = 0; i < ringout_response_header_count(get()); i++)
            all.emplace_back(ringout_response_header_name(get(), i), ringout_response_header_value(get(), i));
        return all;
    }
    /// The bytes of the body, unchanged.
    [[nodiscard]] std::string body() const
    {
        const std::uint8_t *const bytes = ringout_response_body(get());
        return std::string(bytes, bytes + ringout_response_body_size(get()));
    }
    /// The body as a string. Bytes that are not UTF-8, and NULs, are replaced.
    [[nodiscard]] std::string text() const { return ringout_response_text(get()); }
    /// The media type of the body.
    [[nodiscard]] std::optional<std::string> content_type() const
    {
        return internal::text(ringout_response_content_type(get()));
    }
    /// RingCentral's id of the request, which its support asks for.
    [[nodiscard]] std::optional<std::string> request_id() const
    {
        return internal::text(ringout_response_request_id(get()));
    }

    /// The C object, which stays owned.
    [[nodiscard]] const ringout_response *get() const noexcept { return raw_.get(); }

private:
    /// Shared with the error that `error()` returns.
    std::shared_ptr<const ringout_response> raw_;
};

/// A login on RingCentral's page that was started and not yet finished.
class authorization : public internal::owner<ringout_authorization, ringout_authorization_free> {
public:
    using owner::owner;
    /// Restores an authorization from the values that your program kept.
    static returned<authorization> restore(const string_argument &redirect_uri, const string_argument &state,
                                           const string_argument &verifier)
    {
        return internal::make<authorization>(ringout_authorization_new, redirect_uri.c_str(), state.c_str(),
                                             verifier.c_str());
    }
#ifndef RINGOUT_NO_EXCEPTIONS
    /// Restores an authorization like `restore()`.
    authorization(const string_argument &redirect_uri, const string_argument &state, const string_argument &verifier)
        : authorization(restore(redirect_uri, state, verifier))
    {
    }
#endif

    /// The URL to send the user to; empty for a restored authorization.
    [[nodiscard]] std::string url() const { return ringout_authorization_url(get()); }
    /// The URL that RingCentral redirects the user to.
    [[nodiscard]] std::string redirect_uri() const { return ringout_authorization_redirect_uri(get()); }
    /// The value that the redirect must contain unchanged.
    [[nodiscard]] std::string state() const { return ringout_authorization_state(get()); }
    /// The PKCE verifier, a secret.
    [[nodiscard]] std::string verifier() const { return ringout_authorization_verifier(get()); }
};

/// A token, for programs that keep it. Its strings are secrets, except the scope.
class token : public internal::owner<ringout_token, ringout_token_free> {
public:
    using owner::owner;
    /// Reads the output of `json()`, or a token response of RingCentral.
    static returned<token> from_json(const string_argument &json)
    {
        return internal::make<token>(ringout_token_from_json, json.c_str());
    }

    /// The JSON to keep.
    [[nodiscard]] std::string json() const { return ringout_token_json(get()); }
    /// The access token.
    [[nodiscard]] std::string access_token() const { return ringout_token_access_token(get()); }
    /// The refresh token, if RingCentral issued one.
    [[nodiscard]] std::optional<std::string> refresh_token() const
    {
        return internal::text(ringout_token_refresh_token(get()));
    }
    /// The app's permissions, such as "ReadAccounts RingOut".
    [[nodiscard]] std::optional<std::string> scope() const { return internal::text(ringout_token_scope(get())); }
    /// When the access token expires.
    [[nodiscard]] std::chrono::system_clock::time_point expires_at() const
    {
        return internal::since_1970(ringout_token_expires_at_unix_ms(get()));
    }
};

/// A client for one RingCentral app and user: logs in, places calls, and sends any other API request.
class client : public internal::owner<ringout_client, ringout_client_free> {
public:
    /// Names and values for the query of a URL. They are escaped.
    using query = std::vector<std::pair<std::string, std::string>>;

    using owner::owner;

    /// Checks the settings and creates a client. Sends nothing: the first request logs in.
    static returned<client> create(const config &settings)
    {
        ringout_config raw = raw_config(settings);
        ringout_token_store store = settings.token_store.raw();
        auto user_data = settings.token_store.user_data();
        if (settings.token_store) {
            store.user_data = user_data.get();
            raw.token_store = &store;
        }
        ringout_ledger ledger = settings.ledger.raw();
        auto ledger_data = settings.ledger.user_data();
        if (settings.ledger) {
            ledger.user_data = ledger_data.get();
            raw.ledger = &ledger;
        }
        ringout_ledger budget = settings.budget.raw();
        auto budget_data = settings.budget.user_data();
        if (settings.budget) {
            budget.user_data = budget_data.get();
            raw.budget = &budget;
        }
        const auto own = [&user_data, &ledger_data, &budget_data, &raw](ringout_client *created) {
            // The client frees them.
            if (raw.token_store != nullptr)
                static_cast<void>(user_data.release());
            if (raw.ledger != nullptr)
                static_cast<void>(ledger_data.release());
            if (raw.budget != nullptr)
                static_cast<void>(budget_data.release());
            return client(created);
        };
        return internal::converted<client, ringout_client *>(own, ringout_client_new, &raw);
    }
#ifndef RINGOUT_NO_EXCEPTIONS
    /// Checks the settings and creates a client, like `create()`.
    explicit client(const config &settings) : client(create(settings)) {}
#endif
    /// Reads `RC_SERVER_URL`, `RC_APP_CLIENT_ID`, `RC_APP_CLIENT_SECRET` and `RC_USER_JWT`. Sends nothing.
    [[nodiscard]] static returned<client> from_env() { return internal::make<client>(ringout_client_from_env); }

    /// Another handle for the same client. The token can interrupt its operations and those of its calls.
    [[nodiscard]] returned<client> with_cancel_token(const cancel_token &token) const
    {
        return internal::make<client>(ringout_client_with_cancel_token, get(), token.get());
    }
    /// Another handle for the same client, with this timeout for each operation: 1 ms to 1 h.
    [[nodiscard]] returned<client> with_timeout(std::chrono::milliseconds timeout) const
    {
        return internal::make<client>(ringout_client_with_timeout, get(), internal::number(timeout.count()));
    }
    /// Another handle for the same client, with another reaction to rate limits.
    [[nodiscard]] returned<client> with_rate_limit(ringout::rate_limit rate_limit) const
    {
        return internal::make<client>(ringout_client_with_rate_limit, get(), internal::number_of(rate_limit));
    }

    /// Logs in now with a JWT credential, and keeps it in memory to log in again.
    returned<void> login_jwt(const string_argument &jwt) const
    {
        return internal::run(ringout_client_login_jwt, get(), jwt.c_str());
    }
    /// Logs in now with a password, and keeps it in memory to log in again.
    returned<void> login_password(const string_argument &username, const optional_string_argument &extension,
                                  const string_argument &password) const
    {
        return internal::run(ringout_client_login_password, get(), username.c_str(), extension.c_str(),
                             password.c_str());
    }
    /// Logs in now with an authorization code. `login_redirect()` is simpler: it also checks the redirect.
    returned<void> login_code(const string_argument &code, const string_argument &redirect_uri,
                              const optional_string_argument &verifier = std::nullopt) const
    {
        return internal::run(ringout_client_login_code, get(), code.c_str(), redirect_uri.c_str(), verifier.c_str());
    }
    /// Starts a login on RingCentral's page; `login_redirect()` finishes it. Sends nothing.
    [[nodiscard]] returned<authorization> authorize_url(const string_argument &redirect_uri) const
    {
        return internal::make<authorization>(ringout_client_authorize_url, get(), redirect_uri.c_str());
    }
    /// Finishes a login on RingCentral's page: checks the URL that RingCentral redirected to, then logs in with its code.
    returned<void> login_redirect(const string_argument &redirected_to, const authorization &begun) const
    {
        return internal::run(ringout_client_login_redirect, get(), redirected_to.c_str(), begun.get());
    }
    /// Replaces the token now. There is no need to call it.
    returned<void> refresh() const { return internal::run(ringout_client_refresh, get()); }
    /// Forgets the token and the credentials, and revokes the token.
    returned<void> logout() const { return internal::run(ringout_client_logout, get()); }
    /// The current token, or nothing before the first login. Sends nothing.
    [[nodiscard]] returned<std::optional<ringout::token>> token() const
    {
        return internal::make_optional<ringout::token>(ringout_client_token, get());
    }
    /// Uses a token that your program kept. Sends nothing.
    returned<void> set_token(const ringout::token &kept) const
    {
        return internal::run(ringout_client_set_token, get(), kept.get());
    }

    /// Places a call. Never retried if it may have reached RingCentral: see `error::may_have_placed()`.
    returned<ringout::call> create_call(const call_request &request) const
    {
        const ringout_call_request raw = internal::raw_request(request);
        return internal::make<ringout::call>(ringout_client_create_call, get(), &raw);
    }
    /// The call that was placed with this `dedupe_key`, by any process that shares the ledger, or nothing. Never places one.
    [[nodiscard]] returned<std::optional<ringout::call>> find_call(const string_argument &dedupe_key) const
    {
        return internal::make_optional<ringout::call>(ringout_client_find_call, get(), dedupe_key.c_str());
    }
    /// A handle for a call with a known id. Sends nothing.
    [[nodiscard]] returned<ringout::call> call(const string_argument &id) const
    {
        return internal::make<ringout::call>(ringout_client_call, get(), id.c_str());
    }
    /// Starts a batch of calls: places each once, follows them all, and returns each result as the call ends.
    [[nodiscard]] returned<ringout::place_all> place_all(const std::vector<call_request> &requests,
                                                         place_options options = {}) const
    {
        return ringout::place_all::start(get(), requests, std::move(options));
    }

    /// RingCentral's rate limits as far as the client knows them, for "Light", "Heavy" and "Auth". Sends nothing.
    [[nodiscard]] returned<std::vector<limit>> limits() const
    {
        return internal::converted<std::vector<limit>, ringout_limits *>(internal::limits_of, ringout_client_limits,
                                                                         get());
    }
    /// Requests the user's phone numbers that a callee may be shown.
    [[nodiscard]] returned<std::vector<phone_number>> caller_ids() const
    {
        return internal::converted<std::vector<phone_number>, ringout_caller_ids *>(
            internal::caller_ids_of, ringout_client_caller_ids, get());
    }
    /// Requests the user's forwarding numbers: the phones that can be rung first.
    [[nodiscard]] returned<std::vector<forwarding_number>> forwarding_numbers() const
    {
        return internal::converted<std::vector<forwarding_number>, ringout_forwarding_numbers *>(
            internal::forwarding_numbers_of, ringout_client_forwarding_numbers, get());
    }
    /// Checks what would make any call fail. Rings no phone.
    [[nodiscard]] returned<ringout::preflight> preflight() const
    {
        const ringout_call_request *const any = nullptr;
        return internal::make<ringout::preflight>(ringout_client_preflight, get(), any);
    }
    /// Checks what would make this call fail. Rings no phone.
    [[nodiscard]] returned<ringout::preflight> preflight(const call_request &request) const
    {
        const ringout_call_request raw = internal::raw_request(request);
        return internal::make<ringout::preflight>(ringout_client_preflight, get(), &raw);
    }
    /// Looks a call up in the call log by its numbers and the time it was placed.
    [[nodiscard]] returned<ringout::call_log> call_log(const string_argument &to, const optional_string_argument &from,
                                                       std::chrono::system_clock::time_point sent_at) const
    {
        return internal::make<ringout::call_log>(ringout_client_call_log, get(), to.c_str(), from.c_str(),
                                                 internal::unix_ms(sent_at));
    }
    /// Looks up the call of an error for which `may_have_placed()` is true.
    [[nodiscard]] returned<ringout::call_log> call_log(const ringout::error &maybe_placed) const
    {
        const ringout_error *const raw = maybe_placed.get();
        return internal::make<ringout::call_log>(ringout_client_call_log, get(), ringout_error_attempt_to(raw),
                                                 ringout_error_attempt_from(raw),
                                                 ringout_error_attempt_sent_at_unix_ms(raw));
    }

    /// Sends any other API request. `body` is JSON. Fails for a response outside 200 to 299.
    returned<response> request(const string_argument &method, const string_argument &path, const query &parameters = {},
                               const optional_string_argument &body = std::nullopt) const
    {
        return sent(ringout_client_request, method, path, parameters, body);
    }
    /// Sends an API request, and returns a response for every HTTP status.
    returned<response> send(const string_argument &method, const string_argument &path, const query &parameters = {},
                            const optional_string_argument &body = std::nullopt) const
    {
        return sent(ringout_client_send, method, path, parameters, body);
    }

private:
    template <class Function>
    returned<response> sent(Function function, const string_argument &method, const string_argument &path,
                            const query &parameters, const optional_string_argument &body) const
    {
        std::vector<const char *> list;
        list.reserve(2 * parameters.size() + 1);
        for (const auto &[name, value] : parameters) {
            list.push_back(name.c_str());
            list.push_back(value.c_str());
        }
        list.push_back(nullptr);
        return internal::make<response>(function, get(), method.c_str(), path.c_str(), list.data(), body.c_str());
    }
    /// Converts settings, except the token store and the ledger. The result borrows their strings.
    static ringout_config raw_config(const config &settings)
    {
        ringout_config raw = RINGOUT_CONFIG_INIT;
        raw.server = settings.server.c_str();
        raw.client_id = settings.client_id.c_str();
        raw.client_secret = internal::pointer(settings.client_secret);
        raw.jwt = internal::pointer(settings.jwt);
        raw.account_id = internal::pointer(settings.account_id);
        raw.extension_id = internal::pointer(settings.extension_id);
        raw.token_file = internal::pointer(settings.token_file);
        raw.token_user = internal::pointer(settings.token_user);
        raw.proxy = internal::pointer(settings.proxy);
        raw.ca_bundle = internal::pointer(settings.ca_bundle);
        raw.app_name = internal::pointer(settings.app_name);
        raw.app_version = internal::pointer(settings.app_version);
        raw.call_path = internal::number_of(settings.call_path);
        raw.connect_timeout_ms = internal::timeout(settings.connect_timeout);
        raw.request_timeout_ms = internal::timeout(settings.request_timeout);
        raw.create_timeout_ms = internal::timeout(settings.create_timeout);
        if (settings.access_token_ttl)
            raw.access_token_ttl_s = internal::number(settings.access_token_ttl->count());
        if (settings.refresh_token_ttl)
            raw.refresh_token_ttl_s = internal::number(settings.refresh_token_ttl->count());
        if (settings.dedupe_lifetime)
            raw.dedupe_lifetime_s = internal::number(settings.dedupe_lifetime->count());
        if (settings.share)
            raw.share = *settings.share;
        raw.rate_limit = internal::number_of(settings.rate_limit);
        raw.allow_insecure_http = settings.allow_insecure_http ? 1 : 0;
        return raw;
    }
};

} // RINGOUT_INLINE_NAMESPACE
} // namespace ringout

#endif

#endif // RINGOUT_HPP
