/* ringout for C++17: the C interface with owners, exceptions and chrono. Header-only.
 *
 *     const auto client = ringout::client::from_env();
 *     const auto call = client.create_call({"+16505550100", "+16505550123"});
 *     for (const auto &change : call.watch())
 *         std::cout << change.state().text() << '\n';
 *     std::cout << call.outcome().text() << '\n';
 *
 * Each function of ringout.h is a method of its type here, with the same name without the prefix; ringout.h describes it.
 * Failures throw ringout::error. Objects own their C object and can be moved, not copied; get() returns the C object
 * without giving up ownership. Numbers (statuses, kinds, phases) are the RINGOUT_... constants. Strings are copies. Times
 * are std::chrono types. As in C, a const object may be used from many threads at once, and a string argument ends at its
 * first NUL. This file has the client; the headers in ringout/ have the other types.
 */

#ifndef RINGOUT_HPP
#define RINGOUT_HPP

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "ringout.h"
#include "ringout/account.hpp"
#include "ringout/base.hpp"
#include "ringout/call.hpp"
#include "ringout/call_log.hpp"
#include "ringout/log.hpp"
#include "ringout/place_all.hpp"
#include "ringout/scoped_call.hpp"
#include "ringout/state.hpp"
#include "ringout/token_store.hpp"

namespace ringout {

/// Creates a link that dials a number. `scheme` is a `RINGOUT_DIAL_SCHEME_...`. Sends nothing.
inline std::string dial_uri(const std::string &number, std::uint32_t scheme = RINGOUT_DIAL_SCHEME_RC_MOBILE)
{
    char *const raw = internal::made_by<char *>(ringout_dial_uri, number.c_str(), scheme);
    const std::unique_ptr<char, void (*)(char *)> owner(raw, ringout_string_free);
    return raw;
}

/// The settings of a client. `server` and `client_id` are required; other settings have the defaults of `ringout_config`.
struct config {
    std::string server;
    std::string client_id;
    std::optional<std::string> client_secret = std::nullopt;
    std::optional<std::string> jwt = std::nullopt;
    std::optional<std::string> account_id = std::nullopt;
    std::optional<std::string> extension_id = std::nullopt;
    std::optional<std::string> token_file = std::nullopt;
    std::optional<std::string> token_user = std::nullopt;
    std::optional<std::string> proxy = std::nullopt;
    std::optional<std::string> ca_bundle = std::nullopt;
    std::optional<std::string> app_name = std::nullopt;
    std::optional<std::string> app_version = std::nullopt;
    /// Your own token store, instead of `token_file`.
    std::shared_ptr<ringout::token_store> token_store = nullptr;
    /// A `RINGOUT_CALL_PATH_...`.
    std::uint32_t call_path = RINGOUT_CALL_PATH_RING_OUT;
    std::optional<std::chrono::milliseconds> connect_timeout = std::nullopt;
    std::optional<std::chrono::milliseconds> request_timeout = std::nullopt;
    std::optional<std::chrono::milliseconds> create_timeout = std::nullopt;
    std::optional<std::chrono::seconds> access_token_ttl = std::nullopt;
    std::optional<std::chrono::seconds> refresh_token_ttl = std::nullopt;
    /// A `RINGOUT_RATE_LIMIT_...`.
    std::uint32_t rate_limit = RINGOUT_RATE_LIMIT_WAIT;
    bool allow_insecure_http = false;
};

/// The response to `client::request()` or `client::send()`.
class response {
public:
    /// Takes ownership of the response.
    explicit response(ringout_response *raw) : raw_(raw, ringout_response_free) {}

    std::uint32_t status() const noexcept { return ringout_response_status(get()); }
    /// The error of a response outside 200 to 299.
    std::optional<ringout::error> error() const
    {
        const ringout_error *const raw = ringout_response_error(get());
        if (raw == nullptr)
            return std::nullopt;
        return ringout::error(std::shared_ptr<const ringout_error>(raw_, raw));
    }
    /// Names, in lower case, and values, in the order of the response.
    std::vector<std::pair<std::string, std::string>> headers() const
    {
        std::vector<std::pair<std::string, std::string>> all;
        for (std::size_t i = 0; i < ringout_response_header_count(get()); i++)
            all.emplace_back(ringout_response_header_name(get(), i), ringout_response_header_value(get(), i));
        return all;
    }
    /// The bytes of the body, unchanged.
    std::string body() const
    {
        const std::uint8_t *const bytes = ringout_response_body(get());
        return std::string(bytes, bytes + ringout_response_body_size(get()));
    }
    /// The body as a string. Bytes that are not UTF-8, and NULs, are replaced.
    std::string text() const { return ringout_response_text(get()); }
    std::optional<std::string> content_type() const { return internal::text(ringout_response_content_type(get())); }
    std::optional<std::string> request_id() const { return internal::text(ringout_response_request_id(get())); }

    const ringout_response *get() const noexcept { return raw_.get(); }

private:
    /// Shared with the error that `error()` returns.
    std::shared_ptr<const ringout_response> raw_;
};

/// A login on RingCentral's page that was started and not yet finished.
class authorization : public internal::owner<ringout_authorization, ringout_authorization_free> {
public:
    using owner::owner;
    /// Restores an authorization from the values that your program kept.
    authorization(const std::string &redirect_uri, const std::string &state, const std::string &verifier)
        : owner(internal::made_by<ringout_authorization *>(ringout_authorization_new, redirect_uri.c_str(),
                                                          state.c_str(), verifier.c_str()))
    {
    }

    /// The URL to send the user to; empty for a restored authorization.
    std::string url() const { return ringout_authorization_url(get()); }
    std::string redirect_uri() const { return ringout_authorization_redirect_uri(get()); }
    std::string state() const { return ringout_authorization_state(get()); }
    /// The PKCE verifier, a secret.
    std::string verifier() const { return ringout_authorization_verifier(get()); }
};

/// A token, for programs that keep it. Its strings are secrets, except the scope.
class token : public internal::owner<ringout_token, ringout_token_free> {
public:
    using owner::owner;
    /// Reads the output of `json()`, or a token response of RingCentral.
    static token from_json(const std::string &json)
    {
        return token(internal::made_by<ringout_token *>(ringout_token_from_json, json.c_str()));
    }

    /// The JSON to keep.
    std::string json() const { return ringout_token_json(get()); }
    std::string access_token() const { return ringout_token_access_token(get()); }
    std::optional<std::string> refresh_token() const { return internal::text(ringout_token_refresh_token(get())); }
    /// The app's permissions, such as "ReadAccounts RingOut".
    std::optional<std::string> scope() const { return internal::text(ringout_token_scope(get())); }
    std::chrono::system_clock::time_point expires_at() const
    {
        return internal::since_1970(ringout_token_expires_at_unix_ms(get()));
    }
};

/// A client for one RingCentral app and user: logs in, places calls, and sends any other API request.
class client : public internal::owner<ringout_client, ringout_client_free> {
public:
    using owner::owner;
    using query = std::vector<std::pair<std::string, std::string>>;

    /// Checks the settings. Sends nothing: the first request logs in.
    explicit client(const config &settings) : owner(made_from(settings)) {}
    /// Reads `RC_SERVER_URL`, `RC_APP_CLIENT_ID`, `RC_APP_CLIENT_SECRET` and `RC_USER_JWT`. Sends nothing.
    static client from_env() { return client(internal::made_by<ringout_client *>(ringout_client_from_env)); }

    /// Another handle for the same client. The token can interrupt its operations and those of its calls.
    client with_cancel_token(const cancel_token &token) const
    {
        return client(internal::made_by<ringout_client *>(ringout_client_with_cancel_token, get(), token.get()));
    }
    /// Another handle for the same client, with this timeout for each operation: 1 ms to 1 h.
    client with_timeout(std::chrono::milliseconds timeout) const
    {
        const std::uint32_t timeout_ms = internal::number(timeout.count());
        return client(internal::made_by<ringout_client *>(ringout_client_with_timeout, get(), timeout_ms));
    }
    /// Another handle for the same client, with another reaction to rate limits: a `RINGOUT_RATE_LIMIT_...`.
    client with_rate_limit(std::uint32_t rate_limit) const
    {
        return client(internal::made_by<ringout_client *>(ringout_client_with_rate_limit, get(), rate_limit));
    }

    /// The login functions log in now. The first two keep the credentials in memory to log in again.
    void login_jwt(const std::string &jwt) const { internal::run(ringout_client_login_jwt, get(), jwt.c_str()); }
    void login_password(const std::string &username, const std::optional<std::string> &extension,
                        const std::string &password) const
    {
        internal::run(ringout_client_login_password, get(), username.c_str(), internal::pointer(extension),
                      password.c_str());
    }
    void login_code(const std::string &code, const std::string &redirect_uri,
                    const std::optional<std::string> &verifier = std::nullopt) const
    {
        internal::run(ringout_client_login_code, get(), code.c_str(), redirect_uri.c_str(),
                      internal::pointer(verifier));
    }
    /// Starts a login on RingCentral's page; `login_redirect()` finishes it. Sends nothing.
    authorization authorize_url(const std::string &redirect_uri) const
    {
        return authorization(
            internal::made_by<ringout_authorization *>(ringout_client_authorize_url, get(), redirect_uri.c_str()));
    }
    void login_redirect(const std::string &redirected_to, const authorization &begun) const
    {
        internal::run(ringout_client_login_redirect, get(), redirected_to.c_str(), begun.get());
    }
    /// Replaces the token now. There is no need to call it.
    void refresh() const { internal::run(ringout_client_refresh, get()); }
    /// Forgets the token and the credentials, and revokes the token.
    void logout() const { internal::run(ringout_client_logout, get()); }
    /// The current token, or nothing before the first login. Sends nothing.
    std::optional<ringout::token> token() const
    {
        ringout_token *const used = internal::made_by<ringout_token *>(ringout_client_token, get());
        return used == nullptr ? std::nullopt : std::optional<ringout::token>(std::in_place, used);
    }
    /// Uses a token that your program kept. Sends nothing.
    void set_token(const ringout::token &kept) const { internal::run(ringout_client_set_token, get(), kept.get()); }

    /// Places a call. Never retried if it may have reached RingCentral: see `error::may_have_placed()`.
    ringout::call create_call(const call_request &request) const
    {
        const ringout_call_request raw = internal::raw_request(request);
        return ringout::call(internal::made_by<ringout_call *>(ringout_client_create_call, get(), &raw));
    }
    /// A handle for a call with a known id. Sends nothing.
    ringout::call call(const std::string &id) const
    {
        return ringout::call(internal::made_by<ringout_call *>(ringout_client_call, get(), id.c_str()));
    }
    /// Starts a batch of calls: places each once, follows them all, and returns each result as the call ends.
    ringout::place_all place_all(const std::vector<call_request> &requests, place_options options = {}) const
    {
        return ringout::place_all(get(), requests, std::move(options));
    }

    /// RingCentral's rate limits as far as the client knows them, for "Light", "Heavy" and "Auth". Sends nothing.
    std::vector<limit> limits() const { return internal::limits(get()); }
    /// Requests the user's phone numbers that a callee may be shown.
    std::vector<phone_number> caller_ids() const { return internal::caller_ids(get()); }
    /// Requests the user's forwarding numbers: the phones that can be rung first.
    std::vector<forwarding_number> forwarding_numbers() const { return internal::forwarding_numbers(get()); }
    /// Checks what would make any call, or this one, fail. Rings no phone.
    ringout::preflight preflight() const { return checked(nullptr); }
    ringout::preflight preflight(const call_request &request) const
    {
        const ringout_call_request raw = internal::raw_request(request);
        return checked(&raw);
    }
    /// Looks a call up in the call log by its numbers and the time it was placed.
    ringout::call_log call_log(const std::string &to, const std::optional<std::string> &from,
                               std::chrono::system_clock::time_point sent_at) const
    {
        return ringout::call_log(internal::made_by<ringout_logged_call *>(
            ringout_client_call_log, get(), to.c_str(), internal::pointer(from), internal::unix_ms(sent_at)));
    }
    /// Looks up the call of an error for which `may_have_placed()` is true.
    ringout::call_log call_log(const ringout::error &maybe_placed) const
    {
        const ringout_error *const raw = maybe_placed.get();
        return ringout::call_log(internal::made_by<ringout_logged_call *>(
            ringout_client_call_log, get(), ringout_error_attempt_to(raw), ringout_error_attempt_from(raw),
            ringout_error_attempt_sent_at_unix_ms(raw)));
    }

    /// Sends any other API request. Throws for a response outside 200 to 299.
    response request(const std::string &method, const std::string &path, const query &parameters = {},
                     const std::optional<std::string> &body = std::nullopt) const
    {
        return sent(ringout_client_request, method, path, parameters, body);
    }
    /// Sends an API request, and returns a response for every HTTP status.
    response send(const std::string &method, const std::string &path, const query &parameters = {},
                  const std::optional<std::string> &body = std::nullopt) const
    {
        return sent(ringout_client_send, method, path, parameters, body);
    }

private:
    ringout::preflight checked(const ringout_call_request *request) const
    {
        return ringout::preflight(internal::made_by<ringout_preflight *>(ringout_client_preflight, get(), request));
    }
    template <class Function>
    response sent(Function function, const std::string &method, const std::string &path, const query &parameters,
                  const std::optional<std::string> &body) const
    {
        std::vector<const char *> list;
        for (const auto &[name, value] : parameters) {
            list.push_back(name.c_str());
            list.push_back(value.c_str());
        }
        list.push_back(nullptr);
        return response(internal::made_by<ringout_response *>(function, get(), method.c_str(), path.c_str(),
                                                              list.data(), internal::pointer(body)));
    }
    static ringout_client *made_from(const config &settings)
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
        raw.call_path = settings.call_path;
        raw.connect_timeout_ms = internal::timeout(settings.connect_timeout);
        raw.request_timeout_ms = internal::timeout(settings.request_timeout);
        raw.create_timeout_ms = internal::timeout(settings.create_timeout);
        if (settings.access_token_ttl)
            raw.access_token_ttl_s = internal::number(settings.access_token_ttl->count());
        if (settings.refresh_token_ttl)
            raw.refresh_token_ttl_s = internal::number(settings.refresh_token_ttl->count());
        raw.rate_limit = settings.rate_limit;
        raw.allow_insecure_http = settings.allow_insecure_http ? 1 : 0;
        internal::store_holder store(settings.token_store);
        raw.token_store = store.get();
        ringout_client *const made = internal::made_by<ringout_client *>(ringout_client_new, &raw);
        store.release();
        return made;
    }
};

} // namespace ringout

#endif // RINGOUT_HPP
