/* ringout for C++17: the C interface with owners, exceptions and chrono. Header-only.
 *
 *     const auto client = ringout::client::from_env();
 *     const auto call = client.create_call({"+16505550100", "+16505550123"});
 *     for (const auto &change : call.watch())
 *         std::cout << change.state().text() << '\n';
 *     std::cout << call.outcome().text() << '\n';
 *
 * Every function of ringout.h has the same name here without its prefix, as a method of its type. What fails throws
 * ringout::error. Objects own what they stand for and can be moved, not copied; get() lends the C object. Numbers
 * (statuses, kinds, phases) are the RINGOUT_... constants. Texts are copies. As in C, a const object may be used from
 * many threads at once, and a string given to the library ends at its first NUL. All but the client is in ringout/:
 * errors, calls, the log, token stores and so on.
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
#include "ringout/state.hpp"
#include "ringout/token_store.hpp"

namespace ringout {

/// A link that makes an app on the user's own device dial; `scheme` is a `RINGOUT_DIAL_SCHEME_...`.
inline std::string dial_uri(const std::string &number, std::uint32_t scheme = RINGOUT_DIAL_SCHEME_RC_MOBILE)
{
    char *const raw = internal::made_by<char *>(ringout_dial_uri, number.c_str(), scheme);
    const std::unique_ptr<char, void (*)(char *)> owner(raw, ringout_string_free);
    return raw;
}

/// The settings of a client. What is not set is left to the library.
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
    /// In the place of `token_file`.
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

/// The answer to `client::request()` or `client::send()`.
class response {
public:
    /// Takes the response over.
    explicit response(ringout_response *raw) : raw_(raw, ringout_response_free) {}

    std::uint32_t status() const noexcept { return ringout_response_status(get()); }
    /// What an answer outside 200 to 299 says went wrong.
    std::optional<ringout::error> error() const
    {
        const ringout_error *const raw = ringout_response_error(get());
        if (raw == nullptr)
            return std::nullopt;
        return ringout::error(std::shared_ptr<const ringout_error>(raw_, raw));
    }
    /// Names, in lower case, and values, in the order in which they came.
    std::vector<std::pair<std::string, std::string>> headers() const
    {
        std::vector<std::pair<std::string, std::string>> all;
        for (std::size_t i = 0; i < ringout_response_header_count(get()); i++)
            all.emplace_back(ringout_response_header_name(get(), i), ringout_response_header_value(get(), i));
        return all;
    }
    /// The bytes as they came.
    std::string body() const
    {
        const std::uint8_t *const bytes = ringout_response_body(get());
        return std::string(bytes, bytes + ringout_response_body_size(get()));
    }
    std::string text() const { return ringout_response_text(get()); }
    std::optional<std::string> content_type() const { return internal::text(ringout_response_content_type(get())); }
    std::optional<std::string> request_id() const { return internal::text(ringout_response_request_id(get())); }

    const ringout_response *get() const noexcept { return raw_.get(); }

private:
    /// Shared with its error.
    std::shared_ptr<const ringout_response> raw_;
};

/// A login through the platform's page that has begun.
class authorization : public internal::owner<ringout_authorization, ringout_authorization_free> {
public:
    using owner::owner;
    /// One that was kept.
    authorization(const std::string &redirect_uri, const std::string &state, const std::string &verifier)
        : owner(internal::made_by<ringout_authorization *>(ringout_authorization_new, redirect_uri.c_str(),
                                                          state.c_str(), verifier.c_str()))
    {
    }

    /// Where to send the user.
    std::string url() const { return ringout_authorization_url(get()); }
    std::string redirect_uri() const { return ringout_authorization_redirect_uri(get()); }
    std::string state() const { return ringout_authorization_state(get()); }
    /// A secret.
    std::string verifier() const { return ringout_authorization_verifier(get()); }
};

/// A token, for programs that keep it themselves. Its texts are secrets.
class token : public internal::owner<ringout_token, ringout_token_free> {
public:
    using owner::owner;
    static token from_json(const std::string &json)
    {
        return token(internal::made_by<ringout_token *>(ringout_token_from_json, json.c_str()));
    }

    std::string json() const { return ringout_token_json(get()); }
    std::string access_token() const { return ringout_token_access_token(get()); }
    std::optional<std::string> refresh_token() const { return internal::text(ringout_token_refresh_token(get())); }
    /// The app's permissions, and no secret: "ReadAccounts RingOut".
    std::optional<std::string> scope() const { return internal::text(ringout_token_scope(get())); }
    std::chrono::system_clock::time_point expires_at() const
    {
        return internal::since_1970(ringout_token_expires_at_unix_ms(get()));
    }
};

/// A user of an app on a server.
class client : public internal::owner<ringout_client, ringout_client_free> {
public:
    using owner::owner;
    using query = std::vector<std::pair<std::string, std::string>>;

    explicit client(const config &settings) : owner(made_from(settings)) {}
    static client from_env() { return client(internal::made_by<ringout_client *>(ringout_client_from_env)); }

    client with_cancel_token(const cancel_token &token) const
    {
        return client(internal::made_by<ringout_client *>(ringout_client_with_cancel_token, get(), token.get()));
    }
    client with_timeout(std::chrono::milliseconds timeout) const
    {
        const std::uint32_t timeout_ms = internal::number(timeout.count());
        return client(internal::made_by<ringout_client *>(ringout_client_with_timeout, get(), timeout_ms));
    }
    /// `rate_limit`: a `RINGOUT_RATE_LIMIT_...`.
    client with_rate_limit(std::uint32_t rate_limit) const
    {
        return client(internal::made_by<ringout_client *>(ringout_client_with_rate_limit, get(), rate_limit));
    }

    /// Logs in now, and keeps the credentials to log in again.
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
    /// Begins and ends a login through the platform's page.
    authorization authorize_url(const std::string &redirect_uri) const
    {
        return authorization(
            internal::made_by<ringout_authorization *>(ringout_client_authorize_url, get(), redirect_uri.c_str()));
    }
    void login_redirect(const std::string &redirected_to, const authorization &begun) const
    {
        internal::run(ringout_client_login_redirect, get(), redirected_to.c_str(), begun.get());
    }
    void refresh() const { internal::run(ringout_client_refresh, get()); }
    void logout() const { internal::run(ringout_client_logout, get()); }
    std::optional<ringout::token> token() const
    {
        ringout_token *const used = internal::made_by<ringout_token *>(ringout_client_token, get());
        return used == nullptr ? std::nullopt : std::optional<ringout::token>(std::in_place, used);
    }
    void set_token(const ringout::token &kept) const { internal::run(ringout_client_set_token, get(), kept.get()); }

    /// Places a call, once.
    ringout::call create_call(const call_request &request) const
    {
        const ringout_call_request raw = internal::raw_request(request);
        return ringout::call(internal::made_by<ringout_call *>(ringout_client_create_call, get(), &raw));
    }
    /// A handle for a call whose id is known.
    ringout::call call(const std::string &id) const
    {
        return ringout::call(internal::made_by<ringout_call *>(ringout_client_call, get(), id.c_str()));
    }
    /// Places many calls, each once, follows them all, and gives their results as they end.
    ringout::place_all place_all(const std::vector<call_request> &requests, place_options options = {}) const
    {
        return ringout::place_all(get(), requests, std::move(options));
    }

    /// What the client knows of the platform's limits, for "Light", "Heavy" and "Auth". Sends nothing.
    std::vector<limit> limits() const { return internal::limits(get()); }
    /// The user's numbers that may be shown to a callee.
    std::vector<phone_number> caller_ids() const { return internal::caller_ids(get()); }
    /// The user's phones that can be rung first.
    std::vector<forwarding_number> forwarding_numbers() const { return internal::forwarding_numbers(get()); }
    /// Checks, without ringing anybody, what would make a call fail: any, or this one.
    ringout::preflight preflight() const { return checked(nullptr); }
    ringout::preflight preflight(const call_request &request) const
    {
        const ringout_call_request raw = internal::raw_request(request);
        return checked(&raw);
    }
    /// What the call log says of a call that is known by its numbers and its time only.
    ringout::call_log call_log(const std::string &to, const std::optional<std::string> &from,
                               std::chrono::system_clock::time_point sent_at) const
    {
        return ringout::call_log(internal::made_by<ringout_logged_call *>(
            ringout_client_call_log, get(), to.c_str(), internal::pointer(from), internal::unix_ms(sent_at)));
    }
    /// The same for the attempt of an error that `may_have_placed()`.
    ringout::call_log call_log(const ringout::error &maybe_placed) const
    {
        const ringout_error *const raw = maybe_placed.get();
        return ringout::call_log(internal::made_by<ringout_logged_call *>(
            ringout_client_call_log, get(), ringout_error_attempt_to(raw), ringout_error_attempt_from(raw),
            ringout_error_attempt_sent_at_unix_ms(raw)));
    }

    /// Any other request to the platform; an answer outside 200 to 299 is an error.
    response request(const std::string &method, const std::string &path, const query &parameters = {},
                     const std::optional<std::string> &body = std::nullopt) const
    {
        return sent(ringout_client_request, method, path, parameters, body);
    }
    /// The same, but every answer is a response.
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
