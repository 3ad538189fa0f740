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
 * many threads at once, and a string given to the library ends at its first NUL. What belongs to it besides is in
 * ringout/: errors, the log, token stores.
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
#include "ringout/base.hpp"
#include "ringout/log.hpp"
#include "ringout/token_store.hpp"

namespace ringout {

/// Another's state, valid as long as its owner.
class state_view {
public:
    explicit state_view(const ringout_state *raw) : raw_(raw) {}

    /// A `RINGOUT_STATUS_...` each.
    std::uint32_t call_status() const noexcept { return ringout_state_call_status(raw_); }
    std::uint32_t caller_status() const noexcept { return ringout_state_caller_status(raw_); }
    std::uint32_t callee_status() const noexcept { return ringout_state_callee_status(raw_); }
    std::string call_status_text() const { return ringout_state_call_status_text(raw_); }
    std::string caller_status_text() const { return ringout_state_caller_status_text(raw_); }
    std::string callee_status_text() const { return ringout_state_callee_status_text(raw_); }
    /// A `RINGOUT_PHASE_...`.
    std::uint32_t phase() const noexcept { return ringout_state_phase(raw_); }
    std::string text() const { return ringout_state_text(raw_); }
    std::string explain() const { return ringout_state_explain(raw_); }

    const ringout_state *get() const noexcept { return raw_; }

private:
    const ringout_state *raw_;
};

/// What the platform says of a call at one moment.
class state : public state_view {
public:
    /// Takes the state over.
    explicit state(ringout_state *raw) : state_view(raw), owner_(raw) {}
    state(const std::string &call_status, const std::string &caller_status, const std::string &callee_status)
        : state(internal::made_by<ringout_state *>(ringout_state_new, call_status.c_str(), caller_status.c_str(),
                                                   callee_status.c_str()))
    {
    }

private:
    internal::owner<ringout_state, ringout_state_free> owner_;
};

/// Another's verdict, valid as long as its owner.
class verdict_view {
public:
    struct reason {
        /// A `RINGOUT_FIELD_...`.
        std::uint32_t field;
        /// A `RINGOUT_VERDICT_...`.
        std::uint32_t kind;
        std::string text;
        /// The inferred way, a `RINGOUT_STATUS_...` each; empty when nothing was skipped.
        std::vector<std::uint32_t> path;
    };

    explicit verdict_view(const ringout_verdict *raw) : raw_(raw) {}

    /// A `RINGOUT_VERDICT_...`.
    std::uint32_t kind() const noexcept { return ringout_verdict_kind(raw_); }
    std::string text() const { return ringout_verdict_text(raw_); }
    std::vector<reason> reasons() const
    {
        std::vector<reason> all;
        for (std::size_t i = 0; i < ringout_verdict_reason_count(raw_); i++) {
            reason one{ringout_verdict_reason_field(raw_, i), ringout_verdict_reason_kind(raw_, i),
                       ringout_verdict_reason_text(raw_, i), {}};
            for (std::size_t j = 0; j < ringout_verdict_reason_path_count(raw_, i); j++)
                one.path.push_back(ringout_verdict_reason_path_status(raw_, i, j));
            all.push_back(std::move(one));
        }
        return all;
    }

    const ringout_verdict *get() const noexcept { return raw_; }

private:
    const ringout_verdict *raw_;
};

/// How a step compares with the documents.
class verdict : public verdict_view {
public:
    /// Takes the verdict over.
    explicit verdict(ringout_verdict *raw) : verdict_view(raw), owner_(raw) {}

private:
    internal::owner<ringout_verdict, ringout_verdict_free> owner_;
};

/// Judges whether the state `to` may follow the state `from`.
inline verdict check_transition(const state_view &from, const state_view &to)
{
    return verdict(internal::made_by<ringout_verdict *>(ringout_check_transition, from.get(), to.get()));
}

/// How a call ended, or where it stood when the wait for it ended.
class outcome : public internal::owner<ringout_outcome, ringout_outcome_free> {
public:
    using owner::owner;

    /// A `RINGOUT_OUTCOME_...`.
    std::uint32_t kind() const noexcept { return ringout_outcome_kind(get()); }
    /// A `RINGOUT_LEG_...`.
    std::uint32_t leg() const noexcept { return ringout_outcome_leg(get()); }
    /// A `RINGOUT_STATUS_...`.
    std::uint32_t status() const noexcept { return ringout_outcome_status(get()); }
    std::string status_text() const { return ringout_outcome_status_text(get()); }
    bool connected() const noexcept { return ringout_outcome_connected(get()); }
    bool cancelled_by_us() const noexcept { return ringout_outcome_cancelled_by_us(get()); }
    /// A `RINGOUT_SOURCE_...`.
    std::uint32_t source() const noexcept { return ringout_outcome_source(get()); }
    std::string explanation() const { return ringout_outcome_explanation(get()); }
    std::string text() const { return ringout_outcome_text(get()); }
};

/// A change of a call's state, valid until the watch is asked for the next one.
class change {
public:
    explicit change(const ringout_change *raw) : raw_(raw) {}

    std::optional<state_view> previous() const
    {
        const ringout_state *const previous = ringout_change_previous(raw_);
        return previous == nullptr ? std::nullopt : std::optional(state_view(previous));
    }
    state_view state() const { return state_view(ringout_change_state(raw_)); }
    std::optional<verdict_view> verdict() const
    {
        const ringout_verdict *const verdict = ringout_change_verdict(raw_);
        return verdict == nullptr ? std::nullopt : std::optional(verdict_view(verdict));
    }
    std::chrono::milliseconds earliest() const { return milliseconds(ringout_change_earliest_ms(raw_)); }
    std::chrono::milliseconds latest() const { return milliseconds(ringout_change_latest_ms(raw_)); }

    const ringout_change *get() const noexcept { return raw_; }

private:
    static std::chrono::milliseconds milliseconds(std::uint64_t count)
    {
        return std::chrono::milliseconds(static_cast<std::chrono::milliseconds::rep>(count));
    }

    const ringout_change *raw_;
};

/// The changes of a call, for one loop: `for (const auto &change : call.watch())`.
class watch : public internal::owner<ringout_watch, ringout_watch_free> {
public:
    class iterator {
    public:
        const change &operator*() const { return change_; }
        iterator &operator++()
        {
            change_ = change(internal::made_by<const ringout_change *>(ringout_watch_next, watch_));
            return *this;
        }
        bool operator!=(const iterator &other) const { return change_.get() != other.change_.get(); }

    private:
        friend class watch;
        iterator() : watch_(nullptr), change_(nullptr) {}
        explicit iterator(ringout_watch *watch) : watch_(watch), change_(nullptr) { ++*this; }

        ringout_watch *watch_;
        change change_;
    };

    using owner::owner;

    /// Waits for the first change.
    iterator begin() { return iterator(raw_.get()); }
    iterator end() { return iterator(); }
    ringout::outcome outcome() const
    {
        return ringout::outcome(internal::made_by<ringout_outcome *>(ringout_watch_outcome, get()));
    }
};

/// Interrupts blocking operations from another thread.
class cancel_token : public internal::owner<ringout_cancel_token, ringout_cancel_token_free> {
public:
    using owner::owner;
    cancel_token() : owner(internal::made_by<ringout_cancel_token *>(ringout_cancel_token_new)) {}

    void cancel() const noexcept { ringout_cancel_token_cancel(get()); }
    bool is_cancelled() const noexcept { return ringout_cancel_token_is_cancelled(get()); }
};

/// How to wait for a call.
struct wait_options {
    /// A `RINGOUT_UNTIL_...`.
    std::uint32_t until = RINGOUT_UNTIL_ENDED;
    /// Left to the library unless set.
    std::optional<std::chrono::milliseconds> timeout = std::nullopt;
    bool cancel_on_timeout = false;
};

/// A call on the platform.
class call : public internal::owner<ringout_call, ringout_call_free> {
public:
    using owner::owner;

    call with_cancel_token(const cancel_token &token) const
    {
        return call(internal::made_by<ringout_call *>(ringout_call_with_cancel_token, get(), token.get()));
    }
    std::string id() const { return ringout_call_id(get()); }
    /// Asks the platform once.
    ringout::state status() const
    {
        return ringout::state(internal::made_by<ringout_state *>(ringout_call_status, get()));
    }
    /// What was last seen, without asking.
    std::optional<ringout::state> state() const
    {
        ringout_state *const seen = internal::made_by<ringout_state *>(ringout_call_state, get());
        return seen == nullptr ? std::nullopt : std::optional<ringout::state>(std::in_place, seen);
    }
    /// How it ended, going by what was seen, without asking.
    ringout::outcome outcome() const
    {
        return ringout::outcome(internal::made_by<ringout_outcome *>(ringout_call_outcome, get()));
    }
    /// Asks the platform to hang up: a `RINGOUT_CANCEL_...`.
    std::uint32_t cancel() const { return internal::made_by<std::uint32_t>(ringout_call_cancel, get()); }
    /// Waits for the end of the call, or for its answer.
    ringout::outcome wait(const wait_options &options = {}) const
    {
        const ringout_wait_options raw = raw_options(options);
        return ringout::outcome(internal::made_by<ringout_outcome *>(ringout_call_wait, get(), &raw));
    }
    /// Follows the call change by change.
    ringout::watch watch(const wait_options &options = {}) const
    {
        const ringout_wait_options raw = raw_options(options);
        return ringout::watch(internal::made_by<ringout_watch *>(ringout_watch_new, get(), &raw));
    }

private:
    static ringout_wait_options raw_options(const wait_options &options)
    {
        ringout_wait_options raw = RINGOUT_WAIT_OPTIONS_INIT;
        raw.until = options.until;
        raw.timeout_ms = internal::timeout(options.timeout);
        raw.cancel_on_timeout = options.cancel_on_timeout ? 1 : 0;
        return raw;
    }
};

/// A call to be placed.
struct call_request {
    std::string to;
    std::optional<std::string> from = std::nullopt;
    std::optional<std::string> from_forwarding_number = std::nullopt;
    std::optional<std::string> caller_id = std::nullopt;
    std::optional<std::string> country = std::nullopt;
    std::optional<bool> play_prompt = std::nullopt;
};

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
        ringout_call_request raw = RINGOUT_CALL_REQUEST_INIT;
        raw.to = request.to.c_str();
        raw.from = internal::pointer(request.from);
        raw.from_forwarding_number = internal::pointer(request.from_forwarding_number);
        raw.caller_id = internal::pointer(request.caller_id);
        raw.country = internal::pointer(request.country);
        if (request.play_prompt)
            raw.play_prompt = *request.play_prompt ? RINGOUT_PLAY_PROMPT_YES : RINGOUT_PLAY_PROMPT_NO;
        return ringout::call(internal::made_by<ringout_call *>(ringout_client_create_call, get(), &raw));
    }
    /// A handle for a call whose id is known.
    ringout::call call(const std::string &id) const
    {
        return ringout::call(internal::made_by<ringout_call *>(ringout_client_call, get(), id.c_str()));
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
