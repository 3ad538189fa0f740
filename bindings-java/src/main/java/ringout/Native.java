// Generated from include/ringout.h by ffi-c/languages/generate.py: do not edit, run it again.

package ringout;

import static java.lang.foreign.ValueLayout.*;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.function.LongFunction;

/**
 * The functions of libringout. A function that fails throws the exception of its error; outputs are returned.
 *
 * <p>Pointers are memory segments and null. Your program frees what the description of a function says.
 */
final class Native {
    private Native() {}

    private static final Linker LINKER = Linker.nativeLinker();
    private static final String[] NEEDED = {
        "ringout_version",
        "ringout_abi_version",
        "ringout_error_free",
        "ringout_error_code",
        "ringout_error_code_name",
        "ringout_error_text",
        "ringout_error_message",
        "ringout_error_hint",
        "ringout_error_parameter",
        "ringout_error_http_status",
        "ringout_error_error_code",
        "ringout_error_oauth_error",
        "ringout_error_request_id",
        "ringout_error_retry_after_ms",
        "ringout_error_retryable",
        "ringout_error_may_have_placed",
        "ringout_error_detail_count",
        "ringout_error_detail_error_code",
        "ringout_error_detail_message",
        "ringout_error_detail_parameter_name",
        "ringout_error_detail_parameter_value",
        "ringout_error_detail_additional_info",
        "ringout_error_detail_field",
        "ringout_error_detail_fields",
        "ringout_error_attempt_to",
        "ringout_error_attempt_from",
        "ringout_error_attempt_sent_at_unix_ms",
        "ringout_string_free",
        "ringout_set_log_callback",
        "ringout_log_level_name",
        "ringout_call_path_name",
        "ringout_client_new",
        "ringout_client_from_env",
        "ringout_client_free",
        "ringout_client_with_timeout",
        "ringout_client_with_rate_limit",
        "ringout_authorization_new",
        "ringout_authorization_free",
        "ringout_authorization_url",
        "ringout_authorization_redirect_uri",
        "ringout_authorization_state",
        "ringout_authorization_verifier",
        "ringout_token_from_json",
        "ringout_token_free",
        "ringout_token_json",
        "ringout_token_access_token",
        "ringout_token_refresh_token",
        "ringout_token_scope",
        "ringout_token_expires_at_unix_ms",
        "ringout_client_login_jwt",
        "ringout_client_login_password",
        "ringout_client_login_code",
        "ringout_client_authorize_url",
        "ringout_client_login_redirect",
        "ringout_client_refresh",
        "ringout_client_logout",
        "ringout_client_token",
        "ringout_client_set_token",
        "ringout_token_key_server",
        "ringout_token_key_client_id",
        "ringout_token_key_user",
        "ringout_token_key_text",
        "ringout_token_sink_set_token",
        "ringout_token_sink_set_failure",
        "ringout_ledger_key_server",
        "ringout_ledger_key_client_id",
        "ringout_ledger_key_user",
        "ringout_ledger_key_dedupe_key",
        "ringout_ledger_key_text",
        "ringout_ledger_sink_set_record",
        "ringout_ledger_sink_set_failure",
        "ringout_dial_uri",
        "ringout_dial_scheme_name",
        "ringout_client_caller_ids",
        "ringout_caller_ids_free",
        "ringout_caller_ids_count",
        "ringout_caller_ids_id",
        "ringout_caller_ids_phone_number",
        "ringout_caller_ids_usage_type",
        "ringout_caller_ids_label",
        "ringout_client_forwarding_numbers",
        "ringout_forwarding_numbers_free",
        "ringout_forwarding_numbers_count",
        "ringout_forwarding_numbers_id",
        "ringout_forwarding_numbers_phone_number",
        "ringout_forwarding_numbers_label",
        "ringout_forwarding_numbers_kind",
        "ringout_client_preflight",
        "ringout_preflight_free",
        "ringout_preflight_ok",
        "ringout_preflight_text",
        "ringout_preflight_check_count",
        "ringout_preflight_check_kind",
        "ringout_check_kind_name",
        "ringout_preflight_check_result",
        "ringout_check_result_name",
        "ringout_preflight_check_explanation",
        "ringout_client_create_call",
        "ringout_client_find_call",
        "ringout_client_call",
        "ringout_call_free",
        "ringout_call_clone",
        "ringout_call_id",
        "ringout_call_adopted",
        "ringout_call_take_lease",
        "ringout_call_claim_outcome",
        "ringout_status_name",
        "ringout_status_explain",
        "ringout_status_parse",
        "ringout_status_is_failed_leg",
        "ringout_status_is_ended",
        "ringout_state_new",
        "ringout_state_free",
        "ringout_state_call_status",
        "ringout_state_caller_status",
        "ringout_state_callee_status",
        "ringout_state_call_status_text",
        "ringout_state_caller_status_text",
        "ringout_state_callee_status_text",
        "ringout_state_phase",
        "ringout_phase_name",
        "ringout_state_text",
        "ringout_state_explain",
        "ringout_outcome_free",
        "ringout_outcome_kind",
        "ringout_outcome_kind_name",
        "ringout_outcome_leg",
        "ringout_leg_name",
        "ringout_outcome_status",
        "ringout_outcome_status_text",
        "ringout_outcome_connected",
        "ringout_outcome_cancelled_by_us",
        "ringout_outcome_source",
        "ringout_outcome_source_name",
        "ringout_outcome_explanation",
        "ringout_outcome_text",
        "ringout_check_transition",
        "ringout_verdict_free",
        "ringout_verdict_kind",
        "ringout_verdict_kind_name",
        "ringout_verdict_text",
        "ringout_verdict_reason_count",
        "ringout_verdict_reason_field",
        "ringout_field_name",
        "ringout_verdict_reason_kind",
        "ringout_verdict_reason_text",
        "ringout_verdict_reason_path",
        "ringout_verdict_reason_path_count",
        "ringout_verdict_reason_path_status",
        "ringout_until_name",
        "ringout_call_status",
        "ringout_call_state",
        "ringout_call_outcome",
        "ringout_call_cancel",
        "ringout_call_detach",
        "ringout_cancel_effect_name",
        "ringout_call_wait",
        "ringout_change_clone",
        "ringout_change_free",
        "ringout_change_previous",
        "ringout_change_state",
        "ringout_change_verdict",
        "ringout_change_earliest_ms",
        "ringout_change_latest_ms",
        "ringout_call_watch",
        "ringout_watch_new",
        "ringout_watch_free",
        "ringout_watch_next",
        "ringout_watch_next_timeout",
        "ringout_watch_outcome",
        "ringout_scoped_call_new",
        "ringout_scoped_call_free",
        "ringout_journal_entry_step",
        "ringout_journal_step_name",
        "ringout_journal_entry_index",
        "ringout_journal_entry_at_unix_ms",
        "ringout_journal_entry_to",
        "ringout_journal_entry_from",
        "ringout_journal_entry_call_id",
        "ringout_journal_entry_outcome",
        "ringout_journal_entry_error",
        "ringout_journal_entry_text",
        "ringout_placed_free",
        "ringout_placed_index",
        "ringout_placed_call",
        "ringout_placed_outcome",
        "ringout_placed_error",
        "ringout_client_place_all",
        "ringout_place_all_free",
        "ringout_place_all_next",
        "ringout_place_all_remaining",
        "ringout_call_log",
        "ringout_client_call_log",
        "ringout_logged_call_free",
        "ringout_logged_call_matching",
        "ringout_log_match_name",
        "ringout_logged_call_candidates",
        "ringout_logged_call_id",
        "ringout_logged_call_session_id",
        "ringout_logged_call_start_time_unix_ms",
        "ringout_logged_call_duration_ms",
        "ringout_logged_call_from",
        "ringout_logged_call_to",
        "ringout_logged_call_action",
        "ringout_logged_call_result",
        "ringout_logged_call_leg_count",
        "ringout_logged_call_leg",
        "ringout_logged_call_leg_type",
        "ringout_logged_call_leg_start_time_unix_ms",
        "ringout_logged_call_leg_duration_ms",
        "ringout_logged_call_leg_from",
        "ringout_logged_call_leg_to",
        "ringout_logged_call_leg_result",
        "ringout_cancel_token_new",
        "ringout_cancel_token_free",
        "ringout_cancel_token_cancel",
        "ringout_cancel_token_is_cancelled",
        "ringout_client_with_cancel_token",
        "ringout_call_with_cancel_token",
        "ringout_client_limits",
        "ringout_limits_free",
        "ringout_limits_count",
        "ringout_limits_name",
        "ringout_limits_ringcentral_name",
        "ringout_limits_limit",
        "ringout_limits_window_ms",
        "ringout_limits_remaining",
        "ringout_limits_retry_after_ms",
        "ringout_limits_text",
        "ringout_response_free",
        "ringout_response_status",
        "ringout_response_body",
        "ringout_response_body_size",
        "ringout_response_text",
        "ringout_response_content_type",
        "ringout_response_request_id",
        "ringout_response_error",
        "ringout_response_header_count",
        "ringout_response_header_name",
        "ringout_response_header_value",
        "ringout_client_request",
        "ringout_client_send",
        "ringout_inbox_new",
        "ringout_inbox_free",
        "ringout_inbox_fd",
        "ringout_inbox_next",
        "ringout_inbox_wait",
        "ringout_inbox_interrupt",
        "ringout_inbox_pending",
        "ringout_inbox_dropped_log_records",
        "ringout_event_free",
        "ringout_event_tag",
        "ringout_event_kind",
        "ringout_event_kind_name",
        "ringout_event_status",
        "ringout_event_error",
        "ringout_event_take_call",
        "ringout_event_take_state",
        "ringout_event_take_outcome",
        "ringout_event_take_change",
        "ringout_event_take_preflight",
        "ringout_event_take_caller_ids",
        "ringout_event_take_forwarding_numbers",
        "ringout_event_take_logged_call",
        "ringout_event_take_response",
        "ringout_event_take_placed",
        "ringout_event_take_error",
        "ringout_event_cancel_effect",
        "ringout_event_lease_left_ms",
        "ringout_event_is_claimed",
        "ringout_event_log_level",
        "ringout_event_log_message",
        "ringout_client_login_jwt_into",
        "ringout_client_login_password_into",
        "ringout_client_login_code_into",
        "ringout_client_login_redirect_into",
        "ringout_client_refresh_into",
        "ringout_client_logout_into",
        "ringout_client_create_call_into",
        "ringout_client_find_call_into",
        "ringout_client_request_into",
        "ringout_client_send_into",
        "ringout_client_caller_ids_into",
        "ringout_client_forwarding_numbers_into",
        "ringout_client_preflight_into",
        "ringout_client_call_log_into",
        "ringout_call_status_into",
        "ringout_call_cancel_into",
        "ringout_call_log_into",
        "ringout_call_take_lease_into",
        "ringout_call_claim_outcome_into",
        "ringout_call_wait_into",
        "ringout_call_watch_into",
        "ringout_client_place_all_into",
        "ringout_log_into",
    };
    private static final SymbolLookup LIBRARY = load();

    private static SymbolLookup load() {
        String path = path();
        try {
            SymbolLookup found = path.contains("/") || path.contains("\\")
                ? SymbolLookup.libraryLookup(Path.of(path), Arena.global())
                : SymbolLookup.libraryLookup(path, Arena.global());
            for (String name : NEEDED) {
                if (found.find(name).isEmpty()) {
                    throw new UnsatisfiedLinkError("libringout 0.1.0 or later with binary interface 0 is needed: " + path + " has no " + name);
                }
            }
            int abi = (int) LINKER.downcallHandle(found.find("ringout_abi_version").get(), FunctionDescriptor.of(JAVA_INT))
                .invokeExact();
            if (abi == 0) return found;
            throw new UnsatisfiedLinkError("libringout 0.1.0 or later with binary interface 0 is needed; " + path + " has binary interface " + abi);
        } catch (IllegalArgumentException reason) {
            throw new UnsatisfiedLinkError("libringout 0.1.0 or later with binary interface 0 is needed: " + reason.getMessage());
        } catch (Throwable reason) {
            throw rethrow(reason);
        }
    }

    /** The library's file: RINGOUT_LIBRARY, else the one in the jar, else the system's. */
    private static String path() {
        String set = System.getenv("RINGOUT_LIBRARY");
        if (set != null && !set.isEmpty()) return set;
        String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        String platform = (os.contains("mac") ? "macos" : os.contains("win") ? "windows" : "linux") + "-" + System.getProperty("os.arch");
        String file = System.mapLibraryName("ringout");
        try (InputStream packed = Native.class.getResourceAsStream("/META-INF/native/" + platform + "/" + file)) {
            if (packed == null) return os.contains("linux") ? file + ".0" : file;
            Path copy = Files.createTempFile("ringout", file);
            copy.toFile().deleteOnExit();
            Files.copy(packed, copy, StandardCopyOption.REPLACE_EXISTING);
            return copy.toString();
        } catch (IOException reason) {
            throw new UnsatisfiedLinkError("libringout could not be copied out of the jar: " + reason.getMessage());
        }
    }

    private static MethodHandle handle(String name, FunctionDescriptor descriptor) {
        return LINKER.downcallHandle(LIBRARY.find(name).get(), descriptor);
    }

    private static MemorySegment upcall(
            Arena arena, Class<?> type, Object callback, MethodType method, FunctionDescriptor descriptor) {
        try {
            MethodHandle call = MethodHandles.lookup().findVirtual(type, "call", method).bindTo(callback);
            return LINKER.upcallStub(call, descriptor, arena);
        } catch (ReflectiveOperationException failure) {
            throw new AssertionError(failure);
        }
    }

    private static RuntimeException rethrow(Throwable failure) {
        if (failure instanceof RuntimeException unchecked) return unchecked;
        if (failure instanceof Error error) throw error;
        return new IllegalStateException(failure);
    }

    private static RingOutException error(int code, MemorySegment err) {
        ErrorInfo info = ErrorInfo.take(pointer(err));
        return RingOutException.of(info != null ? info : ErrorInfo.local(ErrorCode.of(code), null, errorCodeName(code)));
    }

    static MemorySegment address(MemorySegment pointer) {
        return pointer == null ? MemorySegment.NULL : pointer;
    }

    static MemorySegment pointer(MemorySegment address) {
        return address.address() == 0 ? null : address;
    }

    /** Returns the string at an address, also for the arguments of callbacks. */
    static String string(MemorySegment address) {
        return address == null || address.address() == 0 ? null : address.reinterpret(Long.MAX_VALUE).getString(0);
    }

    private static String takeString(MemorySegment address) {
        try {
            return string(address);
        } finally {
            stringFree(address);
        }
    }

    static MemorySegment text(Arena arena, String value, String name) {
        if (value == null) return MemorySegment.NULL;
        if (value.indexOf(0) >= 0) {
            String message = "`" + name + "` contains a NUL character";
            throw RingOutException.of(ErrorInfo.local(ErrorCode.INVALID_ARGUMENT, name, message));
        }
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(value)) {
            String message = "`" + name + "` contains half of a surrogate pair";
            throw RingOutException.of(ErrorInfo.local(ErrorCode.INVALID_ARGUMENT, name, message));
        }
        return arena.allocateFrom(value, StandardCharsets.UTF_8);
    }

    private static MemorySegment text(Arena arena, String[] values, String name) {
        if (values == null) return MemorySegment.NULL;
        MemorySegment array = arena.allocate(8L * values.length + 8, 8);
        for (int i = 0; i < values.length; i++) array.setAtIndex(ADDRESS, i, text(arena, values[i], name));
        return array;
    }

    static <T> List<T> list(long count, LongFunction<T> item) {
        List<T> items = new ArrayList<>();
        for (long i = 0; i < count; i++) items.add(item.apply(i));
        return Collections.unmodifiableList(items);
    }

    static byte[] bytes(MemorySegment address, long size) {
        return address == null ? new byte[0] : address.reinterpret(size).toArray(JAVA_BYTE);
    }

    /** Returns another handle of a call that something else owns. */
    static MemorySegment cloned(MemorySegment call) {
        return call == null ? null : callClone(call);
    }

    /**
     * The version of the binary interface that this header describes: the number in the soname, and the value of
     * {@code Native.abiVersion()} in a library that fits.
     *
     * <p>Since version 0.1.
     */
    static final int ABI_VERSION = 0;

    /**
     * The library's default, for every timeout.
     *
     * <p>Since version 0.1.
     */
    static final int DEFAULT_TIMEOUT = -1;

    /**
     * Receives one log record: its level, a {@code LogLevel}, and one line without secrets, valid until the callback
     * returns.
     *
     * <p>The library calls it on the thread that does the work, which may be a thread of the library, and on several threads
     * at once. The work waits for it, so it should be quick. It may use the library, except for
     * {@code Native.setLogCallback()}; records that it causes on the same thread are dropped. It must return normally,
     * without an exception or a longjmp.
     *
     * <p>Since version 0.1.
     */
    @FunctionalInterface
    interface LogCallback {
        void call(int level, MemorySegment message, MemorySegment userData);
    }

    /** Makes a C function, valid until the arena is closed. The callback must not throw: that ends the JVM. */
    static MemorySegment logCallback(Arena arena, LogCallback callback) {
        return upcall(arena, LogCallback.class, callback, MethodType.methodType(void.class, int.class, MemorySegment.class, MemorySegment.class), FunctionDescriptor.ofVoid(JAVA_INT, ADDRESS, ADDRESS));
    }

    /**
     * Loads the token that is saved under the key: passes it to {@code Native.tokenSinkSetToken()} and returns
     * {@code StoreResult.OK}. Otherwise returns {@code StoreResult.NOT_FOUND} or {@code StoreResult.FAILED}.
     *
     * <p>Since version 0.1.
     */
    @FunctionalInterface
    interface TokenLoadCallback {
        int call(MemorySegment key, MemorySegment sink, MemorySegment userData);
    }

    /** Makes a C function, valid until the arena is closed. The callback must not throw: that ends the JVM. */
    static MemorySegment tokenLoadCallback(Arena arena, TokenLoadCallback callback) {
        return upcall(arena, TokenLoadCallback.class, callback, MethodType.methodType(int.class, MemorySegment.class, MemorySegment.class, MemorySegment.class), FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS));
    }

    /**
     * Saves a token under the key, replacing the previous one. {@code token} is JSON and a secret, wiped when the callback
     * returns; null removes the saved token, if any. Returns {@code StoreResult.OK} or {@code StoreResult.FAILED}.
     *
     * <p>Since version 0.1.
     */
    @FunctionalInterface
    interface TokenSaveCallback {
        int call(MemorySegment key, MemorySegment token, MemorySegment sink, MemorySegment userData);
    }

    /** Makes a C function, valid until the arena is closed. The callback must not throw: that ends the JVM. */
    static MemorySegment tokenSaveCallback(Arena arena, TokenSaveCallback callback) {
        return upcall(arena, TokenSaveCallback.class, callback, MethodType.methodType(int.class, MemorySegment.class, MemorySegment.class, MemorySegment.class, MemorySegment.class), FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS, ADDRESS));
    }

    /**
     * Takes the lock for replacing the token, without waiting. Returns {@code StoreResult.OK} or {@code StoreResult.FAILED}, or
     * {@code StoreResult.LOCKED} to be called again until the operation's deadline passes.
     *
     * <p>Since version 0.1.
     */
    @FunctionalInterface
    interface TokenTryLockCallback {
        int call(MemorySegment key, MemorySegment sink, MemorySegment userData);
    }

    /** Makes a C function, valid until the arena is closed. The callback must not throw: that ends the JVM. */
    static MemorySegment tokenTryLockCallback(Arena arena, TokenTryLockCallback callback) {
        return upcall(arena, TokenTryLockCallback.class, callback, MethodType.methodType(int.class, MemorySegment.class, MemorySegment.class, MemorySegment.class), FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS));
    }

    /**
     * Releases the lock, once for each successful {@code try_lock}. It may run on another thread than {@code try_lock}, so a pthread
     * mutex does not work.
     *
     * <p>Since version 0.1.
     */
    @FunctionalInterface
    interface TokenUnlockCallback {
        void call(MemorySegment key, MemorySegment userData);
    }

    /** Makes a C function, valid until the arena is closed. The callback must not throw: that ends the JVM. */
    static MemorySegment tokenUnlockCallback(Arena arena, TokenUnlockCallback callback) {
        return upcall(arena, TokenUnlockCallback.class, callback, MethodType.methodType(void.class, MemorySegment.class, MemorySegment.class), FunctionDescriptor.ofVoid(ADDRESS, ADDRESS));
    }

    /**
     * Frees {@code user_data}. Called once, on any thread, when the library no longer uses it.
     *
     * <p>Since version 0.1.
     */
    @FunctionalInterface
    interface FreeUserDataCallback {
        void call(MemorySegment userData);
    }

    /** Makes a C function, valid until the arena is closed. The callback must not throw: that ends the JVM. */
    static MemorySegment freeUserDataCallback(Arena arena, FreeUserDataCallback callback) {
        return upcall(arena, FreeUserDataCallback.class, callback, MethodType.methodType(void.class, MemorySegment.class), FunctionDescriptor.ofVoid(ADDRESS));
    }

    /**
     * Loads what is stored under the key: passes it to {@code Native.ledgerSinkSetRecord()} and returns {@code StoreResult.OK}.
     * Otherwise returns {@code StoreResult.NOT_FOUND} or {@code StoreResult.FAILED}.
     *
     * <p>Since version 0.1.
     */
    @FunctionalInterface
    interface LedgerLoadCallback {
        int call(MemorySegment key, MemorySegment sink, MemorySegment userData);
    }

    /** Makes a C function, valid until the arena is closed. The callback must not throw: that ends the JVM. */
    static MemorySegment ledgerLoadCallback(Arena arena, LedgerLoadCallback callback) {
        return upcall(arena, LedgerLoadCallback.class, callback, MethodType.methodType(int.class, MemorySegment.class, MemorySegment.class, MemorySegment.class), FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS));
    }

    /**
     * Stores {@code value} under the key, if the current value is {@code expected}, or if there is none and {@code expected} is null. Returns
     * {@code StoreResult.OK}. Otherwise changes nothing and returns {@code StoreResult.CONFLICT} with the current value, or
     * {@code StoreResult.FAILED}. The comparison and the change are one step, for all processes.
     *
     * <p>The value is one line of UTF-8 with phone numbers. It and its age are kept for at least {@code lifetime_s} seconds; the age
     * starts at zero.
     *
     * <p>Since version 0.1.
     */
    @FunctionalInterface
    interface LedgerSwapCallback {
        int call(MemorySegment key, MemorySegment expected, MemorySegment value, long lifetimeS, MemorySegment sink, MemorySegment userData);
    }

    /** Makes a C function, valid until the arena is closed. The callback must not throw: that ends the JVM. */
    static MemorySegment ledgerSwapCallback(Arena arena, LedgerSwapCallback callback) {
        return upcall(arena, LedgerSwapCallback.class, callback, MethodType.methodType(int.class, MemorySegment.class, MemorySegment.class, MemorySegment.class, long.class, MemorySegment.class, MemorySegment.class), FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS, ADDRESS));
    }

    /**
     * Receives each change of {@code Native.callWatch()}, on the thread that called that function. The change is valid until
     * the callback returns. Return 0 to continue and any other value to stop. It must return normally, without an
     * exception or a longjmp.
     *
     * <p>Since version 0.1.
     */
    @FunctionalInterface
    interface WatchCallback {
        int call(MemorySegment change, MemorySegment userData);
    }

    /** Makes a C function, valid until the arena is closed. The callback must not throw: that ends the JVM. */
    static MemorySegment watchCallback(Arena arena, WatchCallback callback) {
        return upcall(arena, WatchCallback.class, callback, MethodType.methodType(int.class, MemorySegment.class, MemorySegment.class), FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS));
    }

    /**
     * Saves a journal entry where it outlives the process. Returns null on success, else the reason of the failure for the
     * user to read, such as the string of {@code strerror()}. The library copies the reason at once into an error message, so it
     * must not contain a secret. After a failure no more calls are placed, but the results of calls in flight are still
     * returned.
     *
     * <p>{@code Native.placeAllNext()} calls it, on the same thread. It may use the library, but not the {@code ringout_place_all}
     * that called it. It must return normally, without an exception or a longjmp.
     *
     * <p>Since version 0.1.
     */
    @FunctionalInterface
    interface JournalCallback {
        MemorySegment call(MemorySegment entry, MemorySegment userData);
    }

    /** Makes a C function, valid until the arena is closed. The callback must not throw: that ends the JVM. */
    static MemorySegment journalCallback(Arena arena, JournalCallback callback) {
        return upcall(arena, JournalCallback.class, callback, MethodType.methodType(MemorySegment.class, MemorySegment.class, MemorySegment.class), FunctionDescriptor.of(ADDRESS, ADDRESS, ADDRESS));
    }

    private static final class F_version {
        static final MethodHandle HANDLE = handle("ringout_version", FunctionDescriptor.of(ADDRESS));
    }

    /**
     * Returns the version of the loaded library, such as "0.1.0". {@code RINGOUT_VERSION} is that of the header that the program
     * was compiled with. Never null, valid forever.
     *
     * <p>Since version 0.1.
     */
    static String version() {
        try {
            return string((MemorySegment) F_version.HANDLE.invokeExact());
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_abi_version {
        static final MethodHandle HANDLE = handle("ringout_abi_version", FunctionDescriptor.of(JAVA_INT));
    }

    /**
     * Returns the version of the binary interface of the loaded library. The library fits the program if this equals
     * {@code RINGOUT_ABI_VERSION}.
     *
     * <p>Since version 0.1.
     */
    static int abiVersion() {
        try {
            return (int) F_abi_version.HANDLE.invokeExact();
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_error_free {
        static final MethodHandle HANDLE = handle("ringout_error_free", FunctionDescriptor.ofVoid(ADDRESS));
    }

    /**
     * Frees an error. null does nothing. Do not free an error that belongs to a response, a result or a journal entry.
     *
     * <p>Since version 0.1.
     */
    static void errorFree(MemorySegment err) {
        try {
            F_error_free.HANDLE.invokeExact(address(err));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_error_code {
        static final MethodHandle HANDLE = handle("ringout_error_code", FunctionDescriptor.of(JAVA_INT, ADDRESS));
    }

    /**
     * Returns the error code, the same number that the function returned. {@code ErrorCode.OK} for null.
     *
     * <p>Since version 0.1.
     */
    static int errorCode(MemorySegment err) {
        try {
            return (int) F_error_code.HANDLE.invokeExact(address(err));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_error_code_name {
        static final MethodHandle HANDLE = handle("ringout_error_code_name", FunctionDescriptor.of(ADDRESS, JAVA_INT));
    }

    /**
     * Returns the name of an error code, such as "RATE_LIMITED"; "OK" for 0 and "Unknown" for any other number. Never
     * null, valid forever.
     *
     * <p>Since version 0.1.
     */
    static String errorCodeName(int code) {
        try {
            return string((MemorySegment) F_error_code_name.HANDLE.invokeExact(code));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_error_text {
        static final MethodHandle HANDLE = handle("ringout_error_text", FunctionDescriptor.of(ADDRESS, ADDRESS));
    }

    /**
     * Returns the error in one line: the message, then the hint and RingCentral's request id if there are any.
     *
     * <p>Since version 0.1.
     */
    static String errorText(MemorySegment err) {
        try {
            return string((MemorySegment) F_error_text.HANDLE.invokeExact(address(err)));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_error_message {
        static final MethodHandle HANDLE = handle("ringout_error_message", FunctionDescriptor.of(ADDRESS, ADDRESS));
    }

    /**
     * Returns what happened, in one line.
     *
     * <p>Since version 0.1.
     */
    static String errorMessage(MemorySegment err) {
        try {
            return string((MemorySegment) F_error_message.HANDLE.invokeExact(address(err)));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_error_hint {
        static final MethodHandle HANDLE = handle("ringout_error_hint", FunctionDescriptor.of(ADDRESS, ADDRESS));
    }

    /**
     * Returns advice, mostly from RingCentral's documentation; null if there is none.
     *
     * <p>Since version 0.1.
     */
    static String errorHint(MemorySegment err) {
        try {
            return string((MemorySegment) F_error_hint.HANDLE.invokeExact(address(err)));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_error_parameter {
        static final MethodHandle HANDLE = handle("ringout_error_parameter", FunctionDescriptor.of(ADDRESS, ADDRESS));
    }

    /**
     * Returns the argument ("to", "server"), the environment variable or RingCentral's parameter ("to.phoneNumber") at
     * fault; null if there is none.
     *
     * <p>Since version 0.1.
     */
    static String errorParameter(MemorySegment err) {
        try {
            return string((MemorySegment) F_error_parameter.HANDLE.invokeExact(address(err)));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_error_http_status {
        static final MethodHandle HANDLE = handle("ringout_error_http_status", FunctionDescriptor.of(JAVA_INT, ADDRESS));
    }

    /**
     * Returns the HTTP status of the response; 0 if there was no response.
     *
     * <p>Since version 0.1.
     */
    static int errorHttpStatus(MemorySegment err) {
        try {
            return (int) F_error_http_status.HANDLE.invokeExact(address(err));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_error_error_code {
        static final MethodHandle HANDLE = handle("ringout_error_error_code", FunctionDescriptor.of(ADDRESS, ADDRESS));
    }

    /**
     * Returns RingCentral's error code, such as "CMN-102" or "OAU-140"; null if there is none.
     *
     * <p>Since version 0.1.
     */
    static String errorErrorCode(MemorySegment err) {
        try {
            return string((MemorySegment) F_error_error_code.HANDLE.invokeExact(address(err)));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_error_oauth_error {
        static final MethodHandle HANDLE = handle("ringout_error_oauth_error", FunctionDescriptor.of(ADDRESS, ADDRESS));
    }

    /**
     * Returns the OAuth error, such as "invalid_grant"; null if there is none.
     *
     * <p>Since version 0.1.
     */
    static String errorOauthError(MemorySegment err) {
        try {
            return string((MemorySegment) F_error_oauth_error.HANDLE.invokeExact(address(err)));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_error_request_id {
        static final MethodHandle HANDLE = handle("ringout_error_request_id", FunctionDescriptor.of(ADDRESS, ADDRESS));
    }

    /**
     * Returns RingCentral's id of the request, which its support asks for; null if there is none.
     *
     * <p>Since version 0.1.
     */
    static String errorRequestId(MemorySegment err) {
        try {
            return string((MemorySegment) F_error_request_id.HANDLE.invokeExact(address(err)));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_error_retry_after_ms {
        static final MethodHandle HANDLE = handle("ringout_error_retry_after_ms", FunctionDescriptor.of(JAVA_LONG, ADDRESS));
    }

    /**
     * Returns how long to wait before the next request, in milliseconds, if a rate limit is the cause; else -1.
     *
     * <p>Since version 0.1.
     */
    static long errorRetryAfterMs(MemorySegment err) {
        try {
            return (long) F_error_retry_after_ms.HANDLE.invokeExact(address(err));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_error_retryable {
        static final MethodHandle HANDLE = handle("ringout_error_retryable", FunctionDescriptor.of(JAVA_BOOLEAN, ADDRESS));
    }

    /**
     * Returns true if the same function call may succeed later without any change. Never true for {@code ErrorCode.MAYBE_PLACED}.
     *
     * <p>Since version 0.1.
     */
    static boolean errorRetryable(MemorySegment err) {
        try {
            return (boolean) F_error_retryable.HANDLE.invokeExact(address(err));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_error_may_have_placed {
        static final MethodHandle HANDLE = handle("ringout_error_may_have_placed", FunctionDescriptor.of(JAVA_BOOLEAN, ADDRESS));
    }

    /**
     * Returns true if phones may be ringing after this error of {@code Native.clientCreateCall()}: for
     * {@code ErrorCode.MAYBE_PLACED}, HTTP 408, and {@code ErrorCode.SERVER} other than a 503 with {@code Retry-After}. The same applies to
     * other POST requests of {@code Native.clientRequest()}. False for every other error and for null.
     *
     * <p>Since version 0.1.
     */
    static boolean errorMayHavePlaced(MemorySegment err) {
        try {
            return (boolean) F_error_may_have_placed.HANDLE.invokeExact(address(err));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_error_detail_count {
        static final MethodHandle HANDLE = handle("ringout_error_detail_count", FunctionDescriptor.of(JAVA_LONG, ADDRESS));
    }

    /**
     * Returns the number of entries in the response's list of errors.
     *
     * <p>Since version 0.1.
     */
    static long errorDetailCount(MemorySegment err) {
        try {
            return (long) F_error_detail_count.HANDLE.invokeExact(address(err));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_error_detail_error_code {
        static final MethodHandle HANDLE = handle("ringout_error_detail_error_code", FunctionDescriptor.of(ADDRESS, ADDRESS, JAVA_LONG));
    }

    /**
     * Returns RingCentral's error code in the entry at {@code index}, counted from 0. null if the entry has none, and for an
     * index out of range.
     *
     * <p>Since version 0.1.
     */
    static String errorDetailErrorCode(MemorySegment err, long index) {
        try {
            return string((MemorySegment) F_error_detail_error_code.HANDLE.invokeExact(address(err), index));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_error_detail_message {
        static final MethodHandle HANDLE = handle("ringout_error_detail_message", FunctionDescriptor.of(ADDRESS, ADDRESS, JAVA_LONG));
    }

    /**
     * Returns RingCentral's message in the entry at {@code index}, counted from 0. It may change, so do not decide on it. null if
     * the entry has none, and for an index out of range.
     *
     * <p>Since version 0.1.
     */
    static String errorDetailMessage(MemorySegment err, long index) {
        try {
            return string((MemorySegment) F_error_detail_message.HANDLE.invokeExact(address(err), index));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_error_detail_parameter_name {
        static final MethodHandle HANDLE = handle("ringout_error_detail_parameter_name", FunctionDescriptor.of(ADDRESS, ADDRESS, JAVA_LONG));
    }

    /**
     * Returns the parameter at fault in the entry at {@code index}, counted from 0, such as "to.phoneNumber". null if the entry
     * has none, and for an index out of range.
     *
     * <p>Since version 0.1.
     */
    static String errorDetailParameterName(MemorySegment err, long index) {
        try {
            return string((MemorySegment) F_error_detail_parameter_name.HANDLE.invokeExact(address(err), index));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_error_detail_parameter_value {
        static final MethodHandle HANDLE = handle("ringout_error_detail_parameter_value", FunctionDescriptor.of(ADDRESS, ADDRESS, JAVA_LONG));
    }

    /**
     * Returns the value at fault in the entry at {@code index}, counted from 0. null if the entry has none, and for an index out of
     * range.
     *
     * <p>Since version 0.1.
     */
    static String errorDetailParameterValue(MemorySegment err, long index) {
        try {
            return string((MemorySegment) F_error_detail_parameter_value.HANDLE.invokeExact(address(err), index));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_error_detail_additional_info {
        static final MethodHandle HANDLE = handle("ringout_error_detail_additional_info", FunctionDescriptor.of(ADDRESS, ADDRESS, JAVA_LONG));
    }

    /**
     * Returns the additional information in the entry at {@code index}, counted from 0. null if the entry has none, and for an
     * index out of range.
     *
     * <p>Since version 0.1.
     */
    static String errorDetailAdditionalInfo(MemorySegment err, long index) {
        try {
            return string((MemorySegment) F_error_detail_additional_info.HANDLE.invokeExact(address(err), index));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_error_detail_field {
        static final MethodHandle HANDLE = handle("ringout_error_detail_field", FunctionDescriptor.of(ADDRESS, ADDRESS, JAVA_LONG, ADDRESS));
    }

    /**
     * Returns another field of the entry at {@code index}, counted from 0, by RingCentral's name, such as "permissionName" or
     * "feature". A string is returned as it is, any other value as JSON. null if the entry has no such field, for an index
     * out of range, and if {@code name} is null or not UTF-8.
     *
     * <p>Since version 0.1.
     */
    static String errorDetailField(MemorySegment err, long index, String name) {
        try (Arena arena = Arena.ofConfined()) {
            return string((MemorySegment) F_error_detail_field.HANDLE.invokeExact(address(err), index, text(arena, name, "name")));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_error_detail_fields {
        static final MethodHandle HANDLE = handle("ringout_error_detail_fields", FunctionDescriptor.of(ADDRESS, ADDRESS, JAVA_LONG));
    }

    /**
     * Returns all other fields of the entry at {@code index}, counted from 0, as a JSON object. null if the entry has none, and for
     * an index out of range.
     *
     * <p>Since version 0.1.
     */
    static String errorDetailFields(MemorySegment err, long index) {
        try {
            return string((MemorySegment) F_error_detail_fields.HANDLE.invokeExact(address(err), index));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_error_attempt_to {
        static final MethodHandle HANDLE = handle("ringout_error_attempt_to", FunctionDescriptor.of(ADDRESS, ADDRESS));
    }

    /**
     * Returns the callee's number as it was sent, if {@code Native.errorMayHavePlaced()} is true for a call; else null.
     *
     * <p>Since version 0.1.
     */
    static String errorAttemptTo(MemorySegment err) {
        try {
            return string((MemorySegment) F_error_attempt_to.HANDLE.invokeExact(address(err)));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_error_attempt_from {
        static final MethodHandle HANDLE = handle("ringout_error_attempt_from", FunctionDescriptor.of(ADDRESS, ADDRESS));
    }

    /**
     * Returns the caller's number as it was sent, if {@code Native.errorMayHavePlaced()} is true for a call with one; else
     * null.
     *
     * <p>Since version 0.1.
     */
    static String errorAttemptFrom(MemorySegment err) {
        try {
            return string((MemorySegment) F_error_attempt_from.HANDLE.invokeExact(address(err)));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_error_attempt_sent_at_unix_ms {
        static final MethodHandle HANDLE = handle("ringout_error_attempt_sent_at_unix_ms", FunctionDescriptor.of(JAVA_LONG, ADDRESS));
    }

    /**
     * Returns when the first byte of the request was sent, if {@code Native.errorMayHavePlaced()} is true; else -1. In
     * milliseconds since 1970 (UTC) by this machine's clock. Look for the call in the call log from this time on.
     *
     * <p>Since version 0.1.
     */
    static long errorAttemptSentAtUnixMs(MemorySegment err) {
        try {
            return (long) F_error_attempt_sent_at_unix_ms.HANDLE.invokeExact(address(err));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_string_free {
        static final MethodHandle HANDLE = handle("ringout_string_free", FunctionDescriptor.ofVoid(ADDRESS));
    }

    /**
     * Frees a string that a function returned as {@code char *}. null does nothing.
     *
     * <p>Since version 0.1.
     */
    static void stringFree(MemorySegment string) {
        try {
            F_string_free.HANDLE.invokeExact(address(string));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_set_log_callback {
        static final MethodHandle HANDLE = handle("ringout_set_log_callback", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_INT, ADDRESS));
    }

    /**
     * Sends log records to {@code callback} from now on, instead of to the previous callback. null, the default, sends them to no
     * callback. There is one callback for all clients. If the environment variable {@code RINGOUT_LOG} is "error", "warn", "info" or
     * "debug" when the first client is created or this function is first called, records up to that level are also written to
     * standard error.
     *
     * <p>- {@code user_data}: passed to the callback; may be null.
     * - {@code level}: the least severe level to receive, a {@code LogLevel}. Ignored if {@code callback} is null.
     *
     * <p>May be called at any time on any thread. Waits until no thread is in the previous callback, so do not hold a lock
     * that the callback takes. Once it has returned {@code ErrorCode.OK}, the previous callback is never called again and its
     * {@code user_data} may be freed. Inside the callback it returns {@code ErrorCode.INVALID_ARGUMENT}. Pass null before the
     * program exits if clients are still in use.
     *
     * <p>Errors:
     * {@code ErrorCode.INVALID_ARGUMENT}, {@code ErrorCode.INTERNAL}.
     *
     * <p>Since version 0.1.
     */
    static void setLogCallback(MemorySegment callback, MemorySegment userData, int level) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment out = arena.allocate(8, 8);
            int status = (int) F_set_log_callback.HANDLE.invokeExact(address(callback), address(userData), level, out.asSlice(0));
            if (status != 0) throw error(status, out.get(ADDRESS, 0));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_log_level_name {
        static final MethodHandle HANDLE = handle("ringout_log_level_name", FunctionDescriptor.of(ADDRESS, JAVA_INT));
    }

    /**
     * Returns the name of a {@code LogLevel}, such as "WARN". Never null, valid forever.
     *
     * <p>Since version 0.1.
     */
    static String logLevelName(int level) {
        try {
            return string((MemorySegment) F_log_level_name.HANDLE.invokeExact(level));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_call_path_name {
        static final MethodHandle HANDLE = handle("ringout_call_path_name", FunctionDescriptor.of(ADDRESS, JAVA_INT));
    }

    /**
     * Returns the last segment of the path of a {@code CallPath}, such as "ring-out". Never null, valid forever.
     *
     * <p>Since version 0.1.
     */
    static String callPathName(int callPath) {
        try {
            return string((MemorySegment) F_call_path_name.HANDLE.invokeExact(callPath));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_client_new {
        static final MethodHandle HANDLE = handle("ringout_client_new", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS));
    }

    /**
     * Checks the settings and creates a client. Sends nothing: the first request logs in. Free it with
     * {@code Native.clientFree()}.
     *
     * <p>Returns {@code ErrorCode.INVALID_ARGUMENT} for a setting that is out of range or contradicts another one;
     * {@code Native.errorParameter()} names it.
     *
     * <p>Errors:
     * {@code ErrorCode.NULL_POINTER}, {@code ErrorCode.INTERNAL}.
     *
     * <p>Since version 0.1.
     */
    static MemorySegment clientNew(MemorySegment config) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment out = arena.allocate(16, 8);
            int status = (int) F_client_new.HANDLE.invokeExact(address(config), out.asSlice(0), out.asSlice(8));
            if (status != 0) throw error(status, out.get(ADDRESS, 8));
            return pointer(out.get(ADDRESS, 0));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_client_from_env {
        static final MethodHandle HANDLE = handle("ringout_client_from_env", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS));
    }

    /**
     * Creates a client from the environment variables {@code RC_SERVER_URL}, {@code RC_APP_CLIENT_ID}, {@code RC_APP_CLIENT_SECRET} (not for
     * public apps) and {@code RC_USER_JWT} (not if you log in yourself). Sends nothing: the first request logs in. If
     * {@code RINGOUT_TOKEN_FILE} is set, the token is kept in that file. Free it with {@code Native.clientFree()}.
     *
     * <p>Returns {@code ErrorCode.INVALID_ARGUMENT} if a variable is missing, empty or wrong; {@code Native.errorParameter()} names it.
     * No other thread may change the environment during this function.
     *
     * <p>Errors:
     * {@code ErrorCode.NULL_POINTER}, {@code ErrorCode.INTERNAL}.
     *
     * <p>Since version 0.1.
     */
    static MemorySegment clientFromEnv() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment out = arena.allocate(16, 8);
            int status = (int) F_client_from_env.HANDLE.invokeExact(out.asSlice(0), out.asSlice(8));
            if (status != 0) throw error(status, out.get(ADDRESS, 8));
            return pointer(out.get(ADDRESS, 0));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_client_free {
        static final MethodHandle HANDLE = handle("ringout_client_free", FunctionDescriptor.ofVoid(ADDRESS));
    }

    /**
     * Frees a client handle. null does nothing. Calls that were created with it stay usable.
     *
     * <p>Freeing the last handle of a client, including those of its calls, waits for hang-ups in flight: {@code cancel_on_exit} and
     * {@code ringout_scoped_call}. That takes up to ten seconds.
     *
     * <p>Since version 0.1.
     */
    static void clientFree(MemorySegment client) {
        try {
            F_client_free.HANDLE.invokeExact(address(client));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_client_with_timeout {
        static final MethodHandle HANDLE = handle("ringout_client_with_timeout", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, ADDRESS, ADDRESS));
    }

    /**
     * Creates another handle for the same client, with a different timeout for each of its operations and those of its
     * calls, creates included. How long {@code Native.callWait()} waits does not change. Sends nothing. Free both handles, in
     * any order, with {@code Native.clientFree()}.
     *
     * <p>- {@code timeout_ms}: 1 to 3600000 milliseconds.
     *
     * <p>Errors:
     * {@code ErrorCode.INVALID_ARGUMENT}, {@code ErrorCode.NULL_POINTER}, {@code ErrorCode.INTERNAL}.
     *
     * <p>Since version 0.1.
     */
    static MemorySegment clientWithTimeout(MemorySegment client, int timeoutMs) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment out = arena.allocate(16, 8);
            int status = (int) F_client_with_timeout.HANDLE.invokeExact(address(client), timeoutMs, out.asSlice(0), out.asSlice(8));
            if (status != 0) throw error(status, out.get(ADDRESS, 8));
            return pointer(out.get(ADDRESS, 0));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_client_with_rate_limit {
        static final MethodHandle HANDLE = handle("ringout_client_with_rate_limit", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, ADDRESS, ADDRESS));
    }

    /**
     * Creates another handle for the same client, with a different reaction to rate limits. Both handles share the same
     * rate-limit budgets. Sends nothing. Free both handles, in any order, with {@code Native.clientFree()}.
     *
     * <p>- {@code rate_limit}: a {@code RateLimit}.
     *
     * <p>Errors:
     * {@code ErrorCode.INVALID_ARGUMENT}, {@code ErrorCode.NULL_POINTER}, {@code ErrorCode.INTERNAL}.
     *
     * <p>Since version 0.1.
     */
    static MemorySegment clientWithRateLimit(MemorySegment client, int rateLimit) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment out = arena.allocate(16, 8);
            int status = (int) F_client_with_rate_limit.HANDLE.invokeExact(address(client), rateLimit, out.asSlice(0), out.asSlice(8));
            if (status != 0) throw error(status, out.get(ADDRESS, 8));
            return pointer(out.get(ADDRESS, 0));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_authorization_new {
        static final MethodHandle HANDLE = handle("ringout_authorization_new", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS));
    }

    /**
     * Restores an authorization from the values that your program kept. Sends nothing. Free it with
     * {@code Native.authorizationFree()}.
     *
     * <p>Errors:
     * {@code ErrorCode.INVALID_ARGUMENT}, {@code ErrorCode.NULL_POINTER}, {@code ErrorCode.INVALID_UTF8}, {@code ErrorCode.INTERNAL}.
     *
     * <p>Since version 0.1.
     */
    static MemorySegment authorizationNew(String redirectUri, String state, String verifier) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment out = arena.allocate(16, 8);
            int status = (int) F_authorization_new.HANDLE.invokeExact(text(arena, redirectUri, "redirect_uri"), text(arena, state, "state"), text(arena, verifier, "verifier"), out.asSlice(0), out.asSlice(8));
            if (status != 0) throw error(status, out.get(ADDRESS, 8));
            return pointer(out.get(ADDRESS, 0));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_authorization_free {
        static final MethodHandle HANDLE = handle("ringout_authorization_free", FunctionDescriptor.ofVoid(ADDRESS));
    }

    /**
     * Frees an authorization and wipes its verifier. null does nothing.
     *
     * <p>Since version 0.1.
     */
    static void authorizationFree(MemorySegment authorization) {
        try {
            F_authorization_free.HANDLE.invokeExact(address(authorization));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_authorization_url {
        static final MethodHandle HANDLE = handle("ringout_authorization_url", FunctionDescriptor.of(ADDRESS, ADDRESS));
    }

    /**
     * Returns the URL to send the user to. Empty for an object made with {@code Native.authorizationNew()}. Valid until the
     * authorization is freed, like its other strings.
     *
     * <p>Since version 0.1.
     */
    static String authorizationUrl(MemorySegment authorization) {
        try {
            return string((MemorySegment) F_authorization_url.HANDLE.invokeExact(address(authorization)));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_authorization_redirect_uri {
        static final MethodHandle HANDLE = handle("ringout_authorization_redirect_uri", FunctionDescriptor.of(ADDRESS, ADDRESS));
    }

    /**
     * Returns the URL that RingCentral redirects the user to.
     *
     * <p>Since version 0.1.
     */
    static String authorizationRedirectUri(MemorySegment authorization) {
        try {
            return string((MemorySegment) F_authorization_redirect_uri.HANDLE.invokeExact(address(authorization)));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_authorization_state {
        static final MethodHandle HANDLE = handle("ringout_authorization_state", FunctionDescriptor.of(ADDRESS, ADDRESS));
    }

    /**
     * Returns the value that the redirect must contain unchanged.
     *
     * <p>Since version 0.1.
     */
    static String authorizationState(MemorySegment authorization) {
        try {
            return string((MemorySegment) F_authorization_state.HANDLE.invokeExact(address(authorization)));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_authorization_verifier {
        static final MethodHandle HANDLE = handle("ringout_authorization_verifier", FunctionDescriptor.of(ADDRESS, ADDRESS));
    }

    /**
     * Returns the PKCE verifier, a secret that must stay on your side.
     *
     * <p>Since version 0.1.
     */
    static String authorizationVerifier(MemorySegment authorization) {
        try {
            return string((MemorySegment) F_authorization_verifier.HANDLE.invokeExact(address(authorization)));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_token_from_json {
        static final MethodHandle HANDLE = handle("ringout_token_from_json", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS));
    }

    /**
     * Reads a token from JSON: the output of {@code Native.tokenJson()}, or a token response of RingCentral, whose lifetime
     * then starts now. Sends nothing. Free the token with {@code Native.tokenFree()}.
     *
     * <p>Errors:
     * {@code ErrorCode.INVALID_ARGUMENT}, {@code ErrorCode.NULL_POINTER}, {@code ErrorCode.INVALID_UTF8}, {@code ErrorCode.INTERNAL}.
     *
     * <p>Since version 0.1.
     */
    static MemorySegment tokenFromJson(String json) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment out = arena.allocate(16, 8);
            int status = (int) F_token_from_json.HANDLE.invokeExact(text(arena, json, "json"), out.asSlice(0), out.asSlice(8));
            if (status != 0) throw error(status, out.get(ADDRESS, 8));
            return pointer(out.get(ADDRESS, 0));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_token_free {
        static final MethodHandle HANDLE = handle("ringout_token_free", FunctionDescriptor.ofVoid(ADDRESS));
    }

    /**
     * Frees a token and wipes its secrets. null does nothing.
     *
     * <p>Since version 0.1.
     */
    static void tokenFree(MemorySegment token) {
        try {
            F_token_free.HANDLE.invokeExact(address(token));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_token_json {
        static final MethodHandle HANDLE = handle("ringout_token_json", FunctionDescriptor.of(ADDRESS, ADDRESS));
    }

    /**
     * Returns the JSON to keep, a secret. It contains everything that RingCentral sent, and when the token expires. Valid
     * until the token is freed, like its other strings.
     *
     * <p>Since version 0.1.
     */
    static String tokenJson(MemorySegment token) {
        try {
            return string((MemorySegment) F_token_json.HANDLE.invokeExact(address(token)));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_token_access_token {
        static final MethodHandle HANDLE = handle("ringout_token_access_token", FunctionDescriptor.of(ADDRESS, ADDRESS));
    }

    /**
     * Returns the access token, a secret.
     *
     * <p>Since version 0.1.
     */
    static String tokenAccessToken(MemorySegment token) {
        try {
            return string((MemorySegment) F_token_access_token.HANDLE.invokeExact(address(token)));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_token_refresh_token {
        static final MethodHandle HANDLE = handle("ringout_token_refresh_token", FunctionDescriptor.of(ADDRESS, ADDRESS));
    }

    /**
     * Returns the refresh token, a secret; null if RingCentral issued none.
     *
     * <p>Since version 0.1.
     */
    static String tokenRefreshToken(MemorySegment token) {
        try {
            return string((MemorySegment) F_token_refresh_token.HANDLE.invokeExact(address(token)));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_token_scope {
        static final MethodHandle HANDLE = handle("ringout_token_scope", FunctionDescriptor.of(ADDRESS, ADDRESS));
    }

    /**
     * Returns the app's permissions as RingCentral lists them, such as "ReadAccounts RingOut"; null if it did not.
     *
     * <p>Since version 0.1.
     */
    static String tokenScope(MemorySegment token) {
        try {
            return string((MemorySegment) F_token_scope.HANDLE.invokeExact(address(token)));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_token_expires_at_unix_ms {
        static final MethodHandle HANDLE = handle("ringout_token_expires_at_unix_ms", FunctionDescriptor.of(JAVA_LONG, ADDRESS));
    }

    /**
     * Returns when the access token expires, in milliseconds since 1970 (UTC). -1 for null.
     *
     * <p>Since version 0.1.
     */
    static long tokenExpiresAtUnixMs(MemorySegment token) {
        try {
            return (long) F_token_expires_at_unix_ms.HANDLE.invokeExact(address(token));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_client_login_jwt {
        static final MethodHandle HANDLE = handle("ringout_client_login_jwt", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS));
    }

    /**
     * Logs in now with a JWT credential, and keeps it in memory to log in again whenever the token expires. Sends one
     * token request. Not needed if the credential is in the settings of the client.
     *
     * <p>Returns {@code ErrorCode.UNAUTHORIZED} if RingCentral refuses it, and {@code ErrorCode.INVALID_ARGUMENT} if it is empty. The
     * previous login then stays as it was.
     *
     * <p>Errors:
     * {@code ErrorCode.INVALID_ARGUMENT}, {@code ErrorCode.UNAUTHORIZED}, {@code ErrorCode.FORBIDDEN}, {@code ErrorCode.NOT_FOUND},
     * {@code ErrorCode.RATE_LIMITED}, {@code ErrorCode.REJECTED}, {@code ErrorCode.SERVER}, {@code ErrorCode.TIMEOUT}, {@code ErrorCode.CONNECTION},
     * {@code ErrorCode.PROTOCOL}, {@code ErrorCode.CANCELLED}, {@code ErrorCode.STORAGE}, {@code ErrorCode.NULL_POINTER}, {@code ErrorCode.INVALID_UTF8},
     * {@code ErrorCode.INTERNAL}.
     *
     * <p>Since version 0.1.
     */
    static void clientLoginJwt(MemorySegment client, String jwt) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment out = arena.allocate(8, 8);
            int status = (int) F_client_login_jwt.HANDLE.invokeExact(address(client), text(arena, jwt, "jwt"), out.asSlice(0));
            if (status != 0) throw error(status, out.get(ADDRESS, 0));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_client_login_password {
        static final MethodHandle HANDLE = handle("ringout_client_login_password", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS));
    }

    /**
     * Logs in now with a user's phone number or e-mail address, extension (may be null) and password, and keeps them in
     * memory to log in again whenever the token expires. Sends one token request. RingCentral is retiring this flow;
     * prefer a JWT.
     *
     * <p>Errors are those of {@code Native.clientLoginJwt()}.
     *
     * <p>Errors:
     * {@code ErrorCode.INVALID_ARGUMENT}, {@code ErrorCode.UNAUTHORIZED}, {@code ErrorCode.FORBIDDEN}, {@code ErrorCode.NOT_FOUND},
     * {@code ErrorCode.RATE_LIMITED}, {@code ErrorCode.REJECTED}, {@code ErrorCode.SERVER}, {@code ErrorCode.TIMEOUT}, {@code ErrorCode.CONNECTION},
     * {@code ErrorCode.PROTOCOL}, {@code ErrorCode.CANCELLED}, {@code ErrorCode.STORAGE}, {@code ErrorCode.NULL_POINTER}, {@code ErrorCode.INVALID_UTF8},
     * {@code ErrorCode.INTERNAL}.
     *
     * <p>Since version 0.1.
     */
    static void clientLoginPassword(MemorySegment client, String username, String extension, String password) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment out = arena.allocate(8, 8);
            int status = (int) F_client_login_password.HANDLE.invokeExact(address(client), text(arena, username, "username"), text(arena, extension, "extension"), text(arena, password, "password"), out.asSlice(0));
            if (status != 0) throw error(status, out.get(ADDRESS, 0));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_client_login_code {
        static final MethodHandle HANDLE = handle("ringout_client_login_code", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS));
    }

    /**
     * Logs in now with an authorization code, as RingCentral sent it to the redirect URI. A code works once. Sends one
     * token request. {@code Native.clientLoginRedirect()} is simpler: it also checks the redirect.
     *
     * <p>- {@code verifier}: the PKCE verifier of this login; may be null.
     *
     * <p>Errors are those of {@code Native.clientLoginJwt()}.
     *
     * <p>Errors:
     * {@code ErrorCode.INVALID_ARGUMENT}, {@code ErrorCode.UNAUTHORIZED}, {@code ErrorCode.FORBIDDEN}, {@code ErrorCode.NOT_FOUND},
     * {@code ErrorCode.RATE_LIMITED}, {@code ErrorCode.REJECTED}, {@code ErrorCode.SERVER}, {@code ErrorCode.TIMEOUT}, {@code ErrorCode.CONNECTION},
     * {@code ErrorCode.PROTOCOL}, {@code ErrorCode.CANCELLED}, {@code ErrorCode.STORAGE}, {@code ErrorCode.NULL_POINTER}, {@code ErrorCode.INVALID_UTF8},
     * {@code ErrorCode.INTERNAL}.
     *
     * <p>Since version 0.1.
     */
    static void clientLoginCode(MemorySegment client, String code, String redirectUri, String verifier) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment out = arena.allocate(8, 8);
            int status = (int) F_client_login_code.HANDLE.invokeExact(address(client), text(arena, code, "code"), text(arena, redirectUri, "redirect_uri"), text(arena, verifier, "verifier"), out.asSlice(0));
            if (status != 0) throw error(status, out.get(ADDRESS, 0));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_client_authorize_url {
        static final MethodHandle HANDLE = handle("ringout_client_authorize_url", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS, ADDRESS));
    }

    /**
     * Starts a login on RingCentral's page: creates a new {@code state} and PKCE verifier. Sends nothing. Send the user to
     * {@code Native.authorizationUrl()}. Free the authorization with {@code Native.authorizationFree()}.
     *
     * <p>- {@code redirect_uri}: one of the redirect URIs of the app in the developer console.
     *
     * <p>Errors:
     * {@code ErrorCode.INVALID_ARGUMENT}, {@code ErrorCode.NULL_POINTER}, {@code ErrorCode.INVALID_UTF8}, {@code ErrorCode.INTERNAL}.
     *
     * <p>Since version 0.1.
     */
    static MemorySegment clientAuthorizeUrl(MemorySegment client, String redirectUri) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment out = arena.allocate(16, 8);
            int status = (int) F_client_authorize_url.HANDLE.invokeExact(address(client), text(arena, redirectUri, "redirect_uri"), out.asSlice(0), out.asSlice(8));
            if (status != 0) throw error(status, out.get(ADDRESS, 8));
            return pointer(out.get(ADDRESS, 0));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_client_login_redirect {
        static final MethodHandle HANDLE = handle("ringout_client_login_redirect", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS, ADDRESS));
    }

    /**
     * Finishes a login on RingCentral's page: checks the URL that RingCentral redirected to, then logs in with the code in
     * it. Sends one token request, or nothing if the check fails.
     *
     * <p>- {@code redirected_to}: the whole URL or only its query.
     * - {@code authorization}: stays yours.
     *
     * <p>Returns {@code ErrorCode.INVALID_ARGUMENT} for the parameter "state" if the redirect does not belong to this login, and
     * {@code ErrorCode.UNAUTHORIZED} if the user or RingCentral refused.
     *
     * <p>Errors:
     * {@code ErrorCode.INVALID_ARGUMENT}, {@code ErrorCode.UNAUTHORIZED}, {@code ErrorCode.FORBIDDEN}, {@code ErrorCode.NOT_FOUND},
     * {@code ErrorCode.RATE_LIMITED}, {@code ErrorCode.REJECTED}, {@code ErrorCode.SERVER}, {@code ErrorCode.TIMEOUT}, {@code ErrorCode.CONNECTION},
     * {@code ErrorCode.PROTOCOL}, {@code ErrorCode.CANCELLED}, {@code ErrorCode.STORAGE}, {@code ErrorCode.NULL_POINTER}, {@code ErrorCode.INVALID_UTF8},
     * {@code ErrorCode.INTERNAL}.
     *
     * <p>Since version 0.1.
     */
    static void clientLoginRedirect(MemorySegment client, String redirectedTo, MemorySegment authorization) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment out = arena.allocate(8, 8);
            int status = (int) F_client_login_redirect.HANDLE.invokeExact(address(client), text(arena, redirectedTo, "redirected_to"), address(authorization), out.asSlice(0));
            if (status != 0) throw error(status, out.get(ADDRESS, 0));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_client_refresh {
        static final MethodHandle HANDLE = handle("ringout_client_refresh", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS));
    }

    /**
     * Replaces the token now, with the refresh token or else by logging in again. Sends one token request. There is no
     * need to call it: requests refresh the token in time.
     *
     * <p>Returns {@code ErrorCode.NOT_LOGGED_IN} if there is neither a refresh token nor a credential.
     *
     * <p>Errors:
     * {@code ErrorCode.NOT_LOGGED_IN}, {@code ErrorCode.UNAUTHORIZED}, {@code ErrorCode.FORBIDDEN}, {@code ErrorCode.NOT_FOUND}, {@code ErrorCode.RATE_LIMITED},
     * {@code ErrorCode.REJECTED}, {@code ErrorCode.SERVER}, {@code ErrorCode.TIMEOUT}, {@code ErrorCode.CONNECTION}, {@code ErrorCode.PROTOCOL},
     * {@code ErrorCode.CANCELLED}, {@code ErrorCode.STORAGE}, {@code ErrorCode.NULL_POINTER}, {@code ErrorCode.INTERNAL}.
     *
     * <p>Since version 0.1.
     */
    static void clientRefresh(MemorySegment client) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment out = arena.allocate(8, 8);
            int status = (int) F_client_refresh.HANDLE.invokeExact(address(client), out.asSlice(0));
            if (status != 0) throw error(status, out.get(ADDRESS, 0));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_client_logout {
        static final MethodHandle HANDLE = handle("ringout_client_logout", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS));
    }

    /**
     * Forgets the token and the credentials, in memory and in the token store, and revokes the token. Every process that
     * uses the same token is logged out. Failing to reach RingCentral is not reported as an error.
     *
     * <p>Returns {@code ErrorCode.STORAGE} if the token store could not remove the token.
     *
     * <p>Errors:
     * {@code ErrorCode.TIMEOUT}, {@code ErrorCode.CANCELLED}, {@code ErrorCode.STORAGE}, {@code ErrorCode.NULL_POINTER}, {@code ErrorCode.INTERNAL}.
     *
     * <p>Since version 0.1.
     */
    static void clientLogout(MemorySegment client) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment out = arena.allocate(8, 8);
            int status = (int) F_client_logout.HANDLE.invokeExact(address(client), out.asSlice(0));
            if (status != 0) throw error(status, out.get(ADDRESS, 0));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_client_token {
        static final MethodHandle HANDLE = handle("ringout_client_token", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS));
    }

    /**
     * Returns the current token through {@code token}, or null before the first login. The token may have expired. Sends
     * nothing. Free it with {@code Native.tokenFree()}.
     *
     * <p>Errors:
     * {@code ErrorCode.NULL_POINTER}, {@code ErrorCode.INTERNAL}.
     *
     * <p>Since version 0.1.
     */
    static MemorySegment clientToken(MemorySegment client) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment out = arena.allocate(16, 8);
            int status = (int) F_client_token.HANDLE.invokeExact(address(client), out.asSlice(0), out.asSlice(8));
            if (status != 0) throw error(status, out.get(ADDRESS, 8));
            return pointer(out.get(ADDRESS, 0));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_client_set_token {
        static final MethodHandle HANDLE = handle("ringout_client_set_token", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS));
    }

    /**
     * Uses a token that your program kept. Sends nothing and does not write to the token store. The client copies the
     * token, which stays yours. The first request replaces a token that has expired.
     *
     * <p>Errors:
     * {@code ErrorCode.NULL_POINTER}, {@code ErrorCode.INTERNAL}.
     *
     * <p>Since version 0.1.
     */
    static void clientSetToken(MemorySegment client, MemorySegment token) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment out = arena.allocate(8, 8);
            int status = (int) F_client_set_token.HANDLE.invokeExact(address(client), address(token), out.asSlice(0));
            if (status != 0) throw error(status, out.get(ADDRESS, 0));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_token_key_server {
        static final MethodHandle HANDLE = handle("ringout_token_key_server", FunctionDescriptor.of(ADDRESS, ADDRESS));
    }

    /**
     * Returns scheme, host and port of the server.
     *
     * <p>Since version 0.1.
     */
    static String tokenKeyServer(MemorySegment key) {
        try {
            return string((MemorySegment) F_token_key_server.HANDLE.invokeExact(address(key)));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_token_key_client_id {
        static final MethodHandle HANDLE = handle("ringout_token_key_client_id", FunctionDescriptor.of(ADDRESS, ADDRESS));
    }

    /**
     * Returns the client id of the app.
     *
     * <p>Since version 0.1.
     */
    static String tokenKeyClientId(MemorySegment key) {
        try {
            return string((MemorySegment) F_token_key_client_id.HANDLE.invokeExact(address(key)));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_token_key_user {
        static final MethodHandle HANDLE = handle("ringout_token_key_user", FunctionDescriptor.of(ADDRESS, ADDRESS));
    }

    /**
     * Returns the user: {@code token_user} of {@code ringout_config}, or a name derived from the credentials.
     *
     * <p>Since version 0.1.
     */
    static String tokenKeyUser(MemorySegment key) {
        try {
            return string((MemorySegment) F_token_key_user.HANDLE.invokeExact(address(key)));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_token_key_text {
        static final MethodHandle HANDLE = handle("ringout_token_key_text", FunctionDescriptor.of(ADDRESS, ADDRESS));
    }

    /**
     * Returns server, app and user in one string, unique for each key. Most stores need only this.
     *
     * <p>Since version 0.1.
     */
    static String tokenKeyText(MemorySegment key) {
        try {
            return string((MemorySegment) F_token_key_text.HANDLE.invokeExact(address(key)));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_token_sink_set_token {
        static final MethodHandle HANDLE = handle("ringout_token_sink_set_token", FunctionDescriptor.ofVoid(ADDRESS, ADDRESS));
    }

    /**
     * Sets the token that {@code load} found, as {@code save} received it. With null or a string that is not UTF-8, the load fails.
     *
     * <p>Since version 0.1.
     */
    static void tokenSinkSetToken(MemorySegment sink, String token) {
        try (Arena arena = Arena.ofConfined()) {
            F_token_sink_set_token.HANDLE.invokeExact(address(sink), text(arena, token, "token"));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_token_sink_set_failure {
        static final MethodHandle HANDLE = handle("ringout_token_sink_set_failure", FunctionDescriptor.ofVoid(ADDRESS, ADDRESS));
    }

    /**
     * Sets the reason why a callback fails, for the user to read. It becomes part of an error message, so it must not
     * contain a secret.
     *
     * <p>Since version 0.1.
     */
    static void tokenSinkSetFailure(MemorySegment sink, String failure) {
        try (Arena arena = Arena.ofConfined()) {
            F_token_sink_set_failure.HANDLE.invokeExact(address(sink), text(arena, failure, "failure"));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_ledger_key_server {
        static final MethodHandle HANDLE = handle("ringout_ledger_key_server", FunctionDescriptor.of(ADDRESS, ADDRESS));
    }

    /**
     * Returns scheme, host and port of the server.
     *
     * <p>Since version 0.1.
     */
    static String ledgerKeyServer(MemorySegment key) {
        try {
            return string((MemorySegment) F_ledger_key_server.HANDLE.invokeExact(address(key)));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_ledger_key_client_id {
        static final MethodHandle HANDLE = handle("ringout_ledger_key_client_id", FunctionDescriptor.of(ADDRESS, ADDRESS));
    }

    /**
     * Returns the client id of the app.
     *
     * <p>Since version 0.1.
     */
    static String ledgerKeyClientId(MemorySegment key) {
        try {
            return string((MemorySegment) F_ledger_key_client_id.HANDLE.invokeExact(address(key)));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_ledger_key_user {
        static final MethodHandle HANDLE = handle("ringout_ledger_key_user", FunctionDescriptor.of(ADDRESS, ADDRESS));
    }

    /**
     * Returns the user: {@code token_user} of {@code ringout_config}, or a name derived from the credentials.
     *
     * <p>Since version 0.1.
     */
    static String ledgerKeyUser(MemorySegment key) {
        try {
            return string((MemorySegment) F_ledger_key_user.HANDLE.invokeExact(address(key)));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_ledger_key_dedupe_key {
        static final MethodHandle HANDLE = handle("ringout_ledger_key_dedupe_key", FunctionDescriptor.of(ADDRESS, ADDRESS));
    }

    /**
     * Returns the {@code dedupe_key} of the request. One that begins with {@code ringout:} names what the library itself keeps, such as a
     * budget.
     *
     * <p>Since version 0.1.
     */
    static String ledgerKeyDedupeKey(MemorySegment key) {
        try {
            return string((MemorySegment) F_ledger_key_dedupe_key.HANDLE.invokeExact(address(key)));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_ledger_key_text {
        static final MethodHandle HANDLE = handle("ringout_ledger_key_text", FunctionDescriptor.of(ADDRESS, ADDRESS));
    }

    /**
     * Returns the four parts in one string, unique for each key. Most ledgers need only this.
     *
     * <p>Since version 0.1.
     */
    static String ledgerKeyText(MemorySegment key) {
        try {
            return string((MemorySegment) F_ledger_key_text.HANDLE.invokeExact(address(key)));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_ledger_sink_set_record {
        static final MethodHandle HANDLE = handle("ringout_ledger_sink_set_record", FunctionDescriptor.ofVoid(ADDRESS, ADDRESS, JAVA_LONG));
    }

    /**
     * Sets what the ledger has under the key: the value as {@code swap} received it, and how many milliseconds ago that was, by
     * the clock of the ledger. With null or a string that is not UTF-8, the callback fails.
     *
     * <p>Since version 0.1.
     */
    static void ledgerSinkSetRecord(MemorySegment sink, String value, long ageMs) {
        try (Arena arena = Arena.ofConfined()) {
            F_ledger_sink_set_record.HANDLE.invokeExact(address(sink), text(arena, value, "value"), ageMs);
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_ledger_sink_set_failure {
        static final MethodHandle HANDLE = handle("ringout_ledger_sink_set_failure", FunctionDescriptor.ofVoid(ADDRESS, ADDRESS));
    }

    /**
     * Sets the reason why a callback fails, for the user to read. It becomes part of an error message, so it must not
     * contain a secret.
     *
     * <p>Since version 0.1.
     */
    static void ledgerSinkSetFailure(MemorySegment sink, String failure) {
        try (Arena arena = Arena.ofConfined()) {
            F_ledger_sink_set_failure.HANDLE.invokeExact(address(sink), text(arena, failure, "failure"));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_dial_uri {
        static final MethodHandle HANDLE = handle("ringout_dial_uri", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, ADDRESS, ADDRESS));
    }

    /**
     * Creates a link that dials a number: "rcmobile://call?number=16505550100" or "tel:+16505550100". Sends nothing. Free
     * the link with {@code Native.stringFree()}.
     *
     * <p>- {@code number}: by the rules of a {@code ringout_call_request} without a country.
     * - {@code scheme}: a {@code DialScheme}.
     *
     * <p>Returns {@code ErrorCode.INVALID_ARGUMENT} for a string that is not a phone number, and for an extension alone with
     * {@code DialScheme.TEL}, because another app would dial it as a public number.
     *
     * <p>Errors:
     * {@code ErrorCode.INVALID_ARGUMENT}, {@code ErrorCode.NULL_POINTER}, {@code ErrorCode.INVALID_UTF8}, {@code ErrorCode.INTERNAL}.
     *
     * <p>Since version 0.1.
     */
    static String dialUri(String number, int scheme) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment out = arena.allocate(16, 8);
            int status = (int) F_dial_uri.HANDLE.invokeExact(text(arena, number, "number"), scheme, out.asSlice(0), out.asSlice(8));
            if (status != 0) throw error(status, out.get(ADDRESS, 8));
            return takeString(out.get(ADDRESS, 0));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_dial_scheme_name {
        static final MethodHandle HANDLE = handle("ringout_dial_scheme_name", FunctionDescriptor.of(ADDRESS, JAVA_INT));
    }

    /**
     * Returns the scheme of a {@code DialScheme}, such as "rcmobile". Never null, valid forever.
     *
     * <p>Since version 0.1.
     */
    static String dialSchemeName(int scheme) {
        try {
            return string((MemorySegment) F_dial_scheme_name.HANDLE.invokeExact(scheme));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_client_caller_ids {
        static final MethodHandle HANDLE = handle("ringout_client_caller_ids", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS));
    }

    /**
     * Requests the user's phone numbers with the CallerId feature. Sends requests of the Light group. Free the list with
     * {@code Native.callerIdsFree()}.
     *
     * <p>Returns {@code ErrorCode.FORBIDDEN} without the ReadAccounts permission.
     *
     * <p>Errors:
     * {@code ErrorCode.NOT_LOGGED_IN}, {@code ErrorCode.UNAUTHORIZED}, {@code ErrorCode.FORBIDDEN}, {@code ErrorCode.NOT_FOUND}, {@code ErrorCode.RATE_LIMITED},
     * {@code ErrorCode.REJECTED}, {@code ErrorCode.SERVER}, {@code ErrorCode.TIMEOUT}, {@code ErrorCode.CONNECTION}, {@code ErrorCode.PROTOCOL},
     * {@code ErrorCode.CANCELLED}, {@code ErrorCode.STORAGE}, {@code ErrorCode.NULL_POINTER}, {@code ErrorCode.INTERNAL}.
     *
     * <p>Since version 0.1.
     */
    static MemorySegment clientCallerIds(MemorySegment client) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment out = arena.allocate(16, 8);
            int status = (int) F_client_caller_ids.HANDLE.invokeExact(address(client), out.asSlice(0), out.asSlice(8));
            if (status != 0) throw error(status, out.get(ADDRESS, 8));
            return pointer(out.get(ADDRESS, 0));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_caller_ids_free {
        static final MethodHandle HANDLE = handle("ringout_caller_ids_free", FunctionDescriptor.ofVoid(ADDRESS));
    }

    /**
     * Frees a list of caller IDs. null does nothing.
     *
     * <p>Since version 0.1.
     */
    static void callerIdsFree(MemorySegment callerIds) {
        try {
            F_caller_ids_free.HANDLE.invokeExact(address(callerIds));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_caller_ids_count {
        static final MethodHandle HANDLE = handle("ringout_caller_ids_count", FunctionDescriptor.of(JAVA_LONG, ADDRESS));
    }

    /**
     * Returns the number of caller IDs in the list; 0 for null.
     *
     * <p>Since version 0.1.
     */
    static long callerIdsCount(MemorySegment callerIds) {
        try {
            return (long) F_caller_ids_count.HANDLE.invokeExact(address(callerIds));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_caller_ids_id {
        static final MethodHandle HANDLE = handle("ringout_caller_ids_id", FunctionDescriptor.of(ADDRESS, ADDRESS, JAVA_LONG));
    }

    /**
     * Returns RingCentral's id of the phone number at {@code index}, counted from 0. null if the entry has none, and for an
     * index out of range.
     *
     * <p>Since version 0.1.
     */
    static String callerIdsId(MemorySegment callerIds, long index) {
        try {
            return string((MemorySegment) F_caller_ids_id.HANDLE.invokeExact(address(callerIds), index));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_caller_ids_phone_number {
        static final MethodHandle HANDLE = handle("ringout_caller_ids_phone_number", FunctionDescriptor.of(ADDRESS, ADDRESS, JAVA_LONG));
    }

    /**
     * Returns the phone number at {@code index} in E.164. null if the entry has none, and for an index out of range.
     *
     * <p>Since version 0.1.
     */
    static String callerIdsPhoneNumber(MemorySegment callerIds, long index) {
        try {
            return string((MemorySegment) F_caller_ids_phone_number.HANDLE.invokeExact(address(callerIds), index));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_caller_ids_usage_type {
        static final MethodHandle HANDLE = handle("ringout_caller_ids_usage_type", FunctionDescriptor.of(ADDRESS, ADDRESS, JAVA_LONG));
    }

    /**
     * Returns RingCentral's name for the use of the phone number at {@code index}, such as "DirectNumber". null if the entry
     * has none, and for an index out of range.
     *
     * <p>Since version 0.1.
     */
    static String callerIdsUsageType(MemorySegment callerIds, long index) {
        try {
            return string((MemorySegment) F_caller_ids_usage_type.HANDLE.invokeExact(address(callerIds), index));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_caller_ids_label {
        static final MethodHandle HANDLE = handle("ringout_caller_ids_label", FunctionDescriptor.of(ADDRESS, ADDRESS, JAVA_LONG));
    }

    /**
     * Returns the label of the phone number at {@code index}. null if the entry has none, and for an index out of range.
     *
     * <p>Since version 0.1.
     */
    static String callerIdsLabel(MemorySegment callerIds, long index) {
        try {
            return string((MemorySegment) F_caller_ids_label.HANDLE.invokeExact(address(callerIds), index));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_client_forwarding_numbers {
        static final MethodHandle HANDLE = handle("ringout_client_forwarding_numbers", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS));
    }

    /**
     * Requests the user's forwarding numbers. Sends requests of the Light group. Free the list with
     * {@code Native.forwardingNumbersFree()}.
     *
     * <p>A call request without a caller rings the first one, unless the user has set another. Returns {@code ErrorCode.FORBIDDEN}
     * without the ReadAccounts permission.
     *
     * <p>Errors:
     * {@code ErrorCode.NOT_LOGGED_IN}, {@code ErrorCode.UNAUTHORIZED}, {@code ErrorCode.FORBIDDEN}, {@code ErrorCode.NOT_FOUND}, {@code ErrorCode.RATE_LIMITED},
     * {@code ErrorCode.REJECTED}, {@code ErrorCode.SERVER}, {@code ErrorCode.TIMEOUT}, {@code ErrorCode.CONNECTION}, {@code ErrorCode.PROTOCOL},
     * {@code ErrorCode.CANCELLED}, {@code ErrorCode.STORAGE}, {@code ErrorCode.NULL_POINTER}, {@code ErrorCode.INTERNAL}.
     *
     * <p>Since version 0.1.
     */
    static MemorySegment clientForwardingNumbers(MemorySegment client) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment out = arena.allocate(16, 8);
            int status = (int) F_client_forwarding_numbers.HANDLE.invokeExact(address(client), out.asSlice(0), out.asSlice(8));
            if (status != 0) throw error(status, out.get(ADDRESS, 8));
            return pointer(out.get(ADDRESS, 0));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_forwarding_numbers_free {
        static final MethodHandle HANDLE = handle("ringout_forwarding_numbers_free", FunctionDescriptor.ofVoid(ADDRESS));
    }

    /**
     * Frees a list of forwarding numbers. null does nothing.
     *
     * <p>Since version 0.1.
     */
    static void forwardingNumbersFree(MemorySegment forwardingNumbers) {
        try {
            F_forwarding_numbers_free.HANDLE.invokeExact(address(forwardingNumbers));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_forwarding_numbers_count {
        static final MethodHandle HANDLE = handle("ringout_forwarding_numbers_count", FunctionDescriptor.of(JAVA_LONG, ADDRESS));
    }

    /**
     * Returns the number of forwarding numbers in the list; 0 for null.
     *
     * <p>Since version 0.1.
     */
    static long forwardingNumbersCount(MemorySegment forwardingNumbers) {
        try {
            return (long) F_forwarding_numbers_count.HANDLE.invokeExact(address(forwardingNumbers));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_forwarding_numbers_id {
        static final MethodHandle HANDLE = handle("ringout_forwarding_numbers_id", FunctionDescriptor.of(ADDRESS, ADDRESS, JAVA_LONG));
    }

    /**
     * Returns RingCentral's id of the forwarding number at {@code index}, counted from 0: a value for {@code from_forwarding_number}
     * of a {@code ringout_call_request}. null if the entry has none, and for an index out of range.
     *
     * <p>Since version 0.1.
     */
    static String forwardingNumbersId(MemorySegment forwardingNumbers, long index) {
        try {
            return string((MemorySegment) F_forwarding_numbers_id.HANDLE.invokeExact(address(forwardingNumbers), index));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_forwarding_numbers_phone_number {
        static final MethodHandle HANDLE = handle("ringout_forwarding_numbers_phone_number", FunctionDescriptor.of(ADDRESS, ADDRESS, JAVA_LONG));
    }

    /**
     * Returns the phone number at {@code index} in E.164. null for the few kinds of device that have none, and for an index out
     * of range.
     *
     * <p>Since version 0.1.
     */
    static String forwardingNumbersPhoneNumber(MemorySegment forwardingNumbers, long index) {
        try {
            return string((MemorySegment) F_forwarding_numbers_phone_number.HANDLE.invokeExact(address(forwardingNumbers), index));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_forwarding_numbers_label {
        static final MethodHandle HANDLE = handle("ringout_forwarding_numbers_label", FunctionDescriptor.of(ADDRESS, ADDRESS, JAVA_LONG));
    }

    /**
     * Returns the label that the user gave the number at {@code index}. null if the entry has none, and for an index out of
     * range.
     *
     * <p>Since version 0.1.
     */
    static String forwardingNumbersLabel(MemorySegment forwardingNumbers, long index) {
        try {
            return string((MemorySegment) F_forwarding_numbers_label.HANDLE.invokeExact(address(forwardingNumbers), index));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_forwarding_numbers_kind {
        static final MethodHandle HANDLE = handle("ringout_forwarding_numbers_kind", FunctionDescriptor.of(ADDRESS, ADDRESS, JAVA_LONG));
    }

    /**
     * Returns RingCentral's name for the kind of phone at {@code index}, such as "Mobile" or "PhoneLine". null if the entry has
     * none, and for an index out of range.
     *
     * <p>Since version 0.1.
     */
    static String forwardingNumbersKind(MemorySegment forwardingNumbers, long index) {
        try {
            return string((MemorySegment) F_forwarding_numbers_kind.HANDLE.invokeExact(address(forwardingNumbers), index));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_client_preflight {
        static final MethodHandle HANDLE = handle("ringout_client_preflight", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS, ADDRESS));
    }

    /**
     * Checks what would make a call fail, without ringing a phone: the login, the app's permissions, the extension and its
     * line, the phone numbers, and this machine's clock. Sends up to three requests of the Light group, and a login if the
     * client is not logged in. Free the report with {@code Native.preflightFree()}.
     *
     * <p>- {@code request}: the call to check the numbers of; may be null.
     *
     * <p>Problems, and checks that could not be made, are in the report and are not errors. If there is no report, returns
     * {@code ErrorCode.INVALID_ARGUMENT} (the request itself is invalid), {@code ErrorCode.TIMEOUT} or {@code ErrorCode.CANCELLED}.
     *
     * <p>Errors:
     * {@code ErrorCode.INVALID_ARGUMENT}, {@code ErrorCode.TIMEOUT}, {@code ErrorCode.CANCELLED}, {@code ErrorCode.NULL_POINTER}, {@code ErrorCode.INVALID_UTF8},
     * {@code ErrorCode.INTERNAL}.
     *
     * <p>Since version 0.1.
     */
    static MemorySegment clientPreflight(MemorySegment client, MemorySegment request) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment out = arena.allocate(16, 8);
            int status = (int) F_client_preflight.HANDLE.invokeExact(address(client), address(request), out.asSlice(0), out.asSlice(8));
            if (status != 0) throw error(status, out.get(ADDRESS, 8));
            return pointer(out.get(ADDRESS, 0));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_preflight_free {
        static final MethodHandle HANDLE = handle("ringout_preflight_free", FunctionDescriptor.ofVoid(ADDRESS));
    }

    /**
     * Frees a report. null does nothing.
     *
     * <p>Since version 0.1.
     */
    static void preflightFree(MemorySegment preflight) {
        try {
            F_preflight_free.HANDLE.invokeExact(address(preflight));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_preflight_ok {
        static final MethodHandle HANDLE = handle("ringout_preflight_ok", FunctionDescriptor.of(JAVA_BOOLEAN, ADDRESS));
    }

    /**
     * Returns true if no check failed. Warnings and checks that could not be made do not count. False for null.
     *
     * <p>Since version 0.1.
     */
    static boolean preflightOk(MemorySegment preflight) {
        try {
            return (boolean) F_preflight_ok.HANDLE.invokeExact(address(preflight));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_preflight_text {
        static final MethodHandle HANDLE = handle("ringout_preflight_text", FunctionDescriptor.of(ADDRESS, ADDRESS));
    }

    /**
     * Returns the report for a person to read: one line for each check, without a newline at the end. Valid until the
     * report is freed, like every string of the report.
     *
     * <p>Since version 0.1.
     */
    static String preflightText(MemorySegment preflight) {
        try {
            return string((MemorySegment) F_preflight_text.HANDLE.invokeExact(address(preflight)));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_preflight_check_count {
        static final MethodHandle HANDLE = handle("ringout_preflight_check_count", FunctionDescriptor.of(JAVA_LONG, ADDRESS));
    }

    /**
     * Returns the number of checks: one for each kind that applies, in the order of the kinds. If the login fails, there
     * is only that one.
     *
     * <p>Since version 0.1.
     */
    static long preflightCheckCount(MemorySegment preflight) {
        try {
            return (long) F_preflight_check_count.HANDLE.invokeExact(address(preflight));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_preflight_check_kind {
        static final MethodHandle HANDLE = handle("ringout_preflight_check_kind", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG));
    }

    /**
     * Returns the kind of the check at {@code index}, counted from 0: a {@code CheckKind}. 0 for an index out of range.
     *
     * <p>Since version 0.1.
     */
    static int preflightCheckKind(MemorySegment preflight, long index) {
        try {
            return (int) F_preflight_check_kind.HANDLE.invokeExact(address(preflight), index);
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_check_kind_name {
        static final MethodHandle HANDLE = handle("ringout_check_kind_name", FunctionDescriptor.of(ADDRESS, JAVA_INT));
    }

    /**
     * Returns the name of a {@code CheckKind}, such as "Permission". Never null, valid forever.
     *
     * <p>Since version 0.1.
     */
    static String checkKindName(int kind) {
        try {
            return string((MemorySegment) F_check_kind_name.HANDLE.invokeExact(kind));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_preflight_check_result {
        static final MethodHandle HANDLE = handle("ringout_preflight_check_result", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG));
    }

    /**
     * Returns the result of a check: a {@code CheckResult}. 0 for an index out of range.
     *
     * <p>Since version 0.1.
     */
    static int preflightCheckResult(MemorySegment preflight, long index) {
        try {
            return (int) F_preflight_check_result.HANDLE.invokeExact(address(preflight), index);
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_check_result_name {
        static final MethodHandle HANDLE = handle("ringout_check_result_name", FunctionDescriptor.of(ADDRESS, JAVA_INT));
    }

    /**
     * Returns the name of a {@code CheckResult}, such as "Passed". Never null, valid forever.
     *
     * <p>Since version 0.1.
     */
    static String checkResultName(int result) {
        try {
            return string((MemorySegment) F_check_result_name.HANDLE.invokeExact(result));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_preflight_check_explanation {
        static final MethodHandle HANDLE = handle("ringout_preflight_check_explanation", FunctionDescriptor.of(ADDRESS, ADDRESS, JAVA_LONG));
    }

    /**
     * Returns one sentence that says what was found and what to do about it. null for an index out of range.
     *
     * <p>Since version 0.1.
     */
    static String preflightCheckExplanation(MemorySegment preflight, long index) {
        try {
            return string((MemorySegment) F_preflight_check_explanation.HANDLE.invokeExact(address(preflight), index));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_client_create_call {
        static final MethodHandle HANDLE = handle("ringout_client_create_call", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS, ADDRESS));
    }

    /**
     * Places a call: sends one request of the Heavy group. Free the call with {@code Native.callFree()}, which does not hang
     * up.
     *
     * <p>The request is retried only if it provably was never sent, or was refused with a 401 and the client could log in
     * again. If it may have reached RingCentral and no usable response came, the function returns {@code ErrorCode.MAYBE_PLACED}
     * and does not retry, because a retry could ring both phones again.
     *
     * <p>- Nothing was sent: {@code ErrorCode.INVALID_ARGUMENT}, {@code ErrorCode.NOT_LOGGED_IN}, {@code ErrorCode.TIMEOUT}, {@code ErrorCode.CONNECTION},
     *   {@code ErrorCode.CANCELLED}, {@code ErrorCode.STORAGE}.
     * - RingCentral refused and no phone rings: {@code ErrorCode.UNAUTHORIZED}, {@code ErrorCode.FORBIDDEN} (no RingOut permission, a
     *   caller ID that is not the user's, no funds), {@code ErrorCode.NOT_FOUND} (no such account or extension),
     *   {@code ErrorCode.RATE_LIMITED}, {@code ErrorCode.REJECTED}.
     * - Phones may be ringing: {@code ErrorCode.MAYBE_PLACED}, and some responses such as a gateway's 504. For all of them
     *   {@code Native.errorMayHavePlaced()} is true.
     *
     * <p>With a {@code dedupe_key}, the call is placed at most once by all processes that share the {@code ringout_ledger}. If the key has a
     * call, that one is returned, also after its end, and no request is sent. After a request whose result no process knows,
     * the call log is asked. If it has the call for certain, that one is returned, with its outcome and "" as its id.
     * Otherwise the function returns {@code ErrorCode.MAYBE_PLACED}, and the request is never sent again.
     *
     * <p>Errors:
     * {@code ErrorCode.INVALID_ARGUMENT}, {@code ErrorCode.NOT_LOGGED_IN}, {@code ErrorCode.UNAUTHORIZED}, {@code ErrorCode.FORBIDDEN},
     * {@code ErrorCode.NOT_FOUND}, {@code ErrorCode.RATE_LIMITED}, {@code ErrorCode.REJECTED}, {@code ErrorCode.SERVER}, {@code ErrorCode.TIMEOUT},
     * {@code ErrorCode.CONNECTION}, {@code ErrorCode.PROTOCOL}, {@code ErrorCode.CANCELLED}, {@code ErrorCode.STORAGE}, {@code ErrorCode.MAYBE_PLACED},
     * {@code ErrorCode.NULL_POINTER}, {@code ErrorCode.INVALID_UTF8}, {@code ErrorCode.INTERNAL}.
     *
     * <p>Since version 0.1.
     */
    static MemorySegment clientCreateCall(MemorySegment client, MemorySegment request) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment out = arena.allocate(16, 8);
            int status = (int) F_client_create_call.HANDLE.invokeExact(address(client), address(request), out.asSlice(0), out.asSlice(8));
            if (status != 0) throw error(status, out.get(ADDRESS, 8));
            return pointer(out.get(ADDRESS, 0));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_client_find_call {
        static final MethodHandle HANDLE = handle("ringout_client_find_call", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS, ADDRESS));
    }

    /**
     * Finds the call that was placed with this {@code dedupe_key}, by any process that shares the {@code ringout_ledger}. Never places
     * one. Free it with {@code Native.callFree()}.
     *
     * <p>{@code call} receives null if no call was placed. A call that another process is placing is waited for. One that has ended
     * has its outcome at once, and a wait for it sends nothing. The lease of the call is this client's, unless another has
     * it: see {@code Native.callTakeLease()}.
     *
     * <p>Returns {@code ErrorCode.MAYBE_PLACED} if a request was sent and nothing is known about it, not even by the call log, and
     * {@code ErrorCode.INVALID_ARGUMENT} without a ledger.
     *
     * <p>Errors:
     * {@code ErrorCode.INVALID_ARGUMENT}, {@code ErrorCode.NOT_LOGGED_IN}, {@code ErrorCode.UNAUTHORIZED}, {@code ErrorCode.FORBIDDEN},
     * {@code ErrorCode.NOT_FOUND}, {@code ErrorCode.RATE_LIMITED}, {@code ErrorCode.REJECTED}, {@code ErrorCode.SERVER}, {@code ErrorCode.TIMEOUT},
     * {@code ErrorCode.CONNECTION}, {@code ErrorCode.PROTOCOL}, {@code ErrorCode.CANCELLED}, {@code ErrorCode.STORAGE}, {@code ErrorCode.MAYBE_PLACED},
     * {@code ErrorCode.NULL_POINTER}, {@code ErrorCode.INVALID_UTF8}, {@code ErrorCode.INTERNAL}.
     *
     * <p>Since version 0.1.
     */
    static MemorySegment clientFindCall(MemorySegment client, String dedupeKey) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment out = arena.allocate(16, 8);
            int status = (int) F_client_find_call.HANDLE.invokeExact(address(client), text(arena, dedupeKey, "dedupe_key"), out.asSlice(0), out.asSlice(8));
            if (status != 0) throw error(status, out.get(ADDRESS, 8));
            return pointer(out.get(ADDRESS, 0));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_client_call {
        static final MethodHandle HANDLE = handle("ringout_client_call", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS, ADDRESS));
    }

    /**
     * Creates a handle for a call with a known id, such as one that your program saved. Sends nothing; the state is
     * unknown until it is requested. Free the handle with {@code Native.callFree()}.
     *
     * <p>Returns {@code ErrorCode.INVALID_ARGUMENT} for an id that is empty, longer than 256 bytes, "." or "..", or contains control
     * characters.
     *
     * <p>Errors:
     * {@code ErrorCode.INVALID_ARGUMENT}, {@code ErrorCode.NULL_POINTER}, {@code ErrorCode.INVALID_UTF8}, {@code ErrorCode.INTERNAL}.
     *
     * <p>Since version 0.1.
     */
    static MemorySegment clientCall(MemorySegment client, String id) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment out = arena.allocate(16, 8);
            int status = (int) F_client_call.HANDLE.invokeExact(address(client), text(arena, id, "id"), out.asSlice(0), out.asSlice(8));
            if (status != 0) throw error(status, out.get(ADDRESS, 8));
            return pointer(out.get(ADDRESS, 0));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_call_free {
        static final MethodHandle HANDLE = handle("ringout_call_free", FunctionDescriptor.ofVoid(ADDRESS));
    }

    /**
     * Frees a call handle. null does nothing. The call itself goes on.
     *
     * <p>Since version 0.1.
     */
    static void callFree(MemorySegment call) {
        try {
            F_call_free.HANDLE.invokeExact(address(call));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_call_clone {
        static final MethodHandle HANDLE = handle("ringout_call_clone", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS));
    }

    /**
     * Creates another handle for the same call. Both share the known state. Free both, in any order, with
     * {@code Native.callFree()}.
     *
     * <p>Errors:
     * {@code ErrorCode.NULL_POINTER}, {@code ErrorCode.INTERNAL}.
     *
     * <p>Since version 0.1.
     */
    static MemorySegment callClone(MemorySegment call) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment out = arena.allocate(16, 8);
            int status = (int) F_call_clone.HANDLE.invokeExact(address(call), out.asSlice(0), out.asSlice(8));
            if (status != 0) throw error(status, out.get(ADDRESS, 8));
            return pointer(out.get(ADDRESS, 0));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_call_id {
        static final MethodHandle HANDLE = handle("ringout_call_id", FunctionDescriptor.of(ADDRESS, ADDRESS));
    }

    /**
     * Returns RingCentral's id of the call, an opaque string. With it, {@code Native.clientCall()} creates another handle, in
     * another process if necessary. Valid until the handle is freed.
     *
     * <p>Since version 0.1.
     */
    static String callId(MemorySegment call) {
        try {
            return string((MemorySegment) F_call_id.HANDLE.invokeExact(address(call)));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_call_adopted {
        static final MethodHandle HANDLE = handle("ringout_call_adopted", FunctionDescriptor.of(JAVA_BOOLEAN, ADDRESS));
    }

    /**
     * Returns whether the call was placed by another request with the same {@code dedupe_key}, in this process or another, and
     * not by the one that returned this handle. False for null.
     *
     * <p>Since version 0.1.
     */
    static boolean callAdopted(MemorySegment call) {
        try {
            return (boolean) F_call_adopted.HANDLE.invokeExact(address(call));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_call_take_lease {
        static final MethodHandle HANDLE = handle("ringout_call_take_lease", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS));
    }

    /**
     * Takes the lease of a call with a {@code dedupe_key}. {@code left_ms} receives how long another client still has it, in
     * milliseconds, or 0 if it is now this client's or the call has ended.
     *
     * <p>The lease says which client follows the call; it does not prevent others. The one that places or finds the call has
     * it, unless another has it. A wait or a watch keeps it, and 30 s after a process has died it is free. A client that
     * polls a call rarely, because it follows many, has it for longer.
     *
     * <p>Returns {@code ErrorCode.INVALID_ARGUMENT} for a call without a key, and {@code ErrorCode.STORAGE} if the ledger fails. Sends nothing
     * to RingCentral.
     *
     * <p>Errors:
     * {@code ErrorCode.INVALID_ARGUMENT}, {@code ErrorCode.TIMEOUT}, {@code ErrorCode.CANCELLED}, {@code ErrorCode.STORAGE}, {@code ErrorCode.NULL_POINTER},
     * {@code ErrorCode.INTERNAL}.
     *
     * <p>Since version 0.1.
     */
    static long callTakeLease(MemorySegment call) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment out = arena.allocate(16, 8);
            int status = (int) F_call_take_lease.HANDLE.invokeExact(address(call), out.asSlice(0), out.asSlice(8));
            if (status != 0) throw error(status, out.get(ADDRESS, 8));
            return out.get(JAVA_LONG, 0);
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_call_claim_outcome {
        static final MethodHandle HANDLE = handle("ringout_call_claim_outcome", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS));
    }

    /**
     * Claims the outcome of a call with a {@code dedupe_key}, for the process that reports it. {@code claimed} receives true once for a
     * key, whichever processes ask, and false before the end of the call has been seen.
     *
     * <p>A process that dies between the claim and its report has claimed it even so. Returns {@code ErrorCode.INVALID_ARGUMENT} for a
     * call without a key, and {@code ErrorCode.STORAGE} if the ledger fails; ask the same handle again then. Sends nothing to
     * RingCentral.
     *
     * <p>Errors:
     * {@code ErrorCode.INVALID_ARGUMENT}, {@code ErrorCode.TIMEOUT}, {@code ErrorCode.CANCELLED}, {@code ErrorCode.STORAGE}, {@code ErrorCode.NULL_POINTER},
     * {@code ErrorCode.INTERNAL}.
     *
     * <p>Since version 0.1.
     */
    static boolean callClaimOutcome(MemorySegment call) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment out = arena.allocate(16, 8);
            int status = (int) F_call_claim_outcome.HANDLE.invokeExact(address(call), out.asSlice(0), out.asSlice(8));
            if (status != 0) throw error(status, out.get(ADDRESS, 8));
            return out.get(JAVA_BOOLEAN, 0);
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_status_name {
        static final MethodHandle HANDLE = handle("ringout_status_name", FunctionDescriptor.of(ADDRESS, JAVA_INT));
    }

    /**
     * Returns RingCentral's name of a {@code Status}, such as "InProgress"; "Unknown" for any other number. Never
     * null, valid forever.
     *
     * <p>Since version 0.1.
     */
    static String statusName(int status) {
        try {
            return string((MemorySegment) F_status_name.HANDLE.invokeExact(status));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_status_explain {
        static final MethodHandle HANDLE = handle("ringout_status_explain", FunctionDescriptor.of(ADDRESS, JAVA_INT));
    }

    /**
     * Returns the meaning of a status in one sentence without a full stop. Never null, valid forever.
     *
     * <p>Since version 0.1.
     */
    static String statusExplain(int status) {
        try {
            return string((MemorySegment) F_status_explain.HANDLE.invokeExact(status));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_status_parse {
        static final MethodHandle HANDLE = handle("ringout_status_parse", FunctionDescriptor.of(JAVA_INT, ADDRESS));
    }

    /**
     * Returns the number of a status that RingCentral wrote: a {@code Status}. {@code Status.UNKNOWN} for an
     * undocumented status, a string that is not UTF-8, and null.
     *
     * <p>Since version 0.1.
     */
    static int statusParse(String text) {
        try (Arena arena = Arena.ofConfined()) {
            return (int) F_status_parse.HANDLE.invokeExact(text(arena, text, "text"));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_status_is_failed_leg {
        static final MethodHandle HANDLE = handle("ringout_status_is_failed_leg", FunctionDescriptor.of(JAVA_BOOLEAN, JAVA_INT));
    }

    /**
     * Returns true if a leg with this status could not be connected: 4 to 12.
     *
     * <p>Since version 0.1.
     */
    static boolean statusIsFailedLeg(int status) {
        try {
            return (boolean) F_status_is_failed_leg.HANDLE.invokeExact(status);
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_status_is_ended {
        static final MethodHandle HANDLE = handle("ringout_status_is_ended", FunctionDescriptor.of(JAVA_BOOLEAN, JAVA_INT));
    }

    /**
     * Returns true if no other status is expected afterwards. False for {@code Status.SUCCESS}: the legs end a call, not
     * its own status.
     *
     * <p>Since version 0.1.
     */
    static boolean statusIsEnded(int status) {
        try {
            return (boolean) F_status_is_ended.HANDLE.invokeExact(status);
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_state_new {
        static final MethodHandle HANDLE = handle("ringout_state_new", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS));
    }

    /**
     * Creates a state from three statuses as RingCentral spells them, such as "InProgress", for
     * {@code Native.checkTransition()}. Any string is accepted, because RingCentral may add statuses. Sends nothing. Free the
     * state with {@code Native.stateFree()}.
     *
     * <p>Errors:
     * {@code ErrorCode.INVALID_ARGUMENT}, {@code ErrorCode.NULL_POINTER}, {@code ErrorCode.INVALID_UTF8}, {@code ErrorCode.INTERNAL}.
     *
     * <p>Since version 0.1.
     */
    static MemorySegment stateNew(String callStatus, String callerStatus, String calleeStatus) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment out = arena.allocate(16, 8);
            int status = (int) F_state_new.HANDLE.invokeExact(text(arena, callStatus, "call_status"), text(arena, callerStatus, "caller_status"), text(arena, calleeStatus, "callee_status"), out.asSlice(0), out.asSlice(8));
            if (status != 0) throw error(status, out.get(ADDRESS, 8));
            return pointer(out.get(ADDRESS, 0));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_state_free {
        static final MethodHandle HANDLE = handle("ringout_state_free", FunctionDescriptor.ofVoid(ADDRESS));
    }

    /**
     * Frees a state that a function returned. null does nothing.
     *
     * <p>Since version 0.1.
     */
    static void stateFree(MemorySegment state) {
        try {
            F_state_free.HANDLE.invokeExact(address(state));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_state_call_status {
        static final MethodHandle HANDLE = handle("ringout_state_call_status", FunctionDescriptor.of(JAVA_INT, ADDRESS));
    }

    /**
     * Returns the status of the call as a whole: a {@code Status}.
     *
     * <p>Since version 0.1.
     */
    static int stateCallStatus(MemorySegment state) {
        try {
            return (int) F_state_call_status.HANDLE.invokeExact(address(state));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_state_caller_status {
        static final MethodHandle HANDLE = handle("ringout_state_caller_status", FunctionDescriptor.of(JAVA_INT, ADDRESS));
    }

    /**
     * Returns the status of the caller's leg: a {@code Status}.
     *
     * <p>Since version 0.1.
     */
    static int stateCallerStatus(MemorySegment state) {
        try {
            return (int) F_state_caller_status.HANDLE.invokeExact(address(state));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_state_callee_status {
        static final MethodHandle HANDLE = handle("ringout_state_callee_status", FunctionDescriptor.of(JAVA_INT, ADDRESS));
    }

    /**
     * Returns the status of the callee's leg: a {@code Status}.
     *
     * <p>Since version 0.1.
     */
    static int stateCalleeStatus(MemorySegment state) {
        try {
            return (int) F_state_callee_status.HANDLE.invokeExact(address(state));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_state_call_status_text {
        static final MethodHandle HANDLE = handle("ringout_state_call_status_text", FunctionDescriptor.of(ADDRESS, ADDRESS));
    }

    /**
     * Returns the status of the call as RingCentral spells it. Valid until the state is freed, like its other strings.
     *
     * <p>Since version 0.1.
     */
    static String stateCallStatusText(MemorySegment state) {
        try {
            return string((MemorySegment) F_state_call_status_text.HANDLE.invokeExact(address(state)));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_state_caller_status_text {
        static final MethodHandle HANDLE = handle("ringout_state_caller_status_text", FunctionDescriptor.of(ADDRESS, ADDRESS));
    }

    /**
     * Returns the status of the caller's leg as RingCentral spells it.
     *
     * <p>Since version 0.1.
     */
    static String stateCallerStatusText(MemorySegment state) {
        try {
            return string((MemorySegment) F_state_caller_status_text.HANDLE.invokeExact(address(state)));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_state_callee_status_text {
        static final MethodHandle HANDLE = handle("ringout_state_callee_status_text", FunctionDescriptor.of(ADDRESS, ADDRESS));
    }

    /**
     * Returns the status of the callee's leg as RingCentral spells it.
     *
     * <p>Since version 0.1.
     */
    static String stateCalleeStatusText(MemorySegment state) {
        try {
            return string((MemorySegment) F_state_callee_status_text.HANDLE.invokeExact(address(state)));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_state_phase {
        static final MethodHandle HANDLE = handle("ringout_state_phase", FunctionDescriptor.of(JAVA_INT, ADDRESS));
    }

    /**
     * Returns the phase of the call: a {@code Phase}.
     *
     * <p>Since version 0.1.
     */
    static int statePhase(MemorySegment state) {
        try {
            return (int) F_state_phase.HANDLE.invokeExact(address(state));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_phase_name {
        static final MethodHandle HANDLE = handle("ringout_phase_name", FunctionDescriptor.of(ADDRESS, JAVA_INT));
    }

    /**
     * Returns the name of a {@code Phase}, such as "RingingCaller". Never null, valid forever.
     *
     * <p>Since version 0.1.
     */
    static String phaseName(int phase) {
        try {
            return string((MemorySegment) F_phase_name.HANDLE.invokeExact(phase));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_state_text {
        static final MethodHandle HANDLE = handle("ringout_state_text", FunctionDescriptor.of(ADDRESS, ADDRESS));
    }

    /**
     * Returns the three statuses in one line, such as "call InProgress, caller Success, callee InProgress".
     *
     * <p>Since version 0.1.
     */
    static String stateText(MemorySegment state) {
        try {
            return string((MemorySegment) F_state_text.HANDLE.invokeExact(address(state)));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_state_explain {
        static final MethodHandle HANDLE = handle("ringout_state_explain", FunctionDescriptor.of(ADDRESS, ADDRESS));
    }

    /**
     * Returns one sentence, without a full stop, that says what is happening or how the call ended.
     *
     * <p>Since version 0.1.
     */
    static String stateExplain(MemorySegment state) {
        try {
            return string((MemorySegment) F_state_explain.HANDLE.invokeExact(address(state)));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_outcome_free {
        static final MethodHandle HANDLE = handle("ringout_outcome_free", FunctionDescriptor.ofVoid(ADDRESS));
    }

    /**
     * Frees an outcome. null does nothing.
     *
     * <p>Since version 0.1.
     */
    static void outcomeFree(MemorySegment outcome) {
        try {
            F_outcome_free.HANDLE.invokeExact(address(outcome));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_outcome_kind {
        static final MethodHandle HANDLE = handle("ringout_outcome_kind", FunctionDescriptor.of(JAVA_INT, ADDRESS));
    }

    /**
     * Returns the kind of outcome: a {@code OutcomeKind}.
     *
     * <p>Since version 0.1.
     */
    static int outcomeKind(MemorySegment outcome) {
        try {
            return (int) F_outcome_kind.HANDLE.invokeExact(address(outcome));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_outcome_kind_name {
        static final MethodHandle HANDLE = handle("ringout_outcome_kind_name", FunctionDescriptor.of(ADDRESS, JAVA_INT));
    }

    /**
     * Returns the name of a {@code OutcomeKind}, such as "Completed". Never null, valid forever.
     *
     * <p>Since version 0.1.
     */
    static String outcomeKindName(int kind) {
        try {
            return string((MemorySegment) F_outcome_kind_name.HANDLE.invokeExact(kind));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_outcome_leg {
        static final MethodHandle HANDLE = handle("ringout_outcome_leg", FunctionDescriptor.of(JAVA_INT, ADDRESS));
    }

    /**
     * Returns the leg that decided the outcome: a {@code Leg}.
     *
     * <p>Since version 0.1.
     */
    static int outcomeLeg(MemorySegment outcome) {
        try {
            return (int) F_outcome_leg.HANDLE.invokeExact(address(outcome));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_leg_name {
        static final MethodHandle HANDLE = handle("ringout_leg_name", FunctionDescriptor.of(ADDRESS, JAVA_INT));
    }

    /**
     * Returns the name of a {@code Leg}, such as "caller". Never null, valid forever.
     *
     * <p>Since version 0.1.
     */
    static String legName(int leg) {
        try {
            return string((MemorySegment) F_leg_name.HANDLE.invokeExact(leg));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_outcome_status {
        static final MethodHandle HANDLE = handle("ringout_outcome_status", FunctionDescriptor.of(JAVA_INT, ADDRESS));
    }

    /**
     * Returns the status that decided the outcome: a {@code Status}.
     *
     * <p>Since version 0.1.
     */
    static int outcomeStatus(MemorySegment outcome) {
        try {
            return (int) F_outcome_status.HANDLE.invokeExact(address(outcome));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_outcome_status_text {
        static final MethodHandle HANDLE = handle("ringout_outcome_status_text", FunctionDescriptor.of(ADDRESS, ADDRESS));
    }

    /**
     * Returns the status that decided the outcome, as RingCentral spells it. Valid until the outcome is freed, like its
     * other strings.
     *
     * <p>Since version 0.1.
     */
    static String outcomeStatusText(MemorySegment outcome) {
        try {
            return string((MemorySegment) F_outcome_status_text.HANDLE.invokeExact(address(outcome)));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_outcome_connected {
        static final MethodHandle HANDLE = handle("ringout_outcome_connected", FunctionDescriptor.of(JAVA_BOOLEAN, ADDRESS));
    }

    /**
     * Returns true if caller and callee were connected at some time.
     *
     * <p>Since version 0.1.
     */
    static boolean outcomeConnected(MemorySegment outcome) {
        try {
            return (boolean) F_outcome_connected.HANDLE.invokeExact(address(outcome));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_outcome_cancelled_by_us {
        static final MethodHandle HANDLE = handle("ringout_outcome_cancelled_by_us", FunctionDescriptor.of(JAVA_BOOLEAN, ADDRESS));
    }

    /**
     * Returns true if RingCentral accepted a cancel from this handle before the end.
     *
     * <p>Since version 0.1.
     */
    static boolean outcomeCancelledByUs(MemorySegment outcome) {
        try {
            return (boolean) F_outcome_cancelled_by_us.HANDLE.invokeExact(address(outcome));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_outcome_source {
        static final MethodHandle HANDLE = handle("ringout_outcome_source", FunctionDescriptor.of(JAVA_INT, ADDRESS));
    }

    /**
     * Returns where the outcome is known from: a {@code Source}; 0 for null.
     *
     * <p>Since version 0.1.
     */
    static int outcomeSource(MemorySegment outcome) {
        try {
            return (int) F_outcome_source.HANDLE.invokeExact(address(outcome));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_outcome_source_name {
        static final MethodHandle HANDLE = handle("ringout_outcome_source_name", FunctionDescriptor.of(ADDRESS, JAVA_INT));
    }

    /**
     * Returns the name of a {@code Source}, such as "Status". Never null, valid forever.
     *
     * <p>Since version 0.1.
     */
    static String outcomeSourceName(int source) {
        try {
            return string((MemorySegment) F_outcome_source_name.HANDLE.invokeExact(source));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_outcome_explanation {
        static final MethodHandle HANDLE = handle("ringout_outcome_explanation", FunctionDescriptor.of(ADDRESS, ADDRESS));
    }

    /**
     * Returns one sentence that explains the outcome, without a full stop.
     *
     * <p>Since version 0.1.
     */
    static String outcomeExplanation(MemorySegment outcome) {
        try {
            return string((MemorySegment) F_outcome_explanation.HANDLE.invokeExact(address(outcome)));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_outcome_text {
        static final MethodHandle HANDLE = handle("ringout_outcome_text", FunctionDescriptor.of(ADDRESS, ADDRESS));
    }

    /**
     * Returns the kind and the explanation in one line.
     *
     * <p>Since version 0.1.
     */
    static String outcomeText(MemorySegment outcome) {
        try {
            return string((MemorySegment) F_outcome_text.HANDLE.invokeExact(address(outcome)));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_check_transition {
        static final MethodHandle HANDLE = handle("ringout_check_transition", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS, ADDRESS));
    }

    /**
     * Judges whether the state {@code to} may follow the state {@code from}. Sends nothing. Free the verdict with
     * {@code Native.verdictFree()}.
     *
     * <p>Errors:
     * {@code ErrorCode.NULL_POINTER}, {@code ErrorCode.INTERNAL}.
     *
     * <p>Since version 0.1.
     */
    static MemorySegment checkTransition(MemorySegment from, MemorySegment to) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment out = arena.allocate(16, 8);
            int status = (int) F_check_transition.HANDLE.invokeExact(address(from), address(to), out.asSlice(0), out.asSlice(8));
            if (status != 0) throw error(status, out.get(ADDRESS, 8));
            return pointer(out.get(ADDRESS, 0));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_verdict_free {
        static final MethodHandle HANDLE = handle("ringout_verdict_free", FunctionDescriptor.ofVoid(ADDRESS));
    }

    /**
     * Frees a verdict that a function returned. null does nothing. Do not free a verdict that belongs to a change.
     *
     * <p>Since version 0.1.
     */
    static void verdictFree(MemorySegment verdict) {
        try {
            F_verdict_free.HANDLE.invokeExact(address(verdict));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_verdict_kind {
        static final MethodHandle HANDLE = handle("ringout_verdict_kind", FunctionDescriptor.of(JAVA_INT, ADDRESS));
    }

    /**
     * Returns the worst kind among the three statuses and their combination: a {@code VerdictKind}. The numbers grow
     * from best to worst.
     *
     * <p>Since version 0.1.
     */
    static int verdictKind(MemorySegment verdict) {
        try {
            return (int) F_verdict_kind.HANDLE.invokeExact(address(verdict));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_verdict_kind_name {
        static final MethodHandle HANDLE = handle("ringout_verdict_kind_name", FunctionDescriptor.of(ADDRESS, JAVA_INT));
    }

    /**
     * Returns the name of a {@code VerdictKind}, such as "Documented". Never null, valid forever.
     *
     * <p>Since version 0.1.
     */
    static String verdictKindName(int kind) {
        try {
            return string((MemorySegment) F_verdict_kind_name.HANDLE.invokeExact(kind));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_verdict_text {
        static final MethodHandle HANDLE = handle("ringout_verdict_text", FunctionDescriptor.of(ADDRESS, ADDRESS));
    }

    /**
     * Returns the kind and all reasons in one line. Valid until the verdict is freed, like its other strings.
     *
     * <p>Since version 0.1.
     */
    static String verdictText(MemorySegment verdict) {
        try {
            return string((MemorySegment) F_verdict_text.HANDLE.invokeExact(address(verdict)));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_verdict_reason_count {
        static final MethodHandle HANDLE = handle("ringout_verdict_reason_count", FunctionDescriptor.of(JAVA_LONG, ADDRESS));
    }

    /**
     * Returns the number of reasons: 0 if the transition is unchanged or documented.
     *
     * <p>Since version 0.1.
     */
    static long verdictReasonCount(MemorySegment verdict) {
        try {
            return (long) F_verdict_reason_count.HANDLE.invokeExact(address(verdict));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_verdict_reason_field {
        static final MethodHandle HANDLE = handle("ringout_verdict_reason_field", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG));
    }

    /**
     * Returns the part that the reason at {@code index}, counted from 0, concerns: a {@code Field}.
     * {@code Field.COMBINATION} for an index out of range.
     *
     * <p>Since version 0.1.
     */
    static int verdictReasonField(MemorySegment verdict, long index) {
        try {
            return (int) F_verdict_reason_field.HANDLE.invokeExact(address(verdict), index);
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_field_name {
        static final MethodHandle HANDLE = handle("ringout_field_name", FunctionDescriptor.of(ADDRESS, JAVA_INT));
    }

    /**
     * Returns the name of a {@code Field}, such as "caller". Never null, valid forever.
     *
     * <p>Since version 0.1.
     */
    static String fieldName(int field) {
        try {
            return string((MemorySegment) F_field_name.HANDLE.invokeExact(field));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_verdict_reason_kind {
        static final MethodHandle HANDLE = handle("ringout_verdict_reason_kind", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG));
    }

    /**
     * Returns the kind of a reason: a {@code VerdictKind}. {@code VerdictKind.UNCHANGED} for an index out of range.
     *
     * <p>Since version 0.1.
     */
    static int verdictReasonKind(MemorySegment verdict, long index) {
        try {
            return (int) F_verdict_reason_kind.HANDLE.invokeExact(address(verdict), index);
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_verdict_reason_text {
        static final MethodHandle HANDLE = handle("ringout_verdict_reason_text", FunctionDescriptor.of(ADDRESS, ADDRESS, JAVA_LONG));
    }

    /**
     * Returns a reason in words; null for an index out of range.
     *
     * <p>Since version 0.1.
     */
    static String verdictReasonText(MemorySegment verdict, long index) {
        try {
            return string((MemorySegment) F_verdict_reason_text.HANDLE.invokeExact(address(verdict), index));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_verdict_reason_path {
        static final MethodHandle HANDLE = handle("ringout_verdict_reason_path", FunctionDescriptor.of(ADDRESS, ADDRESS, JAVA_LONG));
    }

    /**
     * Returns the inferred path through states that were not seen, such as "InProgress &gt; Success &gt; Finished". null if no
     * state was skipped, and for an index out of range.
     *
     * <p>Since version 0.1.
     */
    static String verdictReasonPath(MemorySegment verdict, long index) {
        try {
            return string((MemorySegment) F_verdict_reason_path.HANDLE.invokeExact(address(verdict), index));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_verdict_reason_path_count {
        static final MethodHandle HANDLE = handle("ringout_verdict_reason_path_count", FunctionDescriptor.of(JAVA_LONG, ADDRESS, JAVA_LONG));
    }

    /**
     * Returns the number of statuses in the inferred path; 0 if no state was skipped.
     *
     * <p>Since version 0.1.
     */
    static long verdictReasonPathCount(MemorySegment verdict, long index) {
        try {
            return (long) F_verdict_reason_path_count.HANDLE.invokeExact(address(verdict), index);
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_verdict_reason_path_status {
        static final MethodHandle HANDLE = handle("ringout_verdict_reason_path_status", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, JAVA_LONG));
    }

    /**
     * Returns the status at {@code position}, counted from 0, of the inferred path: a {@code Status}.
     *
     * <p>Since version 0.1.
     */
    static int verdictReasonPathStatus(MemorySegment verdict, long index, long position) {
        try {
            return (int) F_verdict_reason_path_status.HANDLE.invokeExact(address(verdict), index, position);
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_until_name {
        static final MethodHandle HANDLE = handle("ringout_until_name", FunctionDescriptor.of(ADDRESS, JAVA_INT));
    }

    /**
     * Returns the name of a {@code Until}, such as "ended". Never null, valid forever.
     *
     * <p>Since version 0.1.
     */
    static String untilName(int until) {
        try {
            return string((MemorySegment) F_until_name.HANDLE.invokeExact(until));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_call_status {
        static final MethodHandle HANDLE = handle("ringout_call_status", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS));
    }

    /**
     * Requests the current state of the call. Sends one request of the Light group, retried if the response is lost or
     * RingCentral fails. Free the state with {@code Native.stateFree()}.
     *
     * <p>Returns {@code ErrorCode.NOT_FOUND} some time after the end, when RingCentral has forgotten the call, and for a gateway's
     * 404. Do not poll with it: {@code Native.callWait()} and {@code Native.callWatch()} poll as often as the rate limits allow,
     * for all calls of the client together.
     *
     * <p>Errors:
     * {@code ErrorCode.NOT_LOGGED_IN}, {@code ErrorCode.UNAUTHORIZED}, {@code ErrorCode.FORBIDDEN}, {@code ErrorCode.NOT_FOUND}, {@code ErrorCode.RATE_LIMITED},
     * {@code ErrorCode.REJECTED}, {@code ErrorCode.SERVER}, {@code ErrorCode.TIMEOUT}, {@code ErrorCode.CONNECTION}, {@code ErrorCode.PROTOCOL},
     * {@code ErrorCode.CANCELLED}, {@code ErrorCode.STORAGE}, {@code ErrorCode.NULL_POINTER}, {@code ErrorCode.INTERNAL}.
     *
     * <p>Since version 0.1.
     */
    static MemorySegment callStatus(MemorySegment call) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment out = arena.allocate(16, 8);
            int status = (int) F_call_status.HANDLE.invokeExact(address(call), out.asSlice(0), out.asSlice(8));
            if (status != 0) throw error(status, out.get(ADDRESS, 8));
            return pointer(out.get(ADDRESS, 0));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_call_state {
        static final MethodHandle HANDLE = handle("ringout_call_state", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS));
    }

    /**
     * Returns the last known state through {@code state}, or null if there is none yet. Sends nothing. Free the state with
     * {@code Native.stateFree()}.
     *
     * <p>Errors:
     * {@code ErrorCode.NULL_POINTER}, {@code ErrorCode.INTERNAL}.
     *
     * <p>Since version 0.1.
     */
    static MemorySegment callState(MemorySegment call) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment out = arena.allocate(16, 8);
            int status = (int) F_call_state.HANDLE.invokeExact(address(call), out.asSlice(0), out.asSlice(8));
            if (status != 0) throw error(status, out.get(ADDRESS, 8));
            return pointer(out.get(ADDRESS, 0));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_call_outcome {
        static final MethodHandle HANDLE = handle("ringout_call_outcome", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS));
    }

    /**
     * Returns how the call ended, judged by the last known state. Sends nothing. The kind is
     * {@code OutcomeKind.STILL_IN_PROGRESS} until the end was seen. Free the outcome with {@code Native.outcomeFree()}.
     *
     * <p>Errors:
     * {@code ErrorCode.NULL_POINTER}, {@code ErrorCode.INTERNAL}.
     *
     * <p>Since version 0.1.
     */
    static MemorySegment callOutcome(MemorySegment call) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment out = arena.allocate(16, 8);
            int status = (int) F_call_outcome.HANDLE.invokeExact(address(call), out.asSlice(0), out.asSlice(8));
            if (status != 0) throw error(status, out.get(ADDRESS, 8));
            return pointer(out.get(ADDRESS, 0));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_call_cancel {
        static final MethodHandle HANDLE = handle("ringout_call_cancel", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS));
    }

    /**
     * Asks RingCentral to hang up, polls the call once, and returns the effect: a {@code CancelEffect}. Sends a request of
     * the Heavy group and one of the Light group, or nothing if the call is known to be over. {@code Native.callState()} then
     * has the polled state.
     *
     * <p>A call that is already over is not an error. A 404 that does not name the call is one, because it says nothing about
     * the call.
     *
     * <p>Errors:
     * {@code ErrorCode.NOT_LOGGED_IN}, {@code ErrorCode.UNAUTHORIZED}, {@code ErrorCode.FORBIDDEN}, {@code ErrorCode.NOT_FOUND}, {@code ErrorCode.RATE_LIMITED},
     * {@code ErrorCode.REJECTED}, {@code ErrorCode.SERVER}, {@code ErrorCode.TIMEOUT}, {@code ErrorCode.CONNECTION}, {@code ErrorCode.PROTOCOL},
     * {@code ErrorCode.CANCELLED}, {@code ErrorCode.STORAGE}, {@code ErrorCode.NULL_POINTER}, {@code ErrorCode.INTERNAL}.
     *
     * <p>Since version 0.1.
     */
    static int callCancel(MemorySegment call) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment out = arena.allocate(16, 8);
            int status = (int) F_call_cancel.HANDLE.invokeExact(address(call), out.asSlice(0), out.asSlice(8));
            if (status != 0) throw error(status, out.get(ADDRESS, 8));
            return out.get(JAVA_INT, 0);
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_call_detach {
        static final MethodHandle HANDLE = handle("ringout_call_detach", FunctionDescriptor.ofVoid(ADDRESS));
    }

    /**
     * Lets the call go on: nothing that has begun so far hangs it up when it is left, neither a {@code ringout_scoped_call} nor a
     * wait with {@code cancel_on_exit}, through any handle of the call. {@code Native.callCancel()}, {@code cancel_on_timeout} and what
     * begins later still do. Sends nothing. null does nothing.
     *
     * <p>Since version 0.1.
     */
    static void callDetach(MemorySegment call) {
        try {
            F_call_detach.HANDLE.invokeExact(address(call));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_cancel_effect_name {
        static final MethodHandle HANDLE = handle("ringout_cancel_effect_name", FunctionDescriptor.of(ADDRESS, JAVA_INT));
    }

    /**
     * Returns the name of a {@code CancelEffect}, such as "HungUp". Never null, valid forever.
     *
     * <p>Since version 0.1.
     */
    static String cancelEffectName(int effect) {
        try {
            return string((MemorySegment) F_cancel_effect_name.HANDLE.invokeExact(effect));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_call_wait {
        static final MethodHandle HANDLE = handle("ringout_call_wait", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS, ADDRESS));
    }

    /**
     * Waits until the call ends, or until it is answered, and returns the outcome. Free it with {@code Native.outcomeFree()}.
     *
     * <p>- {@code options}: what to wait for and how long; may be null.
     *
     * <p>If the timeout passes, the outcome is {@code OutcomeKind.STILL_IN_PROGRESS}. A call that vanishes is an outcome, too.
     * The function fails only if polling the call is futile: your program is not logged in ({@code ErrorCode.NOT_LOGGED_IN},
     * {@code ErrorCode.UNAUTHORIZED}), may not see the call ({@code ErrorCode.FORBIDDEN}), or interrupted the wait ({@code ErrorCode.CANCELLED}).
     *
     * <p>Lost responses, 5xx, rate limits and 404s that do not name the call only delay the result. After two minutes of
     * nothing but such 404s, the outcome is {@code OutcomeKind.ENDED_UNKNOWN}.
     *
     * <p>Errors:
     * {@code ErrorCode.INVALID_ARGUMENT}, {@code ErrorCode.NOT_LOGGED_IN}, {@code ErrorCode.UNAUTHORIZED}, {@code ErrorCode.FORBIDDEN},
     * {@code ErrorCode.CANCELLED}, {@code ErrorCode.STORAGE}, {@code ErrorCode.NULL_POINTER}, {@code ErrorCode.INTERNAL}.
     *
     * <p>Since version 0.1.
     */
    static MemorySegment callWait(MemorySegment call, MemorySegment options) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment out = arena.allocate(16, 8);
            int status = (int) F_call_wait.HANDLE.invokeExact(address(call), address(options), out.asSlice(0), out.asSlice(8));
            if (status != 0) throw error(status, out.get(ADDRESS, 8));
            return pointer(out.get(ADDRESS, 0));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_change_clone {
        static final MethodHandle HANDLE = handle("ringout_change_clone", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS));
    }

    /**
     * Copies a change, so that it outlives the callback or the next call of {@code Native.watchNext()}. Sends nothing. Free the
     * copy with {@code Native.changeFree()}.
     *
     * <p>Errors:
     * {@code ErrorCode.NULL_POINTER}, {@code ErrorCode.INTERNAL}.
     *
     * <p>Since version 0.1.
     */
    static MemorySegment changeClone(MemorySegment change) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment out = arena.allocate(16, 8);
            int status = (int) F_change_clone.HANDLE.invokeExact(address(change), out.asSlice(0), out.asSlice(8));
            if (status != 0) throw error(status, out.get(ADDRESS, 8));
            return pointer(out.get(ADDRESS, 0));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_change_free {
        static final MethodHandle HANDLE = handle("ringout_change_free", FunctionDescriptor.ofVoid(ADDRESS));
    }

    /**
     * Frees a change from {@code Native.changeClone()} or {@code Native.eventTakeChange()}. null does nothing. Do not free a change that belongs to a watch.
     *
     * <p>Since version 0.1.
     */
    static void changeFree(MemorySegment change) {
        try {
            F_change_free.HANDLE.invokeExact(address(change));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_change_previous {
        static final MethodHandle HANDLE = handle("ringout_change_previous", FunctionDescriptor.of(ADDRESS, ADDRESS));
    }

    /**
     * Returns the previous state. null for the first poll of a call that was not placed through this handle.
     *
     * <p>Since version 0.1.
     */
    static MemorySegment changePrevious(MemorySegment change) {
        try {
            return pointer((MemorySegment) F_change_previous.HANDLE.invokeExact(address(change)));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_change_state {
        static final MethodHandle HANDLE = handle("ringout_change_state", FunctionDescriptor.of(ADDRESS, ADDRESS));
    }

    /**
     * Returns the new state.
     *
     * <p>Since version 0.1.
     */
    static MemorySegment changeState(MemorySegment change) {
        try {
            return pointer((MemorySegment) F_change_state.HANDLE.invokeExact(address(change)));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_change_verdict {
        static final MethodHandle HANDLE = handle("ringout_change_verdict", FunctionDescriptor.of(ADDRESS, ADDRESS));
    }

    /**
     * Returns how the transition compares with RingCentral's documentation. null if there is no previous state.
     *
     * <p>Since version 0.1.
     */
    static MemorySegment changeVerdict(MemorySegment change) {
        try {
            return pointer((MemorySegment) F_change_verdict.HANDLE.invokeExact(address(change)));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_change_earliest_ms {
        static final MethodHandle HANDLE = handle("ringout_change_earliest_ms", FunctionDescriptor.of(JAVA_LONG, ADDRESS));
    }

    /**
     * Returns the lower bound of the time of the change: when the last poll that showed the previous state began. In
     * milliseconds since the call was placed, or the handle created.
     *
     * <p>Since version 0.1.
     */
    static long changeEarliestMs(MemorySegment change) {
        try {
            return (long) F_change_earliest_ms.HANDLE.invokeExact(address(change));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_change_latest_ms {
        static final MethodHandle HANDLE = handle("ringout_change_latest_ms", FunctionDescriptor.of(JAVA_LONG, ADDRESS));
    }

    /**
     * Returns the upper bound of the time of the change: when a poll showed it. In milliseconds since the call was placed,
     * or the handle created.
     *
     * <p>Since version 0.1.
     */
    static long changeLatestMs(MemorySegment change) {
        try {
            return (long) F_change_latest_ms.HANDLE.invokeExact(address(change));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_call_watch {
        static final MethodHandle HANDLE = handle("ringout_call_watch", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS));
    }

    /**
     * Follows the call and calls {@code callback} for each change, until {@code Native.callWait()} would return. Returns the
     * outcome; free it with {@code Native.outcomeFree()}. Errors are those of {@code Native.callWait()}.
     *
     * <p>- {@code options}: what to wait for and how long; may be null.
     * - {@code user_data}: passed to the callback; may be null.
     *
     * <p>If the callback stops the watch, that is not an error: the outcome is that of the last known state,
     * {@code OutcomeKind.STILL_IN_PROGRESS} unless the call is over. The call goes on and can be watched again, unless
     * {@code cancel_on_exit} is set. The callback may use the call, but must not free it.
     *
     * <p>Errors:
     * {@code ErrorCode.INVALID_ARGUMENT}, {@code ErrorCode.NOT_LOGGED_IN}, {@code ErrorCode.UNAUTHORIZED}, {@code ErrorCode.FORBIDDEN},
     * {@code ErrorCode.CANCELLED}, {@code ErrorCode.STORAGE}, {@code ErrorCode.NULL_POINTER}, {@code ErrorCode.INTERNAL}.
     *
     * <p>Since version 0.1.
     */
    static MemorySegment callWatch(MemorySegment call, MemorySegment options, MemorySegment callback, MemorySegment userData) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment out = arena.allocate(16, 8);
            int status = (int) F_call_watch.HANDLE.invokeExact(address(call), address(options), address(callback), address(userData), out.asSlice(0), out.asSlice(8));
            if (status != 0) throw error(status, out.get(ADDRESS, 8));
            return pointer(out.get(ADDRESS, 0));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_watch_new {
        static final MethodHandle HANDLE = handle("ringout_watch_new", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS, ADDRESS));
    }

    /**
     * Starts to follow a call. Does not block. Free the watch with {@code Native.watchFree()}; the call handle may be freed
     * before.
     *
     * <p>- {@code options}: what to wait for and how long, counted from now; may be null.
     *
     * <p>Errors:
     * {@code ErrorCode.INVALID_ARGUMENT}, {@code ErrorCode.NULL_POINTER}, {@code ErrorCode.INTERNAL}.
     *
     * <p>Since version 0.1.
     */
    static MemorySegment watchNew(MemorySegment call, MemorySegment options) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment out = arena.allocate(16, 8);
            int status = (int) F_watch_new.HANDLE.invokeExact(address(call), address(options), out.asSlice(0), out.asSlice(8));
            if (status != 0) throw error(status, out.get(ADDRESS, 8));
            return pointer(out.get(ADDRESS, 0));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_watch_free {
        static final MethodHandle HANDLE = handle("ringout_watch_free", FunctionDescriptor.ofVoid(ADDRESS));
    }

    /**
     * Frees a watch and its current change. null does nothing. The call goes on, unless {@code cancel_on_exit} is set and the
     * watch is not over.
     *
     * <p>Since version 0.1.
     */
    static void watchFree(MemorySegment watch) {
        try {
            F_watch_free.HANDLE.invokeExact(address(watch));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_watch_next {
        static final MethodHandle HANDLE = handle("ringout_watch_next", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS));
    }

    /**
     * Waits for the next change and returns it through {@code change}, or null when {@code Native.callWait()} would return. The
     * change is valid until the next call of this function. Errors are those of {@code Native.callWait()}; after one, the
     * watch is over.
     *
     * <p>Errors:
     * {@code ErrorCode.NOT_LOGGED_IN}, {@code ErrorCode.UNAUTHORIZED}, {@code ErrorCode.FORBIDDEN}, {@code ErrorCode.CANCELLED}, {@code ErrorCode.STORAGE},
     * {@code ErrorCode.NULL_POINTER}, {@code ErrorCode.INTERNAL}.
     *
     * <p>Since version 0.1.
     */
    static MemorySegment watchNext(MemorySegment watch) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment out = arena.allocate(16, 8);
            int status = (int) F_watch_next.HANDLE.invokeExact(address(watch), out.asSlice(0), out.asSlice(8));
            if (status != 0) throw error(status, out.get(ADDRESS, 8));
            return pointer(out.get(ADDRESS, 0));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    /** The outputs of {@code watchNextTimeout}. */
    record WatchNextTimeout(MemorySegment change, boolean ended) {}

    private static final class F_watch_next_timeout {
        static final MethodHandle HANDLE = handle("ringout_watch_next_timeout", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, ADDRESS, ADDRESS, ADDRESS));
    }

    /**
     * Like {@code Native.watchNext()}, but waits at most {@code timeout_ms} for the change, so that a thread can do something else in
     * between. Sets {@code ended} to true at the end of the watch. If {@code change} is null and {@code ended} is false, the time has passed and
     * the watch goes on.
     *
     * <p>- {@code timeout_ms}: the longest time to wait, in milliseconds. 0 takes a change that has arrived. {@code RINGOUT_DEFAULT_TIMEOUT}
     *   waits for the change without a limit.
     *
     * <p>It takes longer than that only to hang up, if {@code cancel_on_timeout} is set and the timeout of the watch passes.
     *
     * <p>Errors:
     * {@code ErrorCode.INVALID_ARGUMENT}, {@code ErrorCode.NULL_POINTER}, {@code ErrorCode.INTERNAL}.
     *
     * <p>Since version 0.1.
     */
    static WatchNextTimeout watchNextTimeout(MemorySegment watch, int timeoutMs) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment out = arena.allocate(24, 8);
            int status = (int) F_watch_next_timeout.HANDLE.invokeExact(address(watch), timeoutMs, out.asSlice(0), out.asSlice(8), out.asSlice(16));
            if (status != 0) throw error(status, out.get(ADDRESS, 16));
            return new WatchNextTimeout(pointer(out.get(ADDRESS, 0)), out.get(JAVA_BOOLEAN, 8));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_watch_outcome {
        static final MethodHandle HANDLE = handle("ringout_watch_outcome", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS));
    }

    /**
     * Returns the outcome of the call, judged by the last known state. Sends nothing. Free it with
     * {@code Native.outcomeFree()}.
     *
     * <p>Errors:
     * {@code ErrorCode.NULL_POINTER}, {@code ErrorCode.INTERNAL}.
     *
     * <p>Since version 0.1.
     */
    static MemorySegment watchOutcome(MemorySegment watch) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment out = arena.allocate(16, 8);
            int status = (int) F_watch_outcome.HANDLE.invokeExact(address(watch), out.asSlice(0), out.asSlice(8));
            if (status != 0) throw error(status, out.get(ADDRESS, 8));
            return pointer(out.get(ADDRESS, 0));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_scoped_call_new {
        static final MethodHandle HANDLE = handle("ringout_scoped_call_new", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS));
    }

    /**
     * Creates a scoped call. Free it with {@code Native.scopedCallFree()}, before or after the call handle.
     *
     * <p>Errors:
     * {@code ErrorCode.NULL_POINTER}, {@code ErrorCode.INTERNAL}.
     *
     * <p>Since version 0.1.
     */
    static MemorySegment scopedCallNew(MemorySegment call) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment out = arena.allocate(16, 8);
            int status = (int) F_scoped_call_new.HANDLE.invokeExact(address(call), out.asSlice(0), out.asSlice(8));
            if (status != 0) throw error(status, out.get(ADDRESS, 8));
            return pointer(out.get(ADDRESS, 0));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_scoped_call_free {
        static final MethodHandle HANDLE = handle("ringout_scoped_call_free", FunctionDescriptor.ofVoid(ADDRESS));
    }

    /**
     * Frees a scoped call and begins to hang up, unless the call is known to be over or {@code Native.callDetach()} was called
     * since. Does not block. null does nothing.
     *
     * <p>The library sends the cancel on one of its threads, for up to five seconds, and logs the effect. Freeing the last
     * handle of the client waits for it; a process that exits before that may lose it. In a forked child nothing is sent.
     *
     * <p>Since version 0.1.
     */
    static void scopedCallFree(MemorySegment scoped) {
        try {
            F_scoped_call_free.HANDLE.invokeExact(address(scoped));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_journal_entry_step {
        static final MethodHandle HANDLE = handle("ringout_journal_entry_step", FunctionDescriptor.of(JAVA_INT, ADDRESS));
    }

    /**
     * Returns the step: a {@code JournalStep}; 0 for null.
     *
     * <p>Since version 0.1.
     */
    static int journalEntryStep(MemorySegment entry) {
        try {
            return (int) F_journal_entry_step.HANDLE.invokeExact(address(entry));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_journal_step_name {
        static final MethodHandle HANDLE = handle("ringout_journal_step_name", FunctionDescriptor.of(ADDRESS, JAVA_INT));
    }

    /**
     * Returns the name of a {@code JournalStep}, such as "Placing". Never null, valid forever.
     *
     * <p>Since version 0.1.
     */
    static String journalStepName(int step) {
        try {
            return string((MemorySegment) F_journal_step_name.HANDLE.invokeExact(step));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_journal_entry_index {
        static final MethodHandle HANDLE = handle("ringout_journal_entry_index", FunctionDescriptor.of(JAVA_LONG, ADDRESS));
    }

    /**
     * Returns the index of the request in the array, counted from 0.
     *
     * <p>Since version 0.1.
     */
    static long journalEntryIndex(MemorySegment entry) {
        try {
            return (long) F_journal_entry_index.HANDLE.invokeExact(address(entry));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_journal_entry_at_unix_ms {
        static final MethodHandle HANDLE = handle("ringout_journal_entry_at_unix_ms", FunctionDescriptor.of(JAVA_LONG, ADDRESS));
    }

    /**
     * Returns the time of the step, in milliseconds since 1970 (UTC) by this machine's clock; -1 for null. It is the value
     * for {@code sent_at_unix_ms} of {@code Native.clientCallLog()}.
     *
     * <p>For {@code JournalStep.MAYBE_PLACED} it is when the first byte of the request was sent. For
     * {@code JournalStep.PLACING} it is the last moment before that, after the login and the wait for the rate limit.
     *
     * <p>Since version 0.1.
     */
    static long journalEntryAtUnixMs(MemorySegment entry) {
        try {
            return (long) F_journal_entry_at_unix_ms.HANDLE.invokeExact(address(entry));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_journal_entry_to {
        static final MethodHandle HANDLE = handle("ringout_journal_entry_to", FunctionDescriptor.of(ADDRESS, ADDRESS));
    }

    /**
     * Returns the callee's number as it is sent.
     *
     * <p>Since version 0.1.
     */
    static String journalEntryTo(MemorySegment entry) {
        try {
            return string((MemorySegment) F_journal_entry_to.HANDLE.invokeExact(address(entry)));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_journal_entry_from {
        static final MethodHandle HANDLE = handle("ringout_journal_entry_from", FunctionDescriptor.of(ADDRESS, ADDRESS));
    }

    /**
     * Returns the caller's number as it is sent; null if there is none.
     *
     * <p>Since version 0.1.
     */
    static String journalEntryFrom(MemorySegment entry) {
        try {
            return string((MemorySegment) F_journal_entry_from.HANDLE.invokeExact(address(entry)));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_journal_entry_call_id {
        static final MethodHandle HANDLE = handle("ringout_journal_entry_call_id", FunctionDescriptor.of(ADDRESS, ADDRESS));
    }

    /**
     * Returns RingCentral's id of the call, from {@code JournalStep.PLACED} on; null if there is no call.
     *
     * <p>Since version 0.1.
     */
    static String journalEntryCallId(MemorySegment entry) {
        try {
            return string((MemorySegment) F_journal_entry_call_id.HANDLE.invokeExact(address(entry)));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_journal_entry_outcome {
        static final MethodHandle HANDLE = handle("ringout_journal_entry_outcome", FunctionDescriptor.of(ADDRESS, ADDRESS));
    }

    /**
     * Returns the outcome of the call, with {@code JournalStep.ENDED}; else null.
     *
     * <p>Since version 0.1.
     */
    static MemorySegment journalEntryOutcome(MemorySegment entry) {
        try {
            return pointer((MemorySegment) F_journal_entry_outcome.HANDLE.invokeExact(address(entry)));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_journal_entry_error {
        static final MethodHandle HANDLE = handle("ringout_journal_entry_error", FunctionDescriptor.of(ADDRESS, ADDRESS));
    }

    /**
     * Returns why the call was not placed, or may not have been; else null.
     *
     * <p>Since version 0.1.
     */
    static MemorySegment journalEntryError(MemorySegment entry) {
        try {
            return pointer((MemorySegment) F_journal_entry_error.HANDLE.invokeExact(address(entry)));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_journal_entry_text {
        static final MethodHandle HANDLE = handle("ringout_journal_entry_text", FunctionDescriptor.of(ADDRESS, ADDRESS));
    }

    /**
     * Returns the entry in one line, such as "0 Placed to +16505550100 as 234343434".
     *
     * <p>Since version 0.1.
     */
    static String journalEntryText(MemorySegment entry) {
        try {
            return string((MemorySegment) F_journal_entry_text.HANDLE.invokeExact(address(entry)));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_placed_free {
        static final MethodHandle HANDLE = handle("ringout_placed_free", FunctionDescriptor.ofVoid(ADDRESS));
    }

    /**
     * Frees a result with its call handle and its outcome or error. null does nothing.
     *
     * <p>Since version 0.1.
     */
    static void placedFree(MemorySegment placed) {
        try {
            F_placed_free.HANDLE.invokeExact(address(placed));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_placed_index {
        static final MethodHandle HANDLE = handle("ringout_placed_index", FunctionDescriptor.of(JAVA_LONG, ADDRESS));
    }

    /**
     * Returns the index of the request in the array, counted from 0.
     *
     * <p>Since version 0.1.
     */
    static long placedIndex(MemorySegment placed) {
        try {
            return (long) F_placed_index.HANDLE.invokeExact(address(placed));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_placed_call {
        static final MethodHandle HANDLE = handle("ringout_placed_call", FunctionDescriptor.of(ADDRESS, ADDRESS));
    }

    /**
     * Returns the call; null if it was not placed. {@code Native.callClone()} creates a handle that outlives the result.
     *
     * <p>Since version 0.1.
     */
    static MemorySegment placedCall(MemorySegment placed) {
        try {
            return pointer((MemorySegment) F_placed_call.HANDLE.invokeExact(address(placed)));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_placed_outcome {
        static final MethodHandle HANDLE = handle("ringout_placed_outcome", FunctionDescriptor.of(ADDRESS, ADDRESS));
    }

    /**
     * Returns the outcome of the call; null if there is an error instead.
     *
     * <p>Since version 0.1.
     */
    static MemorySegment placedOutcome(MemorySegment placed) {
        try {
            return pointer((MemorySegment) F_placed_outcome.HANDLE.invokeExact(address(placed)));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_placed_error {
        static final MethodHandle HANDLE = handle("ringout_placed_error", FunctionDescriptor.of(ADDRESS, ADDRESS));
    }

    /**
     * Returns the error, or null if there is an outcome. Without a call it is an error of {@code Native.clientCreateCall()}.
     * With a call it is one of {@code Native.callWait()}: the call was placed but could not be followed to its end.
     *
     * <p>Since version 0.1.
     */
    static MemorySegment placedError(MemorySegment placed) {
        try {
            return pointer((MemorySegment) F_placed_error.HANDLE.invokeExact(address(placed)));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_client_place_all {
        static final MethodHandle HANDLE = handle("ringout_client_place_all", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS, ADDRESS, ADDRESS));
    }

    /**
     * Starts a batch of calls, placed as fast as the rate limits allow (10 a minute unless RingCentral reports otherwise).
     * Sends nothing yet: {@code Native.placeAllNext()} places the calls and returns their results. Free the batch with
     * {@code Native.placeAllFree()}; the client handle may be freed before.
     *
     * <p>- {@code requests}: an array of {@code count} structs, which are copied. May be null if {@code count} is 0.
     * - {@code options}: may be null.
     *
     * <p>All requests are checked first. {@code ErrorCode.INVALID_ARGUMENT}, with a parameter such as "requests[3].to", means that no
     * call was or will be placed. The rules of {@code Native.clientCreateCall()} apply to each request, so none is placed
     * twice. A request over the rate limit waits for its turn, without a limit of time unless {@code total_timeout_ms} is set.
     *
     * <p>Errors:
     * {@code ErrorCode.INVALID_ARGUMENT}, {@code ErrorCode.NULL_POINTER}, {@code ErrorCode.INVALID_UTF8}, {@code ErrorCode.INTERNAL}.
     *
     * <p>Since version 0.1.
     */
    static MemorySegment clientPlaceAll(MemorySegment client, MemorySegment requests, long count, MemorySegment options) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment out = arena.allocate(16, 8);
            int status = (int) F_client_place_all.HANDLE.invokeExact(address(client), address(requests), count, address(options), out.asSlice(0), out.asSlice(8));
            if (status != 0) throw error(status, out.get(ADDRESS, 8));
            return pointer(out.get(ADDRESS, 0));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_place_all_free {
        static final MethodHandle HANDLE = handle("ringout_place_all_free", FunctionDescriptor.ofVoid(ADDRESS));
    }

    /**
     * Frees a batch. null does nothing. No more calls are placed; those that were placed go on.
     *
     * <p>Since version 0.1.
     */
    static void placeAllFree(MemorySegment placeAll) {
        try {
            F_place_all_free.HANDLE.invokeExact(address(placeAll));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_place_all_next {
        static final MethodHandle HANDLE = handle("ringout_place_all_next", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS));
    }

    /**
     * Waits until the next call ends and returns its result through {@code placed}, or null when every request has had its
     * result. Places the other calls meanwhile. Free the result with {@code Native.placedFree()}.
     *
     * <p>Each request has exactly one result, in the order in which the calls end. The error of a request or a call is in its
     * result and does not fail this function. Once the client's cancel token is cancelled, and in a forked child, each
     * request without a result gets {@code ErrorCode.CANCELLED}, together with its call if it was placed.
     *
     * <p>Errors:
     * {@code ErrorCode.NULL_POINTER}, {@code ErrorCode.INTERNAL}.
     *
     * <p>Since version 0.1.
     */
    static MemorySegment placeAllNext(MemorySegment placeAll) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment out = arena.allocate(16, 8);
            int status = (int) F_place_all_next.HANDLE.invokeExact(address(placeAll), out.asSlice(0), out.asSlice(8));
            if (status != 0) throw error(status, out.get(ADDRESS, 8));
            return pointer(out.get(ADDRESS, 0));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_place_all_remaining {
        static final MethodHandle HANDLE = handle("ringout_place_all_remaining", FunctionDescriptor.of(JAVA_LONG, ADDRESS));
    }

    /**
     * Returns the number of requests that have no result yet.
     *
     * <p>Since version 0.1.
     */
    static long placeAllRemaining(MemorySegment placeAll) {
        try {
            return (long) F_place_all_remaining.HANDLE.invokeExact(address(placeAll));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_call_log {
        static final MethodHandle HANDLE = handle("ringout_call_log", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS));
    }

    /**
     * Looks the call up in RingCentral's call log. Sends one request of the Heavy group (10 a minute). Free the result
     * with {@code Native.loggedCallFree()}.
     *
     * <p>The call log does not contain the ids of RingOut calls, so the call is found by its numbers and the time it was
     * placed. RingCentral writes the record after the call has ended, sometimes a minute later; until then the match is
     * {@code LogMatch.NONE}. A wait for a call that vanished before its end was seen looks it up automatically.
     *
     * <p>Returns {@code ErrorCode.FORBIDDEN} without the ReadCallLog permission, and {@code ErrorCode.INVALID_ARGUMENT} for a handle that was
     * created from an id, because its numbers and time are unknown. Use {@code Native.clientCallLog()} for such a call.
     *
     * <p>Errors:
     * {@code ErrorCode.INVALID_ARGUMENT}, {@code ErrorCode.NOT_LOGGED_IN}, {@code ErrorCode.UNAUTHORIZED}, {@code ErrorCode.FORBIDDEN},
     * {@code ErrorCode.NOT_FOUND}, {@code ErrorCode.RATE_LIMITED}, {@code ErrorCode.REJECTED}, {@code ErrorCode.SERVER}, {@code ErrorCode.TIMEOUT},
     * {@code ErrorCode.CONNECTION}, {@code ErrorCode.PROTOCOL}, {@code ErrorCode.CANCELLED}, {@code ErrorCode.STORAGE}, {@code ErrorCode.NULL_POINTER},
     * {@code ErrorCode.INTERNAL}.
     *
     * <p>Since version 0.1.
     */
    static MemorySegment callLog(MemorySegment call) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment out = arena.allocate(16, 8);
            int status = (int) F_call_log.HANDLE.invokeExact(address(call), out.asSlice(0), out.asSlice(8));
            if (status != 0) throw error(status, out.get(ADDRESS, 8));
            return pointer(out.get(ADDRESS, 0));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_client_call_log {
        static final MethodHandle HANDLE = handle("ringout_client_call_log", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS, ADDRESS));
    }

    /**
     * Looks a call up by its numbers and time, like {@code Native.callLog()}: a call that may have been placed (see
     * {@code Native.errorAttemptTo()} and the functions after it), or one of an earlier run. Free the result with
     * {@code Native.loggedCallFree()}.
     *
     * <p>- {@code to}: the callee's number.
     * - {@code from}: the caller's number, or null if it is not known.
     * - {@code sent_at_unix_ms}: when the request was sent, in milliseconds since 1970 (UTC).
     *
     * <p>Errors:
     * {@code ErrorCode.INVALID_ARGUMENT}, {@code ErrorCode.NOT_LOGGED_IN}, {@code ErrorCode.UNAUTHORIZED}, {@code ErrorCode.FORBIDDEN},
     * {@code ErrorCode.NOT_FOUND}, {@code ErrorCode.RATE_LIMITED}, {@code ErrorCode.REJECTED}, {@code ErrorCode.SERVER}, {@code ErrorCode.TIMEOUT},
     * {@code ErrorCode.CONNECTION}, {@code ErrorCode.PROTOCOL}, {@code ErrorCode.CANCELLED}, {@code ErrorCode.STORAGE}, {@code ErrorCode.NULL_POINTER},
     * {@code ErrorCode.INVALID_UTF8}, {@code ErrorCode.INTERNAL}.
     *
     * <p>Since version 0.1.
     */
    static MemorySegment clientCallLog(MemorySegment client, String to, String from, long sentAtUnixMs) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment out = arena.allocate(16, 8);
            int status = (int) F_client_call_log.HANDLE.invokeExact(address(client), text(arena, to, "to"), text(arena, from, "from"), sentAtUnixMs, out.asSlice(0), out.asSlice(8));
            if (status != 0) throw error(status, out.get(ADDRESS, 8));
            return pointer(out.get(ADDRESS, 0));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_logged_call_free {
        static final MethodHandle HANDLE = handle("ringout_logged_call_free", FunctionDescriptor.ofVoid(ADDRESS));
    }

    /**
     * Frees a call log entry. null does nothing.
     *
     * <p>Since version 0.1.
     */
    static void loggedCallFree(MemorySegment logged) {
        try {
            F_logged_call_free.HANDLE.invokeExact(address(logged));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_logged_call_matching {
        static final MethodHandle HANDLE = handle("ringout_logged_call_matching", FunctionDescriptor.of(JAVA_INT, ADDRESS));
    }

    /**
     * Returns how certain it is that the record belongs to the call: a {@code LogMatch}. The numbers grow with
     * certainty.
     *
     * <p>Since version 0.1.
     */
    static int loggedCallMatching(MemorySegment logged) {
        try {
            return (int) F_logged_call_matching.HANDLE.invokeExact(address(logged));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_log_match_name {
        static final MethodHandle HANDLE = handle("ringout_log_match_name", FunctionDescriptor.of(ADDRESS, JAVA_INT));
    }

    /**
     * Returns the name of a {@code LogMatch}, such as "Certain". Never null, valid forever.
     *
     * <p>Since version 0.1.
     */
    static String logMatchName(int matching) {
        try {
            return string((MemorySegment) F_log_match_name.HANDLE.invokeExact(matching));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_logged_call_candidates {
        static final MethodHandle HANDLE = handle("ringout_logged_call_candidates", FunctionDescriptor.of(JAVA_LONG, ADDRESS));
    }

    /**
     * Returns the number of records that fit equally well; 0 if none fits.
     *
     * <p>Since version 0.1.
     */
    static long loggedCallCandidates(MemorySegment logged) {
        try {
            return (long) F_logged_call_candidates.HANDLE.invokeExact(address(logged));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_logged_call_id {
        static final MethodHandle HANDLE = handle("ringout_logged_call_id", FunctionDescriptor.of(ADDRESS, ADDRESS));
    }

    /**
     * Returns RingCentral's id of the record.
     *
     * <p>Since version 0.1.
     */
    static String loggedCallId(MemorySegment logged) {
        try {
            return string((MemorySegment) F_logged_call_id.HANDLE.invokeExact(address(logged)));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_logged_call_session_id {
        static final MethodHandle HANDLE = handle("ringout_logged_call_session_id", FunctionDescriptor.of(ADDRESS, ADDRESS));
    }

    /**
     * Returns RingCentral's id of the telephony session.
     *
     * <p>Since version 0.1.
     */
    static String loggedCallSessionId(MemorySegment logged) {
        try {
            return string((MemorySegment) F_logged_call_session_id.HANDLE.invokeExact(address(logged)));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_logged_call_start_time_unix_ms {
        static final MethodHandle HANDLE = handle("ringout_logged_call_start_time_unix_ms", FunctionDescriptor.of(JAVA_LONG, ADDRESS));
    }

    /**
     * Returns the start of the call by RingCentral's clock, in milliseconds since 1970 (UTC); -1 if it is not known.
     *
     * <p>Since version 0.1.
     */
    static long loggedCallStartTimeUnixMs(MemorySegment logged) {
        try {
            return (long) F_logged_call_start_time_unix_ms.HANDLE.invokeExact(address(logged));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_logged_call_duration_ms {
        static final MethodHandle HANDLE = handle("ringout_logged_call_duration_ms", FunctionDescriptor.of(JAVA_LONG, ADDRESS));
    }

    /**
     * Returns the duration of the call in milliseconds, with a precision of one second.
     *
     * <p>Since version 0.1.
     */
    static long loggedCallDurationMs(MemorySegment logged) {
        try {
            return (long) F_logged_call_duration_ms.HANDLE.invokeExact(address(logged));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_logged_call_from {
        static final MethodHandle HANDLE = handle("ringout_logged_call_from", FunctionDescriptor.of(ADDRESS, ADDRESS));
    }

    /**
     * Returns the caller's number.
     *
     * <p>Since version 0.1.
     */
    static String loggedCallFrom(MemorySegment logged) {
        try {
            return string((MemorySegment) F_logged_call_from.HANDLE.invokeExact(address(logged)));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_logged_call_to {
        static final MethodHandle HANDLE = handle("ringout_logged_call_to", FunctionDescriptor.of(ADDRESS, ADDRESS));
    }

    /**
     * Returns the callee's number.
     *
     * <p>Since version 0.1.
     */
    static String loggedCallTo(MemorySegment logged) {
        try {
            return string((MemorySegment) F_logged_call_to.HANDLE.invokeExact(address(logged)));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_logged_call_action {
        static final MethodHandle HANDLE = handle("ringout_logged_call_action", FunctionDescriptor.of(ADDRESS, ADDRESS));
    }

    /**
     * Returns the kind of call, such as "RingOut Web".
     *
     * <p>Since version 0.1.
     */
    static String loggedCallAction(MemorySegment logged) {
        try {
            return string((MemorySegment) F_logged_call_action.HANDLE.invokeExact(address(logged)));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_logged_call_result {
        static final MethodHandle HANDLE = handle("ringout_logged_call_result", FunctionDescriptor.of(ADDRESS, ADDRESS));
    }

    /**
     * Returns how the call ended, such as "Call connected" or "Busy".
     *
     * <p>Since version 0.1.
     */
    static String loggedCallResult(MemorySegment logged) {
        try {
            return string((MemorySegment) F_logged_call_result.HANDLE.invokeExact(address(logged)));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_logged_call_leg_count {
        static final MethodHandle HANDLE = handle("ringout_logged_call_leg_count", FunctionDescriptor.of(JAVA_LONG, ADDRESS));
    }

    /**
     * Returns the number of legs in the record, which are in RingCentral's order. It may be 0 or 1.
     *
     * <p>Since version 0.1.
     */
    static long loggedCallLegCount(MemorySegment logged) {
        try {
            return (long) F_logged_call_leg_count.HANDLE.invokeExact(address(logged));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_logged_call_leg {
        static final MethodHandle HANDLE = handle("ringout_logged_call_leg", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG));
    }

    /**
     * Returns which side the leg at {@code index} is: a {@code Leg}. {@code Leg.NONE} for a kind of leg that RingOut
     * does not have, and for an index out of range.
     *
     * <p>Since version 0.1.
     */
    static int loggedCallLeg(MemorySegment logged, long index) {
        try {
            return (int) F_logged_call_leg.HANDLE.invokeExact(address(logged), index);
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_logged_call_leg_type {
        static final MethodHandle HANDLE = handle("ringout_logged_call_leg_type", FunctionDescriptor.of(ADDRESS, ADDRESS, JAVA_LONG));
    }

    /**
     * Returns RingCentral's kind of the leg at {@code index}, such as "RingOutClientToCaller". null if the record has none, and
     * for an index out of range.
     *
     * <p>Since version 0.1.
     */
    static String loggedCallLegType(MemorySegment logged, long index) {
        try {
            return string((MemorySegment) F_logged_call_leg_type.HANDLE.invokeExact(address(logged), index));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_logged_call_leg_start_time_unix_ms {
        static final MethodHandle HANDLE = handle("ringout_logged_call_leg_start_time_unix_ms", FunctionDescriptor.of(JAVA_LONG, ADDRESS, JAVA_LONG));
    }

    /**
     * Returns when the leg was dialled by RingCentral's clock, in milliseconds since 1970 (UTC); -1 if it is not known,
     * and for an index out of range.
     *
     * <p>Since version 0.1.
     */
    static long loggedCallLegStartTimeUnixMs(MemorySegment logged, long index) {
        try {
            return (long) F_logged_call_leg_start_time_unix_ms.HANDLE.invokeExact(address(logged), index);
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_logged_call_leg_duration_ms {
        static final MethodHandle HANDLE = handle("ringout_logged_call_leg_duration_ms", FunctionDescriptor.of(JAVA_LONG, ADDRESS, JAVA_LONG));
    }

    /**
     * Returns the duration of the leg at {@code index} in milliseconds, with a precision of one second. 0 for an index out of
     * range.
     *
     * <p>Since version 0.1.
     */
    static long loggedCallLegDurationMs(MemorySegment logged, long index) {
        try {
            return (long) F_logged_call_leg_duration_ms.HANDLE.invokeExact(address(logged), index);
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_logged_call_leg_from {
        static final MethodHandle HANDLE = handle("ringout_logged_call_leg_from", FunctionDescriptor.of(ADDRESS, ADDRESS, JAVA_LONG));
    }

    /**
     * Returns the number that the leg at {@code index} came from. null if the record has none, and for an index out of range.
     *
     * <p>Since version 0.1.
     */
    static String loggedCallLegFrom(MemorySegment logged, long index) {
        try {
            return string((MemorySegment) F_logged_call_leg_from.HANDLE.invokeExact(address(logged), index));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_logged_call_leg_to {
        static final MethodHandle HANDLE = handle("ringout_logged_call_leg_to", FunctionDescriptor.of(ADDRESS, ADDRESS, JAVA_LONG));
    }

    /**
     * Returns the number that was dialled for the leg at {@code index}. null if the record has none, and for an index out of
     * range.
     *
     * <p>Since version 0.1.
     */
    static String loggedCallLegTo(MemorySegment logged, long index) {
        try {
            return string((MemorySegment) F_logged_call_leg_to.HANDLE.invokeExact(address(logged), index));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_logged_call_leg_result {
        static final MethodHandle HANDLE = handle("ringout_logged_call_leg_result", FunctionDescriptor.of(ADDRESS, ADDRESS, JAVA_LONG));
    }

    /**
     * Returns how the leg at {@code index} ended, such as "Accepted" or "No Answer". null if the record has none, and for an
     * index out of range.
     *
     * <p>Since version 0.1.
     */
    static String loggedCallLegResult(MemorySegment logged, long index) {
        try {
            return string((MemorySegment) F_logged_call_leg_result.HANDLE.invokeExact(address(logged), index));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_cancel_token_new {
        static final MethodHandle HANDLE = handle("ringout_cancel_token_new", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS));
    }

    /**
     * Creates a token that is not cancelled. Free it with {@code Native.cancelTokenFree()}.
     *
     * <p>Errors:
     * {@code ErrorCode.NULL_POINTER}, {@code ErrorCode.INTERNAL}.
     *
     * <p>Since version 0.1.
     */
    static MemorySegment cancelTokenNew() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment out = arena.allocate(16, 8);
            int status = (int) F_cancel_token_new.HANDLE.invokeExact(out.asSlice(0), out.asSlice(8));
            if (status != 0) throw error(status, out.get(ADDRESS, 8));
            return pointer(out.get(ADDRESS, 0));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_cancel_token_free {
        static final MethodHandle HANDLE = handle("ringout_cancel_token_free", FunctionDescriptor.ofVoid(ADDRESS));
    }

    /**
     * Frees a token. null does nothing. The handles it is bound to stay usable and can no longer be interrupted.
     *
     * <p>Since version 0.1.
     */
    static void cancelTokenFree(MemorySegment token) {
        try {
            F_cancel_token_free.HANDLE.invokeExact(address(token));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_cancel_token_cancel {
        static final MethodHandle HANDLE = handle("ringout_cancel_token_cancel", FunctionDescriptor.ofVoid(ADDRESS));
    }

    /**
     * Interrupts every current and later operation on the handles that the token is bound to. May be called on any thread
     * and any number of times, but not in a signal handler. null does nothing.
     *
     * <p>Since version 0.1.
     */
    static void cancelTokenCancel(MemorySegment token) {
        try {
            F_cancel_token_cancel.HANDLE.invokeExact(address(token));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_cancel_token_is_cancelled {
        static final MethodHandle HANDLE = handle("ringout_cancel_token_is_cancelled", FunctionDescriptor.of(JAVA_BOOLEAN, ADDRESS));
    }

    /**
     * Returns true if the token was cancelled. False for null.
     *
     * <p>Since version 0.1.
     */
    static boolean cancelTokenIsCancelled(MemorySegment token) {
        try {
            return (boolean) F_cancel_token_is_cancelled.HANDLE.invokeExact(address(token));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_client_with_cancel_token {
        static final MethodHandle HANDLE = handle("ringout_client_with_cancel_token", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS, ADDRESS));
    }

    /**
     * Creates another handle for the same client. The token can interrupt the operations of the new handle and of the
     * calls created with it. Sends nothing. Free both handles, in any order, with {@code Native.clientFree()}.
     *
     * <p>Errors:
     * {@code ErrorCode.NULL_POINTER}, {@code ErrorCode.INTERNAL}.
     *
     * <p>Since version 0.1.
     */
    static MemorySegment clientWithCancelToken(MemorySegment client, MemorySegment token) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment out = arena.allocate(16, 8);
            int status = (int) F_client_with_cancel_token.HANDLE.invokeExact(address(client), address(token), out.asSlice(0), out.asSlice(8));
            if (status != 0) throw error(status, out.get(ADDRESS, 8));
            return pointer(out.get(ADDRESS, 0));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_call_with_cancel_token {
        static final MethodHandle HANDLE = handle("ringout_call_with_cancel_token", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS, ADDRESS));
    }

    /**
     * Creates another handle for the same call, whose operations the token can interrupt. Both share the known state. Free
     * both, in any order, with {@code Native.callFree()}.
     *
     * <p>Errors:
     * {@code ErrorCode.NULL_POINTER}, {@code ErrorCode.INTERNAL}.
     *
     * <p>Since version 0.1.
     */
    static MemorySegment callWithCancelToken(MemorySegment call, MemorySegment token) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment out = arena.allocate(16, 8);
            int status = (int) F_call_with_cancel_token.HANDLE.invokeExact(address(call), address(token), out.asSlice(0), out.asSlice(8));
            if (status != 0) throw error(status, out.get(ADDRESS, 8));
            return pointer(out.get(ADDRESS, 0));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_client_limits {
        static final MethodHandle HANDLE = handle("ringout_client_limits", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS));
    }

    /**
     * Returns what the client knows of RingCentral's rate limits. Sends nothing and does not block. Free the list with
     * {@code Native.limitsFree()}.
     *
     * <p>Until a response has reported the limits, these are RingCentral's documented defaults. Other programs with the same
     * user and app use the same limits.
     *
     * <p>Errors:
     * {@code ErrorCode.NULL_POINTER}, {@code ErrorCode.INTERNAL}.
     *
     * <p>Since version 0.1.
     */
    static MemorySegment clientLimits(MemorySegment client) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment out = arena.allocate(16, 8);
            int status = (int) F_client_limits.HANDLE.invokeExact(address(client), out.asSlice(0), out.asSlice(8));
            if (status != 0) throw error(status, out.get(ADDRESS, 8));
            return pointer(out.get(ADDRESS, 0));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_limits_free {
        static final MethodHandle HANDLE = handle("ringout_limits_free", FunctionDescriptor.ofVoid(ADDRESS));
    }

    /**
     * Frees a list of rate limits. null does nothing.
     *
     * <p>Since version 0.1.
     */
    static void limitsFree(MemorySegment limits) {
        try {
            F_limits_free.HANDLE.invokeExact(address(limits));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_limits_count {
        static final MethodHandle HANDLE = handle("ringout_limits_count", FunctionDescriptor.of(JAVA_LONG, ADDRESS));
    }

    /**
     * Returns the number of groups.
     *
     * <p>Since version 0.1.
     */
    static long limitsCount(MemorySegment limits) {
        try {
            return (long) F_limits_count.HANDLE.invokeExact(address(limits));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_limits_name {
        static final MethodHandle HANDLE = handle("ringout_limits_name", FunctionDescriptor.of(ADDRESS, ADDRESS, JAVA_LONG));
    }

    /**
     * Returns the name of the group at {@code index}, counted from 0: "Light", "Heavy" or "Auth". null for an index out of
     * range.
     *
     * <p>Since version 0.1.
     */
    static String limitsName(MemorySegment limits, long index) {
        try {
            return string((MemorySegment) F_limits_name.HANDLE.invokeExact(address(limits), index));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_limits_ringcentral_name {
        static final MethodHandle HANDLE = handle("ringout_limits_ringcentral_name", FunctionDescriptor.of(ADDRESS, ADDRESS, JAVA_LONG));
    }

    /**
     * Returns RingCentral's name for the group at {@code index}. null if no response has reported it, and for an index out of
     * range.
     *
     * <p>Since version 0.1.
     */
    static String limitsRingcentralName(MemorySegment limits, long index) {
        try {
            return string((MemorySegment) F_limits_ringcentral_name.HANDLE.invokeExact(address(limits), index));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_limits_limit {
        static final MethodHandle HANDLE = handle("ringout_limits_limit", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG));
    }

    /**
     * Returns the number of requests that a window of the group at {@code index} allows. 0 for an index out of range.
     *
     * <p>Since version 0.1.
     */
    static int limitsLimit(MemorySegment limits, long index) {
        try {
            return (int) F_limits_limit.HANDLE.invokeExact(address(limits), index);
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_limits_window_ms {
        static final MethodHandle HANDLE = handle("ringout_limits_window_ms", FunctionDescriptor.of(JAVA_LONG, ADDRESS, JAVA_LONG));
    }

    /**
     * Returns the length of a window of the group at {@code index}, in milliseconds. 0 for an index out of range.
     *
     * <p>Since version 0.1.
     */
    static long limitsWindowMs(MemorySegment limits, long index) {
        try {
            return (long) F_limits_window_ms.HANDLE.invokeExact(address(limits), index);
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_limits_remaining {
        static final MethodHandle HANDLE = handle("ringout_limits_remaining", FunctionDescriptor.of(JAVA_LONG, ADDRESS, JAVA_LONG));
    }

    /**
     * Returns the number of requests left in this window; -1 if no response has reported it. It is 0 after an HTTP 429
     * until the penalty is over.
     *
     * <p>Since version 0.1.
     */
    static long limitsRemaining(MemorySegment limits, long index) {
        try {
            return (long) F_limits_remaining.HANDLE.invokeExact(address(limits), index);
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_limits_retry_after_ms {
        static final MethodHandle HANDLE = handle("ringout_limits_retry_after_ms", FunctionDescriptor.of(JAVA_LONG, ADDRESS, JAVA_LONG));
    }

    /**
     * Returns how long the client would hold the next request back, in milliseconds, rounded up. 0 if it can be sent now.
     *
     * <p>Since version 0.1.
     */
    static long limitsRetryAfterMs(MemorySegment limits, long index) {
        try {
            return (long) F_limits_retry_after_ms.HANDLE.invokeExact(address(limits), index);
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_limits_text {
        static final MethodHandle HANDLE = handle("ringout_limits_text", FunctionDescriptor.of(ADDRESS, ADDRESS, JAVA_LONG));
    }

    /**
     * Returns one line for a person to read, such as "Heavy: 7 of 10 left in 60 s".
     *
     * <p>Since version 0.1.
     */
    static String limitsText(MemorySegment limits, long index) {
        try {
            return string((MemorySegment) F_limits_text.HANDLE.invokeExact(address(limits), index));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_response_free {
        static final MethodHandle HANDLE = handle("ringout_response_free", FunctionDescriptor.ofVoid(ADDRESS));
    }

    /**
     * Frees a response. null does nothing.
     *
     * <p>Since version 0.1.
     */
    static void responseFree(MemorySegment response) {
        try {
            F_response_free.HANDLE.invokeExact(address(response));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_response_status {
        static final MethodHandle HANDLE = handle("ringout_response_status", FunctionDescriptor.of(JAVA_INT, ADDRESS));
    }

    /**
     * Returns the HTTP status; 0 for null.
     *
     * <p>Since version 0.1.
     */
    static int responseStatus(MemorySegment response) {
        try {
            return (int) F_response_status.HANDLE.invokeExact(address(response));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_response_body {
        static final MethodHandle HANDLE = handle("ringout_response_body", FunctionDescriptor.of(ADDRESS, ADDRESS));
    }

    /**
     * Returns the bytes of the body, unchanged and without a NUL at the end. {@code Native.responseBodySize()} returns their
     * number.
     *
     * <p>Since version 0.1.
     */
    static MemorySegment responseBody(MemorySegment response) {
        try {
            return pointer((MemorySegment) F_response_body.HANDLE.invokeExact(address(response)));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_response_body_size {
        static final MethodHandle HANDLE = handle("ringout_response_body_size", FunctionDescriptor.of(JAVA_LONG, ADDRESS));
    }

    /**
     * Returns the number of bytes in the body.
     *
     * <p>Since version 0.1.
     */
    static long responseBodySize(MemorySegment response) {
        try {
            return (long) F_response_body_size.HANDLE.invokeExact(address(response));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_response_text {
        static final MethodHandle HANDLE = handle("ringout_response_text", FunctionDescriptor.of(ADDRESS, ADDRESS));
    }

    /**
     * Returns the body as a string. Bytes that are not UTF-8, and NULs, are replaced.
     *
     * <p>Since version 0.1.
     */
    static String responseText(MemorySegment response) {
        try {
            return string((MemorySegment) F_response_text.HANDLE.invokeExact(address(response)));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_response_content_type {
        static final MethodHandle HANDLE = handle("ringout_response_content_type", FunctionDescriptor.of(ADDRESS, ADDRESS));
    }

    /**
     * Returns the media type of the body; null if the response has none.
     *
     * <p>Since version 0.1.
     */
    static String responseContentType(MemorySegment response) {
        try {
            return string((MemorySegment) F_response_content_type.HANDLE.invokeExact(address(response)));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_response_request_id {
        static final MethodHandle HANDLE = handle("ringout_response_request_id", FunctionDescriptor.of(ADDRESS, ADDRESS));
    }

    /**
     * Returns RingCentral's id of the request, which its support asks for; null if the response has none.
     *
     * <p>Since version 0.1.
     */
    static String responseRequestId(MemorySegment response) {
        try {
            return string((MemorySegment) F_response_request_id.HANDLE.invokeExact(address(response)));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_response_error {
        static final MethodHandle HANDLE = handle("ringout_response_error", FunctionDescriptor.of(ADDRESS, ADDRESS));
    }

    /**
     * Returns the error of a response outside 200 to 299; else null. Do not free it.
     *
     * <p>Since version 0.1.
     */
    static MemorySegment responseError(MemorySegment response) {
        try {
            return pointer((MemorySegment) F_response_error.HANDLE.invokeExact(address(response)));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_response_header_count {
        static final MethodHandle HANDLE = handle("ringout_response_header_count", FunctionDescriptor.of(JAVA_LONG, ADDRESS));
    }

    /**
     * Returns the number of headers.
     *
     * <p>Since version 0.1.
     */
    static long responseHeaderCount(MemorySegment response) {
        try {
            return (long) F_response_header_count.HANDLE.invokeExact(address(response));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_response_header_name {
        static final MethodHandle HANDLE = handle("ringout_response_header_name", FunctionDescriptor.of(ADDRESS, ADDRESS, JAVA_LONG));
    }

    /**
     * Returns the name, in lower case, of the header at {@code index}, counted from 0 in the order of the response. null for an
     * index out of range.
     *
     * <p>Since version 0.1.
     */
    static String responseHeaderName(MemorySegment response, long index) {
        try {
            return string((MemorySegment) F_response_header_name.HANDLE.invokeExact(address(response), index));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_response_header_value {
        static final MethodHandle HANDLE = handle("ringout_response_header_value", FunctionDescriptor.of(ADDRESS, ADDRESS, JAVA_LONG));
    }

    /**
     * Returns the value of the header at {@code index}; null for an index out of range.
     *
     * <p>Since version 0.1.
     */
    static String responseHeaderValue(MemorySegment response, long index) {
        try {
            return string((MemorySegment) F_response_header_value.HANDLE.invokeExact(address(response), index));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_client_request {
        static final MethodHandle HANDLE = handle("ringout_client_request", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS));
    }

    /**
     * Sends any other API request, with the same login, deadline, retries and errors as every other function. Free the
     * response with {@code Native.responseFree()}.
     *
     * <p>- {@code method}: "GET", "POST", "PUT", "PATCH" or "DELETE".
     * - {@code path}: begins with one "/", is already escaped, and has no "." or ".." segment. It is sent unchanged.
     * - {@code query}: alternating names and values, terminated by null. The library escapes them. null for no query.
     * - {@code body}: JSON. null for no body.
     *
     * <p>GET and DELETE are retried if the response is lost, the other methods are not. Returns {@code ErrorCode.MAYBE_PLACED} for a
     * POST whose response is lost, or is outside 200 to 299 and 400 to 599. Any other response outside 200 to 299 is an
     * error as well. A response of more than 1 MiB is {@code ErrorCode.PROTOCOL}. Redirects are not followed.
     *
     * <p>Errors:
     * {@code ErrorCode.INVALID_ARGUMENT}, {@code ErrorCode.NOT_LOGGED_IN}, {@code ErrorCode.UNAUTHORIZED}, {@code ErrorCode.FORBIDDEN},
     * {@code ErrorCode.NOT_FOUND}, {@code ErrorCode.RATE_LIMITED}, {@code ErrorCode.REJECTED}, {@code ErrorCode.SERVER}, {@code ErrorCode.TIMEOUT},
     * {@code ErrorCode.CONNECTION}, {@code ErrorCode.PROTOCOL}, {@code ErrorCode.CANCELLED}, {@code ErrorCode.STORAGE}, {@code ErrorCode.MAYBE_PLACED},
     * {@code ErrorCode.NULL_POINTER}, {@code ErrorCode.INVALID_UTF8}, {@code ErrorCode.INTERNAL}.
     *
     * <p>Since version 0.1.
     */
    static MemorySegment clientRequest(MemorySegment client, String method, String path, String[] query, String body) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment out = arena.allocate(16, 8);
            int status = (int) F_client_request.HANDLE.invokeExact(address(client), text(arena, method, "method"), text(arena, path, "path"), text(arena, query, "query"), text(arena, body, "body"), out.asSlice(0), out.asSlice(8));
            if (status != 0) throw error(status, out.get(ADDRESS, 8));
            return pointer(out.get(ADDRESS, 0));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_client_send {
        static final MethodHandle HANDLE = handle("ringout_client_send", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS));
    }

    /**
     * Sends a request like {@code Native.clientRequest()}, but returns a response for every HTTP status.
     * {@code Native.responseError()} is the error of one outside 200 to 299. Free the response with {@code Native.responseFree()}.
     *
     * <p>Still fails if no response came or the login failed.
     *
     * <p>Errors:
     * {@code ErrorCode.INVALID_ARGUMENT}, {@code ErrorCode.NOT_LOGGED_IN}, {@code ErrorCode.UNAUTHORIZED}, {@code ErrorCode.FORBIDDEN},
     * {@code ErrorCode.NOT_FOUND}, {@code ErrorCode.RATE_LIMITED}, {@code ErrorCode.REJECTED}, {@code ErrorCode.SERVER}, {@code ErrorCode.TIMEOUT},
     * {@code ErrorCode.CONNECTION}, {@code ErrorCode.PROTOCOL}, {@code ErrorCode.CANCELLED}, {@code ErrorCode.STORAGE}, {@code ErrorCode.MAYBE_PLACED},
     * {@code ErrorCode.NULL_POINTER}, {@code ErrorCode.INVALID_UTF8}, {@code ErrorCode.INTERNAL}.
     *
     * <p>Since version 0.1.
     */
    static MemorySegment clientSend(MemorySegment client, String method, String path, String[] query, String body) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment out = arena.allocate(16, 8);
            int status = (int) F_client_send.HANDLE.invokeExact(address(client), text(arena, method, "method"), text(arena, path, "path"), text(arena, query, "query"), text(arena, body, "body"), out.asSlice(0), out.asSlice(8));
            if (status != 0) throw error(status, out.get(ADDRESS, 8));
            return pointer(out.get(ADDRESS, 0));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_inbox_new {
        static final MethodHandle HANDLE = handle("ringout_inbox_new", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS));
    }

    /**
     * Creates an inbox. Free it with {@code Native.inboxFree()}.
     *
     * <p>Returns {@code ErrorCode.CONNECTION} if the process has no descriptor left.
     *
     * <p>Errors:
     * {@code ErrorCode.NULL_POINTER}, {@code ErrorCode.INTERNAL}.
     *
     * <p>Since version 0.1.
     */
    static MemorySegment inboxNew() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment out = arena.allocate(16, 8);
            int status = (int) F_inbox_new.HANDLE.invokeExact(out.asSlice(0), out.asSlice(8));
            if (status != 0) throw error(status, out.get(ADDRESS, 8));
            return pointer(out.get(ADDRESS, 0));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_inbox_free {
        static final MethodHandle HANDLE = handle("ringout_inbox_free", FunctionDescriptor.ofVoid(ADDRESS));
    }

    /**
     * Frees an inbox with all its events, and closes its descriptor. null does nothing. No other thread may be in a function
     * of the inbox.
     *
     * <p>What is under way is interrupted: operations end within about 100 ms on their threads, calls are no longer followed, and
     * no more calls of a batch are placed. Does not wait for that. Calls that were placed go on, unless {@code cancel_on_exit} is set.
     * If one was placed by {@code Native.clientCreateCallInto()} and its handle not taken, the log has a warning with its id.
     *
     * <p>Since version 0.1.
     */
    static void inboxFree(MemorySegment inbox) {
        try {
            F_inbox_free.HANDLE.invokeExact(address(inbox));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_inbox_fd {
        static final MethodHandle HANDLE = handle("ringout_inbox_fd", FunctionDescriptor.of(JAVA_INT, ADDRESS));
    }

    /**
     * Returns a descriptor that is readable while there is something for {@code Native.inboxNext()} to do, for {@code epoll_wait()},
     * {@code poll()}, {@code select()}, {@code kqueue()} or an event loop. -1 on Windows, in a forked child and for null.
     *
     * <p>It belongs to the inbox. Wait for it to be readable, and do nothing else with it: do not read, write or close it. Remove
     * it from your loop before you free the inbox. If the loop reports only edges ({@code EPOLLET}), call {@code Native.inboxNext()}
     * until it returns null.
     *
     * <p>Since version 0.1.
     */
    static int inboxFd(MemorySegment inbox) {
        try {
            return (int) F_inbox_fd.HANDLE.invokeExact(address(inbox));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_inbox_next {
        static final MethodHandle HANDLE = handle("ringout_inbox_next", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS));
    }

    /**
     * Takes the next event, or null if there is none. Never blocks, not even for a request. Free the event with
     * {@code Native.eventFree()}.
     *
     * <p>The events of one operation, one call or one batch come in order. Calls the journals of batches, on this thread; see
     * {@code Native.clientPlaceAllInto()}. The descriptor may be readable without an event, if only a batch had something to do.
     *
     * <p>Errors:
     * {@code ErrorCode.NULL_POINTER}, {@code ErrorCode.INTERNAL}.
     *
     * <p>Since version 0.1.
     */
    static MemorySegment inboxNext(MemorySegment inbox) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment out = arena.allocate(16, 8);
            int status = (int) F_inbox_next.HANDLE.invokeExact(address(inbox), out.asSlice(0), out.asSlice(8));
            if (status != 0) throw error(status, out.get(ADDRESS, 8));
            return pointer(out.get(ADDRESS, 0));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_inbox_wait {
        static final MethodHandle HANDLE = handle("ringout_inbox_wait", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, ADDRESS, ADDRESS));
    }

    /**
     * Waits for the next event and takes it, or null if the timeout passes first. For programs without an event loop. In all
     * else like {@code Native.inboxNext()}.
     *
     * <p>- {@code timeout_ms}: the longest time to wait, in milliseconds; {@code RINGOUT_DEFAULT_TIMEOUT} for no limit.
     *
     * <p>Errors:
     * {@code ErrorCode.INVALID_ARGUMENT}, {@code ErrorCode.NULL_POINTER}, {@code ErrorCode.INTERNAL}.
     *
     * <p>Since version 0.1.
     */
    static MemorySegment inboxWait(MemorySegment inbox, int timeoutMs) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment out = arena.allocate(16, 8);
            int status = (int) F_inbox_wait.HANDLE.invokeExact(address(inbox), timeoutMs, out.asSlice(0), out.asSlice(8));
            if (status != 0) throw error(status, out.get(ADDRESS, 8));
            return pointer(out.get(ADDRESS, 0));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_inbox_interrupt {
        static final MethodHandle HANDLE = handle("ringout_inbox_interrupt", FunctionDescriptor.of(JAVA_LONG, ADDRESS, JAVA_LONG));
    }

    /**
     * Interrupts every operation, followed call and batch with this tag, and returns their number. Each still yields its last
     * event: its result if that was already there, else {@code ErrorCode.CANCELLED}, or {@code ErrorCode.MAYBE_PLACED} for a create whose
     * request was sent. The unsent requests of a batch get {@code ErrorCode.CANCELLED}. Calls on RingCentral go on, unless {@code cancel_on_exit} is set.
     *
     * <p>A {@code ringout_cancel_token} that is bound to the client or call does the same.
     *
     * <p>Since version 0.1.
     */
    static long inboxInterrupt(MemorySegment inbox, long tag) {
        try {
            return (long) F_inbox_interrupt.HANDLE.invokeExact(address(inbox), tag);
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_inbox_pending {
        static final MethodHandle HANDLE = handle("ringout_inbox_pending", FunctionDescriptor.of(JAVA_LONG, ADDRESS));
    }

    /**
     * Returns the number of operations, followed calls and batches under way, which have not put their last event into the
     * inbox yet.
     *
     * <p>Since version 0.1.
     */
    static long inboxPending(MemorySegment inbox) {
        try {
            return (long) F_inbox_pending.HANDLE.invokeExact(address(inbox));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_inbox_dropped_log_records {
        static final MethodHandle HANDLE = handle("ringout_inbox_dropped_log_records", FunctionDescriptor.of(JAVA_LONG, ADDRESS));
    }

    /**
     * Returns the number of log records that were dropped because 1,000 were unread.
     *
     * <p>Since version 0.1.
     */
    static long inboxDroppedLogRecords(MemorySegment inbox) {
        try {
            return (long) F_inbox_dropped_log_records.HANDLE.invokeExact(address(inbox));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_event_free {
        static final MethodHandle HANDLE = handle("ringout_event_free", FunctionDescriptor.ofVoid(ADDRESS));
    }

    /**
     * Frees an event and what was not taken from it. null does nothing. A call that was placed goes on.
     *
     * <p>Since version 0.1.
     */
    static void eventFree(MemorySegment event) {
        try {
            F_event_free.HANDLE.invokeExact(address(event));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_event_tag {
        static final MethodHandle HANDLE = handle("ringout_event_tag", FunctionDescriptor.of(JAVA_LONG, ADDRESS));
    }

    /**
     * Returns the tag that your program passed with the operation.
     *
     * <p>Since version 0.1.
     */
    static long eventTag(MemorySegment event) {
        try {
            return (long) F_event_tag.HANDLE.invokeExact(address(event));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_event_kind {
        static final MethodHandle HANDLE = handle("ringout_event_kind", FunctionDescriptor.of(JAVA_INT, ADDRESS));
    }

    /**
     * Returns what happened: a {@code EventKind}; 0 for null.
     *
     * <p>Since version 0.1.
     */
    static int eventKind(MemorySegment event) {
        try {
            return (int) F_event_kind.HANDLE.invokeExact(address(event));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_event_kind_name {
        static final MethodHandle HANDLE = handle("ringout_event_kind_name", FunctionDescriptor.of(ADDRESS, JAVA_INT));
    }

    /**
     * Returns the name of a {@code EventKind}, such as "CreateCall". Never null, valid forever.
     *
     * <p>Since version 0.1.
     */
    static String eventKindName(int kind) {
        try {
            return string((MemorySegment) F_event_kind_name.HANDLE.invokeExact(kind));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_event_status {
        static final MethodHandle HANDLE = handle("ringout_event_status", FunctionDescriptor.of(JAVA_INT, ADDRESS));
    }

    /**
     * Returns what the blocking function would have returned: {@code ErrorCode.OK}, or the error code. {@code ErrorCode.OK} for null and for
     * kinds that are not the end of an operation.
     *
     * <p>Since version 0.1.
     */
    static int eventStatus(MemorySegment event) {
        try {
            return (int) F_event_status.HANDLE.invokeExact(address(event));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_event_error {
        static final MethodHandle HANDLE = handle("ringout_event_error", FunctionDescriptor.of(ADDRESS, ADDRESS));
    }

    /**
     * Returns the error, or null if there is none. Do not free it. It is valid until the event is freed or the error taken.
     *
     * <p>Since version 0.1.
     */
    static MemorySegment eventError(MemorySegment event) {
        try {
            return pointer((MemorySegment) F_event_error.HANDLE.invokeExact(address(event)));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_event_take_call {
        static final MethodHandle HANDLE = handle("ringout_event_take_call", FunctionDescriptor.of(ADDRESS, ADDRESS));
    }

    /**
     * Takes the call from an event of the kind {@code EventKind.CREATE_CALL} or {@code EventKind.FIND_CALL}. Free it with
     * {@code Native.callFree()}. null if the event has an error instead, is of another kind, or it was taken.
     *
     * <p>Since version 0.1.
     */
    static MemorySegment eventTakeCall(MemorySegment event) {
        try {
            return pointer((MemorySegment) F_event_take_call.HANDLE.invokeExact(address(event)));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_event_take_state {
        static final MethodHandle HANDLE = handle("ringout_event_take_state", FunctionDescriptor.of(ADDRESS, ADDRESS));
    }

    /**
     * Takes the state of a call from an event of the kind {@code EventKind.STATUS}. Free it with {@code Native.stateFree()}.
     * null if the event has an error instead, is of another kind, or it was taken.
     *
     * <p>Since version 0.1.
     */
    static MemorySegment eventTakeState(MemorySegment event) {
        try {
            return pointer((MemorySegment) F_event_take_state.HANDLE.invokeExact(address(event)));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_event_take_outcome {
        static final MethodHandle HANDLE = handle("ringout_event_take_outcome", FunctionDescriptor.of(ADDRESS, ADDRESS));
    }

    /**
     * Takes the outcome of a call from an event of the kind {@code EventKind.WAIT} or {@code EventKind.WATCH_END}. Free it
     * with {@code Native.outcomeFree()}. null if the event has an error instead, is of another kind, or it was taken.
     *
     * <p>Since version 0.1.
     */
    static MemorySegment eventTakeOutcome(MemorySegment event) {
        try {
            return pointer((MemorySegment) F_event_take_outcome.HANDLE.invokeExact(address(event)));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_event_take_change {
        static final MethodHandle HANDLE = handle("ringout_event_take_change", FunctionDescriptor.of(ADDRESS, ADDRESS));
    }

    /**
     * Takes the change of a call from an event of the kind {@code EventKind.CHANGE}. Free it with {@code Native.changeFree()}.
     * null if the event has an error instead, is of another kind, or it was taken.
     *
     * <p>Since version 0.1.
     */
    static MemorySegment eventTakeChange(MemorySegment event) {
        try {
            return pointer((MemorySegment) F_event_take_change.HANDLE.invokeExact(address(event)));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_event_take_preflight {
        static final MethodHandle HANDLE = handle("ringout_event_take_preflight", FunctionDescriptor.of(ADDRESS, ADDRESS));
    }

    /**
     * Takes the report from an event of the kind {@code EventKind.PREFLIGHT}. Free it with {@code Native.preflightFree()}. null
     * if the event has an error instead, is of another kind, or it was taken.
     *
     * <p>Since version 0.1.
     */
    static MemorySegment eventTakePreflight(MemorySegment event) {
        try {
            return pointer((MemorySegment) F_event_take_preflight.HANDLE.invokeExact(address(event)));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_event_take_caller_ids {
        static final MethodHandle HANDLE = handle("ringout_event_take_caller_ids", FunctionDescriptor.of(ADDRESS, ADDRESS));
    }

    /**
     * Takes the list from an event of the kind {@code EventKind.CALLER_IDS}. Free it with {@code Native.callerIdsFree()}. null
     * if the event has an error instead, is of another kind, or it was taken.
     *
     * <p>Since version 0.1.
     */
    static MemorySegment eventTakeCallerIds(MemorySegment event) {
        try {
            return pointer((MemorySegment) F_event_take_caller_ids.HANDLE.invokeExact(address(event)));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_event_take_forwarding_numbers {
        static final MethodHandle HANDLE = handle("ringout_event_take_forwarding_numbers", FunctionDescriptor.of(ADDRESS, ADDRESS));
    }

    /**
     * Takes the list from an event of the kind {@code EventKind.FORWARDING_NUMBERS}. Free it with
     * {@code Native.forwardingNumbersFree()}. null if the event has an error instead, is of another kind, or it was taken.
     *
     * <p>Since version 0.1.
     */
    static MemorySegment eventTakeForwardingNumbers(MemorySegment event) {
        try {
            return pointer((MemorySegment) F_event_take_forwarding_numbers.HANDLE.invokeExact(address(event)));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_event_take_logged_call {
        static final MethodHandle HANDLE = handle("ringout_event_take_logged_call", FunctionDescriptor.of(ADDRESS, ADDRESS));
    }

    /**
     * Takes what the call log has from an event of the kind {@code EventKind.CALL_LOG}. Free it with
     * {@code Native.loggedCallFree()}. null if the event has an error instead, is of another kind, or it was taken.
     *
     * <p>Since version 0.1.
     */
    static MemorySegment eventTakeLoggedCall(MemorySegment event) {
        try {
            return pointer((MemorySegment) F_event_take_logged_call.HANDLE.invokeExact(address(event)));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_event_take_response {
        static final MethodHandle HANDLE = handle("ringout_event_take_response", FunctionDescriptor.of(ADDRESS, ADDRESS));
    }

    /**
     * Takes the response from an event of the kind {@code EventKind.RESPONSE}. Free it with {@code Native.responseFree()}. null
     * if the event has an error instead, is of another kind, or it was taken.
     *
     * <p>Since version 0.1.
     */
    static MemorySegment eventTakeResponse(MemorySegment event) {
        try {
            return pointer((MemorySegment) F_event_take_response.HANDLE.invokeExact(address(event)));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_event_take_placed {
        static final MethodHandle HANDLE = handle("ringout_event_take_placed", FunctionDescriptor.of(ADDRESS, ADDRESS));
    }

    /**
     * Takes the result of one request from an event of the kind {@code EventKind.PLACED}. Free it with
     * {@code Native.placedFree()}. null if the event has an error instead, is of another kind, or it was taken.
     *
     * <p>Since version 0.1.
     */
    static MemorySegment eventTakePlaced(MemorySegment event) {
        try {
            return pointer((MemorySegment) F_event_take_placed.HANDLE.invokeExact(address(event)));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_event_take_error {
        static final MethodHandle HANDLE = handle("ringout_event_take_error", FunctionDescriptor.of(ADDRESS, ADDRESS));
    }

    /**
     * Takes the error from an event, for a program that keeps it longer than the event. Free it with
     * {@code Native.errorFree()}. null if there is none, or it was taken. {@code Native.eventStatus()} does not change.
     *
     * <p>Since version 0.1.
     */
    static MemorySegment eventTakeError(MemorySegment event) {
        try {
            return pointer((MemorySegment) F_event_take_error.HANDLE.invokeExact(address(event)));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_event_cancel_effect {
        static final MethodHandle HANDLE = handle("ringout_event_cancel_effect", FunctionDescriptor.of(JAVA_INT, ADDRESS));
    }

    /**
     * Returns the effect of a cancel, from an event of the kind {@code EventKind.CANCEL}: a {@code CancelEffect}. 0 if the event
     * has an error instead or is of another kind.
     *
     * <p>Since version 0.1.
     */
    static int eventCancelEffect(MemorySegment event) {
        try {
            return (int) F_event_cancel_effect.HANDLE.invokeExact(address(event));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_event_lease_left_ms {
        static final MethodHandle HANDLE = handle("ringout_event_lease_left_ms", FunctionDescriptor.of(JAVA_LONG, ADDRESS));
    }

    /**
     * Returns how long another client still has the lease, in milliseconds, from an event of the kind
     * {@code EventKind.TAKE_LEASE}. 0 if it is this client's, the event has an error instead or is of another kind.
     *
     * <p>Since version 0.1.
     */
    static long eventLeaseLeftMs(MemorySegment event) {
        try {
            return (long) F_event_lease_left_ms.HANDLE.invokeExact(address(event));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_event_is_claimed {
        static final MethodHandle HANDLE = handle("ringout_event_is_claimed", FunctionDescriptor.of(JAVA_BOOLEAN, ADDRESS));
    }

    /**
     * Returns whether the outcome was claimed, from an event of the kind {@code EventKind.CLAIM_OUTCOME}. False if the event has
     * an error instead or is of another kind.
     *
     * <p>Since version 0.1.
     */
    static boolean eventIsClaimed(MemorySegment event) {
        try {
            return (boolean) F_event_is_claimed.HANDLE.invokeExact(address(event));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_event_log_level {
        static final MethodHandle HANDLE = handle("ringout_event_log_level", FunctionDescriptor.of(JAVA_INT, ADDRESS));
    }

    /**
     * Returns the level of a log record, from an event of the kind {@code EventKind.LOG}: a {@code LogLevel}. 0 for other kinds.
     *
     * <p>Since version 0.1.
     */
    static int eventLogLevel(MemorySegment event) {
        try {
            return (int) F_event_log_level.HANDLE.invokeExact(address(event));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_event_log_message {
        static final MethodHandle HANDLE = handle("ringout_event_log_message", FunctionDescriptor.of(ADDRESS, ADDRESS));
    }

    /**
     * Returns the line of a log record, without secrets and without a newline, from an event of the kind {@code EventKind.LOG}.
     * null for other kinds. Valid until the event is freed.
     *
     * <p>Since version 0.1.
     */
    static String eventLogMessage(MemorySegment event) {
        try {
            return string((MemorySegment) F_event_log_message.HANDLE.invokeExact(address(event)));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_client_login_jwt_into {
        static final MethodHandle HANDLE = handle("ringout_client_login_jwt_into", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS));
    }

    /**
     * Like {@code Native.clientLoginJwt()}, without blocking. The result is a {@code EventKind.LOGIN}, which holds nothing.
     *
     * <p>Errors:
     * {@code ErrorCode.INVALID_ARGUMENT}, {@code ErrorCode.NULL_POINTER}, {@code ErrorCode.INVALID_UTF8}, {@code ErrorCode.INTERNAL}.
     *
     * <p>Since version 0.1.
     */
    static void clientLoginJwtInto(MemorySegment client, String jwt, MemorySegment inbox, long tag) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment out = arena.allocate(8, 8);
            int status = (int) F_client_login_jwt_into.HANDLE.invokeExact(address(client), text(arena, jwt, "jwt"), address(inbox), tag, out.asSlice(0));
            if (status != 0) throw error(status, out.get(ADDRESS, 0));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_client_login_password_into {
        static final MethodHandle HANDLE = handle("ringout_client_login_password_into", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS));
    }

    /**
     * Like {@code Native.clientLoginPassword()}, without blocking. The result is a {@code EventKind.LOGIN}, which holds
     * nothing.
     *
     * <p>Errors:
     * {@code ErrorCode.INVALID_ARGUMENT}, {@code ErrorCode.NULL_POINTER}, {@code ErrorCode.INVALID_UTF8}, {@code ErrorCode.INTERNAL}.
     *
     * <p>Since version 0.1.
     */
    static void clientLoginPasswordInto(MemorySegment client, String username, String extension, String password, MemorySegment inbox, long tag) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment out = arena.allocate(8, 8);
            int status = (int) F_client_login_password_into.HANDLE.invokeExact(address(client), text(arena, username, "username"), text(arena, extension, "extension"), text(arena, password, "password"), address(inbox), tag, out.asSlice(0));
            if (status != 0) throw error(status, out.get(ADDRESS, 0));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_client_login_code_into {
        static final MethodHandle HANDLE = handle("ringout_client_login_code_into", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS));
    }

    /**
     * Like {@code Native.clientLoginCode()}, without blocking. The result is a {@code EventKind.LOGIN}, which holds nothing.
     *
     * <p>Errors:
     * {@code ErrorCode.INVALID_ARGUMENT}, {@code ErrorCode.NULL_POINTER}, {@code ErrorCode.INVALID_UTF8}, {@code ErrorCode.INTERNAL}.
     *
     * <p>Since version 0.1.
     */
    static void clientLoginCodeInto(MemorySegment client, String code, String redirectUri, String verifier, MemorySegment inbox, long tag) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment out = arena.allocate(8, 8);
            int status = (int) F_client_login_code_into.HANDLE.invokeExact(address(client), text(arena, code, "code"), text(arena, redirectUri, "redirect_uri"), text(arena, verifier, "verifier"), address(inbox), tag, out.asSlice(0));
            if (status != 0) throw error(status, out.get(ADDRESS, 0));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_client_login_redirect_into {
        static final MethodHandle HANDLE = handle("ringout_client_login_redirect_into", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS));
    }

    /**
     * Like {@code Native.clientLoginRedirect()}, without blocking. The result is a {@code EventKind.LOGIN}, which holds
     * nothing.
     *
     * <p>Errors:
     * {@code ErrorCode.INVALID_ARGUMENT}, {@code ErrorCode.NULL_POINTER}, {@code ErrorCode.INVALID_UTF8}, {@code ErrorCode.INTERNAL}.
     *
     * <p>Since version 0.1.
     */
    static void clientLoginRedirectInto(MemorySegment client, String redirectedTo, MemorySegment authorization, MemorySegment inbox, long tag) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment out = arena.allocate(8, 8);
            int status = (int) F_client_login_redirect_into.HANDLE.invokeExact(address(client), text(arena, redirectedTo, "redirected_to"), address(authorization), address(inbox), tag, out.asSlice(0));
            if (status != 0) throw error(status, out.get(ADDRESS, 0));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_client_refresh_into {
        static final MethodHandle HANDLE = handle("ringout_client_refresh_into", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS));
    }

    /**
     * Like {@code Native.clientRefresh()}, without blocking. The result is a {@code EventKind.REFRESH}. It holds nothing.
     *
     * <p>Errors:
     * {@code ErrorCode.INVALID_ARGUMENT}, {@code ErrorCode.NULL_POINTER}, {@code ErrorCode.INTERNAL}.
     *
     * <p>Since version 0.1.
     */
    static void clientRefreshInto(MemorySegment client, MemorySegment inbox, long tag) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment out = arena.allocate(8, 8);
            int status = (int) F_client_refresh_into.HANDLE.invokeExact(address(client), address(inbox), tag, out.asSlice(0));
            if (status != 0) throw error(status, out.get(ADDRESS, 0));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_client_logout_into {
        static final MethodHandle HANDLE = handle("ringout_client_logout_into", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS));
    }

    /**
     * Like {@code Native.clientLogout()}, without blocking. The result is a {@code EventKind.LOGOUT}. It holds nothing.
     *
     * <p>Errors:
     * {@code ErrorCode.INVALID_ARGUMENT}, {@code ErrorCode.NULL_POINTER}, {@code ErrorCode.INTERNAL}.
     *
     * <p>Since version 0.1.
     */
    static void clientLogoutInto(MemorySegment client, MemorySegment inbox, long tag) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment out = arena.allocate(8, 8);
            int status = (int) F_client_logout_into.HANDLE.invokeExact(address(client), address(inbox), tag, out.asSlice(0));
            if (status != 0) throw error(status, out.get(ADDRESS, 0));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_client_create_call_into {
        static final MethodHandle HANDLE = handle("ringout_client_create_call_into", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS));
    }

    /**
     * Like {@code Native.clientCreateCall()}, without blocking. The result is a {@code EventKind.CREATE_CALL}. Its error says
     * whether phones may be ringing, as there.
     *
     * <p>To place many calls at the pace of the rate limits, use {@code Native.clientPlaceAllInto()}: an operation that would
     * wait for a rate limit beyond its deadline fails with {@code ErrorCode.RATE_LIMITED}.
     *
     * <p>Errors:
     * {@code ErrorCode.INVALID_ARGUMENT}, {@code ErrorCode.NULL_POINTER}, {@code ErrorCode.INVALID_UTF8}, {@code ErrorCode.INTERNAL}.
     *
     * <p>Since version 0.1.
     */
    static void clientCreateCallInto(MemorySegment client, MemorySegment request, MemorySegment inbox, long tag) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment out = arena.allocate(8, 8);
            int status = (int) F_client_create_call_into.HANDLE.invokeExact(address(client), address(request), address(inbox), tag, out.asSlice(0));
            if (status != 0) throw error(status, out.get(ADDRESS, 0));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_client_find_call_into {
        static final MethodHandle HANDLE = handle("ringout_client_find_call_into", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS));
    }

    /**
     * Like {@code Native.clientFindCall()}, without blocking. The result is a {@code EventKind.FIND_CALL}.
     *
     * <p>Errors:
     * {@code ErrorCode.INVALID_ARGUMENT}, {@code ErrorCode.NULL_POINTER}, {@code ErrorCode.INVALID_UTF8}, {@code ErrorCode.INTERNAL}.
     *
     * <p>Since version 0.1.
     */
    static void clientFindCallInto(MemorySegment client, String dedupeKey, MemorySegment inbox, long tag) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment out = arena.allocate(8, 8);
            int status = (int) F_client_find_call_into.HANDLE.invokeExact(address(client), text(arena, dedupeKey, "dedupe_key"), address(inbox), tag, out.asSlice(0));
            if (status != 0) throw error(status, out.get(ADDRESS, 0));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_client_request_into {
        static final MethodHandle HANDLE = handle("ringout_client_request_into", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS));
    }

    /**
     * Like {@code Native.clientRequest()}, without blocking. The result is a {@code EventKind.RESPONSE}.
     *
     * <p>Errors:
     * {@code ErrorCode.INVALID_ARGUMENT}, {@code ErrorCode.NULL_POINTER}, {@code ErrorCode.INVALID_UTF8}, {@code ErrorCode.INTERNAL}.
     *
     * <p>Since version 0.1.
     */
    static void clientRequestInto(MemorySegment client, String method, String path, String[] query, String body, MemorySegment inbox, long tag) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment out = arena.allocate(8, 8);
            int status = (int) F_client_request_into.HANDLE.invokeExact(address(client), text(arena, method, "method"), text(arena, path, "path"), text(arena, query, "query"), text(arena, body, "body"), address(inbox), tag, out.asSlice(0));
            if (status != 0) throw error(status, out.get(ADDRESS, 0));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_client_send_into {
        static final MethodHandle HANDLE = handle("ringout_client_send_into", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS));
    }

    /**
     * Like {@code Native.clientSend()}, without blocking. The result is a {@code EventKind.RESPONSE}.
     *
     * <p>Errors:
     * {@code ErrorCode.INVALID_ARGUMENT}, {@code ErrorCode.NULL_POINTER}, {@code ErrorCode.INVALID_UTF8}, {@code ErrorCode.INTERNAL}.
     *
     * <p>Since version 0.1.
     */
    static void clientSendInto(MemorySegment client, String method, String path, String[] query, String body, MemorySegment inbox, long tag) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment out = arena.allocate(8, 8);
            int status = (int) F_client_send_into.HANDLE.invokeExact(address(client), text(arena, method, "method"), text(arena, path, "path"), text(arena, query, "query"), text(arena, body, "body"), address(inbox), tag, out.asSlice(0));
            if (status != 0) throw error(status, out.get(ADDRESS, 0));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_client_caller_ids_into {
        static final MethodHandle HANDLE = handle("ringout_client_caller_ids_into", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS));
    }

    /**
     * Like {@code Native.clientCallerIds()}, without blocking. The result is a {@code EventKind.CALLER_IDS}.
     *
     * <p>Errors:
     * {@code ErrorCode.INVALID_ARGUMENT}, {@code ErrorCode.NULL_POINTER}, {@code ErrorCode.INTERNAL}.
     *
     * <p>Since version 0.1.
     */
    static void clientCallerIdsInto(MemorySegment client, MemorySegment inbox, long tag) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment out = arena.allocate(8, 8);
            int status = (int) F_client_caller_ids_into.HANDLE.invokeExact(address(client), address(inbox), tag, out.asSlice(0));
            if (status != 0) throw error(status, out.get(ADDRESS, 0));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_client_forwarding_numbers_into {
        static final MethodHandle HANDLE = handle("ringout_client_forwarding_numbers_into", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS));
    }

    /**
     * Like {@code Native.clientForwardingNumbers()}, without blocking. The result is a {@code EventKind.FORWARDING_NUMBERS}.
     *
     * <p>Errors:
     * {@code ErrorCode.INVALID_ARGUMENT}, {@code ErrorCode.NULL_POINTER}, {@code ErrorCode.INTERNAL}.
     *
     * <p>Since version 0.1.
     */
    static void clientForwardingNumbersInto(MemorySegment client, MemorySegment inbox, long tag) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment out = arena.allocate(8, 8);
            int status = (int) F_client_forwarding_numbers_into.HANDLE.invokeExact(address(client), address(inbox), tag, out.asSlice(0));
            if (status != 0) throw error(status, out.get(ADDRESS, 0));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_client_preflight_into {
        static final MethodHandle HANDLE = handle("ringout_client_preflight_into", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS));
    }

    /**
     * Like {@code Native.clientPreflight()}, without blocking. The result is a {@code EventKind.PREFLIGHT}. {@code request} may be
     * null.
     *
     * <p>Errors:
     * {@code ErrorCode.INVALID_ARGUMENT}, {@code ErrorCode.NULL_POINTER}, {@code ErrorCode.INVALID_UTF8}, {@code ErrorCode.INTERNAL}.
     *
     * <p>Since version 0.1.
     */
    static void clientPreflightInto(MemorySegment client, MemorySegment request, MemorySegment inbox, long tag) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment out = arena.allocate(8, 8);
            int status = (int) F_client_preflight_into.HANDLE.invokeExact(address(client), address(request), address(inbox), tag, out.asSlice(0));
            if (status != 0) throw error(status, out.get(ADDRESS, 0));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_client_call_log_into {
        static final MethodHandle HANDLE = handle("ringout_client_call_log_into", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS, JAVA_LONG, ADDRESS));
    }

    /**
     * Like {@code Native.clientCallLog()}, without blocking. The result is a {@code EventKind.CALL_LOG}. {@code from} may be null.
     *
     * <p>Errors:
     * {@code ErrorCode.INVALID_ARGUMENT}, {@code ErrorCode.NULL_POINTER}, {@code ErrorCode.INVALID_UTF8}, {@code ErrorCode.INTERNAL}.
     *
     * <p>Since version 0.1.
     */
    static void clientCallLogInto(MemorySegment client, String to, String from, long sentAtUnixMs, MemorySegment inbox, long tag) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment out = arena.allocate(8, 8);
            int status = (int) F_client_call_log_into.HANDLE.invokeExact(address(client), text(arena, to, "to"), text(arena, from, "from"), sentAtUnixMs, address(inbox), tag, out.asSlice(0));
            if (status != 0) throw error(status, out.get(ADDRESS, 0));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_call_status_into {
        static final MethodHandle HANDLE = handle("ringout_call_status_into", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS));
    }

    /**
     * Like {@code Native.callStatus()}, without blocking. The result is a {@code EventKind.STATUS}.
     *
     * <p>Errors:
     * {@code ErrorCode.INVALID_ARGUMENT}, {@code ErrorCode.NULL_POINTER}, {@code ErrorCode.INTERNAL}.
     *
     * <p>Since version 0.1.
     */
    static void callStatusInto(MemorySegment call, MemorySegment inbox, long tag) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment out = arena.allocate(8, 8);
            int status = (int) F_call_status_into.HANDLE.invokeExact(address(call), address(inbox), tag, out.asSlice(0));
            if (status != 0) throw error(status, out.get(ADDRESS, 0));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_call_cancel_into {
        static final MethodHandle HANDLE = handle("ringout_call_cancel_into", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS));
    }

    /**
     * Like {@code Native.callCancel()}, without blocking. The result is a {@code EventKind.CANCEL}.
     *
     * <p>Errors:
     * {@code ErrorCode.INVALID_ARGUMENT}, {@code ErrorCode.NULL_POINTER}, {@code ErrorCode.INTERNAL}.
     *
     * <p>Since version 0.1.
     */
    static void callCancelInto(MemorySegment call, MemorySegment inbox, long tag) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment out = arena.allocate(8, 8);
            int status = (int) F_call_cancel_into.HANDLE.invokeExact(address(call), address(inbox), tag, out.asSlice(0));
            if (status != 0) throw error(status, out.get(ADDRESS, 0));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_call_log_into {
        static final MethodHandle HANDLE = handle("ringout_call_log_into", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS));
    }

    /**
     * Like {@code Native.callLog()}, without blocking. The result is a {@code EventKind.CALL_LOG}.
     *
     * <p>Errors:
     * {@code ErrorCode.INVALID_ARGUMENT}, {@code ErrorCode.NULL_POINTER}, {@code ErrorCode.INTERNAL}.
     *
     * <p>Since version 0.1.
     */
    static void callLogInto(MemorySegment call, MemorySegment inbox, long tag) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment out = arena.allocate(8, 8);
            int status = (int) F_call_log_into.HANDLE.invokeExact(address(call), address(inbox), tag, out.asSlice(0));
            if (status != 0) throw error(status, out.get(ADDRESS, 0));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_call_take_lease_into {
        static final MethodHandle HANDLE = handle("ringout_call_take_lease_into", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS));
    }

    /**
     * Like {@code Native.callTakeLease()}, without blocking. The result is a {@code EventKind.TAKE_LEASE}.
     *
     * <p>Errors:
     * {@code ErrorCode.INVALID_ARGUMENT}, {@code ErrorCode.NULL_POINTER}, {@code ErrorCode.INTERNAL}.
     *
     * <p>Since version 0.1.
     */
    static void callTakeLeaseInto(MemorySegment call, MemorySegment inbox, long tag) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment out = arena.allocate(8, 8);
            int status = (int) F_call_take_lease_into.HANDLE.invokeExact(address(call), address(inbox), tag, out.asSlice(0));
            if (status != 0) throw error(status, out.get(ADDRESS, 0));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_call_claim_outcome_into {
        static final MethodHandle HANDLE = handle("ringout_call_claim_outcome_into", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS));
    }

    /**
     * Like {@code Native.callClaimOutcome()}, without blocking. The result is a {@code EventKind.CLAIM_OUTCOME}.
     *
     * <p>Errors:
     * {@code ErrorCode.INVALID_ARGUMENT}, {@code ErrorCode.NULL_POINTER}, {@code ErrorCode.INTERNAL}.
     *
     * <p>Since version 0.1.
     */
    static void callClaimOutcomeInto(MemorySegment call, MemorySegment inbox, long tag) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment out = arena.allocate(8, 8);
            int status = (int) F_call_claim_outcome_into.HANDLE.invokeExact(address(call), address(inbox), tag, out.asSlice(0));
            if (status != 0) throw error(status, out.get(ADDRESS, 0));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_call_wait_into {
        static final MethodHandle HANDLE = handle("ringout_call_wait_into", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS));
    }

    /**
     * Like {@code Native.callWait()}, without blocking and without a thread. The result is a {@code EventKind.WAIT}. {@code options}
     * may be null; the timeout counts from now.
     *
     * <p>Errors:
     * {@code ErrorCode.INVALID_ARGUMENT}, {@code ErrorCode.NULL_POINTER}, {@code ErrorCode.INTERNAL}.
     *
     * <p>Since version 0.1.
     */
    static void callWaitInto(MemorySegment call, MemorySegment options, MemorySegment inbox, long tag) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment out = arena.allocate(8, 8);
            int status = (int) F_call_wait_into.HANDLE.invokeExact(address(call), address(options), address(inbox), tag, out.asSlice(0));
            if (status != 0) throw error(status, out.get(ADDRESS, 0));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_call_watch_into {
        static final MethodHandle HANDLE = handle("ringout_call_watch_into", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS));
    }

    /**
     * Like {@code Native.callWatch()}, without blocking and without a thread. Each change is a {@code EventKind.CHANGE}, and at
     * the end comes one {@code EventKind.WATCH_END} with the outcome, or with an error of {@code Native.callWait()}. {@code options}
     * may be null; the timeout counts from now.
     *
     * <p>The call handle may be freed at once. To stop, use {@code Native.inboxInterrupt()}. Many thousands of calls can be
     * watched in one inbox.
     *
     * <p>Errors:
     * {@code ErrorCode.INVALID_ARGUMENT}, {@code ErrorCode.NULL_POINTER}, {@code ErrorCode.INTERNAL}.
     *
     * <p>Since version 0.1.
     */
    static void callWatchInto(MemorySegment call, MemorySegment options, MemorySegment inbox, long tag) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment out = arena.allocate(8, 8);
            int status = (int) F_call_watch_into.HANDLE.invokeExact(address(call), address(options), address(inbox), tag, out.asSlice(0));
            if (status != 0) throw error(status, out.get(ADDRESS, 0));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_client_place_all_into {
        static final MethodHandle HANDLE = handle("ringout_client_place_all_into", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS));
    }

    /**
     * Like {@code Native.clientPlaceAll()}, with the results in the inbox: a {@code EventKind.PLACED} for each request, then one
     * {@code EventKind.PLACE_ALL_END}.
     *
     * <p>Nothing is placed unless your program reads the inbox. {@code Native.inboxNext()} and {@code Native.inboxWait()} call the
     * journal, on their thread and one at a time, and a request is sent only after the function that wrote its entry. So call
     * one of them whenever the descriptor is readable. The journal may use the library, but must not free the inbox. Its
     * {@code user_data} must stay valid until the last event was taken or the inbox is freed.
     *
     * <p>To stop placing, use {@code Native.inboxInterrupt()}. Returns {@code ErrorCode.INVALID_ARGUMENT}, with a parameter such as
     * "requests[3].to", if a request is invalid; then no call is placed and no event comes.
     *
     * <p>Errors:
     * {@code ErrorCode.INVALID_ARGUMENT}, {@code ErrorCode.NULL_POINTER}, {@code ErrorCode.INVALID_UTF8}, {@code ErrorCode.INTERNAL}.
     *
     * <p>Since version 0.1.
     */
    static void clientPlaceAllInto(MemorySegment client, MemorySegment requests, long count, MemorySegment options, MemorySegment inbox, long tag) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment out = arena.allocate(8, 8);
            int status = (int) F_client_place_all_into.HANDLE.invokeExact(address(client), address(requests), count, address(options), address(inbox), tag, out.asSlice(0));
            if (status != 0) throw error(status, out.get(ADDRESS, 0));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }

    private static final class F_log_into {
        static final MethodHandle HANDLE = handle("ringout_log_into", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_LONG, ADDRESS));
    }

    /**
     * Sends log records also into the inbox from now on, as events of the kind {@code EventKind.LOG}, for programs that cannot be
     * called on other threads. The log callback, if there is one, gets them too.
     *
     * <p>- {@code level}: the least severe level to receive, a {@code LogLevel}; 0 for none, which is the default.
     * - {@code tag}: the tag of these events.
     *
     * <p>Up to 1,000 records wait for your program. Further ones are dropped, and {@code Native.inboxDroppedLogRecords()} counts
     * them. May be called again, with another level or tag.
     *
     * <p>Errors:
     * {@code ErrorCode.INVALID_ARGUMENT}, {@code ErrorCode.NULL_POINTER}, {@code ErrorCode.INTERNAL}.
     *
     * <p>Since version 0.1.
     */
    static void logInto(int level, MemorySegment inbox, long tag) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment out = arena.allocate(8, 8);
            int status = (int) F_log_into.HANDLE.invokeExact(level, address(inbox), tag, out.asSlice(0));
            if (status != 0) throw error(status, out.get(ADDRESS, 0));
        } catch (Throwable thrown) {
            throw rethrow(thrown);
        }
    }
}
