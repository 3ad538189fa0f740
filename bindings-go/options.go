package ringout

// #include <ringout.h>
import "C"

import (
	"time"
)

// Option is a setting of a client, for NewClient.
type Option func(*settings) error

type settings struct {
	native nativeConfig
	store  TokenStore
}

func text(field func(*nativeConfig) **string, value string) Option {
	return func(all *settings) error {
		*field(&all.native) = &value
		return nil
	}
}

func timeout(field func(*nativeConfig) *uint32, value time.Duration, parameter string) Option {
	return func(all *settings) (err error) {
		*field(&all.native), err = milliseconds(value, parameter)
		return err
	}
}

func lifetime(field func(*nativeConfig) *uint32, value time.Duration, parameter string) Option {
	return func(all *settings) error {
		if value < 0 {
			return localError(ErrorCodeInvalidArgument, parameter, "`"+parameter+"` is negative")
		}
		*field(&all.native) = rounded(value, time.Second)
		return nil
	}
}

// WithSecret sets the app's client secret. A public app has none.
func WithSecret(secret string) Option {
	return text(func(c *nativeConfig) **string { return &c.ClientSecret }, secret)
}

// WithJWT sets the JWT credential that the first request logs in with. Use Client.LoginJWT to log in at once.
func WithJWT(jwt string) Option {
	return text(func(c *nativeConfig) **string { return &c.Jwt }, jwt)
}

// WithAccountID sets the account. The default is that of the user who logs in.
func WithAccountID(id string) Option {
	return text(func(c *nativeConfig) **string { return &c.AccountId }, id)
}

// WithExtensionID sets the extension. The default is that of the user who logs in.
func WithExtensionID(id string) Option {
	return text(func(c *nativeConfig) **string { return &c.ExtensionId }, id)
}

// WithCallPath sets which of RingCentral's two API paths to use.
func WithCallPath(path CallPath) Option {
	return func(all *settings) error {
		all.native.CallPath = uint32(path)
		return nil
	}
}

// WithConnectTimeout sets the time to establish a connection: 1 ms to 1 h, by default 5 s.
func WithConnectTimeout(timeLimit time.Duration) Option {
	return timeout(func(c *nativeConfig) *uint32 { return &c.ConnectTimeoutMs }, timeLimit, "connect_timeout_ms")
}

// WithRequestTimeout sets the timeout of every operation that does not place a call, with login and retries: 1 ms to 1 h, by
// default 30 s.
func WithRequestTimeout(timeLimit time.Duration) Option {
	return timeout(func(c *nativeConfig) *uint32 { return &c.RequestTimeoutMs }, timeLimit, "request_timeout_ms")
}

// WithCreateTimeout sets the timeout of placing a call: 1 ms to 1 h, by default 30 s. If it passes after the request was sent, the
// error is ErrMaybePlaced, so do not set it tightly.
func WithCreateTimeout(timeLimit time.Duration) Option {
	return timeout(func(c *nativeConfig) *uint32 { return &c.CreateTimeoutMs }, timeLimit, "create_timeout_ms")
}

// WithAccessTokenTTL sets the lifetime to request for access tokens: 10 min to 1 h, in seconds. 0 is RingCentral's default.
func WithAccessTokenTTL(ttl time.Duration) Option {
	return lifetime(func(c *nativeConfig) *uint32 { return &c.AccessTokenTtlS }, ttl, "access_token_ttl_s")
}

// WithRefreshTokenTTL sets the lifetime to request for refresh tokens: up to a year, in seconds. 0 is RingCentral's default.
func WithRefreshTokenTTL(ttl time.Duration) Option {
	return lifetime(func(c *nativeConfig) *uint32 { return &c.RefreshTokenTtlS }, ttl, "refresh_token_ttl_s")
}

// WithRateLimit sets what to do with a request over RingCentral's rate limit. By default it waits.
func WithRateLimit(reaction RateLimit) Option {
	return func(all *settings) error {
		all.native.RateLimit = uint32(reaction)
		return nil
	}
}

// WithShare sets the part of RingCentral's limits for this client, if others use them too: more than 0 and at most 1. For N workers, 1/N.
func WithShare(share float64) Option {
	return func(all *settings) error {
		all.native.Share = share
		return nil
	}
}

// WithInsecureHTTP allows http:// to other machines. Tokens are then sent unencrypted.
func WithInsecureHTTP() Option {
	return func(all *settings) error {
		all.native.AllowInsecureHttp = 1
		return nil
	}
}

// WithTokenFile sets a file that keeps the token between runs and shares it between processes. Only its owner can read it.
func WithTokenFile(path string) Option {
	return text(func(c *nativeConfig) **string { return &c.TokenFile }, path)
}

// WithTokenStore sets your own token store, instead of a token file.
func WithTokenStore(store TokenStore) Option {
	return func(all *settings) error {
		if store == nil {
			return localError(ErrorCodeInvalidArgument, "token_store", "`token_store` is nil")
		}
		all.store = store
		return nil
	}
}

// WithTokenUser sets the user's name in the key of the stored token, for when several users log in through RingCentral's login page.
func WithTokenUser(user string) Option {
	return text(func(c *nativeConfig) **string { return &c.TokenUser }, user)
}

// WithProxy sets the proxy, "http://user:password@host:port", or "" for none. The default is that of ALL_PROXY, HTTPS_PROXY or
// HTTP_PROXY.
func WithProxy(url string) Option {
	return text(func(c *nativeConfig) **string { return &c.Proxy }, url)
}

// WithCABundle sets a PEM file with the certificate authorities to trust. The default is the system's.
func WithCABundle(path string) Option {
	return text(func(c *nativeConfig) **string { return &c.CaBundle }, path)
}

// WithApp sets your app's name and version, which are sent to RingCentral.
func WithApp(name, version string) Option {
	return func(all *settings) error {
		all.native.AppName, all.native.AppVersion = &name, &version
		return nil
	}
}

// CallRequest is a call to place. NewCallRequest makes one. A field that is nil is not sent.
type CallRequest struct {
	// The callee's number in E.164, such as "+16505550100", or an extension, "101" or "+16505550100*101".
	To string
	// The caller's number or extension; nil for the user's default forwarding number.
	From *string
	// The caller, as the id of one of the user's forwarding numbers, instead of From.
	FromForwardingNumber *string
	// The number shown to the callee, one of the user's numbers with the CallerId feature.
	CallerID *string
	// RingCentral's id of the country of national numbers. With it, a number without "+" is a national one.
	Country *string
	// Whether the caller must press 1 before RingCentral dials the callee.
	PlayPrompt PlayPrompt
	// Whether to hang up if the context ends after the request was sent. CreateCall returns at once even so. A thread of the library
	// waits up to five seconds for the response and cancels the call that it names.
	CancelOnExit bool
}

// CallOption is an optional field of a CallRequest.
type CallOption func(*CallRequest)

// NewCallRequest makes a request. It checks nothing.
func NewCallRequest(to string, options ...CallOption) CallRequest {
	request := CallRequest{To: to}
	for _, option := range options {
		option(&request)
	}
	return request
}

// From sets the caller's number or extension, which rings first. The default is the user's default forwarding number.
func From(number string) CallOption {
	return func(request *CallRequest) { request.From = &number }
}

// FromForwardingNumber sets the caller by the id of one of the user's forwarding numbers.
func FromForwardingNumber(id string) CallOption {
	return func(request *CallRequest) { request.FromForwardingNumber = &id }
}

// CallerID sets the number shown to the callee, one of the user's numbers with the CallerId feature.
func CallerID(number string) CallOption {
	return func(request *CallRequest) { request.CallerID = &number }
}

// Country sets RingCentral's id of the country of national numbers.
func Country(id string) CallOption {
	return func(request *CallRequest) { request.Country = &id }
}

// Prompt sets whether the caller must press 1 before RingCentral dials the callee. By default the account's setting decides.
func Prompt(play bool) CallOption {
	return func(request *CallRequest) {
		request.PlayPrompt = PlayPromptNo
		if play {
			request.PlayPrompt = PlayPromptYes
		}
	}
}

// CancelOnExit hangs up if the context ends after the request was sent.
func CancelOnExit() CallOption {
	return func(request *CallRequest) { request.CancelOnExit = true }
}

func (request CallRequest) native() nativeCallRequest {
	native := newCallRequest()
	native.To = &request.To
	native.From = request.From
	native.FromForwardingNumber = request.FromForwardingNumber
	native.CallerId = request.CallerID
	native.Country = request.Country
	native.PlayPrompt = uint32(request.PlayPrompt)
	native.CancelOnExit = uint64(flag(request.CancelOnExit))
	return native
}

// WaitOptions says how to wait for a call. A nil pointer selects the defaults.
type WaitOptions struct {
	// What to wait for: the end, or that both have answered.
	Until Until
	// The longest time to wait. When it passes, the outcome is StillInProgress, which is not an error. 0 is one hour.
	Timeout time.Duration
	// Whether to hang up when the timeout passes.
	CancelOnTimeout bool
	// Whether to hang up if the wait is left without an outcome: the context ends, it fails, or the watch is closed.
	CancelOnExit bool
}

func (options *WaitOptions) native() (native nativeWaitOptions, err error) {
	native = newWaitOptions()
	if options == nil {
		return native, nil
	}
	native.Until = uint32(options.Until)
	native.CancelOnTimeout = flag(options.CancelOnTimeout)
	native.CancelOnExit = flag(options.CancelOnExit)
	if options.Timeout != 0 {
		native.TimeoutMs, err = milliseconds(options.Timeout, "timeout_ms")
	}
	return native, err
}

func flag(value bool) uint32 {
	if value {
		return 1
	}
	return 0
}
