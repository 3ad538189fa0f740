package ringout

// #include <ringout.h>
import "C"

import (
	"context"
	"encoding/json"
	"net/url"
	"runtime"
	"sort"
	"time"
)

// Client is a client for one RingCentral app and user. It logs in, places calls, and sends any other API request.
type Client struct {
	shared *engine
	handle *clientHandle
}

// NewClient creates a client. Sends nothing; the first request logs in.
//
//   - server: RingCentral's URL, such as "https://platform.ringcentral.com".
//   - clientID: the app's, from the developer console.
//
// Returns ErrInvalidArgument, with the Parameter at fault, if a setting is wrong.
func NewClient(server, clientID string, options ...Option) (*Client, error) {
	all := settings{native: newConfig()}
	all.native.Server, all.native.ClientId = &server, &clientID
	for _, option := range options {
		if err := option(&all); err != nil {
			return nil, err
		}
	}
	if err := all.native.check(); err != nil {
		return nil, err
	}
	return makeClient(func() (*C.ringout_client, error) {
		memory := &nativeMemory{}
		defer memory.free()
		if all.store == nil {
			return clientNew(memory.newConfigs([]nativeConfig{all.native}))
		}
		store := newStore(all.store)
		all.native.TokenStore = memory.newTokenStores([]nativeTokenStore{store})
		client, err := clientNew(memory.newConfigs([]nativeConfig{all.native}))
		if err != nil {
			freeHandle(store.UserData)
		}
		return client, err
	})
}

// FromEnv creates a client from RC_SERVER_URL, RC_APP_CLIENT_ID, RC_APP_CLIENT_SECRET (not for public apps) and RC_USER_JWT
// (optional if you log in yourself). If RINGOUT_TOKEN_FILE is set, it is the token file. Sends nothing.
func FromEnv() (*Client, error) {
	return makeClient(clientFromEnv)
}

func makeClient(create func() (*C.ringout_client, error)) (*Client, error) {
	if err := checkLibrary(); err != nil {
		return nil, err
	}
	pointer, err := create()
	if err != nil {
		return nil, err
	}
	shared, err := newEngine()
	if err != nil {
		clientFree(pointer)
		return nil, err
	}
	return shared.newClient(pointer), nil
}

// Close closes the client and all its handles. Operations in other goroutines return ErrOperationCancelled within 100 ms, and
// later ones ErrInvalidArgument. ID, State and Outcome of a call can still be read. Calls on RingCentral go on, unless CancelOnExit
// is set. May be called more than once; never fails.
func (client *Client) Close() error {
	client.shared.close()
	return nil
}

// do runs an operation of this handle.
func (client *Client) do(ctx context.Context, start func(*C.ringout_client, *C.ringout_inbox, uint64) error) (*Event, error) {
	defer runtime.KeepAlive(client)
	return client.shared.do(ctx, func(inbox *C.ringout_inbox, tag uint64) error {
		return start(client.handle.pointer, inbox, tag)
	})
}

// with makes another handle of the same client.
func (client *Client) with(create func(*C.ringout_client) (*C.ringout_client, error)) (other *Client, err error) {
	err = client.shared.locked(func() error {
		pointer, err := create(client.handle.pointer)
		if err == nil {
			other = client.shared.newClient(pointer)
		}
		return err
	})
	runtime.KeepAlive(client)
	return other, err
}

// WithTimeout returns the same client with another timeout for each operation, also those of its calls: 1 ms to 1 h. Closing one
// closes both.
func (client *Client) WithTimeout(timeLimit time.Duration) (*Client, error) {
	number, err := milliseconds(timeLimit, "timeout_ms")
	if err != nil {
		return nil, err
	}
	return client.with(func(c *C.ringout_client) (*C.ringout_client, error) { return clientWithTimeout(c, number) })
}

// WithRateLimit returns the same client with another reaction to rate limits. Closing one closes both.
func (client *Client) WithRateLimit(reaction RateLimit) (*Client, error) {
	return client.with(func(c *C.ringout_client) (*C.ringout_client, error) {
		return clientWithRateLimit(c, uint32(reaction))
	})
}

// LoginJWT logs in now with a JWT credential from the developer console, and keeps it to log in again.
func (client *Client) LoginJWT(ctx context.Context, jwt string) error {
	_, err := client.do(ctx, func(c *C.ringout_client, inbox *C.ringout_inbox, tag uint64) error {
		return clientLoginJwtInto(c, jwt, inbox, tag)
	})
	return err
}

// LoginPassword logs in now with a password, a grant that RingCentral is retiring. An empty extension is not sent.
func (client *Client) LoginPassword(ctx context.Context, username, extension, password string) error {
	_, err := client.do(ctx, func(c *C.ringout_client, inbox *C.ringout_inbox, tag uint64) error {
		return clientLoginPasswordInto(c, username, optional(extension), password, inbox, tag)
	})
	return err
}

// LoginCode logs in now with an authorization code, which works only once. An empty verifier is not sent. LoginRedirect extracts
// the code from the redirect and checks the state.
func (client *Client) LoginCode(ctx context.Context, code, redirectURI, verifier string) error {
	_, err := client.do(ctx, func(c *C.ringout_client, inbox *C.ringout_inbox, tag uint64) error {
		return clientLoginCodeInto(c, code, redirectURI, optional(verifier), inbox, tag)
	})
	return err
}

func optional(value string) *string {
	if value == "" {
		return nil
	}
	return &value
}

// AuthorizeURL begins a login through RingCentral's login page. Sends nothing. Send the user to the Url, and keep the other fields,
// on the server, until RingCentral redirects the user back.
func (client *Client) AuthorizeURL(redirectURI string) (authorization *Authorization, err error) {
	err = client.shared.locked(func() error {
		native, err := clientAuthorizeUrl(client.handle.pointer, redirectURI)
		authorization = takeAuthorization(native)
		return err
	})
	runtime.KeepAlive(client)
	return authorization, err
}

// LoginRedirect completes a login through RingCentral's login page.
//
//   - redirectedTo: the URL that RingCentral redirected to, with its query.
//   - authorization: that of AuthorizeURL. Its Url is not needed.
func (client *Client) LoginRedirect(ctx context.Context, redirectedTo string, authorization *Authorization) error {
	if authorization == nil {
		return localError(ErrorCodeInvalidArgument, "authorization", "`authorization` is nil")
	}
	native, err := authorizationNew(authorization.RedirectUri, authorization.State, authorization.Verifier)
	if err != nil {
		return err
	}
	defer authorizationFree(native)
	_, err = client.do(ctx, func(c *C.ringout_client, inbox *C.ringout_inbox, tag uint64) error {
		return clientLoginRedirectInto(c, redirectedTo, native, inbox, tag)
	})
	return err
}

// Refresh refreshes the token now. Usually not needed, because requests refresh it in time.
func (client *Client) Refresh(ctx context.Context) error {
	_, err := client.do(ctx, clientRefreshInto)
	return err
}

// Logout ends the session on RingCentral, and removes the token and the credentials from the client and its token store.
func (client *Client) Logout(ctx context.Context) error {
	_, err := client.do(ctx, clientLogoutInto)
	return err
}

// Token returns the current token, or nil before the first login. Sends nothing.
func (client *Client) Token() (token *Token, err error) {
	err = client.shared.locked(func() error {
		native, err := clientToken(client.handle.pointer)
		token = takeToken(native)
		return err
	})
	runtime.KeepAlive(client)
	return token, err
}

// TokenFromJSON reads a saved token: the Json of a Token.
func TokenFromJSON(json string) (*Token, error) {
	native, err := tokenFromJson(json)
	return takeToken(native), err
}

// SetToken uses a saved token from now on.
func (client *Client) SetToken(token *Token) error {
	if token == nil {
		return localError(ErrorCodeInvalidArgument, "token", "`token` is nil")
	}
	native, err := tokenFromJson(token.Json)
	if err != nil {
		return err
	}
	defer tokenFree(native)
	defer runtime.KeepAlive(client)
	return client.shared.locked(func() error { return clientSetToken(client.handle.pointer, native) })
}

// CreateCall places a call. The caller's phone rings first, then the callee's.
//
// The request is sent once. If it may have reached RingCentral and no usable response arrived, the error is ErrMaybePlaced: check
// with CallLog and the error's Attempt before you place the call again. MayHavePlaced of the error is true for all such errors.
//
//   - to: the callee's number in E.164, such as "+16505550100", or an extension, "101" or "+16505550100*101".
func (client *Client) CreateCall(ctx context.Context, to string, options ...CallOption) (*Call, error) {
	native := NewCallRequest(to, options...).native()
	if err := native.check(); err != nil {
		return nil, err
	}
	event, err := client.do(ctx, func(c *C.ringout_client, inbox *C.ringout_inbox, tag uint64) error {
		memory := &nativeMemory{}
		defer memory.free()
		return clientCreateCallInto(c, memory.newCallRequests([]nativeCallRequest{native}), inbox, tag)
	})
	if err != nil {
		return nil, err
	}
	return client.shared.newCall(event.call), nil
}

// Call returns a handle for a known id, to resume an earlier call. Sends nothing; the State is nil until the first poll.
func (client *Client) Call(id string) (call *Call, err error) {
	err = client.shared.locked(func() error {
		pointer, err := clientCall(client.handle.pointer, id)
		call = client.shared.newCall(pointer)
		return err
	})
	runtime.KeepAlive(client)
	return call, err
}

// Limits returns RingCentral's rate limits as far as the client knows them: Light, Heavy and Auth. Sends nothing.
func (client *Client) Limits() (limits []Limit, err error) {
	err = client.shared.locked(func() error {
		native, err := clientLimits(client.handle.pointer)
		if err == nil {
			limits = takeLimits(native).Items
		}
		return err
	})
	runtime.KeepAlive(client)
	return limits, err
}

// CallerIDs returns the user's numbers that may be shown to a callee, for the option CallerID.
func (client *Client) CallerIDs(ctx context.Context) ([]PhoneNumber, error) {
	event, err := client.do(ctx, clientCallerIdsInto)
	if err != nil {
		return nil, err
	}
	return event.CallerIds.Items, nil
}

// ForwardingNumbers returns the phones that can ring first, for the option FromForwardingNumber.
func (client *Client) ForwardingNumbers(ctx context.Context) ([]ForwardingNumber, error) {
	event, err := client.do(ctx, clientForwardingNumbersInto)
	if err != nil {
		return nil, err
	}
	return event.ForwardingNumbers.Items, nil
}

// Preflight checks, without ringing a phone, what would make a call fail. A nil request checks what all calls need. Problems, and
// checks that were not possible, are in the result and are not errors.
func (client *Client) Preflight(ctx context.Context, request *CallRequest) (*Preflight, error) {
	var natives []nativeCallRequest
	if request != nil {
		natives = append(natives, request.native())
		if err := natives[0].check(); err != nil {
			return nil, err
		}
	}
	event, err := client.do(ctx, func(c *C.ringout_client, inbox *C.ringout_inbox, tag uint64) error {
		memory := &nativeMemory{}
		defer memory.free()
		if natives == nil {
			return clientPreflightInto(c, nil, inbox, tag)
		}
		return clientPreflightInto(c, memory.newCallRequests(natives), inbox, tag)
	})
	if err != nil {
		return nil, err
	}
	return event.Preflight, nil
}

// Attempt is a call that may have been placed, from the Attempt of an error or of an earlier run.
type Attempt struct {
	// The callee's number.
	To string
	// The caller's number, or empty if it is not known.
	From string
	// When the request was sent.
	SentAt time.Time
}

// CallLog looks up a call in RingCentral's call log by its numbers and its time.
func (client *Client) CallLog(ctx context.Context, attempt Attempt) (*LoggedCall, error) {
	event, err := client.do(ctx, func(c *C.ringout_client, inbox *C.ringout_inbox, tag uint64) error {
		return clientCallLogInto(c, attempt.To, optional(attempt.From), attempt.SentAt.UnixMilli(), inbox, tag)
	})
	if err != nil {
		return nil, err
	}
	return event.LoggedCall, nil
}

// Request sends any other API request with the client's login, timeouts, retries and errors. A response outside 200 to 299 is an
// error.
//
//   - path: begins with "/" and is sent unchanged.
//   - query: is escaped; nil for none.
//   - body: JSON; nil for none.
func (client *Client) Request(ctx context.Context, method, path string, query url.Values, body []byte) (*Response, error) {
	return client.request(ctx, clientRequestInto, method, path, query, body)
}

// Send is like Request, but returns the response whatever its status. Error of the response is the error of a failed one.
func (client *Client) Send(ctx context.Context, method, path string, query url.Values, body []byte) (*Response, error) {
	return client.request(ctx, clientSendInto, method, path, query, body)
}

type requestInto func(*C.ringout_client, string, string, []string, *string, *C.ringout_inbox, uint64) error

func (client *Client) request(ctx context.Context, start requestInto, method, path string, query url.Values, body []byte) (*Response, error) {
	var pairs []string
	names := make([]string, 0, len(query))
	for name := range query {
		names = append(names, name)
	}
	sort.Strings(names)
	for _, name := range names {
		for _, value := range query[name] {
			pairs = append(pairs, name, value)
		}
	}
	var content *string
	if body != nil {
		text := string(body)
		content = &text
	}
	event, err := client.do(ctx, func(c *C.ringout_client, inbox *C.ringout_inbox, tag uint64) error {
		return start(c, method, path, pairs, content, inbox, tag)
	})
	if err != nil {
		return nil, err
	}
	return event.Response, nil
}

// JSON decodes the body.
func (value *Response) JSON(into interface{}) error {
	return json.Unmarshal(value.Body, into)
}
