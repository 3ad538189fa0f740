// Generated from include/ringout.h by ffi-c/languages/generate.py: do not edit, run it again.

package ringout

// #include <ringout.h>
// #include <stdlib.h>
// #if RINGOUT_ABI_VERSION != 0
// #error "libringout 0.1.0 or later with binary interface 0 is needed"
// #endif
import "C"

import (
	"strings"
	"unsafe"
)

// nativeMemory is memory of C that lives until free.
type nativeMemory struct {
	blocks []unsafe.Pointer
}

func (memory *nativeMemory) allocate(size int) unsafe.Pointer {
	block := C.calloc(1, C.size_t(size+1))
	memory.blocks = append(memory.blocks, block)
	return block
}

func (memory *nativeMemory) text(value *string) *C.char {
	if value == nil {
		return nil
	}
	text := C.CString(*value)
	memory.blocks = append(memory.blocks, unsafe.Pointer(text))
	return text
}

func (memory *nativeMemory) texts(values []string) **C.char {
	if values == nil {
		return nil
	}
	block := memory.allocate((len(values) + 1) * C.sizeof_size_t)
	array := unsafe.Slice((**C.char)(block), len(values)+1)
	for i := range values {
		array[i] = memory.text(&values[i])
	}
	return (**C.char)(block)
}

func (memory *nativeMemory) free() {
	for _, block := range memory.blocks {
		C.free(block)
	}
	memory.blocks = nil
}

// checkText fails for a string that C cannot represent.
func checkText(value *string, name string) error {
	if value == nil || !strings.Contains(*value, "\x00") {
		return nil
	}
	text := "`" + name + "` contains a NUL character"
	return &Error{ErrorInfo{
		Code:                ErrorCodeInvalidArgument,
		Text:                text,
		Message:             text,
		Parameter:           name,
		RetryAfterMs:        -1,
		AttemptSentAtUnixMs: -1,
	}}
}

func takeText(text *C.char) string {
	defer C.ringout_string_free(text)
	return C.GoString(text)
}

func newError(status uint32, err *C.ringout_error) error {
	info := takeErrorInfo(err)
	if info == nil {
		info = &ErrorInfo{Code: ErrorCode(status), Text: errorCodeName(status)}
	}
	return &Error{*info}
}

// cloned returns another handle of a call that something else owns.
func cloned(call *C.ringout_call) *C.ringout_call {
	if call == nil {
		return nil
	}
	clone, err := callClone(call)
	if err != nil {
		return nil
	}
	return clone
}

// abiVersionNumber: the version of the binary interface that this header describes: the number in the soname, and the value of
// abiVersion in a library that fits.
//
// Since version 0.1.
const abiVersionNumber uint32 = 0

// defaultTimeoutNumber: the library's default, for every timeout.
//
// Since version 0.1.
const defaultTimeoutNumber uint32 = 4294967295

// nativeTokenStore: your own token store. Initialise with RINGOUT_TOKEN_STORE_INIT, set at least load and save, and point
// token_store of a ringout_config to it. clientNew copies it.
//
// The client loads a token only when it needs a new one, and saves every token that it receives. It calls the
// callbacks on threads of the library, several at once. A callback that outlasts the operation it was called for keeps
// running, and the operation fails.
//
// A callback that fails, or returns a value that is not one of its results, fails the operation with
// ErrorCodeStorage. If only saving failed, the client uses the token even so and logs a warning. Callbacks must
// return normally, without an exception or a longjmp.
//
// Since version 0.1.
type nativeTokenStore struct {
	// Passed to each callback; may be nil. It must stay valid until free_user_data has been called (or, if that is
	// nil, until it would have been).
	UserData unsafe.Pointer
	// Required.
	Load C.ringout_token_load_callback
	// Required.
	Save C.ringout_token_save_callback
	// Optional, together with unlock. If nil, two processes may log in at the same time.
	TryLock C.ringout_token_try_lock_callback
	// Optional, together with try_lock. The client waits for it for up to one second.
	Unlock C.ringout_token_unlock_callback
	// Frees user_data, once for each client that was created with this struct: when all handles of the client and of
	// its calls are freed and no callback is running. Not called if clientNew fails. nil for none.
	FreeUserData C.ringout_free_user_data_callback
}

// newTokenStore returns the defaults.
func newTokenStore() nativeTokenStore {
	return nativeTokenStore{}
}

// check fails for strings that C cannot represent.
func (values nativeTokenStore) check() error {
	return nil
}

// write sets the fields of a C struct, in memory of C.
func (values nativeTokenStore) write(memory *nativeMemory, c *C.ringout_token_store) {
	c.struct_size = C.sizeof_ringout_token_store
	c.user_data = values.UserData
	c.load = values.Load
	c.save = values.Save
	c.try_lock = values.TryLock
	c.unlock = values.Unlock
	c.free_user_data = values.FreeUserData
}

// newTokenStores makes an array of C structs.
func (memory *nativeMemory) newTokenStores(values []nativeTokenStore) *C.ringout_token_store {
	block := memory.allocate(len(values) * C.sizeof_ringout_token_store)
	array := unsafe.Slice((*C.ringout_token_store)(block), len(values))
	for i := range values {
		values[i].write(memory, &array[i])
	}
	return (*C.ringout_token_store)(block)
}

// nativeLedger: your own ledger: where all processes that may place the same call look it up by its dedupe_key. Initialise with
// RINGOUT_LEDGER_INIT, set load and swap, and point ledger of a ringout_config to it. clientNew
// copies it.
//
// No key is placed twice as long as the ledger swaps in one step and loses nothing. The callbacks run on threads of the
// library, several at once. If one fails before the request that places a call is sent, nothing is sent and the
// operation fails with ErrorCodeStorage. If one fails afterwards, that is a warning in the log. A callback that
// outlasts the operation it was called for keeps running. Callbacks must return normally, without an exception or a
// longjmp.
//
// Since version 0.1.
type nativeLedger struct {
	// Passed to each callback; may be nil. It must stay valid until free_user_data has been called (or, if that is
	// nil, until it would have been).
	UserData unsafe.Pointer
	// Required.
	Load C.ringout_ledger_load_callback
	// Required.
	Swap C.ringout_ledger_swap_callback
	// Frees user_data, once for each client that was created with this struct: when all handles of the client and of
	// its calls are freed and no callback is running. Not called if clientNew fails. nil for none.
	FreeUserData C.ringout_free_user_data_callback
}

// newLedger returns the defaults.
func newLedger() nativeLedger {
	return nativeLedger{}
}

// check fails for strings that C cannot represent.
func (values nativeLedger) check() error {
	return nil
}

// write sets the fields of a C struct, in memory of C.
func (values nativeLedger) write(memory *nativeMemory, c *C.ringout_ledger) {
	c.struct_size = C.sizeof_ringout_ledger
	c.user_data = values.UserData
	c.load = values.Load
	c.swap = values.Swap
	c.free_user_data = values.FreeUserData
}

// newLedgers makes an array of C structs.
func (memory *nativeMemory) newLedgers(values []nativeLedger) *C.ringout_ledger {
	block := memory.allocate(len(values) * C.sizeof_ringout_ledger)
	array := unsafe.Slice((*C.ringout_ledger)(block), len(values))
	for i := range values {
		values[i].write(memory, &array[i])
	}
	return (*C.ringout_ledger)(block)
}

// nativeConfig: the settings of a client. Initialise with RINGOUT_CONFIG_INIT, then set server, client_id and any other field.
// clientNew checks and copies everything.
//
// Each operation has one deadline, which covers waiting for a rate limit, connecting, logging in and retries.
//
// A setting is the field if set, else the environment for proxy and ca_bundle, else the default.
// clientFromEnv also reads the server, the app and the JWT from the environment.
//
// Since version 0.1.
type nativeConfig struct {
	// Which of RingCentral's two paths for RingOut to use: a CallPath.
	CallPath uint32
	// The time to establish a connection, including name lookup and TLS, in milliseconds: 1 to 3600000, or
	// RINGOUT_DEFAULT_TIMEOUT for 5 s. It is part of the operation's deadline, not added to it.
	ConnectTimeoutMs uint32
	// The deadline of any operation that does not place a call, in milliseconds: 1 to 3600000, or
	// RINGOUT_DEFAULT_TIMEOUT for 30 s. Waiting for the end of a call has its own timeout.
	RequestTimeoutMs uint32
	// The deadline for placing a call, in milliseconds: 1 to 3600000, or RINGOUT_DEFAULT_TIMEOUT for 30 s. If it
	// passes after the request was sent, the error is ErrorCodeMaybePlaced, so do not set it tightly.
	CreateTimeoutMs uint32
	// The requested lifetime of access tokens in seconds: 600 to 3600, or 0 for RingCentral's default.
	AccessTokenTtlS uint32
	// The requested lifetime of refresh tokens in seconds: 1 to 31536000, or 0 for RingCentral's default, 7 days.
	RefreshTokenTtlS uint32
	// The reaction to rate limits: a RateLimit.
	RateLimit uint32
	// Nonzero allows http:// to other machines, which sends tokens in the clear. This machine is always allowed.
	AllowInsecureHttp uint32
	// RingCentral's URL, "https://platform.ringcentral.com" in production. Required.
	Server *string
	// The client id of the app, from the developer console. Required.
	ClientId *string
	// The client secret of the app; nil for a public app.
	ClientSecret *string
	// The JWT credential for the login, which the first request does; nil if your program logs in with
	// clientLoginJwt or another login function.
	Jwt *string
	// The account id; nil for the account of the user who logs in.
	AccountId *string
	// The extension id; nil for the extension of the user who logs in.
	ExtensionId *string
	// The path of a file that keeps tokens between runs and shares them between processes. Only its owner can read it.
	// nil keeps tokens in memory.
	TokenFile *string
	// The user's name in the key of the saved token; nil to derive it from the credentials. Set it if several users
	// log in on RingCentral's page.
	TokenUser *string
	// The proxy, "http://user:password@host:port"; "" for none. nil for the proxy of ALL_PROXY, HTTPS_PROXY or
	// HTTP_PROXY, except for servers on this machine and those that match NO_PROXY, which is read as curl reads
	// it.
	Proxy *string
	// The path of a PEM file with the certificate authorities to trust. nil for those of SSL_CERT_FILE and
	// SSL_CERT_DIR (on Linux), or else the system's.
	CaBundle *string
	// The name of your app, sent in User-Agent; nil for none.
	AppName *string
	// The version of your app; required with app_name, nil without.
	AppVersion *string
	// Your own token store, instead of token_file; nil for none.
	TokenStore *C.ringout_token_store
	// Your own ledger, for requests with a dedupe_key; nil for none. Set token_user if the JWT may be replaced while
	// keys are in use, because the user is part of each key.
	Ledger *C.ringout_ledger
	// How long the ledger remembers a key after its last change, in seconds: 3600 to 31536000, or 0 for 7 days. It
	// should be longer than any queue may deliver a job again.
	DedupeLifetimeS uint64
	// Where all workers of a fleet account for RingCentral's rate limits together; nil for none. It may be the struct of
	// ledger. If it fails or takes longer than 5 s, the client says so in the log, pauses for a window of the
	// limit and goes on with its share.
	Budget *C.ringout_ledger
	// The part of RingCentral's limits for this client without a budget, and while it fails: more than 0 and at most 1, or
	// 0 for the default, which is 1 without a budget and 0.1 with one. For N workers, 1/N.
	Share float64
}

// newConfig returns the defaults.
func newConfig() nativeConfig {
	return nativeConfig{ConnectTimeoutMs: 4294967295, RequestTimeoutMs: 4294967295, CreateTimeoutMs: 4294967295}
}

// check fails for strings that C cannot represent.
func (values nativeConfig) check() error {
	if err := checkText(values.Server, "server"); err != nil {
		return err
	}
	if err := checkText(values.ClientId, "client_id"); err != nil {
		return err
	}
	if err := checkText(values.ClientSecret, "client_secret"); err != nil {
		return err
	}
	if err := checkText(values.Jwt, "jwt"); err != nil {
		return err
	}
	if err := checkText(values.AccountId, "account_id"); err != nil {
		return err
	}
	if err := checkText(values.ExtensionId, "extension_id"); err != nil {
		return err
	}
	if err := checkText(values.TokenFile, "token_file"); err != nil {
		return err
	}
	if err := checkText(values.TokenUser, "token_user"); err != nil {
		return err
	}
	if err := checkText(values.Proxy, "proxy"); err != nil {
		return err
	}
	if err := checkText(values.CaBundle, "ca_bundle"); err != nil {
		return err
	}
	if err := checkText(values.AppName, "app_name"); err != nil {
		return err
	}
	if err := checkText(values.AppVersion, "app_version"); err != nil {
		return err
	}
	return nil
}

// write sets the fields of a C struct, in memory of C.
func (values nativeConfig) write(memory *nativeMemory, c *C.ringout_config) {
	c.struct_size = C.sizeof_ringout_config
	c.call_path = C.uint32_t(values.CallPath)
	c.connect_timeout_ms = C.uint32_t(values.ConnectTimeoutMs)
	c.request_timeout_ms = C.uint32_t(values.RequestTimeoutMs)
	c.create_timeout_ms = C.uint32_t(values.CreateTimeoutMs)
	c.access_token_ttl_s = C.uint32_t(values.AccessTokenTtlS)
	c.refresh_token_ttl_s = C.uint32_t(values.RefreshTokenTtlS)
	c.rate_limit = C.uint32_t(values.RateLimit)
	c.allow_insecure_http = C.uint32_t(values.AllowInsecureHttp)
	c.server = memory.text(values.Server)
	c.client_id = memory.text(values.ClientId)
	c.client_secret = memory.text(values.ClientSecret)
	c.jwt = memory.text(values.Jwt)
	c.account_id = memory.text(values.AccountId)
	c.extension_id = memory.text(values.ExtensionId)
	c.token_file = memory.text(values.TokenFile)
	c.token_user = memory.text(values.TokenUser)
	c.proxy = memory.text(values.Proxy)
	c.ca_bundle = memory.text(values.CaBundle)
	c.app_name = memory.text(values.AppName)
	c.app_version = memory.text(values.AppVersion)
	c.token_store = values.TokenStore
	c.ledger = values.Ledger
	c.dedupe_lifetime_s = C.uint64_t(values.DedupeLifetimeS)
	c.budget = values.Budget
	c.share = C.double(values.Share)
}

// newConfigs makes an array of C structs.
func (memory *nativeMemory) newConfigs(values []nativeConfig) *C.ringout_config {
	block := memory.allocate(len(values) * C.sizeof_ringout_config)
	array := unsafe.Slice((*C.ringout_config)(block), len(values))
	for i := range values {
		values[i].write(memory, &array[i])
	}
	return (*C.ringout_config)(block)
}

// nativeCallRequest: a call to place: the caller's phone rings first, then the callee's. Initialise with RINGOUT_CALL_REQUEST_INIT,
// then set to and any other field. Fields that are not set are not sent.
//
// Numbers are E.164 ("+16505550100"). The "+" is optional with 8 digits or more. Spaces, dashes of every kind, dots,
// brackets and invisible marks are ignored. Caller and callee may also be an extension of the account ("101", 2 to 6
// digits) or of a main number ("+16505550100*101"). The zero of "+44 (0)20 7946 0018" is dropped in countries where
// callers from abroad omit it, and refused where it may belong to the number, as in Italy. Emergency numbers are
// refused.
//
// Since version 0.1.
type nativeCallRequest struct {
	// Whether the caller must press 1 before the callee is dialled: a PlayPrompt.
	PlayPrompt uint32
	// The callee's number. Required.
	To *string
	// The caller's number, which rings first; nil for the user's default forwarding number. Excludes
	// from_forwarding_number.
	From *string
	// The caller as the id of one of the user's forwarding numbers, or nil. Excludes from.
	FromForwardingNumber *string
	// The number that the callee sees, one of the user's numbers with the CallerId feature; nil for the account's
	// setting.
	CallerId *string
	// RingCentral's id of the country for national numbers, such as "1", or nil. With it, a number without "+" is a
	// national number of 1 to 15 digits.
	Country *string
	// Nonzero hangs up if clientCreateCall is interrupted after the request was sent. That function still
	// returns ErrorCodeMaybePlaced at once. A thread of the library waits up to five seconds for the response and
	// cancels the call that it names. The log has what became of it. Other functions ignore the field.
	CancelOnExit uint64
	// The key under which this call is placed at most once by all processes that share a ringout_ledger, such as the
	// id of a job; nil for none. 1 to 256 bytes without control characters. It belongs to one pair of numbers. If the
	// call of the key exists, clientCreateCall returns it, see callAdopted.
	DedupeKey *string
}

// newCallRequest returns the defaults.
func newCallRequest() nativeCallRequest {
	return nativeCallRequest{}
}

// check fails for strings that C cannot represent.
func (values nativeCallRequest) check() error {
	if err := checkText(values.To, "to"); err != nil {
		return err
	}
	if err := checkText(values.From, "from"); err != nil {
		return err
	}
	if err := checkText(values.FromForwardingNumber, "from_forwarding_number"); err != nil {
		return err
	}
	if err := checkText(values.CallerId, "caller_id"); err != nil {
		return err
	}
	if err := checkText(values.Country, "country"); err != nil {
		return err
	}
	if err := checkText(values.DedupeKey, "dedupe_key"); err != nil {
		return err
	}
	return nil
}

// write sets the fields of a C struct, in memory of C.
func (values nativeCallRequest) write(memory *nativeMemory, c *C.ringout_call_request) {
	c.struct_size = C.sizeof_ringout_call_request
	c.play_prompt = C.uint32_t(values.PlayPrompt)
	c.to = memory.text(values.To)
	c.from = memory.text(values.From)
	c.from_forwarding_number = memory.text(values.FromForwardingNumber)
	c.caller_id = memory.text(values.CallerId)
	c.country = memory.text(values.Country)
	c.cancel_on_exit = C.uint64_t(values.CancelOnExit)
	c.dedupe_key = memory.text(values.DedupeKey)
}

// newCallRequests makes an array of C structs.
func (memory *nativeMemory) newCallRequests(values []nativeCallRequest) *C.ringout_call_request {
	block := memory.allocate(len(values) * C.sizeof_ringout_call_request)
	array := unsafe.Slice((*C.ringout_call_request)(block), len(values))
	for i := range values {
		values[i].write(memory, &array[i])
	}
	return (*C.ringout_call_request)(block)
}

// nativeWaitOptions: how to wait for a call. Initialise with RINGOUT_WAIT_OPTIONS_INIT, whose values also apply where a function takes
// nil.
//
// Since version 0.1.
type nativeWaitOptions struct {
	// What to wait for: a Until.
	Until uint32
	// The longest time to wait, in milliseconds, or RINGOUT_DEFAULT_TIMEOUT for one hour. 0 returns the known
	// outcome without polling.
	TimeoutMs uint32
	// Nonzero hangs up when the timeout passes. If that fails, the outcome is that of the last known state.
	CancelOnTimeout uint32
	// Nonzero hangs up if the wait is left without an outcome: it fails, it is interrupted, the callback of
	// callWatch stops it, or the watch is freed before its end. The library sends the cancel on one of its
	// threads, at most once for a call and for up to five seconds, and logs the effect. Freeing the last handle of the
	// client waits for it; a process that exits before that may lose it. See callDetach.
	CancelOnExit uint32
}

// newWaitOptions returns the defaults.
func newWaitOptions() nativeWaitOptions {
	return nativeWaitOptions{TimeoutMs: 4294967295}
}

// check fails for strings that C cannot represent.
func (values nativeWaitOptions) check() error {
	return nil
}

// write sets the fields of a C struct, in memory of C.
func (values nativeWaitOptions) write(memory *nativeMemory, c *C.ringout_wait_options) {
	c.struct_size = C.sizeof_ringout_wait_options
	c.until = C.uint32_t(values.Until)
	c.timeout_ms = C.uint32_t(values.TimeoutMs)
	c.cancel_on_timeout = C.uint32_t(values.CancelOnTimeout)
	c.cancel_on_exit = C.uint32_t(values.CancelOnExit)
}

// newWaitOptionss makes an array of C structs.
func (memory *nativeMemory) newWaitOptionss(values []nativeWaitOptions) *C.ringout_wait_options {
	block := memory.allocate(len(values) * C.sizeof_ringout_wait_options)
	array := unsafe.Slice((*C.ringout_wait_options)(block), len(values))
	for i := range values {
		values[i].write(memory, &array[i])
	}
	return (*C.ringout_wait_options)(block)
}

// nativePlaceOptions: the options of a batch of calls. Initialise with RINGOUT_PLACE_OPTIONS_INIT, whose values also apply where a
// function takes nil.
//
// Since version 0.1.
type nativePlaceOptions struct {
	// What to wait for with each call: a Until.
	Until uint32
	// The longest time to wait for each call, from when it is placed, in milliseconds, or RINGOUT_DEFAULT_TIMEOUT
	// for one hour.
	TimeoutMs uint32
	// Nonzero hangs up when the timeout passes. If that fails, the outcome is that of the last known state.
	CancelOnTimeout uint32
	// The most calls in flight at once; 0 for no limit. A phone that rings for one call is busy for another, so use 1
	// if all calls have the same caller.
	Concurrency int
	// Called before and after each request is sent; nil for none.
	Journal C.ringout_journal_callback
	// Passed to the journal; may be nil. It must stay valid until the ringout_place_all is freed.
	UserData unsafe.Pointer
	// The time for the whole batch, from the call of clientPlaceAll, in milliseconds; 0 for no limit.
	// When it passes, each request that was not sent gets ErrorCodeTimeout, and the wait for each call in flight ends
	// like a wait that times out.
	TotalTimeoutMs uint64
}

// newPlaceOptions returns the defaults.
func newPlaceOptions() nativePlaceOptions {
	return nativePlaceOptions{TimeoutMs: 4294967295}
}

// check fails for strings that C cannot represent.
func (values nativePlaceOptions) check() error {
	return nil
}

// write sets the fields of a C struct, in memory of C.
func (values nativePlaceOptions) write(memory *nativeMemory, c *C.ringout_place_options) {
	c.struct_size = C.sizeof_ringout_place_options
	c.until = C.uint32_t(values.Until)
	c.timeout_ms = C.uint32_t(values.TimeoutMs)
	c.cancel_on_timeout = C.uint32_t(values.CancelOnTimeout)
	c.concurrency = C.size_t(values.Concurrency)
	c.journal = values.Journal
	c.user_data = values.UserData
	c.total_timeout_ms = C.uint64_t(values.TotalTimeoutMs)
}

// newPlaceOptionss makes an array of C structs.
func (memory *nativeMemory) newPlaceOptionss(values []nativePlaceOptions) *C.ringout_place_options {
	block := memory.allocate(len(values) * C.sizeof_ringout_place_options)
	array := unsafe.Slice((*C.ringout_place_options)(block), len(values))
	for i := range values {
		values[i].write(memory, &array[i])
	}
	return (*C.ringout_place_options)(block)
}

// version returns the version of the loaded library, such as "0.1.0". RINGOUT_VERSION is that of the header that the program
// was compiled with. Never nil, valid forever.
//
// Since version 0.1.
func version() string {
	return C.GoString(C.ringout_version())
}

// abiVersion returns the version of the binary interface of the loaded library. The library fits the program if this equals
// RINGOUT_ABI_VERSION.
//
// Since version 0.1.
func abiVersion() uint32 {
	return uint32(C.ringout_abi_version())
}

// errorFree frees an error. nil does nothing. Do not free an error that belongs to a response, a result or a journal entry.
//
// Since version 0.1.
func errorFree(err *C.ringout_error) {
	C.ringout_error_free(err)
}

// errorCode returns the error code, the same number that the function returned. ErrorCodeOk for nil.
//
// Since version 0.1.
func errorCode(err *C.ringout_error) uint32 {
	return uint32(C.ringout_error_code(err))
}

// errorCodeName returns the name of an error code, such as "RATE_LIMITED"; "OK" for 0 and "Unknown" for any other number. Never
// nil, valid forever.
//
// Since version 0.1.
func errorCodeName(code uint32) string {
	return C.GoString(C.ringout_error_code_name(C.uint32_t(code)))
}

// errorText returns the error in one line: the message, then the hint and RingCentral's request id if there are any.
//
// Since version 0.1.
func errorText(err *C.ringout_error) string {
	return C.GoString(C.ringout_error_text(err))
}

// errorMessage returns what happened, in one line.
//
// Since version 0.1.
func errorMessage(err *C.ringout_error) string {
	return C.GoString(C.ringout_error_message(err))
}

// errorHint returns advice, mostly from RingCentral's documentation; nil if there is none.
//
// Since version 0.1.
func errorHint(err *C.ringout_error) string {
	return C.GoString(C.ringout_error_hint(err))
}

// errorParameter returns the argument ("to", "server"), the environment variable or RingCentral's parameter ("to.phoneNumber") at
// fault; nil if there is none.
//
// Since version 0.1.
func errorParameter(err *C.ringout_error) string {
	return C.GoString(C.ringout_error_parameter(err))
}

// errorHttpStatus returns the HTTP status of the response; 0 if there was no response.
//
// Since version 0.1.
func errorHttpStatus(err *C.ringout_error) uint32 {
	return uint32(C.ringout_error_http_status(err))
}

// errorErrorCode returns RingCentral's error code, such as "CMN-102" or "OAU-140"; nil if there is none.
//
// Since version 0.1.
func errorErrorCode(err *C.ringout_error) string {
	return C.GoString(C.ringout_error_error_code(err))
}

// errorOauthError returns the OAuth error, such as "invalid_grant"; nil if there is none.
//
// Since version 0.1.
func errorOauthError(err *C.ringout_error) string {
	return C.GoString(C.ringout_error_oauth_error(err))
}

// errorRequestId returns RingCentral's id of the request, which its support asks for; nil if there is none.
//
// Since version 0.1.
func errorRequestId(err *C.ringout_error) string {
	return C.GoString(C.ringout_error_request_id(err))
}

// errorRetryAfterMs returns how long to wait before the next request, in milliseconds, if a rate limit is the cause; else -1.
//
// Since version 0.1.
func errorRetryAfterMs(err *C.ringout_error) int64 {
	return int64(C.ringout_error_retry_after_ms(err))
}

// errorRetryable returns true if the same function call may succeed later without any change. Never true for ErrorCodeMaybePlaced.
//
// Since version 0.1.
func errorRetryable(err *C.ringout_error) bool {
	return bool(C.ringout_error_retryable(err))
}

// errorMayHavePlaced returns true if phones may be ringing after this error of clientCreateCall: for
// ErrorCodeMaybePlaced, HTTP 408, and ErrorCodeServer other than a 503 with Retry-After. The same applies to
// other POST requests of clientRequest. False for every other error and for nil.
//
// Since version 0.1.
func errorMayHavePlaced(err *C.ringout_error) bool {
	return bool(C.ringout_error_may_have_placed(err))
}

// errorDetailCount returns the number of entries in the response's list of errors.
//
// Since version 0.1.
func errorDetailCount(err *C.ringout_error) int {
	return int(C.ringout_error_detail_count(err))
}

// errorDetailErrorCode returns RingCentral's error code in the entry at index, counted from 0. nil if the entry has none, and for an
// index out of range.
//
// Since version 0.1.
func errorDetailErrorCode(err *C.ringout_error, index int) string {
	return C.GoString(C.ringout_error_detail_error_code(err, C.size_t(index)))
}

// errorDetailMessage returns RingCentral's message in the entry at index, counted from 0. It may change, so do not decide on it. nil if
// the entry has none, and for an index out of range.
//
// Since version 0.1.
func errorDetailMessage(err *C.ringout_error, index int) string {
	return C.GoString(C.ringout_error_detail_message(err, C.size_t(index)))
}

// errorDetailParameterName returns the parameter at fault in the entry at index, counted from 0, such as "to.phoneNumber". nil if the entry
// has none, and for an index out of range.
//
// Since version 0.1.
func errorDetailParameterName(err *C.ringout_error, index int) string {
	return C.GoString(C.ringout_error_detail_parameter_name(err, C.size_t(index)))
}

// errorDetailParameterValue returns the value at fault in the entry at index, counted from 0. nil if the entry has none, and for an index out of
// range.
//
// Since version 0.1.
func errorDetailParameterValue(err *C.ringout_error, index int) string {
	return C.GoString(C.ringout_error_detail_parameter_value(err, C.size_t(index)))
}

// errorDetailAdditionalInfo returns the additional information in the entry at index, counted from 0. nil if the entry has none, and for an
// index out of range.
//
// Since version 0.1.
func errorDetailAdditionalInfo(err *C.ringout_error, index int) string {
	return C.GoString(C.ringout_error_detail_additional_info(err, C.size_t(index)))
}

// errorDetailField returns another field of the entry at index, counted from 0, by RingCentral's name, such as "permissionName" or
// "feature". A string is returned as it is, any other value as JSON. nil if the entry has no such field, for an index
// out of range, and if name is nil or not UTF-8.
//
// Since version 0.1.
func errorDetailField(err *C.ringout_error, index int, name *string) string {
	memory := &nativeMemory{}
	defer memory.free()
	return C.GoString(C.ringout_error_detail_field(err, C.size_t(index), memory.text(name)))
}

// errorDetailFields returns all other fields of the entry at index, counted from 0, as a JSON object. nil if the entry has none, and for
// an index out of range.
//
// Since version 0.1.
func errorDetailFields(err *C.ringout_error, index int) string {
	return C.GoString(C.ringout_error_detail_fields(err, C.size_t(index)))
}

// errorAttemptTo returns the callee's number as it was sent, if errorMayHavePlaced is true for a call; else nil.
//
// Since version 0.1.
func errorAttemptTo(err *C.ringout_error) string {
	return C.GoString(C.ringout_error_attempt_to(err))
}

// errorAttemptFrom returns the caller's number as it was sent, if errorMayHavePlaced is true for a call with one; else
// nil.
//
// Since version 0.1.
func errorAttemptFrom(err *C.ringout_error) string {
	return C.GoString(C.ringout_error_attempt_from(err))
}

// errorAttemptSentAtUnixMs returns when the first byte of the request was sent, if errorMayHavePlaced is true; else -1. In
// milliseconds since 1970 (UTC) by this machine's clock. Look for the call in the call log from this time on.
//
// Since version 0.1.
func errorAttemptSentAtUnixMs(err *C.ringout_error) int64 {
	return int64(C.ringout_error_attempt_sent_at_unix_ms(err))
}

// stringFree frees a string that a function returned as char *. nil does nothing.
//
// Since version 0.1.
func stringFree(stringValue *C.char) {
	C.ringout_string_free(stringValue)
}

// setLogCallback sends log records to callback from now on, instead of to the previous callback. nil, the default, sends them to no
// callback. There is one callback for all clients. If the environment variable RINGOUT_LOG is "error", "warn", "info" or
// "debug" when the first client is created or this function is first called, records up to that level are also written to
// standard error.
//
//   - user_data: passed to the callback; may be nil.
//   - level: the least severe level to receive, a LogLevel. Ignored if callback is nil.
//
// May be called at any time on any thread. Waits until no thread is in the previous callback, so do not hold a lock
// that the callback takes. Once it has returned ErrorCodeOk, the previous callback is never called again and its
// user_data may be freed. Inside the callback it returns ErrorCodeInvalidArgument. Pass nil before the
// program exits if clients are still in use.
//
// Errors:
// ErrorCodeInvalidArgument, ErrorCodeInternal.
//
// Since version 0.1.
func setLogCallback(callback C.ringout_log_callback, userData unsafe.Pointer, level uint32) error {
	var err *C.ringout_error
	if status := C.ringout_set_log_callback(callback, userData, C.uint32_t(level), &err); status != C.RINGOUT_OK {
		return newError(uint32(status), err)
	}
	return nil
}

// logLevelName returns the name of a LogLevel, such as "WARN". Never nil, valid forever.
//
// Since version 0.1.
func logLevelName(level uint32) string {
	return C.GoString(C.ringout_log_level_name(C.uint32_t(level)))
}

// callPathName returns the last segment of the path of a CallPath, such as "ring-out". Never nil, valid forever.
//
// Since version 0.1.
func callPathName(callPath uint32) string {
	return C.GoString(C.ringout_call_path_name(C.uint32_t(callPath)))
}

// clientNew checks the settings and creates a client. Sends nothing: the first request logs in. Free it with
// clientFree.
//
// Returns ErrorCodeInvalidArgument for a setting that is out of range or contradicts another one;
// errorParameter names it.
//
// Errors:
// ErrorCodeNullPointer, ErrorCodeInternal.
//
// Since version 0.1.
func clientNew(config *C.ringout_config) (*C.ringout_client, error) {
	var client *C.ringout_client
	var err *C.ringout_error
	if status := C.ringout_client_new(config, &client, &err); status != C.RINGOUT_OK {
		return nil, newError(uint32(status), err)
	}
	return client, nil
}

// clientFromEnv creates a client from the environment variables RC_SERVER_URL, RC_APP_CLIENT_ID, RC_APP_CLIENT_SECRET (not for
// public apps) and RC_USER_JWT (not if you log in yourself). Sends nothing: the first request logs in. If
// RINGOUT_TOKEN_FILE is set, the token is kept in that file. Free it with clientFree.
//
// Returns ErrorCodeInvalidArgument if a variable is missing, empty or wrong; errorParameter names it.
// No other thread may change the environment during this function.
//
// Errors:
// ErrorCodeNullPointer, ErrorCodeInternal.
//
// Since version 0.1.
func clientFromEnv() (*C.ringout_client, error) {
	var client *C.ringout_client
	var err *C.ringout_error
	if status := C.ringout_client_from_env(&client, &err); status != C.RINGOUT_OK {
		return nil, newError(uint32(status), err)
	}
	return client, nil
}

// clientFree frees a client handle. nil does nothing. Calls that were created with it stay usable.
//
// Freeing the last handle of a client, including those of its calls, waits for hang-ups in flight: cancel_on_exit and
// ringout_scoped_call. That takes up to ten seconds.
//
// Since version 0.1.
func clientFree(client *C.ringout_client) {
	C.ringout_client_free(client)
}

// clientWithTimeout creates another handle for the same client, with a different timeout for each of its operations and those of its
// calls, creates included. How long callWait waits does not change. Sends nothing. Free both handles, in
// any order, with clientFree.
//
//   - timeout_ms: 1 to 3600000 milliseconds.
//
// Errors:
// ErrorCodeInvalidArgument, ErrorCodeNullPointer, ErrorCodeInternal.
//
// Since version 0.1.
func clientWithTimeout(client *C.ringout_client, timeoutMs uint32) (*C.ringout_client, error) {
	var bound *C.ringout_client
	var err *C.ringout_error
	if status := C.ringout_client_with_timeout(client, C.uint32_t(timeoutMs), &bound, &err); status != C.RINGOUT_OK {
		return nil, newError(uint32(status), err)
	}
	return bound, nil
}

// clientWithRateLimit creates another handle for the same client, with a different reaction to rate limits. Both handles share the same
// rate-limit budgets. Sends nothing. Free both handles, in any order, with clientFree.
//
//   - rate_limit: a RateLimit.
//
// Errors:
// ErrorCodeInvalidArgument, ErrorCodeNullPointer, ErrorCodeInternal.
//
// Since version 0.1.
func clientWithRateLimit(client *C.ringout_client, rateLimit uint32) (*C.ringout_client, error) {
	var bound *C.ringout_client
	var err *C.ringout_error
	if status := C.ringout_client_with_rate_limit(client, C.uint32_t(rateLimit), &bound, &err); status != C.RINGOUT_OK {
		return nil, newError(uint32(status), err)
	}
	return bound, nil
}

// authorizationNew restores an authorization from the values that your program kept. Sends nothing. Free it with
// authorizationFree.
//
// Errors:
// ErrorCodeInvalidArgument, ErrorCodeNullPointer, ErrorCodeInvalidUtf8, ErrorCodeInternal.
//
// Since version 0.1.
func authorizationNew(redirectUri string, state string, verifier string) (*C.ringout_authorization, error) {
	if err := checkText(&redirectUri, "redirect_uri"); err != nil {
		return nil, err
	}
	if err := checkText(&state, "state"); err != nil {
		return nil, err
	}
	if err := checkText(&verifier, "verifier"); err != nil {
		return nil, err
	}
	memory := &nativeMemory{}
	defer memory.free()
	var authorization *C.ringout_authorization
	var err *C.ringout_error
	if status := C.ringout_authorization_new(memory.text(&redirectUri), memory.text(&state), memory.text(&verifier), &authorization, &err); status != C.RINGOUT_OK {
		return nil, newError(uint32(status), err)
	}
	return authorization, nil
}

// authorizationFree frees an authorization and wipes its verifier. nil does nothing.
//
// Since version 0.1.
func authorizationFree(authorization *C.ringout_authorization) {
	C.ringout_authorization_free(authorization)
}

// authorizationUrl returns the URL to send the user to. Empty for an object made with authorizationNew. Valid until the
// authorization is freed, like its other strings.
//
// Since version 0.1.
func authorizationUrl(authorization *C.ringout_authorization) string {
	return C.GoString(C.ringout_authorization_url(authorization))
}

// authorizationRedirectUri returns the URL that RingCentral redirects the user to.
//
// Since version 0.1.
func authorizationRedirectUri(authorization *C.ringout_authorization) string {
	return C.GoString(C.ringout_authorization_redirect_uri(authorization))
}

// authorizationState returns the value that the redirect must contain unchanged.
//
// Since version 0.1.
func authorizationState(authorization *C.ringout_authorization) string {
	return C.GoString(C.ringout_authorization_state(authorization))
}

// authorizationVerifier returns the PKCE verifier, a secret that must stay on your side.
//
// Since version 0.1.
func authorizationVerifier(authorization *C.ringout_authorization) string {
	return C.GoString(C.ringout_authorization_verifier(authorization))
}

// tokenFromJson reads a token from JSON: the output of tokenJson, or a token response of RingCentral, whose lifetime
// then starts now. Sends nothing. Free the token with tokenFree.
//
// Errors:
// ErrorCodeInvalidArgument, ErrorCodeNullPointer, ErrorCodeInvalidUtf8, ErrorCodeInternal.
//
// Since version 0.1.
func tokenFromJson(json string) (*C.ringout_token, error) {
	if err := checkText(&json, "json"); err != nil {
		return nil, err
	}
	memory := &nativeMemory{}
	defer memory.free()
	var token *C.ringout_token
	var err *C.ringout_error
	if status := C.ringout_token_from_json(memory.text(&json), &token, &err); status != C.RINGOUT_OK {
		return nil, newError(uint32(status), err)
	}
	return token, nil
}

// tokenFree frees a token and wipes its secrets. nil does nothing.
//
// Since version 0.1.
func tokenFree(token *C.ringout_token) {
	C.ringout_token_free(token)
}

// tokenJson returns the JSON to keep, a secret. It contains everything that RingCentral sent, and when the token expires. Valid
// until the token is freed, like its other strings.
//
// Since version 0.1.
func tokenJson(token *C.ringout_token) string {
	return C.GoString(C.ringout_token_json(token))
}

// tokenAccessToken returns the access token, a secret.
//
// Since version 0.1.
func tokenAccessToken(token *C.ringout_token) string {
	return C.GoString(C.ringout_token_access_token(token))
}

// tokenRefreshToken returns the refresh token, a secret; nil if RingCentral issued none.
//
// Since version 0.1.
func tokenRefreshToken(token *C.ringout_token) string {
	return C.GoString(C.ringout_token_refresh_token(token))
}

// tokenScope returns the app's permissions as RingCentral lists them, such as "ReadAccounts RingOut"; nil if it did not.
//
// Since version 0.1.
func tokenScope(token *C.ringout_token) string {
	return C.GoString(C.ringout_token_scope(token))
}

// tokenExpiresAtUnixMs returns when the access token expires, in milliseconds since 1970 (UTC). -1 for nil.
//
// Since version 0.1.
func tokenExpiresAtUnixMs(token *C.ringout_token) int64 {
	return int64(C.ringout_token_expires_at_unix_ms(token))
}

// clientLoginJwt logs in now with a JWT credential, and keeps it in memory to log in again whenever the token expires. Sends one
// token request. Not needed if the credential is in the settings of the client.
//
// Returns ErrorCodeUnauthorized if RingCentral refuses it, and ErrorCodeInvalidArgument if it is empty. The
// previous login then stays as it was.
//
// Errors:
// ErrorCodeInvalidArgument, ErrorCodeUnauthorized, ErrorCodeForbidden, ErrorCodeNotFound,
// ErrorCodeRateLimited, ErrorCodeRejected, ErrorCodeServer, ErrorCodeTimeout, ErrorCodeConnection,
// ErrorCodeProtocol, ErrorCodeCancelled, ErrorCodeStorage, ErrorCodeNullPointer, ErrorCodeInvalidUtf8,
// ErrorCodeInternal.
//
// Since version 0.1.
func clientLoginJwt(client *C.ringout_client, jwt string) error {
	if err := checkText(&jwt, "jwt"); err != nil {
		return err
	}
	memory := &nativeMemory{}
	defer memory.free()
	var err *C.ringout_error
	if status := C.ringout_client_login_jwt(client, memory.text(&jwt), &err); status != C.RINGOUT_OK {
		return newError(uint32(status), err)
	}
	return nil
}

// clientLoginPassword logs in now with a user's phone number or e-mail address, extension (may be nil) and password, and keeps them in
// memory to log in again whenever the token expires. Sends one token request. RingCentral is retiring this flow;
// prefer a JWT.
//
// Errors are those of clientLoginJwt.
//
// Errors:
// ErrorCodeInvalidArgument, ErrorCodeUnauthorized, ErrorCodeForbidden, ErrorCodeNotFound,
// ErrorCodeRateLimited, ErrorCodeRejected, ErrorCodeServer, ErrorCodeTimeout, ErrorCodeConnection,
// ErrorCodeProtocol, ErrorCodeCancelled, ErrorCodeStorage, ErrorCodeNullPointer, ErrorCodeInvalidUtf8,
// ErrorCodeInternal.
//
// Since version 0.1.
func clientLoginPassword(client *C.ringout_client, username string, extension *string, password string) error {
	if err := checkText(&username, "username"); err != nil {
		return err
	}
	if err := checkText(extension, "extension"); err != nil {
		return err
	}
	if err := checkText(&password, "password"); err != nil {
		return err
	}
	memory := &nativeMemory{}
	defer memory.free()
	var err *C.ringout_error
	if status := C.ringout_client_login_password(client, memory.text(&username), memory.text(extension), memory.text(&password), &err); status != C.RINGOUT_OK {
		return newError(uint32(status), err)
	}
	return nil
}

// clientLoginCode logs in now with an authorization code, as RingCentral sent it to the redirect URI. A code works once. Sends one
// token request. clientLoginRedirect is simpler: it also checks the redirect.
//
//   - verifier: the PKCE verifier of this login; may be nil.
//
// Errors are those of clientLoginJwt.
//
// Errors:
// ErrorCodeInvalidArgument, ErrorCodeUnauthorized, ErrorCodeForbidden, ErrorCodeNotFound,
// ErrorCodeRateLimited, ErrorCodeRejected, ErrorCodeServer, ErrorCodeTimeout, ErrorCodeConnection,
// ErrorCodeProtocol, ErrorCodeCancelled, ErrorCodeStorage, ErrorCodeNullPointer, ErrorCodeInvalidUtf8,
// ErrorCodeInternal.
//
// Since version 0.1.
func clientLoginCode(client *C.ringout_client, code string, redirectUri string, verifier *string) error {
	if err := checkText(&code, "code"); err != nil {
		return err
	}
	if err := checkText(&redirectUri, "redirect_uri"); err != nil {
		return err
	}
	if err := checkText(verifier, "verifier"); err != nil {
		return err
	}
	memory := &nativeMemory{}
	defer memory.free()
	var err *C.ringout_error
	if status := C.ringout_client_login_code(client, memory.text(&code), memory.text(&redirectUri), memory.text(verifier), &err); status != C.RINGOUT_OK {
		return newError(uint32(status), err)
	}
	return nil
}

// clientAuthorizeUrl starts a login on RingCentral's page: creates a new state and PKCE verifier. Sends nothing. Send the user to
// authorizationUrl. Free the authorization with authorizationFree.
//
//   - redirect_uri: one of the redirect URIs of the app in the developer console.
//
// Errors:
// ErrorCodeInvalidArgument, ErrorCodeNullPointer, ErrorCodeInvalidUtf8, ErrorCodeInternal.
//
// Since version 0.1.
func clientAuthorizeUrl(client *C.ringout_client, redirectUri string) (*C.ringout_authorization, error) {
	if err := checkText(&redirectUri, "redirect_uri"); err != nil {
		return nil, err
	}
	memory := &nativeMemory{}
	defer memory.free()
	var authorization *C.ringout_authorization
	var err *C.ringout_error
	if status := C.ringout_client_authorize_url(client, memory.text(&redirectUri), &authorization, &err); status != C.RINGOUT_OK {
		return nil, newError(uint32(status), err)
	}
	return authorization, nil
}

// clientLoginRedirect finishes a login on RingCentral's page: checks the URL that RingCentral redirected to, then logs in with the code in
// it. Sends one token request, or nothing if the check fails.
//
//   - redirected_to: the whole URL or only its query.
//   - authorization: stays yours.
//
// Returns ErrorCodeInvalidArgument for the parameter "state" if the redirect does not belong to this login, and
// ErrorCodeUnauthorized if the user or RingCentral refused.
//
// Errors:
// ErrorCodeInvalidArgument, ErrorCodeUnauthorized, ErrorCodeForbidden, ErrorCodeNotFound,
// ErrorCodeRateLimited, ErrorCodeRejected, ErrorCodeServer, ErrorCodeTimeout, ErrorCodeConnection,
// ErrorCodeProtocol, ErrorCodeCancelled, ErrorCodeStorage, ErrorCodeNullPointer, ErrorCodeInvalidUtf8,
// ErrorCodeInternal.
//
// Since version 0.1.
func clientLoginRedirect(client *C.ringout_client, redirectedTo string, authorization *C.ringout_authorization) error {
	if err := checkText(&redirectedTo, "redirected_to"); err != nil {
		return err
	}
	memory := &nativeMemory{}
	defer memory.free()
	var err *C.ringout_error
	if status := C.ringout_client_login_redirect(client, memory.text(&redirectedTo), authorization, &err); status != C.RINGOUT_OK {
		return newError(uint32(status), err)
	}
	return nil
}

// clientRefresh replaces the token now, with the refresh token or else by logging in again. Sends one token request. There is no
// need to call it: requests refresh the token in time.
//
// Returns ErrorCodeNotLoggedIn if there is neither a refresh token nor a credential.
//
// Errors:
// ErrorCodeNotLoggedIn, ErrorCodeUnauthorized, ErrorCodeForbidden, ErrorCodeNotFound, ErrorCodeRateLimited,
// ErrorCodeRejected, ErrorCodeServer, ErrorCodeTimeout, ErrorCodeConnection, ErrorCodeProtocol,
// ErrorCodeCancelled, ErrorCodeStorage, ErrorCodeNullPointer, ErrorCodeInternal.
//
// Since version 0.1.
func clientRefresh(client *C.ringout_client) error {
	var err *C.ringout_error
	if status := C.ringout_client_refresh(client, &err); status != C.RINGOUT_OK {
		return newError(uint32(status), err)
	}
	return nil
}

// clientLogout forgets the token and the credentials, in memory and in the token store, and revokes the token. Every process that
// uses the same token is logged out. Failing to reach RingCentral is not reported as an error.
//
// Returns ErrorCodeStorage if the token store could not remove the token.
//
// Errors:
// ErrorCodeTimeout, ErrorCodeCancelled, ErrorCodeStorage, ErrorCodeNullPointer, ErrorCodeInternal.
//
// Since version 0.1.
func clientLogout(client *C.ringout_client) error {
	var err *C.ringout_error
	if status := C.ringout_client_logout(client, &err); status != C.RINGOUT_OK {
		return newError(uint32(status), err)
	}
	return nil
}

// clientToken returns the current token through token, or nil before the first login. The token may have expired. Sends
// nothing. Free it with tokenFree.
//
// Errors:
// ErrorCodeNullPointer, ErrorCodeInternal.
//
// Since version 0.1.
func clientToken(client *C.ringout_client) (*C.ringout_token, error) {
	var token *C.ringout_token
	var err *C.ringout_error
	if status := C.ringout_client_token(client, &token, &err); status != C.RINGOUT_OK {
		return nil, newError(uint32(status), err)
	}
	return token, nil
}

// clientSetToken uses a token that your program kept. Sends nothing and does not write to the token store. The client copies the
// token, which stays yours. The first request replaces a token that has expired.
//
// Errors:
// ErrorCodeNullPointer, ErrorCodeInternal.
//
// Since version 0.1.
func clientSetToken(client *C.ringout_client, token *C.ringout_token) error {
	var err *C.ringout_error
	if status := C.ringout_client_set_token(client, token, &err); status != C.RINGOUT_OK {
		return newError(uint32(status), err)
	}
	return nil
}

// tokenKeyServer returns scheme, host and port of the server.
//
// Since version 0.1.
func tokenKeyServer(key *C.ringout_token_key) string {
	return C.GoString(C.ringout_token_key_server(key))
}

// tokenKeyClientId returns the client id of the app.
//
// Since version 0.1.
func tokenKeyClientId(key *C.ringout_token_key) string {
	return C.GoString(C.ringout_token_key_client_id(key))
}

// tokenKeyUser returns the user: token_user of ringout_config, or a name derived from the credentials.
//
// Since version 0.1.
func tokenKeyUser(key *C.ringout_token_key) string {
	return C.GoString(C.ringout_token_key_user(key))
}

// tokenKeyText returns server, app and user in one string, unique for each key. Most stores need only this.
//
// Since version 0.1.
func tokenKeyText(key *C.ringout_token_key) string {
	return C.GoString(C.ringout_token_key_text(key))
}

// tokenSinkSetToken sets the token that load found, as save received it. With nil or a string that is not UTF-8, the load fails.
//
// Since version 0.1.
func tokenSinkSetToken(sink *C.ringout_token_sink, token string) {
	memory := &nativeMemory{}
	defer memory.free()
	C.ringout_token_sink_set_token(sink, memory.text(&token))
}

// tokenSinkSetFailure sets the reason why a callback fails, for the user to read. It becomes part of an error message, so it must not
// contain a secret.
//
// Since version 0.1.
func tokenSinkSetFailure(sink *C.ringout_token_sink, failure string) {
	memory := &nativeMemory{}
	defer memory.free()
	C.ringout_token_sink_set_failure(sink, memory.text(&failure))
}

// ledgerKeyServer returns scheme, host and port of the server.
//
// Since version 0.1.
func ledgerKeyServer(key *C.ringout_ledger_key) string {
	return C.GoString(C.ringout_ledger_key_server(key))
}

// ledgerKeyClientId returns the client id of the app.
//
// Since version 0.1.
func ledgerKeyClientId(key *C.ringout_ledger_key) string {
	return C.GoString(C.ringout_ledger_key_client_id(key))
}

// ledgerKeyUser returns the user: token_user of ringout_config, or a name derived from the credentials.
//
// Since version 0.1.
func ledgerKeyUser(key *C.ringout_ledger_key) string {
	return C.GoString(C.ringout_ledger_key_user(key))
}

// ledgerKeyDedupeKey returns the dedupe_key of the request. One that begins with ringout: names what the library itself keeps, such as a
// budget.
//
// Since version 0.1.
func ledgerKeyDedupeKey(key *C.ringout_ledger_key) string {
	return C.GoString(C.ringout_ledger_key_dedupe_key(key))
}

// ledgerKeyText returns the four parts in one string, unique for each key. Most ledgers need only this.
//
// Since version 0.1.
func ledgerKeyText(key *C.ringout_ledger_key) string {
	return C.GoString(C.ringout_ledger_key_text(key))
}

// ledgerSinkSetRecord sets what the ledger has under the key: the value as swap received it, and how many milliseconds ago that was, by
// the clock of the ledger. With nil or a string that is not UTF-8, the callback fails.
//
// Since version 0.1.
func ledgerSinkSetRecord(sink *C.ringout_ledger_sink, value string, ageMs uint64) {
	memory := &nativeMemory{}
	defer memory.free()
	C.ringout_ledger_sink_set_record(sink, memory.text(&value), C.uint64_t(ageMs))
}

// ledgerSinkSetFailure sets the reason why a callback fails, for the user to read. It becomes part of an error message, so it must not
// contain a secret.
//
// Since version 0.1.
func ledgerSinkSetFailure(sink *C.ringout_ledger_sink, failure string) {
	memory := &nativeMemory{}
	defer memory.free()
	C.ringout_ledger_sink_set_failure(sink, memory.text(&failure))
}

// dialUri creates a link that dials a number: "rcmobile://call?number=16505550100" or "tel:+16505550100". Sends nothing. Free
// the link with stringFree.
//
//   - number: by the rules of a ringout_call_request without a country.
//   - scheme: a DialScheme.
//
// Returns ErrorCodeInvalidArgument for a string that is not a phone number, and for an extension alone with
// DialSchemeTel, because another app would dial it as a public number.
//
// Errors:
// ErrorCodeInvalidArgument, ErrorCodeNullPointer, ErrorCodeInvalidUtf8, ErrorCodeInternal.
//
// Since version 0.1.
func dialUri(number string, scheme uint32) (string, error) {
	if err := checkText(&number, "number"); err != nil {
		return "", err
	}
	memory := &nativeMemory{}
	defer memory.free()
	var uri *C.char
	var err *C.ringout_error
	if status := C.ringout_dial_uri(memory.text(&number), C.uint32_t(scheme), &uri, &err); status != C.RINGOUT_OK {
		return "", newError(uint32(status), err)
	}
	return takeText(uri), nil
}

// dialSchemeName returns the scheme of a DialScheme, such as "rcmobile". Never nil, valid forever.
//
// Since version 0.1.
func dialSchemeName(scheme uint32) string {
	return C.GoString(C.ringout_dial_scheme_name(C.uint32_t(scheme)))
}

// clientCallerIds requests the user's phone numbers with the CallerId feature. Sends requests of the Light group. Free the list with
// callerIdsFree.
//
// Returns ErrorCodeForbidden without the ReadAccounts permission.
//
// Errors:
// ErrorCodeNotLoggedIn, ErrorCodeUnauthorized, ErrorCodeForbidden, ErrorCodeNotFound, ErrorCodeRateLimited,
// ErrorCodeRejected, ErrorCodeServer, ErrorCodeTimeout, ErrorCodeConnection, ErrorCodeProtocol,
// ErrorCodeCancelled, ErrorCodeStorage, ErrorCodeNullPointer, ErrorCodeInternal.
//
// Since version 0.1.
func clientCallerIds(client *C.ringout_client) (*C.ringout_caller_ids, error) {
	var callerIds *C.ringout_caller_ids
	var err *C.ringout_error
	if status := C.ringout_client_caller_ids(client, &callerIds, &err); status != C.RINGOUT_OK {
		return nil, newError(uint32(status), err)
	}
	return callerIds, nil
}

// callerIdsFree frees a list of caller IDs. nil does nothing.
//
// Since version 0.1.
func callerIdsFree(callerIds *C.ringout_caller_ids) {
	C.ringout_caller_ids_free(callerIds)
}

// callerIdsCount returns the number of caller IDs in the list; 0 for nil.
//
// Since version 0.1.
func callerIdsCount(callerIds *C.ringout_caller_ids) int {
	return int(C.ringout_caller_ids_count(callerIds))
}

// callerIdsId returns RingCentral's id of the phone number at index, counted from 0. nil if the entry has none, and for an
// index out of range.
//
// Since version 0.1.
func callerIdsId(callerIds *C.ringout_caller_ids, index int) string {
	return C.GoString(C.ringout_caller_ids_id(callerIds, C.size_t(index)))
}

// callerIdsPhoneNumber returns the phone number at index in E.164. nil if the entry has none, and for an index out of range.
//
// Since version 0.1.
func callerIdsPhoneNumber(callerIds *C.ringout_caller_ids, index int) string {
	return C.GoString(C.ringout_caller_ids_phone_number(callerIds, C.size_t(index)))
}

// callerIdsUsageType returns RingCentral's name for the use of the phone number at index, such as "DirectNumber". nil if the entry
// has none, and for an index out of range.
//
// Since version 0.1.
func callerIdsUsageType(callerIds *C.ringout_caller_ids, index int) string {
	return C.GoString(C.ringout_caller_ids_usage_type(callerIds, C.size_t(index)))
}

// callerIdsLabel returns the label of the phone number at index. nil if the entry has none, and for an index out of range.
//
// Since version 0.1.
func callerIdsLabel(callerIds *C.ringout_caller_ids, index int) string {
	return C.GoString(C.ringout_caller_ids_label(callerIds, C.size_t(index)))
}

// clientForwardingNumbers requests the user's forwarding numbers. Sends requests of the Light group. Free the list with
// forwardingNumbersFree.
//
// A call request without a caller rings the first one, unless the user has set another. Returns ErrorCodeForbidden
// without the ReadAccounts permission.
//
// Errors:
// ErrorCodeNotLoggedIn, ErrorCodeUnauthorized, ErrorCodeForbidden, ErrorCodeNotFound, ErrorCodeRateLimited,
// ErrorCodeRejected, ErrorCodeServer, ErrorCodeTimeout, ErrorCodeConnection, ErrorCodeProtocol,
// ErrorCodeCancelled, ErrorCodeStorage, ErrorCodeNullPointer, ErrorCodeInternal.
//
// Since version 0.1.
func clientForwardingNumbers(client *C.ringout_client) (*C.ringout_forwarding_numbers, error) {
	var forwardingNumbers *C.ringout_forwarding_numbers
	var err *C.ringout_error
	if status := C.ringout_client_forwarding_numbers(client, &forwardingNumbers, &err); status != C.RINGOUT_OK {
		return nil, newError(uint32(status), err)
	}
	return forwardingNumbers, nil
}

// forwardingNumbersFree frees a list of forwarding numbers. nil does nothing.
//
// Since version 0.1.
func forwardingNumbersFree(forwardingNumbers *C.ringout_forwarding_numbers) {
	C.ringout_forwarding_numbers_free(forwardingNumbers)
}

// forwardingNumbersCount returns the number of forwarding numbers in the list; 0 for nil.
//
// Since version 0.1.
func forwardingNumbersCount(forwardingNumbers *C.ringout_forwarding_numbers) int {
	return int(C.ringout_forwarding_numbers_count(forwardingNumbers))
}

// forwardingNumbersId returns RingCentral's id of the forwarding number at index, counted from 0: a value for from_forwarding_number
// of a ringout_call_request. nil if the entry has none, and for an index out of range.
//
// Since version 0.1.
func forwardingNumbersId(forwardingNumbers *C.ringout_forwarding_numbers, index int) string {
	return C.GoString(C.ringout_forwarding_numbers_id(forwardingNumbers, C.size_t(index)))
}

// forwardingNumbersPhoneNumber returns the phone number at index in E.164. nil for the few kinds of device that have none, and for an index out
// of range.
//
// Since version 0.1.
func forwardingNumbersPhoneNumber(forwardingNumbers *C.ringout_forwarding_numbers, index int) string {
	return C.GoString(C.ringout_forwarding_numbers_phone_number(forwardingNumbers, C.size_t(index)))
}

// forwardingNumbersLabel returns the label that the user gave the number at index. nil if the entry has none, and for an index out of
// range.
//
// Since version 0.1.
func forwardingNumbersLabel(forwardingNumbers *C.ringout_forwarding_numbers, index int) string {
	return C.GoString(C.ringout_forwarding_numbers_label(forwardingNumbers, C.size_t(index)))
}

// forwardingNumbersKind returns RingCentral's name for the kind of phone at index, such as "Mobile" or "PhoneLine". nil if the entry has
// none, and for an index out of range.
//
// Since version 0.1.
func forwardingNumbersKind(forwardingNumbers *C.ringout_forwarding_numbers, index int) string {
	return C.GoString(C.ringout_forwarding_numbers_kind(forwardingNumbers, C.size_t(index)))
}

// clientPreflight checks what would make a call fail, without ringing a phone: the login, the app's permissions, the extension and its
// line, the phone numbers, and this machine's clock. Sends up to three requests of the Light group, and a login if the
// client is not logged in. Free the report with preflightFree.
//
//   - request: the call to check the numbers of; may be nil.
//
// Problems, and checks that could not be made, are in the report and are not errors. If there is no report, returns
// ErrorCodeInvalidArgument (the request itself is invalid), ErrorCodeTimeout or ErrorCodeCancelled.
//
// Errors:
// ErrorCodeInvalidArgument, ErrorCodeTimeout, ErrorCodeCancelled, ErrorCodeNullPointer, ErrorCodeInvalidUtf8,
// ErrorCodeInternal.
//
// Since version 0.1.
func clientPreflight(client *C.ringout_client, request *C.ringout_call_request) (*C.ringout_preflight, error) {
	var preflight *C.ringout_preflight
	var err *C.ringout_error
	if status := C.ringout_client_preflight(client, request, &preflight, &err); status != C.RINGOUT_OK {
		return nil, newError(uint32(status), err)
	}
	return preflight, nil
}

// preflightFree frees a report. nil does nothing.
//
// Since version 0.1.
func preflightFree(preflight *C.ringout_preflight) {
	C.ringout_preflight_free(preflight)
}

// preflightOk returns true if no check failed. Warnings and checks that could not be made do not count. False for nil.
//
// Since version 0.1.
func preflightOk(preflight *C.ringout_preflight) bool {
	return bool(C.ringout_preflight_ok(preflight))
}

// preflightText returns the report for a person to read: one line for each check, without a newline at the end. Valid until the
// report is freed, like every string of the report.
//
// Since version 0.1.
func preflightText(preflight *C.ringout_preflight) string {
	return C.GoString(C.ringout_preflight_text(preflight))
}

// preflightCheckCount returns the number of checks: one for each kind that applies, in the order of the kinds. If the login fails, there
// is only that one.
//
// Since version 0.1.
func preflightCheckCount(preflight *C.ringout_preflight) int {
	return int(C.ringout_preflight_check_count(preflight))
}

// preflightCheckKind returns the kind of the check at index, counted from 0: a CheckKind. 0 for an index out of range.
//
// Since version 0.1.
func preflightCheckKind(preflight *C.ringout_preflight, index int) uint32 {
	return uint32(C.ringout_preflight_check_kind(preflight, C.size_t(index)))
}

// checkKindName returns the name of a CheckKind, such as "Permission". Never nil, valid forever.
//
// Since version 0.1.
func checkKindName(kind uint32) string {
	return C.GoString(C.ringout_check_kind_name(C.uint32_t(kind)))
}

// preflightCheckResult returns the result of a check: a CheckResult. 0 for an index out of range.
//
// Since version 0.1.
func preflightCheckResult(preflight *C.ringout_preflight, index int) uint32 {
	return uint32(C.ringout_preflight_check_result(preflight, C.size_t(index)))
}

// checkResultName returns the name of a CheckResult, such as "Passed". Never nil, valid forever.
//
// Since version 0.1.
func checkResultName(result uint32) string {
	return C.GoString(C.ringout_check_result_name(C.uint32_t(result)))
}

// preflightCheckExplanation returns one sentence that says what was found and what to do about it. nil for an index out of range.
//
// Since version 0.1.
func preflightCheckExplanation(preflight *C.ringout_preflight, index int) string {
	return C.GoString(C.ringout_preflight_check_explanation(preflight, C.size_t(index)))
}

// clientCreateCall places a call: sends one request of the Heavy group. Free the call with callFree, which does not hang
// up.
//
// The request is retried only if it provably was never sent, or was refused with a 401 and the client could log in
// again. If it may have reached RingCentral and no usable response came, the function returns ErrorCodeMaybePlaced
// and does not retry, because a retry could ring both phones again.
//
//   - Nothing was sent: ErrorCodeInvalidArgument, ErrorCodeNotLoggedIn, ErrorCodeTimeout, ErrorCodeConnection,
//     ErrorCodeCancelled, ErrorCodeStorage.
//   - RingCentral refused and no phone rings: ErrorCodeUnauthorized, ErrorCodeForbidden (no RingOut permission, a
//     caller ID that is not the user's, no funds), ErrorCodeNotFound (no such account or extension),
//     ErrorCodeRateLimited, ErrorCodeRejected.
//   - Phones may be ringing: ErrorCodeMaybePlaced, and some responses such as a gateway's 504. For all of them
//     errorMayHavePlaced is true.
//
// With a dedupe_key, the call is placed at most once by all processes that share the ringout_ledger. If the key has a
// call, that one is returned, also after its end, and no request is sent. After a request whose result no process knows,
// the call log is asked. If it has the call for certain, that one is returned, with its outcome and "" as its id.
// Otherwise the function returns ErrorCodeMaybePlaced, and the request is never sent again.
//
// Errors:
// ErrorCodeInvalidArgument, ErrorCodeNotLoggedIn, ErrorCodeUnauthorized, ErrorCodeForbidden,
// ErrorCodeNotFound, ErrorCodeRateLimited, ErrorCodeRejected, ErrorCodeServer, ErrorCodeTimeout,
// ErrorCodeConnection, ErrorCodeProtocol, ErrorCodeCancelled, ErrorCodeStorage, ErrorCodeMaybePlaced,
// ErrorCodeNullPointer, ErrorCodeInvalidUtf8, ErrorCodeInternal.
//
// Since version 0.1.
func clientCreateCall(client *C.ringout_client, request *C.ringout_call_request) (*C.ringout_call, error) {
	var call *C.ringout_call
	var err *C.ringout_error
	if status := C.ringout_client_create_call(client, request, &call, &err); status != C.RINGOUT_OK {
		return nil, newError(uint32(status), err)
	}
	return call, nil
}

// clientFindCall finds the call that was placed with this dedupe_key, by any process that shares the ringout_ledger. Never places
// one. Free it with callFree.
//
// call receives nil if no call was placed. A call that another process is placing is waited for. One that has ended
// has its outcome at once, and a wait for it sends nothing. The lease of the call is this client's, unless another has
// it: see callTakeLease.
//
// Returns ErrorCodeMaybePlaced if a request was sent and nothing is known about it, not even by the call log, and
// ErrorCodeInvalidArgument without a ledger.
//
// Errors:
// ErrorCodeInvalidArgument, ErrorCodeNotLoggedIn, ErrorCodeUnauthorized, ErrorCodeForbidden,
// ErrorCodeNotFound, ErrorCodeRateLimited, ErrorCodeRejected, ErrorCodeServer, ErrorCodeTimeout,
// ErrorCodeConnection, ErrorCodeProtocol, ErrorCodeCancelled, ErrorCodeStorage, ErrorCodeMaybePlaced,
// ErrorCodeNullPointer, ErrorCodeInvalidUtf8, ErrorCodeInternal.
//
// Since version 0.1.
func clientFindCall(client *C.ringout_client, dedupeKey string) (*C.ringout_call, error) {
	if err := checkText(&dedupeKey, "dedupe_key"); err != nil {
		return nil, err
	}
	memory := &nativeMemory{}
	defer memory.free()
	var call *C.ringout_call
	var err *C.ringout_error
	if status := C.ringout_client_find_call(client, memory.text(&dedupeKey), &call, &err); status != C.RINGOUT_OK {
		return nil, newError(uint32(status), err)
	}
	return call, nil
}

// clientCall creates a handle for a call with a known id, such as one that your program saved. Sends nothing; the state is
// unknown until it is requested. Free the handle with callFree.
//
// Returns ErrorCodeInvalidArgument for an id that is empty, longer than 256 bytes, "." or "..", or contains control
// characters.
//
// Errors:
// ErrorCodeInvalidArgument, ErrorCodeNullPointer, ErrorCodeInvalidUtf8, ErrorCodeInternal.
//
// Since version 0.1.
func clientCall(client *C.ringout_client, id string) (*C.ringout_call, error) {
	if err := checkText(&id, "id"); err != nil {
		return nil, err
	}
	memory := &nativeMemory{}
	defer memory.free()
	var call *C.ringout_call
	var err *C.ringout_error
	if status := C.ringout_client_call(client, memory.text(&id), &call, &err); status != C.RINGOUT_OK {
		return nil, newError(uint32(status), err)
	}
	return call, nil
}

// callFree frees a call handle. nil does nothing. The call itself goes on.
//
// Since version 0.1.
func callFree(call *C.ringout_call) {
	C.ringout_call_free(call)
}

// callClone creates another handle for the same call. Both share the known state. Free both, in any order, with
// callFree.
//
// Errors:
// ErrorCodeNullPointer, ErrorCodeInternal.
//
// Since version 0.1.
func callClone(call *C.ringout_call) (*C.ringout_call, error) {
	var clone *C.ringout_call
	var err *C.ringout_error
	if status := C.ringout_call_clone(call, &clone, &err); status != C.RINGOUT_OK {
		return nil, newError(uint32(status), err)
	}
	return clone, nil
}

// callId returns RingCentral's id of the call, an opaque string. With it, clientCall creates another handle, in
// another process if necessary. Valid until the handle is freed.
//
// Since version 0.1.
func callId(call *C.ringout_call) string {
	return C.GoString(C.ringout_call_id(call))
}

// callAdopted returns whether the call was placed by another request with the same dedupe_key, in this process or another, and
// not by the one that returned this handle. False for nil.
//
// Since version 0.1.
func callAdopted(call *C.ringout_call) bool {
	return bool(C.ringout_call_adopted(call))
}

// callTakeLease takes the lease of a call with a dedupe_key. left_ms receives how long another client still has it, in
// milliseconds, or 0 if it is now this client's or the call has ended.
//
// The lease says which client follows the call; it does not prevent others. The one that places or finds the call has
// it, unless another has it. A wait or a watch keeps it, and 30 s after a process has died it is free. A client that
// polls a call rarely, because it follows many, has it for longer.
//
// Returns ErrorCodeInvalidArgument for a call without a key, and ErrorCodeStorage if the ledger fails. Sends nothing
// to RingCentral.
//
// Errors:
// ErrorCodeInvalidArgument, ErrorCodeTimeout, ErrorCodeCancelled, ErrorCodeStorage, ErrorCodeNullPointer,
// ErrorCodeInternal.
//
// Since version 0.1.
func callTakeLease(call *C.ringout_call) (uint64, error) {
	var leftMs C.uint64_t
	var err *C.ringout_error
	if status := C.ringout_call_take_lease(call, &leftMs, &err); status != C.RINGOUT_OK {
		return 0, newError(uint32(status), err)
	}
	return uint64(leftMs), nil
}

// callClaimOutcome claims the outcome of a call with a dedupe_key, for the process that reports it. claimed receives true once for a
// key, whichever processes ask, and false before the end of the call has been seen.
//
// A process that dies between the claim and its report has claimed it even so. Returns ErrorCodeInvalidArgument for a
// call without a key, and ErrorCodeStorage if the ledger fails; ask the same handle again then. Sends nothing to
// RingCentral.
//
// Errors:
// ErrorCodeInvalidArgument, ErrorCodeTimeout, ErrorCodeCancelled, ErrorCodeStorage, ErrorCodeNullPointer,
// ErrorCodeInternal.
//
// Since version 0.1.
func callClaimOutcome(call *C.ringout_call) (bool, error) {
	var claimed C.bool
	var err *C.ringout_error
	if status := C.ringout_call_claim_outcome(call, &claimed, &err); status != C.RINGOUT_OK {
		return false, newError(uint32(status), err)
	}
	return bool(claimed), nil
}

// statusName returns RingCentral's name of a Status, such as "InProgress"; "Unknown" for any other number. Never
// nil, valid forever.
//
// Since version 0.1.
func statusName(status uint32) string {
	return C.GoString(C.ringout_status_name(C.uint32_t(status)))
}

// statusExplain returns the meaning of a status in one sentence without a full stop. Never nil, valid forever.
//
// Since version 0.1.
func statusExplain(status uint32) string {
	return C.GoString(C.ringout_status_explain(C.uint32_t(status)))
}

// statusParse returns the number of a status that RingCentral wrote: a Status. StatusUnknown for an
// undocumented status, a string that is not UTF-8, and nil.
//
// Since version 0.1.
func statusParse(text string) uint32 {
	memory := &nativeMemory{}
	defer memory.free()
	return uint32(C.ringout_status_parse(memory.text(&text)))
}

// statusIsFailedLeg returns true if a leg with this status could not be connected: 4 to 12.
//
// Since version 0.1.
func statusIsFailedLeg(status uint32) bool {
	return bool(C.ringout_status_is_failed_leg(C.uint32_t(status)))
}

// statusIsEnded returns true if no other status is expected afterwards. False for StatusSuccess: the legs end a call, not
// its own status.
//
// Since version 0.1.
func statusIsEnded(status uint32) bool {
	return bool(C.ringout_status_is_ended(C.uint32_t(status)))
}

// stateNew creates a state from three statuses as RingCentral spells them, such as "InProgress", for
// checkTransition. Any string is accepted, because RingCentral may add statuses. Sends nothing. Free the
// state with stateFree.
//
// Errors:
// ErrorCodeInvalidArgument, ErrorCodeNullPointer, ErrorCodeInvalidUtf8, ErrorCodeInternal.
//
// Since version 0.1.
func stateNew(callStatus string, callerStatus string, calleeStatus string) (*C.ringout_state, error) {
	if err := checkText(&callStatus, "call_status"); err != nil {
		return nil, err
	}
	if err := checkText(&callerStatus, "caller_status"); err != nil {
		return nil, err
	}
	if err := checkText(&calleeStatus, "callee_status"); err != nil {
		return nil, err
	}
	memory := &nativeMemory{}
	defer memory.free()
	var state *C.ringout_state
	var err *C.ringout_error
	if status := C.ringout_state_new(memory.text(&callStatus), memory.text(&callerStatus), memory.text(&calleeStatus), &state, &err); status != C.RINGOUT_OK {
		return nil, newError(uint32(status), err)
	}
	return state, nil
}

// stateFree frees a state that a function returned. nil does nothing.
//
// Since version 0.1.
func stateFree(state *C.ringout_state) {
	C.ringout_state_free(state)
}

// stateCallStatus returns the status of the call as a whole: a Status.
//
// Since version 0.1.
func stateCallStatus(state *C.ringout_state) uint32 {
	return uint32(C.ringout_state_call_status(state))
}

// stateCallerStatus returns the status of the caller's leg: a Status.
//
// Since version 0.1.
func stateCallerStatus(state *C.ringout_state) uint32 {
	return uint32(C.ringout_state_caller_status(state))
}

// stateCalleeStatus returns the status of the callee's leg: a Status.
//
// Since version 0.1.
func stateCalleeStatus(state *C.ringout_state) uint32 {
	return uint32(C.ringout_state_callee_status(state))
}

// stateCallStatusText returns the status of the call as RingCentral spells it. Valid until the state is freed, like its other strings.
//
// Since version 0.1.
func stateCallStatusText(state *C.ringout_state) string {
	return C.GoString(C.ringout_state_call_status_text(state))
}

// stateCallerStatusText returns the status of the caller's leg as RingCentral spells it.
//
// Since version 0.1.
func stateCallerStatusText(state *C.ringout_state) string {
	return C.GoString(C.ringout_state_caller_status_text(state))
}

// stateCalleeStatusText returns the status of the callee's leg as RingCentral spells it.
//
// Since version 0.1.
func stateCalleeStatusText(state *C.ringout_state) string {
	return C.GoString(C.ringout_state_callee_status_text(state))
}

// statePhase returns the phase of the call: a Phase.
//
// Since version 0.1.
func statePhase(state *C.ringout_state) uint32 {
	return uint32(C.ringout_state_phase(state))
}

// phaseName returns the name of a Phase, such as "RingingCaller". Never nil, valid forever.
//
// Since version 0.1.
func phaseName(phase uint32) string {
	return C.GoString(C.ringout_phase_name(C.uint32_t(phase)))
}

// stateText returns the three statuses in one line, such as "call InProgress, caller Success, callee InProgress".
//
// Since version 0.1.
func stateText(state *C.ringout_state) string {
	return C.GoString(C.ringout_state_text(state))
}

// stateExplain returns one sentence, without a full stop, that says what is happening or how the call ended.
//
// Since version 0.1.
func stateExplain(state *C.ringout_state) string {
	return C.GoString(C.ringout_state_explain(state))
}

// outcomeFree frees an outcome. nil does nothing.
//
// Since version 0.1.
func outcomeFree(outcome *C.ringout_outcome) {
	C.ringout_outcome_free(outcome)
}

// outcomeKind returns the kind of outcome: a OutcomeKind.
//
// Since version 0.1.
func outcomeKind(outcome *C.ringout_outcome) uint32 {
	return uint32(C.ringout_outcome_kind(outcome))
}

// outcomeKindName returns the name of a OutcomeKind, such as "Completed". Never nil, valid forever.
//
// Since version 0.1.
func outcomeKindName(kind uint32) string {
	return C.GoString(C.ringout_outcome_kind_name(C.uint32_t(kind)))
}

// outcomeLeg returns the leg that decided the outcome: a Leg.
//
// Since version 0.1.
func outcomeLeg(outcome *C.ringout_outcome) uint32 {
	return uint32(C.ringout_outcome_leg(outcome))
}

// legName returns the name of a Leg, such as "caller". Never nil, valid forever.
//
// Since version 0.1.
func legName(leg uint32) string {
	return C.GoString(C.ringout_leg_name(C.uint32_t(leg)))
}

// outcomeStatus returns the status that decided the outcome: a Status.
//
// Since version 0.1.
func outcomeStatus(outcome *C.ringout_outcome) uint32 {
	return uint32(C.ringout_outcome_status(outcome))
}

// outcomeStatusText returns the status that decided the outcome, as RingCentral spells it. Valid until the outcome is freed, like its
// other strings.
//
// Since version 0.1.
func outcomeStatusText(outcome *C.ringout_outcome) string {
	return C.GoString(C.ringout_outcome_status_text(outcome))
}

// outcomeConnected returns true if caller and callee were connected at some time.
//
// Since version 0.1.
func outcomeConnected(outcome *C.ringout_outcome) bool {
	return bool(C.ringout_outcome_connected(outcome))
}

// outcomeCancelledByUs returns true if RingCentral accepted a cancel from this handle before the end.
//
// Since version 0.1.
func outcomeCancelledByUs(outcome *C.ringout_outcome) bool {
	return bool(C.ringout_outcome_cancelled_by_us(outcome))
}

// outcomeSource returns where the outcome is known from: a Source; 0 for nil.
//
// Since version 0.1.
func outcomeSource(outcome *C.ringout_outcome) uint32 {
	return uint32(C.ringout_outcome_source(outcome))
}

// outcomeSourceName returns the name of a Source, such as "Status". Never nil, valid forever.
//
// Since version 0.1.
func outcomeSourceName(source uint32) string {
	return C.GoString(C.ringout_outcome_source_name(C.uint32_t(source)))
}

// outcomeExplanation returns one sentence that explains the outcome, without a full stop.
//
// Since version 0.1.
func outcomeExplanation(outcome *C.ringout_outcome) string {
	return C.GoString(C.ringout_outcome_explanation(outcome))
}

// outcomeText returns the kind and the explanation in one line.
//
// Since version 0.1.
func outcomeText(outcome *C.ringout_outcome) string {
	return C.GoString(C.ringout_outcome_text(outcome))
}

// checkTransition judges whether the state to may follow the state from. Sends nothing. Free the verdict with
// verdictFree.
//
// Errors:
// ErrorCodeNullPointer, ErrorCodeInternal.
//
// Since version 0.1.
func checkTransition(from *C.ringout_state, to *C.ringout_state) (*C.ringout_verdict, error) {
	var verdict *C.ringout_verdict
	var err *C.ringout_error
	if status := C.ringout_check_transition(from, to, &verdict, &err); status != C.RINGOUT_OK {
		return nil, newError(uint32(status), err)
	}
	return verdict, nil
}

// verdictFree frees a verdict that a function returned. nil does nothing. Do not free a verdict that belongs to a change.
//
// Since version 0.1.
func verdictFree(verdict *C.ringout_verdict) {
	C.ringout_verdict_free(verdict)
}

// verdictKind returns the worst kind among the three statuses and their combination: a VerdictKind. The numbers grow
// from best to worst.
//
// Since version 0.1.
func verdictKind(verdict *C.ringout_verdict) uint32 {
	return uint32(C.ringout_verdict_kind(verdict))
}

// verdictKindName returns the name of a VerdictKind, such as "Documented". Never nil, valid forever.
//
// Since version 0.1.
func verdictKindName(kind uint32) string {
	return C.GoString(C.ringout_verdict_kind_name(C.uint32_t(kind)))
}

// verdictText returns the kind and all reasons in one line. Valid until the verdict is freed, like its other strings.
//
// Since version 0.1.
func verdictText(verdict *C.ringout_verdict) string {
	return C.GoString(C.ringout_verdict_text(verdict))
}

// verdictReasonCount returns the number of reasons: 0 if the transition is unchanged or documented.
//
// Since version 0.1.
func verdictReasonCount(verdict *C.ringout_verdict) int {
	return int(C.ringout_verdict_reason_count(verdict))
}

// verdictReasonField returns the part that the reason at index, counted from 0, concerns: a Field.
// FieldCombination for an index out of range.
//
// Since version 0.1.
func verdictReasonField(verdict *C.ringout_verdict, index int) uint32 {
	return uint32(C.ringout_verdict_reason_field(verdict, C.size_t(index)))
}

// fieldName returns the name of a Field, such as "caller". Never nil, valid forever.
//
// Since version 0.1.
func fieldName(field uint32) string {
	return C.GoString(C.ringout_field_name(C.uint32_t(field)))
}

// verdictReasonKind returns the kind of a reason: a VerdictKind. VerdictKindUnchanged for an index out of range.
//
// Since version 0.1.
func verdictReasonKind(verdict *C.ringout_verdict, index int) uint32 {
	return uint32(C.ringout_verdict_reason_kind(verdict, C.size_t(index)))
}

// verdictReasonText returns a reason in words; nil for an index out of range.
//
// Since version 0.1.
func verdictReasonText(verdict *C.ringout_verdict, index int) string {
	return C.GoString(C.ringout_verdict_reason_text(verdict, C.size_t(index)))
}

// verdictReasonPath returns the inferred path through states that were not seen, such as "InProgress > Success > Finished". nil if no
// state was skipped, and for an index out of range.
//
// Since version 0.1.
func verdictReasonPath(verdict *C.ringout_verdict, index int) string {
	return C.GoString(C.ringout_verdict_reason_path(verdict, C.size_t(index)))
}

// verdictReasonPathCount returns the number of statuses in the inferred path; 0 if no state was skipped.
//
// Since version 0.1.
func verdictReasonPathCount(verdict *C.ringout_verdict, index int) int {
	return int(C.ringout_verdict_reason_path_count(verdict, C.size_t(index)))
}

// verdictReasonPathStatus returns the status at position, counted from 0, of the inferred path: a Status.
//
// Since version 0.1.
func verdictReasonPathStatus(verdict *C.ringout_verdict, index int, position int) uint32 {
	return uint32(C.ringout_verdict_reason_path_status(verdict, C.size_t(index), C.size_t(position)))
}

// untilName returns the name of a Until, such as "ended". Never nil, valid forever.
//
// Since version 0.1.
func untilName(until uint32) string {
	return C.GoString(C.ringout_until_name(C.uint32_t(until)))
}

// callStatus requests the current state of the call. Sends one request of the Light group, retried if the response is lost or
// RingCentral fails. Free the state with stateFree.
//
// Returns ErrorCodeNotFound some time after the end, when RingCentral has forgotten the call, and for a gateway's
// 404. Do not poll with it: callWait and callWatch poll as often as the rate limits allow,
// for all calls of the client together.
//
// Errors:
// ErrorCodeNotLoggedIn, ErrorCodeUnauthorized, ErrorCodeForbidden, ErrorCodeNotFound, ErrorCodeRateLimited,
// ErrorCodeRejected, ErrorCodeServer, ErrorCodeTimeout, ErrorCodeConnection, ErrorCodeProtocol,
// ErrorCodeCancelled, ErrorCodeStorage, ErrorCodeNullPointer, ErrorCodeInternal.
//
// Since version 0.1.
func callStatus(call *C.ringout_call) (*C.ringout_state, error) {
	var state *C.ringout_state
	var err *C.ringout_error
	if status := C.ringout_call_status(call, &state, &err); status != C.RINGOUT_OK {
		return nil, newError(uint32(status), err)
	}
	return state, nil
}

// callState returns the last known state through state, or nil if there is none yet. Sends nothing. Free the state with
// stateFree.
//
// Errors:
// ErrorCodeNullPointer, ErrorCodeInternal.
//
// Since version 0.1.
func callState(call *C.ringout_call) (*C.ringout_state, error) {
	var state *C.ringout_state
	var err *C.ringout_error
	if status := C.ringout_call_state(call, &state, &err); status != C.RINGOUT_OK {
		return nil, newError(uint32(status), err)
	}
	return state, nil
}

// callOutcome returns how the call ended, judged by the last known state. Sends nothing. The kind is
// OutcomeKindStillInProgress until the end was seen. Free the outcome with outcomeFree.
//
// Errors:
// ErrorCodeNullPointer, ErrorCodeInternal.
//
// Since version 0.1.
func callOutcome(call *C.ringout_call) (*C.ringout_outcome, error) {
	var outcome *C.ringout_outcome
	var err *C.ringout_error
	if status := C.ringout_call_outcome(call, &outcome, &err); status != C.RINGOUT_OK {
		return nil, newError(uint32(status), err)
	}
	return outcome, nil
}

// callCancel asks RingCentral to hang up, polls the call once, and returns the effect: a CancelEffect. Sends a request of
// the Heavy group and one of the Light group, or nothing if the call is known to be over. callState then
// has the polled state.
//
// A call that is already over is not an error. A 404 that does not name the call is one, because it says nothing about
// the call.
//
// Errors:
// ErrorCodeNotLoggedIn, ErrorCodeUnauthorized, ErrorCodeForbidden, ErrorCodeNotFound, ErrorCodeRateLimited,
// ErrorCodeRejected, ErrorCodeServer, ErrorCodeTimeout, ErrorCodeConnection, ErrorCodeProtocol,
// ErrorCodeCancelled, ErrorCodeStorage, ErrorCodeNullPointer, ErrorCodeInternal.
//
// Since version 0.1.
func callCancel(call *C.ringout_call) (uint32, error) {
	var effect C.uint32_t
	var err *C.ringout_error
	if status := C.ringout_call_cancel(call, &effect, &err); status != C.RINGOUT_OK {
		return 0, newError(uint32(status), err)
	}
	return uint32(effect), nil
}

// callDetach lets the call go on: nothing that has begun so far hangs it up when it is left, neither a ringout_scoped_call nor a
// wait with cancel_on_exit, through any handle of the call. callCancel, cancel_on_timeout and what
// begins later still do. Sends nothing. nil does nothing.
//
// Since version 0.1.
func callDetach(call *C.ringout_call) {
	C.ringout_call_detach(call)
}

// cancelEffectName returns the name of a CancelEffect, such as "HungUp". Never nil, valid forever.
//
// Since version 0.1.
func cancelEffectName(effect uint32) string {
	return C.GoString(C.ringout_cancel_effect_name(C.uint32_t(effect)))
}

// callWait waits until the call ends, or until it is answered, and returns the outcome. Free it with outcomeFree.
//
//   - options: what to wait for and how long; may be nil.
//
// If the timeout passes, the outcome is OutcomeKindStillInProgress. A call that vanishes is an outcome, too.
// The function fails only if polling the call is futile: your program is not logged in (ErrorCodeNotLoggedIn,
// ErrorCodeUnauthorized), may not see the call (ErrorCodeForbidden), or interrupted the wait (ErrorCodeCancelled).
//
// Lost responses, 5xx, rate limits and 404s that do not name the call only delay the result. After two minutes of
// nothing but such 404s, the outcome is OutcomeKindEndedUnknown.
//
// Errors:
// ErrorCodeInvalidArgument, ErrorCodeNotLoggedIn, ErrorCodeUnauthorized, ErrorCodeForbidden,
// ErrorCodeCancelled, ErrorCodeStorage, ErrorCodeNullPointer, ErrorCodeInternal.
//
// Since version 0.1.
func callWait(call *C.ringout_call, options *C.ringout_wait_options) (*C.ringout_outcome, error) {
	var outcome *C.ringout_outcome
	var err *C.ringout_error
	if status := C.ringout_call_wait(call, options, &outcome, &err); status != C.RINGOUT_OK {
		return nil, newError(uint32(status), err)
	}
	return outcome, nil
}

// changeClone copies a change, so that it outlives the callback or the next call of watchNext. Sends nothing. Free the
// copy with changeFree.
//
// Errors:
// ErrorCodeNullPointer, ErrorCodeInternal.
//
// Since version 0.1.
func changeClone(change *C.ringout_change) (*C.ringout_change, error) {
	var clone *C.ringout_change
	var err *C.ringout_error
	if status := C.ringout_change_clone(change, &clone, &err); status != C.RINGOUT_OK {
		return nil, newError(uint32(status), err)
	}
	return clone, nil
}

// changeFree frees a change from changeClone or eventTakeChange. nil does nothing. Do not free a change that belongs to a watch.
//
// Since version 0.1.
func changeFree(change *C.ringout_change) {
	C.ringout_change_free(change)
}

// changePrevious returns the previous state. nil for the first poll of a call that was not placed through this handle.
//
// Since version 0.1.
func changePrevious(change *C.ringout_change) *C.ringout_state {
	return C.ringout_change_previous(change)
}

// changeState returns the new state.
//
// Since version 0.1.
func changeState(change *C.ringout_change) *C.ringout_state {
	return C.ringout_change_state(change)
}

// changeVerdict returns how the transition compares with RingCentral's documentation. nil if there is no previous state.
//
// Since version 0.1.
func changeVerdict(change *C.ringout_change) *C.ringout_verdict {
	return C.ringout_change_verdict(change)
}

// changeEarliestMs returns the lower bound of the time of the change: when the last poll that showed the previous state began. In
// milliseconds since the call was placed, or the handle created.
//
// Since version 0.1.
func changeEarliestMs(change *C.ringout_change) uint64 {
	return uint64(C.ringout_change_earliest_ms(change))
}

// changeLatestMs returns the upper bound of the time of the change: when a poll showed it. In milliseconds since the call was placed,
// or the handle created.
//
// Since version 0.1.
func changeLatestMs(change *C.ringout_change) uint64 {
	return uint64(C.ringout_change_latest_ms(change))
}

// callWatch follows the call and calls callback for each change, until callWait would return. Returns the
// outcome; free it with outcomeFree. Errors are those of callWait.
//
//   - options: what to wait for and how long; may be nil.
//   - user_data: passed to the callback; may be nil.
//
// If the callback stops the watch, that is not an error: the outcome is that of the last known state,
// OutcomeKindStillInProgress unless the call is over. The call goes on and can be watched again, unless
// cancel_on_exit is set. The callback may use the call, but must not free it.
//
// Errors:
// ErrorCodeInvalidArgument, ErrorCodeNotLoggedIn, ErrorCodeUnauthorized, ErrorCodeForbidden,
// ErrorCodeCancelled, ErrorCodeStorage, ErrorCodeNullPointer, ErrorCodeInternal.
//
// Since version 0.1.
func callWatch(call *C.ringout_call, options *C.ringout_wait_options, callback C.ringout_watch_callback, userData unsafe.Pointer) (*C.ringout_outcome, error) {
	var outcome *C.ringout_outcome
	var err *C.ringout_error
	if status := C.ringout_call_watch(call, options, callback, userData, &outcome, &err); status != C.RINGOUT_OK {
		return nil, newError(uint32(status), err)
	}
	return outcome, nil
}

// watchNew starts to follow a call. Does not block. Free the watch with watchFree; the call handle may be freed
// before.
//
//   - options: what to wait for and how long, counted from now; may be nil.
//
// Errors:
// ErrorCodeInvalidArgument, ErrorCodeNullPointer, ErrorCodeInternal.
//
// Since version 0.1.
func watchNew(call *C.ringout_call, options *C.ringout_wait_options) (*C.ringout_watch, error) {
	var watch *C.ringout_watch
	var err *C.ringout_error
	if status := C.ringout_watch_new(call, options, &watch, &err); status != C.RINGOUT_OK {
		return nil, newError(uint32(status), err)
	}
	return watch, nil
}

// watchFree frees a watch and its current change. nil does nothing. The call goes on, unless cancel_on_exit is set and the
// watch is not over.
//
// Since version 0.1.
func watchFree(watch *C.ringout_watch) {
	C.ringout_watch_free(watch)
}

// watchNext waits for the next change and returns it through change, or nil when callWait would return. The
// change is valid until the next call of this function. Errors are those of callWait; after one, the
// watch is over.
//
// Errors:
// ErrorCodeNotLoggedIn, ErrorCodeUnauthorized, ErrorCodeForbidden, ErrorCodeCancelled, ErrorCodeStorage,
// ErrorCodeNullPointer, ErrorCodeInternal.
//
// Since version 0.1.
func watchNext(watch *C.ringout_watch) (*C.ringout_change, error) {
	var change *C.ringout_change
	var err *C.ringout_error
	if status := C.ringout_watch_next(watch, &change, &err); status != C.RINGOUT_OK {
		return nil, newError(uint32(status), err)
	}
	return change, nil
}

// watchNextTimeout: like watchNext, but waits at most timeout_ms for the change, so that a thread can do something else in
// between. Sets ended to true at the end of the watch. If change is nil and ended is false, the time has passed and
// the watch goes on.
//
//   - timeout_ms: the longest time to wait, in milliseconds. 0 takes a change that has arrived. RINGOUT_DEFAULT_TIMEOUT
//     waits for the change without a limit.
//
// It takes longer than that only to hang up, if cancel_on_timeout is set and the timeout of the watch passes.
//
// Errors:
// ErrorCodeInvalidArgument, ErrorCodeNullPointer, ErrorCodeInternal.
//
// Since version 0.1.
func watchNextTimeout(watch *C.ringout_watch, timeoutMs uint32) (*C.ringout_change, bool, error) {
	var change *C.ringout_change
	var ended C.bool
	var err *C.ringout_error
	if status := C.ringout_watch_next_timeout(watch, C.uint32_t(timeoutMs), &change, &ended, &err); status != C.RINGOUT_OK {
		return nil, false, newError(uint32(status), err)
	}
	return change, bool(ended), nil
}

// watchOutcome returns the outcome of the call, judged by the last known state. Sends nothing. Free it with
// outcomeFree.
//
// Errors:
// ErrorCodeNullPointer, ErrorCodeInternal.
//
// Since version 0.1.
func watchOutcome(watch *C.ringout_watch) (*C.ringout_outcome, error) {
	var outcome *C.ringout_outcome
	var err *C.ringout_error
	if status := C.ringout_watch_outcome(watch, &outcome, &err); status != C.RINGOUT_OK {
		return nil, newError(uint32(status), err)
	}
	return outcome, nil
}

// scopedCallNew creates a scoped call. Free it with scopedCallFree, before or after the call handle.
//
// Errors:
// ErrorCodeNullPointer, ErrorCodeInternal.
//
// Since version 0.1.
func scopedCallNew(call *C.ringout_call) (*C.ringout_scoped_call, error) {
	var scoped *C.ringout_scoped_call
	var err *C.ringout_error
	if status := C.ringout_scoped_call_new(call, &scoped, &err); status != C.RINGOUT_OK {
		return nil, newError(uint32(status), err)
	}
	return scoped, nil
}

// scopedCallFree frees a scoped call and begins to hang up, unless the call is known to be over or callDetach was called
// since. Does not block. nil does nothing.
//
// The library sends the cancel on one of its threads, for up to five seconds, and logs the effect. Freeing the last
// handle of the client waits for it; a process that exits before that may lose it. In a forked child nothing is sent.
//
// Since version 0.1.
func scopedCallFree(scoped *C.ringout_scoped_call) {
	C.ringout_scoped_call_free(scoped)
}

// journalEntryStep returns the step: a JournalStep; 0 for nil.
//
// Since version 0.1.
func journalEntryStep(entry *C.ringout_journal_entry) uint32 {
	return uint32(C.ringout_journal_entry_step(entry))
}

// journalStepName returns the name of a JournalStep, such as "Placing". Never nil, valid forever.
//
// Since version 0.1.
func journalStepName(step uint32) string {
	return C.GoString(C.ringout_journal_step_name(C.uint32_t(step)))
}

// journalEntryIndex returns the index of the request in the array, counted from 0.
//
// Since version 0.1.
func journalEntryIndex(entry *C.ringout_journal_entry) int {
	return int(C.ringout_journal_entry_index(entry))
}

// journalEntryAtUnixMs returns the time of the step, in milliseconds since 1970 (UTC) by this machine's clock; -1 for nil. It is the value
// for sent_at_unix_ms of clientCallLog.
//
// For JournalStepMaybePlaced it is when the first byte of the request was sent. For
// JournalStepPlacing it is the last moment before that, after the login and the wait for the rate limit.
//
// Since version 0.1.
func journalEntryAtUnixMs(entry *C.ringout_journal_entry) int64 {
	return int64(C.ringout_journal_entry_at_unix_ms(entry))
}

// journalEntryTo returns the callee's number as it is sent.
//
// Since version 0.1.
func journalEntryTo(entry *C.ringout_journal_entry) string {
	return C.GoString(C.ringout_journal_entry_to(entry))
}

// journalEntryFrom returns the caller's number as it is sent; nil if there is none.
//
// Since version 0.1.
func journalEntryFrom(entry *C.ringout_journal_entry) string {
	return C.GoString(C.ringout_journal_entry_from(entry))
}

// journalEntryCallId returns RingCentral's id of the call, from JournalStepPlaced on; nil if there is no call.
//
// Since version 0.1.
func journalEntryCallId(entry *C.ringout_journal_entry) string {
	return C.GoString(C.ringout_journal_entry_call_id(entry))
}

// journalEntryOutcome returns the outcome of the call, with JournalStepEnded; else nil.
//
// Since version 0.1.
func journalEntryOutcome(entry *C.ringout_journal_entry) *C.ringout_outcome {
	return C.ringout_journal_entry_outcome(entry)
}

// journalEntryError returns why the call was not placed, or may not have been; else nil.
//
// Since version 0.1.
func journalEntryError(entry *C.ringout_journal_entry) *C.ringout_error {
	return C.ringout_journal_entry_error(entry)
}

// journalEntryText returns the entry in one line, such as "0 Placed to +16505550100 as 234343434".
//
// Since version 0.1.
func journalEntryText(entry *C.ringout_journal_entry) string {
	return C.GoString(C.ringout_journal_entry_text(entry))
}

// placedFree frees a result with its call handle and its outcome or error. nil does nothing.
//
// Since version 0.1.
func placedFree(placed *C.ringout_placed) {
	C.ringout_placed_free(placed)
}

// placedIndex returns the index of the request in the array, counted from 0.
//
// Since version 0.1.
func placedIndex(placed *C.ringout_placed) int {
	return int(C.ringout_placed_index(placed))
}

// placedCall returns the call; nil if it was not placed. callClone creates a handle that outlives the result.
//
// Since version 0.1.
func placedCall(placed *C.ringout_placed) *C.ringout_call {
	return C.ringout_placed_call(placed)
}

// placedOutcome returns the outcome of the call; nil if there is an error instead.
//
// Since version 0.1.
func placedOutcome(placed *C.ringout_placed) *C.ringout_outcome {
	return C.ringout_placed_outcome(placed)
}

// placedError returns the error, or nil if there is an outcome. Without a call it is an error of clientCreateCall.
// With a call it is one of callWait: the call was placed but could not be followed to its end.
//
// Since version 0.1.
func placedError(placed *C.ringout_placed) *C.ringout_error {
	return C.ringout_placed_error(placed)
}

// clientPlaceAll starts a batch of calls, placed as fast as the rate limits allow (10 a minute unless RingCentral reports otherwise).
// Sends nothing yet: placeAllNext places the calls and returns their results. Free the batch with
// placeAllFree; the client handle may be freed before.
//
//   - requests: an array of count structs, which are copied. May be nil if count is 0.
//   - options: may be nil.
//
// All requests are checked first. ErrorCodeInvalidArgument, with a parameter such as "requests[3].to", means that no
// call was or will be placed. The rules of clientCreateCall apply to each request, so none is placed
// twice. A request over the rate limit waits for its turn, without a limit of time unless total_timeout_ms is set.
//
// Errors:
// ErrorCodeInvalidArgument, ErrorCodeNullPointer, ErrorCodeInvalidUtf8, ErrorCodeInternal.
//
// Since version 0.1.
func clientPlaceAll(client *C.ringout_client, requests *C.ringout_call_request, count int, options *C.ringout_place_options) (*C.ringout_place_all, error) {
	var placeAll *C.ringout_place_all
	var err *C.ringout_error
	if status := C.ringout_client_place_all(client, requests, C.size_t(count), options, &placeAll, &err); status != C.RINGOUT_OK {
		return nil, newError(uint32(status), err)
	}
	return placeAll, nil
}

// placeAllFree frees a batch. nil does nothing. No more calls are placed; those that were placed go on.
//
// Since version 0.1.
func placeAllFree(placeAll *C.ringout_place_all) {
	C.ringout_place_all_free(placeAll)
}

// placeAllNext waits until the next call ends and returns its result through placed, or nil when every request has had its
// result. Places the other calls meanwhile. Free the result with placedFree.
//
// Each request has exactly one result, in the order in which the calls end. The error of a request or a call is in its
// result and does not fail this function. Once the client's cancel token is cancelled, and in a forked child, each
// request without a result gets ErrorCodeCancelled, together with its call if it was placed.
//
// Errors:
// ErrorCodeNullPointer, ErrorCodeInternal.
//
// Since version 0.1.
func placeAllNext(placeAll *C.ringout_place_all) (*C.ringout_placed, error) {
	var placed *C.ringout_placed
	var err *C.ringout_error
	if status := C.ringout_place_all_next(placeAll, &placed, &err); status != C.RINGOUT_OK {
		return nil, newError(uint32(status), err)
	}
	return placed, nil
}

// placeAllRemaining returns the number of requests that have no result yet.
//
// Since version 0.1.
func placeAllRemaining(placeAll *C.ringout_place_all) int {
	return int(C.ringout_place_all_remaining(placeAll))
}

// callLog looks the call up in RingCentral's call log. Sends one request of the Heavy group (10 a minute). Free the result
// with loggedCallFree.
//
// The call log does not contain the ids of RingOut calls, so the call is found by its numbers and the time it was
// placed. RingCentral writes the record after the call has ended, sometimes a minute later; until then the match is
// LogMatchNone. A wait for a call that vanished before its end was seen looks it up automatically.
//
// Returns ErrorCodeForbidden without the ReadCallLog permission, and ErrorCodeInvalidArgument for a handle that was
// created from an id, because its numbers and time are unknown. Use clientCallLog for such a call.
//
// Errors:
// ErrorCodeInvalidArgument, ErrorCodeNotLoggedIn, ErrorCodeUnauthorized, ErrorCodeForbidden,
// ErrorCodeNotFound, ErrorCodeRateLimited, ErrorCodeRejected, ErrorCodeServer, ErrorCodeTimeout,
// ErrorCodeConnection, ErrorCodeProtocol, ErrorCodeCancelled, ErrorCodeStorage, ErrorCodeNullPointer,
// ErrorCodeInternal.
//
// Since version 0.1.
func callLog(call *C.ringout_call) (*C.ringout_logged_call, error) {
	var logged *C.ringout_logged_call
	var err *C.ringout_error
	if status := C.ringout_call_log(call, &logged, &err); status != C.RINGOUT_OK {
		return nil, newError(uint32(status), err)
	}
	return logged, nil
}

// clientCallLog looks a call up by its numbers and time, like callLog: a call that may have been placed (see
// errorAttemptTo and the functions after it), or one of an earlier run. Free the result with
// loggedCallFree.
//
//   - to: the callee's number.
//   - from: the caller's number, or nil if it is not known.
//   - sent_at_unix_ms: when the request was sent, in milliseconds since 1970 (UTC).
//
// Errors:
// ErrorCodeInvalidArgument, ErrorCodeNotLoggedIn, ErrorCodeUnauthorized, ErrorCodeForbidden,
// ErrorCodeNotFound, ErrorCodeRateLimited, ErrorCodeRejected, ErrorCodeServer, ErrorCodeTimeout,
// ErrorCodeConnection, ErrorCodeProtocol, ErrorCodeCancelled, ErrorCodeStorage, ErrorCodeNullPointer,
// ErrorCodeInvalidUtf8, ErrorCodeInternal.
//
// Since version 0.1.
func clientCallLog(client *C.ringout_client, to string, from *string, sentAtUnixMs int64) (*C.ringout_logged_call, error) {
	if err := checkText(&to, "to"); err != nil {
		return nil, err
	}
	if err := checkText(from, "from"); err != nil {
		return nil, err
	}
	memory := &nativeMemory{}
	defer memory.free()
	var logged *C.ringout_logged_call
	var err *C.ringout_error
	if status := C.ringout_client_call_log(client, memory.text(&to), memory.text(from), C.int64_t(sentAtUnixMs), &logged, &err); status != C.RINGOUT_OK {
		return nil, newError(uint32(status), err)
	}
	return logged, nil
}

// loggedCallFree frees a call log entry. nil does nothing.
//
// Since version 0.1.
func loggedCallFree(logged *C.ringout_logged_call) {
	C.ringout_logged_call_free(logged)
}

// loggedCallMatching returns how certain it is that the record belongs to the call: a LogMatch. The numbers grow with
// certainty.
//
// Since version 0.1.
func loggedCallMatching(logged *C.ringout_logged_call) uint32 {
	return uint32(C.ringout_logged_call_matching(logged))
}

// logMatchName returns the name of a LogMatch, such as "Certain". Never nil, valid forever.
//
// Since version 0.1.
func logMatchName(matching uint32) string {
	return C.GoString(C.ringout_log_match_name(C.uint32_t(matching)))
}

// loggedCallCandidates returns the number of records that fit equally well; 0 if none fits.
//
// Since version 0.1.
func loggedCallCandidates(logged *C.ringout_logged_call) int {
	return int(C.ringout_logged_call_candidates(logged))
}

// loggedCallId returns RingCentral's id of the record.
//
// Since version 0.1.
func loggedCallId(logged *C.ringout_logged_call) string {
	return C.GoString(C.ringout_logged_call_id(logged))
}

// loggedCallSessionId returns RingCentral's id of the telephony session.
//
// Since version 0.1.
func loggedCallSessionId(logged *C.ringout_logged_call) string {
	return C.GoString(C.ringout_logged_call_session_id(logged))
}

// loggedCallStartTimeUnixMs returns the start of the call by RingCentral's clock, in milliseconds since 1970 (UTC); -1 if it is not known.
//
// Since version 0.1.
func loggedCallStartTimeUnixMs(logged *C.ringout_logged_call) int64 {
	return int64(C.ringout_logged_call_start_time_unix_ms(logged))
}

// loggedCallDurationMs returns the duration of the call in milliseconds, with a precision of one second.
//
// Since version 0.1.
func loggedCallDurationMs(logged *C.ringout_logged_call) uint64 {
	return uint64(C.ringout_logged_call_duration_ms(logged))
}

// loggedCallFrom returns the caller's number.
//
// Since version 0.1.
func loggedCallFrom(logged *C.ringout_logged_call) string {
	return C.GoString(C.ringout_logged_call_from(logged))
}

// loggedCallTo returns the callee's number.
//
// Since version 0.1.
func loggedCallTo(logged *C.ringout_logged_call) string {
	return C.GoString(C.ringout_logged_call_to(logged))
}

// loggedCallAction returns the kind of call, such as "RingOut Web".
//
// Since version 0.1.
func loggedCallAction(logged *C.ringout_logged_call) string {
	return C.GoString(C.ringout_logged_call_action(logged))
}

// loggedCallResult returns how the call ended, such as "Call connected" or "Busy".
//
// Since version 0.1.
func loggedCallResult(logged *C.ringout_logged_call) string {
	return C.GoString(C.ringout_logged_call_result(logged))
}

// loggedCallLegCount returns the number of legs in the record, which are in RingCentral's order. It may be 0 or 1.
//
// Since version 0.1.
func loggedCallLegCount(logged *C.ringout_logged_call) int {
	return int(C.ringout_logged_call_leg_count(logged))
}

// loggedCallLeg returns which side the leg at index is: a Leg. LegNone for a kind of leg that RingOut
// does not have, and for an index out of range.
//
// Since version 0.1.
func loggedCallLeg(logged *C.ringout_logged_call, index int) uint32 {
	return uint32(C.ringout_logged_call_leg(logged, C.size_t(index)))
}

// loggedCallLegType returns RingCentral's kind of the leg at index, such as "RingOutClientToCaller". nil if the record has none, and
// for an index out of range.
//
// Since version 0.1.
func loggedCallLegType(logged *C.ringout_logged_call, index int) string {
	return C.GoString(C.ringout_logged_call_leg_type(logged, C.size_t(index)))
}

// loggedCallLegStartTimeUnixMs returns when the leg was dialled by RingCentral's clock, in milliseconds since 1970 (UTC); -1 if it is not known,
// and for an index out of range.
//
// Since version 0.1.
func loggedCallLegStartTimeUnixMs(logged *C.ringout_logged_call, index int) int64 {
	return int64(C.ringout_logged_call_leg_start_time_unix_ms(logged, C.size_t(index)))
}

// loggedCallLegDurationMs returns the duration of the leg at index in milliseconds, with a precision of one second. 0 for an index out of
// range.
//
// Since version 0.1.
func loggedCallLegDurationMs(logged *C.ringout_logged_call, index int) uint64 {
	return uint64(C.ringout_logged_call_leg_duration_ms(logged, C.size_t(index)))
}

// loggedCallLegFrom returns the number that the leg at index came from. nil if the record has none, and for an index out of range.
//
// Since version 0.1.
func loggedCallLegFrom(logged *C.ringout_logged_call, index int) string {
	return C.GoString(C.ringout_logged_call_leg_from(logged, C.size_t(index)))
}

// loggedCallLegTo returns the number that was dialled for the leg at index. nil if the record has none, and for an index out of
// range.
//
// Since version 0.1.
func loggedCallLegTo(logged *C.ringout_logged_call, index int) string {
	return C.GoString(C.ringout_logged_call_leg_to(logged, C.size_t(index)))
}

// loggedCallLegResult returns how the leg at index ended, such as "Accepted" or "No Answer". nil if the record has none, and for an
// index out of range.
//
// Since version 0.1.
func loggedCallLegResult(logged *C.ringout_logged_call, index int) string {
	return C.GoString(C.ringout_logged_call_leg_result(logged, C.size_t(index)))
}

// cancelTokenNew creates a token that is not cancelled. Free it with cancelTokenFree.
//
// Errors:
// ErrorCodeNullPointer, ErrorCodeInternal.
//
// Since version 0.1.
func cancelTokenNew() (*C.ringout_cancel_token, error) {
	var token *C.ringout_cancel_token
	var err *C.ringout_error
	if status := C.ringout_cancel_token_new(&token, &err); status != C.RINGOUT_OK {
		return nil, newError(uint32(status), err)
	}
	return token, nil
}

// cancelTokenFree frees a token. nil does nothing. The handles it is bound to stay usable and can no longer be interrupted.
//
// Since version 0.1.
func cancelTokenFree(token *C.ringout_cancel_token) {
	C.ringout_cancel_token_free(token)
}

// cancelTokenCancel interrupts every current and later operation on the handles that the token is bound to. May be called on any thread
// and any number of times, but not in a signal handler. nil does nothing.
//
// Since version 0.1.
func cancelTokenCancel(token *C.ringout_cancel_token) {
	C.ringout_cancel_token_cancel(token)
}

// cancelTokenIsCancelled returns true if the token was cancelled. False for nil.
//
// Since version 0.1.
func cancelTokenIsCancelled(token *C.ringout_cancel_token) bool {
	return bool(C.ringout_cancel_token_is_cancelled(token))
}

// clientWithCancelToken creates another handle for the same client. The token can interrupt the operations of the new handle and of the
// calls created with it. Sends nothing. Free both handles, in any order, with clientFree.
//
// Errors:
// ErrorCodeNullPointer, ErrorCodeInternal.
//
// Since version 0.1.
func clientWithCancelToken(client *C.ringout_client, token *C.ringout_cancel_token) (*C.ringout_client, error) {
	var bound *C.ringout_client
	var err *C.ringout_error
	if status := C.ringout_client_with_cancel_token(client, token, &bound, &err); status != C.RINGOUT_OK {
		return nil, newError(uint32(status), err)
	}
	return bound, nil
}

// callWithCancelToken creates another handle for the same call, whose operations the token can interrupt. Both share the known state. Free
// both, in any order, with callFree.
//
// Errors:
// ErrorCodeNullPointer, ErrorCodeInternal.
//
// Since version 0.1.
func callWithCancelToken(call *C.ringout_call, token *C.ringout_cancel_token) (*C.ringout_call, error) {
	var bound *C.ringout_call
	var err *C.ringout_error
	if status := C.ringout_call_with_cancel_token(call, token, &bound, &err); status != C.RINGOUT_OK {
		return nil, newError(uint32(status), err)
	}
	return bound, nil
}

// clientLimits returns what the client knows of RingCentral's rate limits. Sends nothing and does not block. Free the list with
// limitsFree.
//
// Until a response has reported the limits, these are RingCentral's documented defaults. Other programs with the same
// user and app use the same limits.
//
// Errors:
// ErrorCodeNullPointer, ErrorCodeInternal.
//
// Since version 0.1.
func clientLimits(client *C.ringout_client) (*C.ringout_limits, error) {
	var limits *C.ringout_limits
	var err *C.ringout_error
	if status := C.ringout_client_limits(client, &limits, &err); status != C.RINGOUT_OK {
		return nil, newError(uint32(status), err)
	}
	return limits, nil
}

// limitsFree frees a list of rate limits. nil does nothing.
//
// Since version 0.1.
func limitsFree(limits *C.ringout_limits) {
	C.ringout_limits_free(limits)
}

// limitsCount returns the number of groups.
//
// Since version 0.1.
func limitsCount(limits *C.ringout_limits) int {
	return int(C.ringout_limits_count(limits))
}

// limitsName returns the name of the group at index, counted from 0: "Light", "Heavy" or "Auth". nil for an index out of
// range.
//
// Since version 0.1.
func limitsName(limits *C.ringout_limits, index int) string {
	return C.GoString(C.ringout_limits_name(limits, C.size_t(index)))
}

// limitsRingcentralName returns RingCentral's name for the group at index. nil if no response has reported it, and for an index out of
// range.
//
// Since version 0.1.
func limitsRingcentralName(limits *C.ringout_limits, index int) string {
	return C.GoString(C.ringout_limits_ringcentral_name(limits, C.size_t(index)))
}

// limitsLimit returns the number of requests that a window of the group at index allows. 0 for an index out of range.
//
// Since version 0.1.
func limitsLimit(limits *C.ringout_limits, index int) uint32 {
	return uint32(C.ringout_limits_limit(limits, C.size_t(index)))
}

// limitsWindowMs returns the length of a window of the group at index, in milliseconds. 0 for an index out of range.
//
// Since version 0.1.
func limitsWindowMs(limits *C.ringout_limits, index int) uint64 {
	return uint64(C.ringout_limits_window_ms(limits, C.size_t(index)))
}

// limitsRemaining returns the number of requests left in this window; -1 if no response has reported it. It is 0 after an HTTP 429
// until the penalty is over.
//
// Since version 0.1.
func limitsRemaining(limits *C.ringout_limits, index int) int64 {
	return int64(C.ringout_limits_remaining(limits, C.size_t(index)))
}

// limitsRetryAfterMs returns how long the client would hold the next request back, in milliseconds, rounded up. 0 if it can be sent now.
//
// Since version 0.1.
func limitsRetryAfterMs(limits *C.ringout_limits, index int) uint64 {
	return uint64(C.ringout_limits_retry_after_ms(limits, C.size_t(index)))
}

// limitsText returns one line for a person to read, such as "Heavy: 7 of 10 left in 60 s".
//
// Since version 0.1.
func limitsText(limits *C.ringout_limits, index int) string {
	return C.GoString(C.ringout_limits_text(limits, C.size_t(index)))
}

// responseFree frees a response. nil does nothing.
//
// Since version 0.1.
func responseFree(response *C.ringout_response) {
	C.ringout_response_free(response)
}

// responseStatus returns the HTTP status; 0 for nil.
//
// Since version 0.1.
func responseStatus(response *C.ringout_response) uint32 {
	return uint32(C.ringout_response_status(response))
}

// responseBody returns the bytes of the body, unchanged and without a NUL at the end. responseBodySize returns their
// number.
//
// Since version 0.1.
func responseBody(response *C.ringout_response) *C.uint8_t {
	return C.ringout_response_body(response)
}

// responseBodySize returns the number of bytes in the body.
//
// Since version 0.1.
func responseBodySize(response *C.ringout_response) int {
	return int(C.ringout_response_body_size(response))
}

// responseText returns the body as a string. Bytes that are not UTF-8, and NULs, are replaced.
//
// Since version 0.1.
func responseText(response *C.ringout_response) string {
	return C.GoString(C.ringout_response_text(response))
}

// responseContentType returns the media type of the body; nil if the response has none.
//
// Since version 0.1.
func responseContentType(response *C.ringout_response) string {
	return C.GoString(C.ringout_response_content_type(response))
}

// responseRequestId returns RingCentral's id of the request, which its support asks for; nil if the response has none.
//
// Since version 0.1.
func responseRequestId(response *C.ringout_response) string {
	return C.GoString(C.ringout_response_request_id(response))
}

// responseError returns the error of a response outside 200 to 299; else nil. Do not free it.
//
// Since version 0.1.
func responseError(response *C.ringout_response) *C.ringout_error {
	return C.ringout_response_error(response)
}

// responseHeaderCount returns the number of headers.
//
// Since version 0.1.
func responseHeaderCount(response *C.ringout_response) int {
	return int(C.ringout_response_header_count(response))
}

// responseHeaderName returns the name, in lower case, of the header at index, counted from 0 in the order of the response. nil for an
// index out of range.
//
// Since version 0.1.
func responseHeaderName(response *C.ringout_response, index int) string {
	return C.GoString(C.ringout_response_header_name(response, C.size_t(index)))
}

// responseHeaderValue returns the value of the header at index; nil for an index out of range.
//
// Since version 0.1.
func responseHeaderValue(response *C.ringout_response, index int) string {
	return C.GoString(C.ringout_response_header_value(response, C.size_t(index)))
}

// clientRequest sends any other API request, with the same login, deadline, retries and errors as every other function. Free the
// response with responseFree.
//
//   - method: "GET", "POST", "PUT", "PATCH" or "DELETE".
//   - path: begins with one "/", is already escaped, and has no "." or ".." segment. It is sent unchanged.
//   - query: alternating names and values, terminated by nil. The library escapes them. nil for no query.
//   - body: JSON. nil for no body.
//
// GET and DELETE are retried if the response is lost, the other methods are not. Returns ErrorCodeMaybePlaced for a
// POST whose response is lost, or is outside 200 to 299 and 400 to 599. Any other response outside 200 to 299 is an
// error as well. A response of more than 1 MiB is ErrorCodeProtocol. Redirects are not followed.
//
// Errors:
// ErrorCodeInvalidArgument, ErrorCodeNotLoggedIn, ErrorCodeUnauthorized, ErrorCodeForbidden,
// ErrorCodeNotFound, ErrorCodeRateLimited, ErrorCodeRejected, ErrorCodeServer, ErrorCodeTimeout,
// ErrorCodeConnection, ErrorCodeProtocol, ErrorCodeCancelled, ErrorCodeStorage, ErrorCodeMaybePlaced,
// ErrorCodeNullPointer, ErrorCodeInvalidUtf8, ErrorCodeInternal.
//
// Since version 0.1.
func clientRequest(client *C.ringout_client, method string, path string, query []string, body *string) (*C.ringout_response, error) {
	if err := checkText(&method, "method"); err != nil {
		return nil, err
	}
	if err := checkText(&path, "path"); err != nil {
		return nil, err
	}
	if err := checkText(body, "body"); err != nil {
		return nil, err
	}
	memory := &nativeMemory{}
	defer memory.free()
	var response *C.ringout_response
	var err *C.ringout_error
	if status := C.ringout_client_request(client, memory.text(&method), memory.text(&path), memory.texts(query), memory.text(body), &response, &err); status != C.RINGOUT_OK {
		return nil, newError(uint32(status), err)
	}
	return response, nil
}

// clientSend sends a request like clientRequest, but returns a response for every HTTP status.
// responseError is the error of one outside 200 to 299. Free the response with responseFree.
//
// Still fails if no response came or the login failed.
//
// Errors:
// ErrorCodeInvalidArgument, ErrorCodeNotLoggedIn, ErrorCodeUnauthorized, ErrorCodeForbidden,
// ErrorCodeNotFound, ErrorCodeRateLimited, ErrorCodeRejected, ErrorCodeServer, ErrorCodeTimeout,
// ErrorCodeConnection, ErrorCodeProtocol, ErrorCodeCancelled, ErrorCodeStorage, ErrorCodeMaybePlaced,
// ErrorCodeNullPointer, ErrorCodeInvalidUtf8, ErrorCodeInternal.
//
// Since version 0.1.
func clientSend(client *C.ringout_client, method string, path string, query []string, body *string) (*C.ringout_response, error) {
	if err := checkText(&method, "method"); err != nil {
		return nil, err
	}
	if err := checkText(&path, "path"); err != nil {
		return nil, err
	}
	if err := checkText(body, "body"); err != nil {
		return nil, err
	}
	memory := &nativeMemory{}
	defer memory.free()
	var response *C.ringout_response
	var err *C.ringout_error
	if status := C.ringout_client_send(client, memory.text(&method), memory.text(&path), memory.texts(query), memory.text(body), &response, &err); status != C.RINGOUT_OK {
		return nil, newError(uint32(status), err)
	}
	return response, nil
}

// inboxNew creates an inbox. Free it with inboxFree.
//
// Returns ErrorCodeConnection if the process has no descriptor left.
//
// Errors:
// ErrorCodeNullPointer, ErrorCodeInternal.
//
// Since version 0.1.
func inboxNew() (*C.ringout_inbox, error) {
	var inbox *C.ringout_inbox
	var err *C.ringout_error
	if status := C.ringout_inbox_new(&inbox, &err); status != C.RINGOUT_OK {
		return nil, newError(uint32(status), err)
	}
	return inbox, nil
}

// inboxFree frees an inbox with all its events, and closes its descriptor. nil does nothing. No other thread may be in a function
// of the inbox.
//
// What is under way is interrupted: operations end within about 100 ms on their threads, calls are no longer followed, and
// no more calls of a batch are placed. Does not wait for that. Calls that were placed go on, unless cancel_on_exit is set.
// If one was placed by clientCreateCallInto and its handle not taken, the log has a warning with its id.
//
// Since version 0.1.
func inboxFree(inbox *C.ringout_inbox) {
	C.ringout_inbox_free(inbox)
}

// inboxFd returns a descriptor that is readable while there is something for inboxNext to do, for epoll_wait(),
// poll(), select(), kqueue() or an event loop. -1 on Windows, in a forked child and for nil.
//
// It belongs to the inbox. Wait for it to be readable, and do nothing else with it: do not read, write or close it. Remove
// it from your loop before you free the inbox. If the loop reports only edges (EPOLLET), call inboxNext
// until it returns nil.
//
// Since version 0.1.
func inboxFd(inbox *C.ringout_inbox) int32 {
	return int32(C.ringout_inbox_fd(inbox))
}

// inboxNext takes the next event, or nil if there is none. Never blocks, not even for a request. Free the event with
// eventFree.
//
// The events of one operation, one call or one batch come in order. Calls the journals of batches, on this thread; see
// clientPlaceAllInto. The descriptor may be readable without an event, if only a batch had something to do.
//
// Errors:
// ErrorCodeNullPointer, ErrorCodeInternal.
//
// Since version 0.1.
func inboxNext(inbox *C.ringout_inbox) (*C.ringout_event, error) {
	var event *C.ringout_event
	var err *C.ringout_error
	if status := C.ringout_inbox_next(inbox, &event, &err); status != C.RINGOUT_OK {
		return nil, newError(uint32(status), err)
	}
	return event, nil
}

// inboxWait waits for the next event and takes it, or nil if the timeout passes first. For programs without an event loop. In all
// else like inboxNext.
//
//   - timeout_ms: the longest time to wait, in milliseconds; RINGOUT_DEFAULT_TIMEOUT for no limit.
//
// Errors:
// ErrorCodeInvalidArgument, ErrorCodeNullPointer, ErrorCodeInternal.
//
// Since version 0.1.
func inboxWait(inbox *C.ringout_inbox, timeoutMs uint32) (*C.ringout_event, error) {
	var event *C.ringout_event
	var err *C.ringout_error
	if status := C.ringout_inbox_wait(inbox, C.uint32_t(timeoutMs), &event, &err); status != C.RINGOUT_OK {
		return nil, newError(uint32(status), err)
	}
	return event, nil
}

// inboxInterrupt interrupts every operation, followed call and batch with this tag, and returns their number. Each still yields its last
// event: its result if that was already there, else ErrorCodeCancelled, or ErrorCodeMaybePlaced for a create whose
// request was sent. The unsent requests of a batch get ErrorCodeCancelled. Calls on RingCentral go on, unless cancel_on_exit is set.
//
// A ringout_cancel_token that is bound to the client or call does the same.
//
// Since version 0.1.
func inboxInterrupt(inbox *C.ringout_inbox, tag uint64) int {
	return int(C.ringout_inbox_interrupt(inbox, C.uint64_t(tag)))
}

// inboxPending returns the number of operations, followed calls and batches under way, which have not put their last event into the
// inbox yet.
//
// Since version 0.1.
func inboxPending(inbox *C.ringout_inbox) int {
	return int(C.ringout_inbox_pending(inbox))
}

// inboxDroppedLogRecords returns the number of log records that were dropped because 1,000 were unread.
//
// Since version 0.1.
func inboxDroppedLogRecords(inbox *C.ringout_inbox) uint64 {
	return uint64(C.ringout_inbox_dropped_log_records(inbox))
}

// eventFree frees an event and what was not taken from it. nil does nothing. A call that was placed goes on.
//
// Since version 0.1.
func eventFree(event *C.ringout_event) {
	C.ringout_event_free(event)
}

// eventTag returns the tag that your program passed with the operation.
//
// Since version 0.1.
func eventTag(event *C.ringout_event) uint64 {
	return uint64(C.ringout_event_tag(event))
}

// eventKind returns what happened: a EventKind; 0 for nil.
//
// Since version 0.1.
func eventKind(event *C.ringout_event) uint32 {
	return uint32(C.ringout_event_kind(event))
}

// eventKindName returns the name of a EventKind, such as "CreateCall". Never nil, valid forever.
//
// Since version 0.1.
func eventKindName(kind uint32) string {
	return C.GoString(C.ringout_event_kind_name(C.uint32_t(kind)))
}

// eventStatus returns what the blocking function would have returned: ErrorCodeOk, or the error code. ErrorCodeOk for nil and for
// kinds that are not the end of an operation.
//
// Since version 0.1.
func eventStatus(event *C.ringout_event) uint32 {
	return uint32(C.ringout_event_status(event))
}

// eventError returns the error, or nil if there is none. Do not free it. It is valid until the event is freed or the error taken.
//
// Since version 0.1.
func eventError(event *C.ringout_event) *C.ringout_error {
	return C.ringout_event_error(event)
}

// eventTakeCall takes the call from an event of the kind EventKindCreateCall or EventKindFindCall. Free it with
// callFree. nil if the event has an error instead, is of another kind, or it was taken.
//
// Since version 0.1.
func eventTakeCall(event *C.ringout_event) *C.ringout_call {
	return C.ringout_event_take_call(event)
}

// eventTakeState takes the state of a call from an event of the kind EventKindStatus. Free it with stateFree.
// nil if the event has an error instead, is of another kind, or it was taken.
//
// Since version 0.1.
func eventTakeState(event *C.ringout_event) *C.ringout_state {
	return C.ringout_event_take_state(event)
}

// eventTakeOutcome takes the outcome of a call from an event of the kind EventKindWait or EventKindWatchEnd. Free it
// with outcomeFree. nil if the event has an error instead, is of another kind, or it was taken.
//
// Since version 0.1.
func eventTakeOutcome(event *C.ringout_event) *C.ringout_outcome {
	return C.ringout_event_take_outcome(event)
}

// eventTakeChange takes the change of a call from an event of the kind EventKindChange. Free it with changeFree.
// nil if the event has an error instead, is of another kind, or it was taken.
//
// Since version 0.1.
func eventTakeChange(event *C.ringout_event) *C.ringout_change {
	return C.ringout_event_take_change(event)
}

// eventTakePreflight takes the report from an event of the kind EventKindPreflight. Free it with preflightFree. nil
// if the event has an error instead, is of another kind, or it was taken.
//
// Since version 0.1.
func eventTakePreflight(event *C.ringout_event) *C.ringout_preflight {
	return C.ringout_event_take_preflight(event)
}

// eventTakeCallerIds takes the list from an event of the kind EventKindCallerIds. Free it with callerIdsFree. nil
// if the event has an error instead, is of another kind, or it was taken.
//
// Since version 0.1.
func eventTakeCallerIds(event *C.ringout_event) *C.ringout_caller_ids {
	return C.ringout_event_take_caller_ids(event)
}

// eventTakeForwardingNumbers takes the list from an event of the kind EventKindForwardingNumbers. Free it with
// forwardingNumbersFree. nil if the event has an error instead, is of another kind, or it was taken.
//
// Since version 0.1.
func eventTakeForwardingNumbers(event *C.ringout_event) *C.ringout_forwarding_numbers {
	return C.ringout_event_take_forwarding_numbers(event)
}

// eventTakeLoggedCall takes what the call log has from an event of the kind EventKindCallLog. Free it with
// loggedCallFree. nil if the event has an error instead, is of another kind, or it was taken.
//
// Since version 0.1.
func eventTakeLoggedCall(event *C.ringout_event) *C.ringout_logged_call {
	return C.ringout_event_take_logged_call(event)
}

// eventTakeResponse takes the response from an event of the kind EventKindResponse. Free it with responseFree. nil
// if the event has an error instead, is of another kind, or it was taken.
//
// Since version 0.1.
func eventTakeResponse(event *C.ringout_event) *C.ringout_response {
	return C.ringout_event_take_response(event)
}

// eventTakePlaced takes the result of one request from an event of the kind EventKindPlaced. Free it with
// placedFree. nil if the event has an error instead, is of another kind, or it was taken.
//
// Since version 0.1.
func eventTakePlaced(event *C.ringout_event) *C.ringout_placed {
	return C.ringout_event_take_placed(event)
}

// eventTakeError takes the error from an event, for a program that keeps it longer than the event. Free it with
// errorFree. nil if there is none, or it was taken. eventStatus does not change.
//
// Since version 0.1.
func eventTakeError(event *C.ringout_event) *C.ringout_error {
	return C.ringout_event_take_error(event)
}

// eventCancelEffect returns the effect of a cancel, from an event of the kind EventKindCancel: a CancelEffect. 0 if the event
// has an error instead or is of another kind.
//
// Since version 0.1.
func eventCancelEffect(event *C.ringout_event) uint32 {
	return uint32(C.ringout_event_cancel_effect(event))
}

// eventLeaseLeftMs returns how long another client still has the lease, in milliseconds, from an event of the kind
// EventKindTakeLease. 0 if it is this client's, the event has an error instead or is of another kind.
//
// Since version 0.1.
func eventLeaseLeftMs(event *C.ringout_event) uint64 {
	return uint64(C.ringout_event_lease_left_ms(event))
}

// eventIsClaimed returns whether the outcome was claimed, from an event of the kind EventKindClaimOutcome. False if the event has
// an error instead or is of another kind.
//
// Since version 0.1.
func eventIsClaimed(event *C.ringout_event) bool {
	return bool(C.ringout_event_is_claimed(event))
}

// eventLogLevel returns the level of a log record, from an event of the kind EventKindLog: a LogLevel. 0 for other kinds.
//
// Since version 0.1.
func eventLogLevel(event *C.ringout_event) uint32 {
	return uint32(C.ringout_event_log_level(event))
}

// eventLogMessage returns the line of a log record, without secrets and without a newline, from an event of the kind EventKindLog.
// nil for other kinds. Valid until the event is freed.
//
// Since version 0.1.
func eventLogMessage(event *C.ringout_event) string {
	return C.GoString(C.ringout_event_log_message(event))
}

// clientLoginJwtInto: like clientLoginJwt, without blocking. The result is a EventKindLogin, which holds nothing.
//
// Errors:
// ErrorCodeInvalidArgument, ErrorCodeNullPointer, ErrorCodeInvalidUtf8, ErrorCodeInternal.
//
// Since version 0.1.
func clientLoginJwtInto(client *C.ringout_client, jwt string, inbox *C.ringout_inbox, tag uint64) error {
	if err := checkText(&jwt, "jwt"); err != nil {
		return err
	}
	memory := &nativeMemory{}
	defer memory.free()
	var err *C.ringout_error
	if status := C.ringout_client_login_jwt_into(client, memory.text(&jwt), inbox, C.uint64_t(tag), &err); status != C.RINGOUT_OK {
		return newError(uint32(status), err)
	}
	return nil
}

// clientLoginPasswordInto: like clientLoginPassword, without blocking. The result is a EventKindLogin, which holds
// nothing.
//
// Errors:
// ErrorCodeInvalidArgument, ErrorCodeNullPointer, ErrorCodeInvalidUtf8, ErrorCodeInternal.
//
// Since version 0.1.
func clientLoginPasswordInto(client *C.ringout_client, username string, extension *string, password string, inbox *C.ringout_inbox, tag uint64) error {
	if err := checkText(&username, "username"); err != nil {
		return err
	}
	if err := checkText(extension, "extension"); err != nil {
		return err
	}
	if err := checkText(&password, "password"); err != nil {
		return err
	}
	memory := &nativeMemory{}
	defer memory.free()
	var err *C.ringout_error
	if status := C.ringout_client_login_password_into(client, memory.text(&username), memory.text(extension), memory.text(&password), inbox, C.uint64_t(tag), &err); status != C.RINGOUT_OK {
		return newError(uint32(status), err)
	}
	return nil
}

// clientLoginCodeInto: like clientLoginCode, without blocking. The result is a EventKindLogin, which holds nothing.
//
// Errors:
// ErrorCodeInvalidArgument, ErrorCodeNullPointer, ErrorCodeInvalidUtf8, ErrorCodeInternal.
//
// Since version 0.1.
func clientLoginCodeInto(client *C.ringout_client, code string, redirectUri string, verifier *string, inbox *C.ringout_inbox, tag uint64) error {
	if err := checkText(&code, "code"); err != nil {
		return err
	}
	if err := checkText(&redirectUri, "redirect_uri"); err != nil {
		return err
	}
	if err := checkText(verifier, "verifier"); err != nil {
		return err
	}
	memory := &nativeMemory{}
	defer memory.free()
	var err *C.ringout_error
	if status := C.ringout_client_login_code_into(client, memory.text(&code), memory.text(&redirectUri), memory.text(verifier), inbox, C.uint64_t(tag), &err); status != C.RINGOUT_OK {
		return newError(uint32(status), err)
	}
	return nil
}

// clientLoginRedirectInto: like clientLoginRedirect, without blocking. The result is a EventKindLogin, which holds
// nothing.
//
// Errors:
// ErrorCodeInvalidArgument, ErrorCodeNullPointer, ErrorCodeInvalidUtf8, ErrorCodeInternal.
//
// Since version 0.1.
func clientLoginRedirectInto(client *C.ringout_client, redirectedTo string, authorization *C.ringout_authorization, inbox *C.ringout_inbox, tag uint64) error {
	if err := checkText(&redirectedTo, "redirected_to"); err != nil {
		return err
	}
	memory := &nativeMemory{}
	defer memory.free()
	var err *C.ringout_error
	if status := C.ringout_client_login_redirect_into(client, memory.text(&redirectedTo), authorization, inbox, C.uint64_t(tag), &err); status != C.RINGOUT_OK {
		return newError(uint32(status), err)
	}
	return nil
}

// clientRefreshInto: like clientRefresh, without blocking. The result is a EventKindRefresh. It holds nothing.
//
// Errors:
// ErrorCodeInvalidArgument, ErrorCodeNullPointer, ErrorCodeInternal.
//
// Since version 0.1.
func clientRefreshInto(client *C.ringout_client, inbox *C.ringout_inbox, tag uint64) error {
	var err *C.ringout_error
	if status := C.ringout_client_refresh_into(client, inbox, C.uint64_t(tag), &err); status != C.RINGOUT_OK {
		return newError(uint32(status), err)
	}
	return nil
}

// clientLogoutInto: like clientLogout, without blocking. The result is a EventKindLogout. It holds nothing.
//
// Errors:
// ErrorCodeInvalidArgument, ErrorCodeNullPointer, ErrorCodeInternal.
//
// Since version 0.1.
func clientLogoutInto(client *C.ringout_client, inbox *C.ringout_inbox, tag uint64) error {
	var err *C.ringout_error
	if status := C.ringout_client_logout_into(client, inbox, C.uint64_t(tag), &err); status != C.RINGOUT_OK {
		return newError(uint32(status), err)
	}
	return nil
}

// clientCreateCallInto: like clientCreateCall, without blocking. The result is a EventKindCreateCall. Its error says
// whether phones may be ringing, as there.
//
// To place many calls at the pace of the rate limits, use clientPlaceAllInto: an operation that would
// wait for a rate limit beyond its deadline fails with ErrorCodeRateLimited.
//
// Errors:
// ErrorCodeInvalidArgument, ErrorCodeNullPointer, ErrorCodeInvalidUtf8, ErrorCodeInternal.
//
// Since version 0.1.
func clientCreateCallInto(client *C.ringout_client, request *C.ringout_call_request, inbox *C.ringout_inbox, tag uint64) error {
	var err *C.ringout_error
	if status := C.ringout_client_create_call_into(client, request, inbox, C.uint64_t(tag), &err); status != C.RINGOUT_OK {
		return newError(uint32(status), err)
	}
	return nil
}

// clientFindCallInto: like clientFindCall, without blocking. The result is a EventKindFindCall.
//
// Errors:
// ErrorCodeInvalidArgument, ErrorCodeNullPointer, ErrorCodeInvalidUtf8, ErrorCodeInternal.
//
// Since version 0.1.
func clientFindCallInto(client *C.ringout_client, dedupeKey string, inbox *C.ringout_inbox, tag uint64) error {
	if err := checkText(&dedupeKey, "dedupe_key"); err != nil {
		return err
	}
	memory := &nativeMemory{}
	defer memory.free()
	var err *C.ringout_error
	if status := C.ringout_client_find_call_into(client, memory.text(&dedupeKey), inbox, C.uint64_t(tag), &err); status != C.RINGOUT_OK {
		return newError(uint32(status), err)
	}
	return nil
}

// clientRequestInto: like clientRequest, without blocking. The result is a EventKindResponse.
//
// Errors:
// ErrorCodeInvalidArgument, ErrorCodeNullPointer, ErrorCodeInvalidUtf8, ErrorCodeInternal.
//
// Since version 0.1.
func clientRequestInto(client *C.ringout_client, method string, path string, query []string, body *string, inbox *C.ringout_inbox, tag uint64) error {
	if err := checkText(&method, "method"); err != nil {
		return err
	}
	if err := checkText(&path, "path"); err != nil {
		return err
	}
	if err := checkText(body, "body"); err != nil {
		return err
	}
	memory := &nativeMemory{}
	defer memory.free()
	var err *C.ringout_error
	if status := C.ringout_client_request_into(client, memory.text(&method), memory.text(&path), memory.texts(query), memory.text(body), inbox, C.uint64_t(tag), &err); status != C.RINGOUT_OK {
		return newError(uint32(status), err)
	}
	return nil
}

// clientSendInto: like clientSend, without blocking. The result is a EventKindResponse.
//
// Errors:
// ErrorCodeInvalidArgument, ErrorCodeNullPointer, ErrorCodeInvalidUtf8, ErrorCodeInternal.
//
// Since version 0.1.
func clientSendInto(client *C.ringout_client, method string, path string, query []string, body *string, inbox *C.ringout_inbox, tag uint64) error {
	if err := checkText(&method, "method"); err != nil {
		return err
	}
	if err := checkText(&path, "path"); err != nil {
		return err
	}
	if err := checkText(body, "body"); err != nil {
		return err
	}
	memory := &nativeMemory{}
	defer memory.free()
	var err *C.ringout_error
	if status := C.ringout_client_send_into(client, memory.text(&method), memory.text(&path), memory.texts(query), memory.text(body), inbox, C.uint64_t(tag), &err); status != C.RINGOUT_OK {
		return newError(uint32(status), err)
	}
	return nil
}

// clientCallerIdsInto: like clientCallerIds, without blocking. The result is a EventKindCallerIds.
//
// Errors:
// ErrorCodeInvalidArgument, ErrorCodeNullPointer, ErrorCodeInternal.
//
// Since version 0.1.
func clientCallerIdsInto(client *C.ringout_client, inbox *C.ringout_inbox, tag uint64) error {
	var err *C.ringout_error
	if status := C.ringout_client_caller_ids_into(client, inbox, C.uint64_t(tag), &err); status != C.RINGOUT_OK {
		return newError(uint32(status), err)
	}
	return nil
}

// clientForwardingNumbersInto: like clientForwardingNumbers, without blocking. The result is a EventKindForwardingNumbers.
//
// Errors:
// ErrorCodeInvalidArgument, ErrorCodeNullPointer, ErrorCodeInternal.
//
// Since version 0.1.
func clientForwardingNumbersInto(client *C.ringout_client, inbox *C.ringout_inbox, tag uint64) error {
	var err *C.ringout_error
	if status := C.ringout_client_forwarding_numbers_into(client, inbox, C.uint64_t(tag), &err); status != C.RINGOUT_OK {
		return newError(uint32(status), err)
	}
	return nil
}

// clientPreflightInto: like clientPreflight, without blocking. The result is a EventKindPreflight. request may be
// nil.
//
// Errors:
// ErrorCodeInvalidArgument, ErrorCodeNullPointer, ErrorCodeInvalidUtf8, ErrorCodeInternal.
//
// Since version 0.1.
func clientPreflightInto(client *C.ringout_client, request *C.ringout_call_request, inbox *C.ringout_inbox, tag uint64) error {
	var err *C.ringout_error
	if status := C.ringout_client_preflight_into(client, request, inbox, C.uint64_t(tag), &err); status != C.RINGOUT_OK {
		return newError(uint32(status), err)
	}
	return nil
}

// clientCallLogInto: like clientCallLog, without blocking. The result is a EventKindCallLog. from may be nil.
//
// Errors:
// ErrorCodeInvalidArgument, ErrorCodeNullPointer, ErrorCodeInvalidUtf8, ErrorCodeInternal.
//
// Since version 0.1.
func clientCallLogInto(client *C.ringout_client, to string, from *string, sentAtUnixMs int64, inbox *C.ringout_inbox, tag uint64) error {
	if err := checkText(&to, "to"); err != nil {
		return err
	}
	if err := checkText(from, "from"); err != nil {
		return err
	}
	memory := &nativeMemory{}
	defer memory.free()
	var err *C.ringout_error
	if status := C.ringout_client_call_log_into(client, memory.text(&to), memory.text(from), C.int64_t(sentAtUnixMs), inbox, C.uint64_t(tag), &err); status != C.RINGOUT_OK {
		return newError(uint32(status), err)
	}
	return nil
}

// callStatusInto: like callStatus, without blocking. The result is a EventKindStatus.
//
// Errors:
// ErrorCodeInvalidArgument, ErrorCodeNullPointer, ErrorCodeInternal.
//
// Since version 0.1.
func callStatusInto(call *C.ringout_call, inbox *C.ringout_inbox, tag uint64) error {
	var err *C.ringout_error
	if status := C.ringout_call_status_into(call, inbox, C.uint64_t(tag), &err); status != C.RINGOUT_OK {
		return newError(uint32(status), err)
	}
	return nil
}

// callCancelInto: like callCancel, without blocking. The result is a EventKindCancel.
//
// Errors:
// ErrorCodeInvalidArgument, ErrorCodeNullPointer, ErrorCodeInternal.
//
// Since version 0.1.
func callCancelInto(call *C.ringout_call, inbox *C.ringout_inbox, tag uint64) error {
	var err *C.ringout_error
	if status := C.ringout_call_cancel_into(call, inbox, C.uint64_t(tag), &err); status != C.RINGOUT_OK {
		return newError(uint32(status), err)
	}
	return nil
}

// callLogInto: like callLog, without blocking. The result is a EventKindCallLog.
//
// Errors:
// ErrorCodeInvalidArgument, ErrorCodeNullPointer, ErrorCodeInternal.
//
// Since version 0.1.
func callLogInto(call *C.ringout_call, inbox *C.ringout_inbox, tag uint64) error {
	var err *C.ringout_error
	if status := C.ringout_call_log_into(call, inbox, C.uint64_t(tag), &err); status != C.RINGOUT_OK {
		return newError(uint32(status), err)
	}
	return nil
}

// callTakeLeaseInto: like callTakeLease, without blocking. The result is a EventKindTakeLease.
//
// Errors:
// ErrorCodeInvalidArgument, ErrorCodeNullPointer, ErrorCodeInternal.
//
// Since version 0.1.
func callTakeLeaseInto(call *C.ringout_call, inbox *C.ringout_inbox, tag uint64) error {
	var err *C.ringout_error
	if status := C.ringout_call_take_lease_into(call, inbox, C.uint64_t(tag), &err); status != C.RINGOUT_OK {
		return newError(uint32(status), err)
	}
	return nil
}

// callClaimOutcomeInto: like callClaimOutcome, without blocking. The result is a EventKindClaimOutcome.
//
// Errors:
// ErrorCodeInvalidArgument, ErrorCodeNullPointer, ErrorCodeInternal.
//
// Since version 0.1.
func callClaimOutcomeInto(call *C.ringout_call, inbox *C.ringout_inbox, tag uint64) error {
	var err *C.ringout_error
	if status := C.ringout_call_claim_outcome_into(call, inbox, C.uint64_t(tag), &err); status != C.RINGOUT_OK {
		return newError(uint32(status), err)
	}
	return nil
}

// callWaitInto: like callWait, without blocking and without a thread. The result is a EventKindWait. options
// may be nil; the timeout counts from now.
//
// Errors:
// ErrorCodeInvalidArgument, ErrorCodeNullPointer, ErrorCodeInternal.
//
// Since version 0.1.
func callWaitInto(call *C.ringout_call, options *C.ringout_wait_options, inbox *C.ringout_inbox, tag uint64) error {
	var err *C.ringout_error
	if status := C.ringout_call_wait_into(call, options, inbox, C.uint64_t(tag), &err); status != C.RINGOUT_OK {
		return newError(uint32(status), err)
	}
	return nil
}

// callWatchInto: like callWatch, without blocking and without a thread. Each change is a EventKindChange, and at
// the end comes one EventKindWatchEnd with the outcome, or with an error of callWait. options
// may be nil; the timeout counts from now.
//
// The call handle may be freed at once. To stop, use inboxInterrupt. Many thousands of calls can be
// watched in one inbox.
//
// Errors:
// ErrorCodeInvalidArgument, ErrorCodeNullPointer, ErrorCodeInternal.
//
// Since version 0.1.
func callWatchInto(call *C.ringout_call, options *C.ringout_wait_options, inbox *C.ringout_inbox, tag uint64) error {
	var err *C.ringout_error
	if status := C.ringout_call_watch_into(call, options, inbox, C.uint64_t(tag), &err); status != C.RINGOUT_OK {
		return newError(uint32(status), err)
	}
	return nil
}

// clientPlaceAllInto: like clientPlaceAll, with the results in the inbox: a EventKindPlaced for each request, then one
// EventKindPlaceAllEnd.
//
// Nothing is placed unless your program reads the inbox. inboxNext and inboxWait call the
// journal, on their thread and one at a time, and a request is sent only after the function that wrote its entry. So call
// one of them whenever the descriptor is readable. The journal may use the library, but must not free the inbox. Its
// user_data must stay valid until the last event was taken or the inbox is freed.
//
// To stop placing, use inboxInterrupt. Returns ErrorCodeInvalidArgument, with a parameter such as
// "requests[3].to", if a request is invalid; then no call is placed and no event comes.
//
// Errors:
// ErrorCodeInvalidArgument, ErrorCodeNullPointer, ErrorCodeInvalidUtf8, ErrorCodeInternal.
//
// Since version 0.1.
func clientPlaceAllInto(client *C.ringout_client, requests *C.ringout_call_request, count int, options *C.ringout_place_options, inbox *C.ringout_inbox, tag uint64) error {
	var err *C.ringout_error
	if status := C.ringout_client_place_all_into(client, requests, C.size_t(count), options, inbox, C.uint64_t(tag), &err); status != C.RINGOUT_OK {
		return newError(uint32(status), err)
	}
	return nil
}

// logInto sends log records also into the inbox from now on, as events of the kind EventKindLog, for programs that cannot be
// called on other threads. The log callback, if there is one, gets them too.
//
//   - level: the least severe level to receive, a LogLevel; 0 for none, which is the default.
//   - tag: the tag of these events.
//
// Up to 1,000 records wait for your program. Further ones are dropped, and inboxDroppedLogRecords counts
// them. May be called again, with another level or tag.
//
// Errors:
// ErrorCodeInvalidArgument, ErrorCodeNullPointer, ErrorCodeInternal.
//
// Since version 0.1.
func logInto(level uint32, inbox *C.ringout_inbox, tag uint64) error {
	var err *C.ringout_error
	if status := C.ringout_log_into(C.uint32_t(level), inbox, C.uint64_t(tag), &err); status != C.RINGOUT_OK {
		return newError(uint32(status), err)
	}
	return nil
}
