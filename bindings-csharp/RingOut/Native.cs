// Generated from include/ringout.h by ffi-c/languages/generate.py: do not edit, run it again.

using System;
using System.Collections.Generic;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text;

namespace RingOut
{
    /// <summary>
    /// The functions of libringout. A function that fails throws the exception of its error; outputs are returned.
    /// </summary>
    /// <remarks>
    /// Pointers are IntPtr and IntPtr.Zero. Your program frees what the description of a function says.
    /// </remarks>
    internal static class Native
    {
        // The runtime finds it: beside the assembly, in runtimes/, or where the system looks for libraries.
        internal const string LibraryName = "ringout";
        private static readonly Encoding Strict = new UTF8Encoding(false, true);
        private static volatile bool isLoaded;

        /// <summary>Fails if the library is missing, or lacks a function that this file uses.</summary>
        internal static void Load()
        {
            if (isLoaded) return;
            uint abi;
            try
            {
                abi = Imports.ringout_abi_version();
                foreach (var import in typeof(Imports).GetMethods(BindingFlags.Static | BindingFlags.NonPublic))
                {
                    Marshal.Prelink(import);
                }
            }
            catch (TypeLoadException reason)
            {
                // DllNotFoundException and EntryPointNotFoundException.
                throw new DllNotFoundException("libringout 0.1.0 or later with binary interface 0 is needed: " + reason.Message, reason);
            }
            if (abi != 0) throw new DllNotFoundException("libringout 0.1.0 or later with binary interface 0 is needed; the one found has binary interface " + abi);
            isLoaded = true;
        }

        private static RingOutException Error(uint code, IntPtr err)
        {
            var info = ErrorInfo.Take(err);
            return RingOutException.Of(info ?? new ErrorInfo { Code = (RingOut.ErrorCode)code, Text = ErrorCodeName(code), Details = new ErrorDetail[0] });
        }

        /// <summary>Returns the string at an address, also for the arguments of callbacks.</summary>
        internal static string Text(IntPtr address)
        {
            if (address == IntPtr.Zero) return null;
            var size = 0;
            while (Marshal.ReadByte(address, size) != 0) size++;
            return Encoding.UTF8.GetString(Copy(address, size));
        }

        private static string TakeText(IntPtr address)
        {
            try
            {
                return Text(address);
            }
            finally
            {
                StringFree(address);
            }
        }

        internal static byte[] Copy(IntPtr address, long size)
        {
            var bytes = new byte[size];
            if (size > 0) Marshal.Copy(address, bytes, 0, (int)size);
            return bytes;
        }

        internal static byte[] Bytes(string value, string name)
        {
            if (value == null) return null;
            if (value.IndexOf('\0') >= 0) throw Invalid(name, "contains a NUL character");
            try
            {
                return Strict.GetBytes(value + "\0");
            }
            catch (EncoderFallbackException)
            {
                throw Invalid(name, "contains half of a surrogate pair");
            }
        }

        /// <summary>Returns the error of an argument that the library cannot be given.</summary>
        internal static RingOutException Invalid(string name, string problem)
        {
            var text = "`" + name + "` " + problem;
            return RingOutException.Of(new ErrorInfo
            {
                Code = RingOut.ErrorCode.InvalidArgument,
                Text = text,
                Message = text,
                Parameter = name,
                Details = new ErrorDetail[0],
                RetryAfterMs = -1,
                AttemptSentAtUnixMs = -1,
            });
        }

        internal static IReadOnlyList<T> List<T>(long count, Func<long, T> item)
        {
            var items = new List<T>();
            for (long i = 0; i < count; i++) items.Add(item(i));
            return items.AsReadOnly();
        }

        /// <summary>Returns another handle of a call that something else owns.</summary>
        internal static IntPtr Cloned(IntPtr call)
        {
            return call == IntPtr.Zero ? call : CallClone(call);
        }

        /// <summary>Memory of structs and strings, freed at the end of a block.</summary>
        internal sealed class NativeMemory : IDisposable
        {
            private readonly List<IntPtr> blocks = new List<IntPtr>();

            private IntPtr Allocate(int size)
            {
                var block = Marshal.AllocHGlobal(size);
                blocks.Add(block);
                return block;
            }

            internal IntPtr Text(string value, string name)
            {
                var bytes = Bytes(value, name);
                if (bytes == null) return IntPtr.Zero;
                var block = Allocate(bytes.Length);
                Marshal.Copy(bytes, 0, block, bytes.Length);
                return block;
            }

            internal IntPtr[] Texts(string[] values, string name)
            {
                if (values == null) return null;
                var texts = new IntPtr[values.Length + 1];
                for (var i = 0; i < values.Length; i++) texts[i] = Text(values[i], name);
                return texts;
            }

            internal IntPtr Structs<T>(params T[] values) where T : struct
            {
                var size = Marshal.SizeOf(typeof(T));
                var block = Allocate(Math.Max(1, size * values.Length));
                for (var i = 0; i < values.Length; i++) Marshal.StructureToPtr(values[i], IntPtr.Add(block, i * size), false);
                return block;
            }

            public void Dispose()
            {
                foreach (var block in blocks) Marshal.FreeHGlobal(block);
                blocks.Clear();
            }
        }

        /// <summary>
        /// Returns the version of the loaded library, such as "0.1.0". <c>RINGOUT_VERSION</c> is that of the header that the program
        /// was compiled with. Never null, valid forever.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static string Version()
        {
            Load();
            return Text(Imports.ringout_version());
        }

        /// <summary>
        /// Returns the version of the binary interface of the loaded library. The library fits the program if this equals
        /// <c>RINGOUT_ABI_VERSION</c>.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static uint AbiVersion()
        {
            Load();
            return Imports.ringout_abi_version();
        }

        /// <summary>
        /// Frees an error. null does nothing. Do not free an error that belongs to a response, a result or a journal entry.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static void ErrorFree(IntPtr err)
        {
            Load();
            Imports.ringout_error_free(err);
        }

        /// <summary>
        /// Returns the error code, the same number that the function returned. <c>ErrorCode.Ok</c> for null.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static uint ErrorCode(IntPtr err)
        {
            Load();
            return Imports.ringout_error_code(err);
        }

        /// <summary>
        /// Returns the name of an error code, such as "RATE_LIMITED"; "OK" for 0 and "Unknown" for any other number. Never
        /// null, valid forever.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static string ErrorCodeName(uint code)
        {
            Load();
            return Text(Imports.ringout_error_code_name(code));
        }

        /// <summary>
        /// Returns the error in one line: the message, then the hint and RingCentral's request id if there are any.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static string ErrorText(IntPtr err)
        {
            Load();
            return Text(Imports.ringout_error_text(err));
        }

        /// <summary>
        /// Returns what happened, in one line.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static string ErrorMessage(IntPtr err)
        {
            Load();
            return Text(Imports.ringout_error_message(err));
        }

        /// <summary>
        /// Returns advice, mostly from RingCentral's documentation; null if there is none.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static string ErrorHint(IntPtr err)
        {
            Load();
            return Text(Imports.ringout_error_hint(err));
        }

        /// <summary>
        /// Returns the argument ("to", "server"), the environment variable or RingCentral's parameter ("to.phoneNumber") at
        /// fault; null if there is none.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static string ErrorParameter(IntPtr err)
        {
            Load();
            return Text(Imports.ringout_error_parameter(err));
        }

        /// <summary>
        /// Returns the HTTP status of the response; 0 if there was no response.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static uint ErrorHttpStatus(IntPtr err)
        {
            Load();
            return Imports.ringout_error_http_status(err);
        }

        /// <summary>
        /// Returns RingCentral's error code, such as "CMN-102" or "OAU-140"; null if there is none.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static string ErrorErrorCode(IntPtr err)
        {
            Load();
            return Text(Imports.ringout_error_error_code(err));
        }

        /// <summary>
        /// Returns the OAuth error, such as "invalid_grant"; null if there is none.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static string ErrorOauthError(IntPtr err)
        {
            Load();
            return Text(Imports.ringout_error_oauth_error(err));
        }

        /// <summary>
        /// Returns RingCentral's id of the request, which its support asks for; null if there is none.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static string ErrorRequestId(IntPtr err)
        {
            Load();
            return Text(Imports.ringout_error_request_id(err));
        }

        /// <summary>
        /// Returns how long to wait before the next request, in milliseconds, if a rate limit is the cause; else -1.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static long ErrorRetryAfterMs(IntPtr err)
        {
            Load();
            return Imports.ringout_error_retry_after_ms(err);
        }

        /// <summary>
        /// Returns true if the same function call may succeed later without any change. Never true for <c>ErrorCode.MaybePlaced</c>.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static bool ErrorRetryable(IntPtr err)
        {
            Load();
            return Imports.ringout_error_retryable(err) != 0;
        }

        /// <summary>
        /// Returns true if phones may be ringing after this error of <c>Native.ClientCreateCall()</c>: for
        /// <c>ErrorCode.MaybePlaced</c>, HTTP 408, and <c>ErrorCode.Server</c> other than a 503 with <c>Retry-After</c>. The same applies to
        /// other POST requests of <c>Native.ClientRequest()</c>. False for every other error and for null.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static bool ErrorMayHavePlaced(IntPtr err)
        {
            Load();
            return Imports.ringout_error_may_have_placed(err) != 0;
        }

        /// <summary>
        /// Returns the number of entries in the response's list of errors.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static long ErrorDetailCount(IntPtr err)
        {
            Load();
            return (long)Imports.ringout_error_detail_count(err).ToUInt64();
        }

        /// <summary>
        /// Returns RingCentral's error code in the entry at <c>index</c>, counted from 0. null if the entry has none, and for an
        /// index out of range.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static string ErrorDetailErrorCode(IntPtr err, long index)
        {
            Load();
            return Text(Imports.ringout_error_detail_error_code(err, (UIntPtr)(ulong)index));
        }

        /// <summary>
        /// Returns RingCentral's message in the entry at <c>index</c>, counted from 0. It may change, so do not decide on it. null if
        /// the entry has none, and for an index out of range.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static string ErrorDetailMessage(IntPtr err, long index)
        {
            Load();
            return Text(Imports.ringout_error_detail_message(err, (UIntPtr)(ulong)index));
        }

        /// <summary>
        /// Returns the parameter at fault in the entry at <c>index</c>, counted from 0, such as "to.phoneNumber". null if the entry
        /// has none, and for an index out of range.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static string ErrorDetailParameterName(IntPtr err, long index)
        {
            Load();
            return Text(Imports.ringout_error_detail_parameter_name(err, (UIntPtr)(ulong)index));
        }

        /// <summary>
        /// Returns the value at fault in the entry at <c>index</c>, counted from 0. null if the entry has none, and for an index out of
        /// range.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static string ErrorDetailParameterValue(IntPtr err, long index)
        {
            Load();
            return Text(Imports.ringout_error_detail_parameter_value(err, (UIntPtr)(ulong)index));
        }

        /// <summary>
        /// Returns the additional information in the entry at <c>index</c>, counted from 0. null if the entry has none, and for an
        /// index out of range.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static string ErrorDetailAdditionalInfo(IntPtr err, long index)
        {
            Load();
            return Text(Imports.ringout_error_detail_additional_info(err, (UIntPtr)(ulong)index));
        }

        /// <summary>
        /// Returns another field of the entry at <c>index</c>, counted from 0, by RingCentral's name, such as "permissionName" or
        /// "feature". A string is returned as it is, any other value as JSON. null if the entry has no such field, for an index
        /// out of range, and if <c>name</c> is null or not UTF-8.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static string ErrorDetailField(IntPtr err, long index, string name)
        {
            Load();
            return Text(Imports.ringout_error_detail_field(err, (UIntPtr)(ulong)index, Bytes(name, "name")));
        }

        /// <summary>
        /// Returns all other fields of the entry at <c>index</c>, counted from 0, as a JSON object. null if the entry has none, and for
        /// an index out of range.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static string ErrorDetailFields(IntPtr err, long index)
        {
            Load();
            return Text(Imports.ringout_error_detail_fields(err, (UIntPtr)(ulong)index));
        }

        /// <summary>
        /// Returns the callee's number as it was sent, if <c>Native.ErrorMayHavePlaced()</c> is true for a call; else null.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static string ErrorAttemptTo(IntPtr err)
        {
            Load();
            return Text(Imports.ringout_error_attempt_to(err));
        }

        /// <summary>
        /// Returns the caller's number as it was sent, if <c>Native.ErrorMayHavePlaced()</c> is true for a call with one; else
        /// null.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static string ErrorAttemptFrom(IntPtr err)
        {
            Load();
            return Text(Imports.ringout_error_attempt_from(err));
        }

        /// <summary>
        /// Returns when the first byte of the request was sent, if <c>Native.ErrorMayHavePlaced()</c> is true; else -1. In
        /// milliseconds since 1970 (UTC) by this machine's clock. Look for the call in the call log from this time on.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static long ErrorAttemptSentAtUnixMs(IntPtr err)
        {
            Load();
            return Imports.ringout_error_attempt_sent_at_unix_ms(err);
        }

        /// <summary>
        /// Frees a string that a function returned as <c>char *</c>. null does nothing.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static void StringFree(IntPtr @string)
        {
            Load();
            Imports.ringout_string_free(@string);
        }

        /// <summary>
        /// Sends log records to <c>callback</c> from now on, instead of to the previous callback. null, the default, sends them to no
        /// callback. There is one callback for all clients. If the environment variable <c>RINGOUT_LOG</c> is "error", "warn", "info" or
        /// "debug" when the first client is created or this function is first called, records up to that level are also written to
        /// standard error.
        /// </summary>
        /// <remarks>
        /// <para>
        /// - <c>user_data</c>: passed to the callback; may be null.
        /// - <c>level</c>: the least severe level to receive, a <c>LogLevel</c>. Ignored if <c>callback</c> is null.
        /// </para>
        /// <para>
        /// May be called at any time on any thread. Waits until no thread is in the previous callback, so do not hold a lock
        /// that the callback takes. Once it has returned <c>ErrorCode.Ok</c>, the previous callback is never called again and its
        /// <c>user_data</c> may be freed. Inside the callback it returns <c>ErrorCode.InvalidArgument</c>. Pass null before the
        /// program exits if clients are still in use.
        /// </para>
        /// <para>
        /// Errors:
        /// <c>ErrorCode.InvalidArgument</c>, <c>ErrorCode.Internal</c>.
        /// </para>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static void SetLogCallback(LogCallback callback, IntPtr userData, uint level)
        {
            Load();
            var failure = Imports.ringout_set_log_callback(callback, userData, level, out IntPtr err);
            if (failure != 0) throw Error(failure, err);
        }

        /// <summary>
        /// Returns the name of a <c>LogLevel</c>, such as "WARN". Never null, valid forever.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static string LogLevelName(uint level)
        {
            Load();
            return Text(Imports.ringout_log_level_name(level));
        }

        /// <summary>
        /// Returns the last segment of the path of a <c>CallPath</c>, such as "ring-out". Never null, valid forever.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static string CallPathName(uint callPath)
        {
            Load();
            return Text(Imports.ringout_call_path_name(callPath));
        }

        /// <summary>
        /// Checks the settings and creates a client. Sends nothing: the first request logs in. Free it with
        /// <c>Native.ClientFree()</c>.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Returns <c>ErrorCode.InvalidArgument</c> for a setting that is out of range or contradicts another one;
        /// <c>Native.ErrorParameter()</c> names it.
        /// </para>
        /// <para>
        /// Errors:
        /// <c>ErrorCode.NullPointer</c>, <c>ErrorCode.Internal</c>.
        /// </para>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static IntPtr ClientNew(IntPtr config)
        {
            Load();
            var failure = Imports.ringout_client_new(config, out IntPtr client, out IntPtr err);
            if (failure != 0) throw Error(failure, err);
            return client;
        }

        /// <summary>
        /// Creates a client from the environment variables <c>RC_SERVER_URL</c>, <c>RC_APP_CLIENT_ID</c>, <c>RC_APP_CLIENT_SECRET</c> (not for
        /// public apps) and <c>RC_USER_JWT</c> (not if you log in yourself). Sends nothing: the first request logs in. If
        /// <c>RINGOUT_TOKEN_FILE</c> is set, the token is kept in that file. Free it with <c>Native.ClientFree()</c>.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Returns <c>ErrorCode.InvalidArgument</c> if a variable is missing, empty or wrong; <c>Native.ErrorParameter()</c> names it.
        /// No other thread may change the environment during this function.
        /// </para>
        /// <para>
        /// Errors:
        /// <c>ErrorCode.NullPointer</c>, <c>ErrorCode.Internal</c>.
        /// </para>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static IntPtr ClientFromEnv()
        {
            Load();
            var failure = Imports.ringout_client_from_env(out IntPtr client, out IntPtr err);
            if (failure != 0) throw Error(failure, err);
            return client;
        }

        /// <summary>
        /// Frees a client handle. null does nothing. Calls that were created with it stay usable.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Freeing the last handle of a client, including those of its calls, waits for hang-ups in flight: <c>cancel_on_exit</c> and
        /// <c>ringout_scoped_call</c>. That takes up to ten seconds.
        /// </para>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static void ClientFree(IntPtr client)
        {
            Load();
            Imports.ringout_client_free(client);
        }

        /// <summary>
        /// Creates another handle for the same client, with a different timeout for each of its operations and those of its
        /// calls, creates included. How long <c>Native.CallWait()</c> waits does not change. Sends nothing. Free both handles, in
        /// any order, with <c>Native.ClientFree()</c>.
        /// </summary>
        /// <remarks>
        /// <para>
        /// - <c>timeout_ms</c>: 1 to 3600000 milliseconds.
        /// </para>
        /// <para>
        /// Errors:
        /// <c>ErrorCode.InvalidArgument</c>, <c>ErrorCode.NullPointer</c>, <c>ErrorCode.Internal</c>.
        /// </para>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static IntPtr ClientWithTimeout(IntPtr client, uint timeoutMs)
        {
            Load();
            var failure = Imports.ringout_client_with_timeout(client, timeoutMs, out IntPtr bound, out IntPtr err);
            if (failure != 0) throw Error(failure, err);
            return bound;
        }

        /// <summary>
        /// Creates another handle for the same client, with a different reaction to rate limits. Both handles share the same
        /// rate-limit budgets. Sends nothing. Free both handles, in any order, with <c>Native.ClientFree()</c>.
        /// </summary>
        /// <remarks>
        /// <para>
        /// - <c>rate_limit</c>: a <c>RateLimit</c>.
        /// </para>
        /// <para>
        /// Errors:
        /// <c>ErrorCode.InvalidArgument</c>, <c>ErrorCode.NullPointer</c>, <c>ErrorCode.Internal</c>.
        /// </para>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static IntPtr ClientWithRateLimit(IntPtr client, uint rateLimit)
        {
            Load();
            var failure = Imports.ringout_client_with_rate_limit(client, rateLimit, out IntPtr bound, out IntPtr err);
            if (failure != 0) throw Error(failure, err);
            return bound;
        }

        /// <summary>
        /// Restores an authorization from the values that your program kept. Sends nothing. Free it with
        /// <c>Native.AuthorizationFree()</c>.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Errors:
        /// <c>ErrorCode.InvalidArgument</c>, <c>ErrorCode.NullPointer</c>, <c>ErrorCode.InvalidUtf8</c>, <c>ErrorCode.Internal</c>.
        /// </para>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static IntPtr AuthorizationNew(string redirectUri, string state, string verifier)
        {
            Load();
            var failure = Imports.ringout_authorization_new(Bytes(redirectUri, "redirect_uri"), Bytes(state, "state"), Bytes(verifier, "verifier"), out IntPtr authorization, out IntPtr err);
            if (failure != 0) throw Error(failure, err);
            return authorization;
        }

        /// <summary>
        /// Frees an authorization and wipes its verifier. null does nothing.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static void AuthorizationFree(IntPtr authorization)
        {
            Load();
            Imports.ringout_authorization_free(authorization);
        }

        /// <summary>
        /// Returns the URL to send the user to. Empty for an object made with <c>Native.AuthorizationNew()</c>. Valid until the
        /// authorization is freed, like its other strings.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static string AuthorizationUrl(IntPtr authorization)
        {
            Load();
            return Text(Imports.ringout_authorization_url(authorization));
        }

        /// <summary>
        /// Returns the URL that RingCentral redirects the user to.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static string AuthorizationRedirectUri(IntPtr authorization)
        {
            Load();
            return Text(Imports.ringout_authorization_redirect_uri(authorization));
        }

        /// <summary>
        /// Returns the value that the redirect must contain unchanged.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static string AuthorizationState(IntPtr authorization)
        {
            Load();
            return Text(Imports.ringout_authorization_state(authorization));
        }

        /// <summary>
        /// Returns the PKCE verifier, a secret that must stay on your side.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static string AuthorizationVerifier(IntPtr authorization)
        {
            Load();
            return Text(Imports.ringout_authorization_verifier(authorization));
        }

        /// <summary>
        /// Reads a token from JSON: the output of <c>Native.TokenJson()</c>, or a token response of RingCentral, whose lifetime
        /// then starts now. Sends nothing. Free the token with <c>Native.TokenFree()</c>.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Errors:
        /// <c>ErrorCode.InvalidArgument</c>, <c>ErrorCode.NullPointer</c>, <c>ErrorCode.InvalidUtf8</c>, <c>ErrorCode.Internal</c>.
        /// </para>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static IntPtr TokenFromJson(string json)
        {
            Load();
            var failure = Imports.ringout_token_from_json(Bytes(json, "json"), out IntPtr token, out IntPtr err);
            if (failure != 0) throw Error(failure, err);
            return token;
        }

        /// <summary>
        /// Frees a token and wipes its secrets. null does nothing.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static void TokenFree(IntPtr token)
        {
            Load();
            Imports.ringout_token_free(token);
        }

        /// <summary>
        /// Returns the JSON to keep, a secret. It contains everything that RingCentral sent, and when the token expires. Valid
        /// until the token is freed, like its other strings.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static string TokenJson(IntPtr token)
        {
            Load();
            return Text(Imports.ringout_token_json(token));
        }

        /// <summary>
        /// Returns the access token, a secret.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static string TokenAccessToken(IntPtr token)
        {
            Load();
            return Text(Imports.ringout_token_access_token(token));
        }

        /// <summary>
        /// Returns the refresh token, a secret; null if RingCentral issued none.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static string TokenRefreshToken(IntPtr token)
        {
            Load();
            return Text(Imports.ringout_token_refresh_token(token));
        }

        /// <summary>
        /// Returns the app's permissions as RingCentral lists them, such as "ReadAccounts RingOut"; null if it did not.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static string TokenScope(IntPtr token)
        {
            Load();
            return Text(Imports.ringout_token_scope(token));
        }

        /// <summary>
        /// Returns when the access token expires, in milliseconds since 1970 (UTC). -1 for null.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static long TokenExpiresAtUnixMs(IntPtr token)
        {
            Load();
            return Imports.ringout_token_expires_at_unix_ms(token);
        }

        /// <summary>
        /// Logs in now with a JWT credential, and keeps it in memory to log in again whenever the token expires. Sends one
        /// token request. Not needed if the credential is in the settings of the client.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Returns <c>ErrorCode.Unauthorized</c> if RingCentral refuses it, and <c>ErrorCode.InvalidArgument</c> if it is empty. The
        /// previous login then stays as it was.
        /// </para>
        /// <para>
        /// Errors:
        /// <c>ErrorCode.InvalidArgument</c>, <c>ErrorCode.Unauthorized</c>, <c>ErrorCode.Forbidden</c>, <c>ErrorCode.NotFound</c>,
        /// <c>ErrorCode.RateLimited</c>, <c>ErrorCode.Rejected</c>, <c>ErrorCode.Server</c>, <c>ErrorCode.Timeout</c>, <c>ErrorCode.Connection</c>,
        /// <c>ErrorCode.Protocol</c>, <c>ErrorCode.Cancelled</c>, <c>ErrorCode.Storage</c>, <c>ErrorCode.NullPointer</c>, <c>ErrorCode.InvalidUtf8</c>,
        /// <c>ErrorCode.Internal</c>.
        /// </para>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static void ClientLoginJwt(IntPtr client, string jwt)
        {
            Load();
            var failure = Imports.ringout_client_login_jwt(client, Bytes(jwt, "jwt"), out IntPtr err);
            if (failure != 0) throw Error(failure, err);
        }

        /// <summary>
        /// Logs in now with a user's phone number or e-mail address, extension (may be null) and password, and keeps them in
        /// memory to log in again whenever the token expires. Sends one token request. RingCentral is retiring this flow;
        /// prefer a JWT.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Errors are those of <c>Native.ClientLoginJwt()</c>.
        /// </para>
        /// <para>
        /// Errors:
        /// <c>ErrorCode.InvalidArgument</c>, <c>ErrorCode.Unauthorized</c>, <c>ErrorCode.Forbidden</c>, <c>ErrorCode.NotFound</c>,
        /// <c>ErrorCode.RateLimited</c>, <c>ErrorCode.Rejected</c>, <c>ErrorCode.Server</c>, <c>ErrorCode.Timeout</c>, <c>ErrorCode.Connection</c>,
        /// <c>ErrorCode.Protocol</c>, <c>ErrorCode.Cancelled</c>, <c>ErrorCode.Storage</c>, <c>ErrorCode.NullPointer</c>, <c>ErrorCode.InvalidUtf8</c>,
        /// <c>ErrorCode.Internal</c>.
        /// </para>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static void ClientLoginPassword(IntPtr client, string username, string extension, string password)
        {
            Load();
            var failure = Imports.ringout_client_login_password(client, Bytes(username, "username"), Bytes(extension, "extension"), Bytes(password, "password"), out IntPtr err);
            if (failure != 0) throw Error(failure, err);
        }

        /// <summary>
        /// Logs in now with an authorization code, as RingCentral sent it to the redirect URI. A code works once. Sends one
        /// token request. <c>Native.ClientLoginRedirect()</c> is simpler: it also checks the redirect.
        /// </summary>
        /// <remarks>
        /// <para>
        /// - <c>verifier</c>: the PKCE verifier of this login; may be null.
        /// </para>
        /// <para>
        /// Errors are those of <c>Native.ClientLoginJwt()</c>.
        /// </para>
        /// <para>
        /// Errors:
        /// <c>ErrorCode.InvalidArgument</c>, <c>ErrorCode.Unauthorized</c>, <c>ErrorCode.Forbidden</c>, <c>ErrorCode.NotFound</c>,
        /// <c>ErrorCode.RateLimited</c>, <c>ErrorCode.Rejected</c>, <c>ErrorCode.Server</c>, <c>ErrorCode.Timeout</c>, <c>ErrorCode.Connection</c>,
        /// <c>ErrorCode.Protocol</c>, <c>ErrorCode.Cancelled</c>, <c>ErrorCode.Storage</c>, <c>ErrorCode.NullPointer</c>, <c>ErrorCode.InvalidUtf8</c>,
        /// <c>ErrorCode.Internal</c>.
        /// </para>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static void ClientLoginCode(IntPtr client, string code, string redirectUri, string verifier)
        {
            Load();
            var failure = Imports.ringout_client_login_code(client, Bytes(code, "code"), Bytes(redirectUri, "redirect_uri"), Bytes(verifier, "verifier"), out IntPtr err);
            if (failure != 0) throw Error(failure, err);
        }

        /// <summary>
        /// Starts a login on RingCentral's page: creates a new <c>state</c> and PKCE verifier. Sends nothing. Send the user to
        /// <c>Native.AuthorizationUrl()</c>. Free the authorization with <c>Native.AuthorizationFree()</c>.
        /// </summary>
        /// <remarks>
        /// <para>
        /// - <c>redirect_uri</c>: one of the redirect URIs of the app in the developer console.
        /// </para>
        /// <para>
        /// Errors:
        /// <c>ErrorCode.InvalidArgument</c>, <c>ErrorCode.NullPointer</c>, <c>ErrorCode.InvalidUtf8</c>, <c>ErrorCode.Internal</c>.
        /// </para>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static IntPtr ClientAuthorizeUrl(IntPtr client, string redirectUri)
        {
            Load();
            var failure = Imports.ringout_client_authorize_url(client, Bytes(redirectUri, "redirect_uri"), out IntPtr authorization, out IntPtr err);
            if (failure != 0) throw Error(failure, err);
            return authorization;
        }

        /// <summary>
        /// Finishes a login on RingCentral's page: checks the URL that RingCentral redirected to, then logs in with the code in
        /// it. Sends one token request, or nothing if the check fails.
        /// </summary>
        /// <remarks>
        /// <para>
        /// - <c>redirected_to</c>: the whole URL or only its query.
        /// - <c>authorization</c>: stays yours.
        /// </para>
        /// <para>
        /// Returns <c>ErrorCode.InvalidArgument</c> for the parameter "state" if the redirect does not belong to this login, and
        /// <c>ErrorCode.Unauthorized</c> if the user or RingCentral refused.
        /// </para>
        /// <para>
        /// Errors:
        /// <c>ErrorCode.InvalidArgument</c>, <c>ErrorCode.Unauthorized</c>, <c>ErrorCode.Forbidden</c>, <c>ErrorCode.NotFound</c>,
        /// <c>ErrorCode.RateLimited</c>, <c>ErrorCode.Rejected</c>, <c>ErrorCode.Server</c>, <c>ErrorCode.Timeout</c>, <c>ErrorCode.Connection</c>,
        /// <c>ErrorCode.Protocol</c>, <c>ErrorCode.Cancelled</c>, <c>ErrorCode.Storage</c>, <c>ErrorCode.NullPointer</c>, <c>ErrorCode.InvalidUtf8</c>,
        /// <c>ErrorCode.Internal</c>.
        /// </para>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static void ClientLoginRedirect(IntPtr client, string redirectedTo, IntPtr authorization)
        {
            Load();
            var failure = Imports.ringout_client_login_redirect(client, Bytes(redirectedTo, "redirected_to"), authorization, out IntPtr err);
            if (failure != 0) throw Error(failure, err);
        }

        /// <summary>
        /// Replaces the token now, with the refresh token or else by logging in again. Sends one token request. There is no
        /// need to call it: requests refresh the token in time.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Returns <c>ErrorCode.NotLoggedIn</c> if there is neither a refresh token nor a credential.
        /// </para>
        /// <para>
        /// Errors:
        /// <c>ErrorCode.NotLoggedIn</c>, <c>ErrorCode.Unauthorized</c>, <c>ErrorCode.Forbidden</c>, <c>ErrorCode.NotFound</c>, <c>ErrorCode.RateLimited</c>,
        /// <c>ErrorCode.Rejected</c>, <c>ErrorCode.Server</c>, <c>ErrorCode.Timeout</c>, <c>ErrorCode.Connection</c>, <c>ErrorCode.Protocol</c>,
        /// <c>ErrorCode.Cancelled</c>, <c>ErrorCode.Storage</c>, <c>ErrorCode.NullPointer</c>, <c>ErrorCode.Internal</c>.
        /// </para>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static void ClientRefresh(IntPtr client)
        {
            Load();
            var failure = Imports.ringout_client_refresh(client, out IntPtr err);
            if (failure != 0) throw Error(failure, err);
        }

        /// <summary>
        /// Forgets the token and the credentials, in memory and in the token store, and revokes the token. Every process that
        /// uses the same token is logged out. Failing to reach RingCentral is not reported as an error.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Returns <c>ErrorCode.Storage</c> if the token store could not remove the token.
        /// </para>
        /// <para>
        /// Errors:
        /// <c>ErrorCode.Timeout</c>, <c>ErrorCode.Cancelled</c>, <c>ErrorCode.Storage</c>, <c>ErrorCode.NullPointer</c>, <c>ErrorCode.Internal</c>.
        /// </para>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static void ClientLogout(IntPtr client)
        {
            Load();
            var failure = Imports.ringout_client_logout(client, out IntPtr err);
            if (failure != 0) throw Error(failure, err);
        }

        /// <summary>
        /// Returns the current token through <c>token</c>, or null before the first login. The token may have expired. Sends
        /// nothing. Free it with <c>Native.TokenFree()</c>.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Errors:
        /// <c>ErrorCode.NullPointer</c>, <c>ErrorCode.Internal</c>.
        /// </para>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static IntPtr ClientToken(IntPtr client)
        {
            Load();
            var failure = Imports.ringout_client_token(client, out IntPtr token, out IntPtr err);
            if (failure != 0) throw Error(failure, err);
            return token;
        }

        /// <summary>
        /// Uses a token that your program kept. Sends nothing and does not write to the token store. The client copies the
        /// token, which stays yours. The first request replaces a token that has expired.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Errors:
        /// <c>ErrorCode.NullPointer</c>, <c>ErrorCode.Internal</c>.
        /// </para>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static void ClientSetToken(IntPtr client, IntPtr token)
        {
            Load();
            var failure = Imports.ringout_client_set_token(client, token, out IntPtr err);
            if (failure != 0) throw Error(failure, err);
        }

        /// <summary>
        /// Returns scheme, host and port of the server.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static string TokenKeyServer(IntPtr key)
        {
            Load();
            return Text(Imports.ringout_token_key_server(key));
        }

        /// <summary>
        /// Returns the client id of the app.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static string TokenKeyClientId(IntPtr key)
        {
            Load();
            return Text(Imports.ringout_token_key_client_id(key));
        }

        /// <summary>
        /// Returns the user: <c>token_user</c> of <c>ringout_config</c>, or a name derived from the credentials.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static string TokenKeyUser(IntPtr key)
        {
            Load();
            return Text(Imports.ringout_token_key_user(key));
        }

        /// <summary>
        /// Returns server, app and user in one string, unique for each key. Most stores need only this.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static string TokenKeyText(IntPtr key)
        {
            Load();
            return Text(Imports.ringout_token_key_text(key));
        }

        /// <summary>
        /// Sets the token that <c>load</c> found, as <c>save</c> received it. With null or a string that is not UTF-8, the load fails.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static void TokenSinkSetToken(IntPtr sink, string token)
        {
            Load();
            Imports.ringout_token_sink_set_token(sink, Bytes(token, "token"));
        }

        /// <summary>
        /// Sets the reason why a callback fails, for the user to read. It becomes part of an error message, so it must not
        /// contain a secret.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static void TokenSinkSetFailure(IntPtr sink, string failure)
        {
            Load();
            Imports.ringout_token_sink_set_failure(sink, Bytes(failure, "failure"));
        }

        /// <summary>
        /// Returns scheme, host and port of the server.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static string LedgerKeyServer(IntPtr key)
        {
            Load();
            return Text(Imports.ringout_ledger_key_server(key));
        }

        /// <summary>
        /// Returns the client id of the app.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static string LedgerKeyClientId(IntPtr key)
        {
            Load();
            return Text(Imports.ringout_ledger_key_client_id(key));
        }

        /// <summary>
        /// Returns the user: <c>token_user</c> of <c>ringout_config</c>, or a name derived from the credentials.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static string LedgerKeyUser(IntPtr key)
        {
            Load();
            return Text(Imports.ringout_ledger_key_user(key));
        }

        /// <summary>
        /// Returns the <c>dedupe_key</c> of the request. One that begins with <c>ringout:</c> names what the library itself keeps, such as a
        /// budget.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static string LedgerKeyDedupeKey(IntPtr key)
        {
            Load();
            return Text(Imports.ringout_ledger_key_dedupe_key(key));
        }

        /// <summary>
        /// Returns the four parts in one string, unique for each key. Most ledgers need only this.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static string LedgerKeyText(IntPtr key)
        {
            Load();
            return Text(Imports.ringout_ledger_key_text(key));
        }

        /// <summary>
        /// Sets what the ledger has under the key: the value as <c>swap</c> received it, and how many milliseconds ago that was, by
        /// the clock of the ledger. With null or a string that is not UTF-8, the callback fails.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static void LedgerSinkSetRecord(IntPtr sink, string value, ulong ageMs)
        {
            Load();
            Imports.ringout_ledger_sink_set_record(sink, Bytes(value, "value"), ageMs);
        }

        /// <summary>
        /// Sets the reason why a callback fails, for the user to read. It becomes part of an error message, so it must not
        /// contain a secret.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static void LedgerSinkSetFailure(IntPtr sink, string failure)
        {
            Load();
            Imports.ringout_ledger_sink_set_failure(sink, Bytes(failure, "failure"));
        }

        /// <summary>
        /// Creates a link that dials a number: "rcmobile://call?number=16505550100" or "tel:+16505550100". Sends nothing. Free
        /// the link with <c>Native.StringFree()</c>.
        /// </summary>
        /// <remarks>
        /// <para>
        /// - <c>number</c>: by the rules of a <c>ringout_call_request</c> without a country.
        /// - <c>scheme</c>: a <c>DialScheme</c>.
        /// </para>
        /// <para>
        /// Returns <c>ErrorCode.InvalidArgument</c> for a string that is not a phone number, and for an extension alone with
        /// <c>DialScheme.Tel</c>, because another app would dial it as a public number.
        /// </para>
        /// <para>
        /// Errors:
        /// <c>ErrorCode.InvalidArgument</c>, <c>ErrorCode.NullPointer</c>, <c>ErrorCode.InvalidUtf8</c>, <c>ErrorCode.Internal</c>.
        /// </para>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static string DialUri(string number, uint scheme)
        {
            Load();
            var failure = Imports.ringout_dial_uri(Bytes(number, "number"), scheme, out IntPtr uri, out IntPtr err);
            if (failure != 0) throw Error(failure, err);
            return TakeText(uri);
        }

        /// <summary>
        /// Returns the scheme of a <c>DialScheme</c>, such as "rcmobile". Never null, valid forever.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static string DialSchemeName(uint scheme)
        {
            Load();
            return Text(Imports.ringout_dial_scheme_name(scheme));
        }

        /// <summary>
        /// Requests the user's phone numbers with the CallerId feature. Sends requests of the Light group. Free the list with
        /// <c>Native.CallerIdsFree()</c>.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Returns <c>ErrorCode.Forbidden</c> without the ReadAccounts permission.
        /// </para>
        /// <para>
        /// Errors:
        /// <c>ErrorCode.NotLoggedIn</c>, <c>ErrorCode.Unauthorized</c>, <c>ErrorCode.Forbidden</c>, <c>ErrorCode.NotFound</c>, <c>ErrorCode.RateLimited</c>,
        /// <c>ErrorCode.Rejected</c>, <c>ErrorCode.Server</c>, <c>ErrorCode.Timeout</c>, <c>ErrorCode.Connection</c>, <c>ErrorCode.Protocol</c>,
        /// <c>ErrorCode.Cancelled</c>, <c>ErrorCode.Storage</c>, <c>ErrorCode.NullPointer</c>, <c>ErrorCode.Internal</c>.
        /// </para>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static IntPtr ClientCallerIds(IntPtr client)
        {
            Load();
            var failure = Imports.ringout_client_caller_ids(client, out IntPtr callerIds, out IntPtr err);
            if (failure != 0) throw Error(failure, err);
            return callerIds;
        }

        /// <summary>
        /// Frees a list of caller IDs. null does nothing.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static void CallerIdsFree(IntPtr callerIds)
        {
            Load();
            Imports.ringout_caller_ids_free(callerIds);
        }

        /// <summary>
        /// Returns the number of caller IDs in the list; 0 for null.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static long CallerIdsCount(IntPtr callerIds)
        {
            Load();
            return (long)Imports.ringout_caller_ids_count(callerIds).ToUInt64();
        }

        /// <summary>
        /// Returns RingCentral's id of the phone number at <c>index</c>, counted from 0. null if the entry has none, and for an
        /// index out of range.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static string CallerIdsId(IntPtr callerIds, long index)
        {
            Load();
            return Text(Imports.ringout_caller_ids_id(callerIds, (UIntPtr)(ulong)index));
        }

        /// <summary>
        /// Returns the phone number at <c>index</c> in E.164. null if the entry has none, and for an index out of range.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static string CallerIdsPhoneNumber(IntPtr callerIds, long index)
        {
            Load();
            return Text(Imports.ringout_caller_ids_phone_number(callerIds, (UIntPtr)(ulong)index));
        }

        /// <summary>
        /// Returns RingCentral's name for the use of the phone number at <c>index</c>, such as "DirectNumber". null if the entry
        /// has none, and for an index out of range.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static string CallerIdsUsageType(IntPtr callerIds, long index)
        {
            Load();
            return Text(Imports.ringout_caller_ids_usage_type(callerIds, (UIntPtr)(ulong)index));
        }

        /// <summary>
        /// Returns the label of the phone number at <c>index</c>. null if the entry has none, and for an index out of range.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static string CallerIdsLabel(IntPtr callerIds, long index)
        {
            Load();
            return Text(Imports.ringout_caller_ids_label(callerIds, (UIntPtr)(ulong)index));
        }

        /// <summary>
        /// Requests the user's forwarding numbers. Sends requests of the Light group. Free the list with
        /// <c>Native.ForwardingNumbersFree()</c>.
        /// </summary>
        /// <remarks>
        /// <para>
        /// A call request without a caller rings the first one, unless the user has set another. Returns <c>ErrorCode.Forbidden</c>
        /// without the ReadAccounts permission.
        /// </para>
        /// <para>
        /// Errors:
        /// <c>ErrorCode.NotLoggedIn</c>, <c>ErrorCode.Unauthorized</c>, <c>ErrorCode.Forbidden</c>, <c>ErrorCode.NotFound</c>, <c>ErrorCode.RateLimited</c>,
        /// <c>ErrorCode.Rejected</c>, <c>ErrorCode.Server</c>, <c>ErrorCode.Timeout</c>, <c>ErrorCode.Connection</c>, <c>ErrorCode.Protocol</c>,
        /// <c>ErrorCode.Cancelled</c>, <c>ErrorCode.Storage</c>, <c>ErrorCode.NullPointer</c>, <c>ErrorCode.Internal</c>.
        /// </para>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static IntPtr ClientForwardingNumbers(IntPtr client)
        {
            Load();
            var failure = Imports.ringout_client_forwarding_numbers(client, out IntPtr forwardingNumbers, out IntPtr err);
            if (failure != 0) throw Error(failure, err);
            return forwardingNumbers;
        }

        /// <summary>
        /// Frees a list of forwarding numbers. null does nothing.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static void ForwardingNumbersFree(IntPtr forwardingNumbers)
        {
            Load();
            Imports.ringout_forwarding_numbers_free(forwardingNumbers);
        }

        /// <summary>
        /// Returns the number of forwarding numbers in the list; 0 for null.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static long ForwardingNumbersCount(IntPtr forwardingNumbers)
        {
            Load();
            return (long)Imports.ringout_forwarding_numbers_count(forwardingNumbers).ToUInt64();
        }

        /// <summary>
        /// Returns RingCentral's id of the forwarding number at <c>index</c>, counted from 0: a value for <c>from_forwarding_number</c>
        /// of a <c>ringout_call_request</c>. null if the entry has none, and for an index out of range.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static string ForwardingNumbersId(IntPtr forwardingNumbers, long index)
        {
            Load();
            return Text(Imports.ringout_forwarding_numbers_id(forwardingNumbers, (UIntPtr)(ulong)index));
        }

        /// <summary>
        /// Returns the phone number at <c>index</c> in E.164. null for the few kinds of device that have none, and for an index out
        /// of range.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static string ForwardingNumbersPhoneNumber(IntPtr forwardingNumbers, long index)
        {
            Load();
            return Text(Imports.ringout_forwarding_numbers_phone_number(forwardingNumbers, (UIntPtr)(ulong)index));
        }

        /// <summary>
        /// Returns the label that the user gave the number at <c>index</c>. null if the entry has none, and for an index out of
        /// range.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static string ForwardingNumbersLabel(IntPtr forwardingNumbers, long index)
        {
            Load();
            return Text(Imports.ringout_forwarding_numbers_label(forwardingNumbers, (UIntPtr)(ulong)index));
        }

        /// <summary>
        /// Returns RingCentral's name for the kind of phone at <c>index</c>, such as "Mobile" or "PhoneLine". null if the entry has
        /// none, and for an index out of range.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static string ForwardingNumbersKind(IntPtr forwardingNumbers, long index)
        {
            Load();
            return Text(Imports.ringout_forwarding_numbers_kind(forwardingNumbers, (UIntPtr)(ulong)index));
        }

        /// <summary>
        /// Checks what would make a call fail, without ringing a phone: the login, the app's permissions, the extension and its
        /// line, the phone numbers, and this machine's clock. Sends up to three requests of the Light group, and a login if the
        /// client is not logged in. Free the report with <c>Native.PreflightFree()</c>.
        /// </summary>
        /// <remarks>
        /// <para>
        /// - <c>request</c>: the call to check the numbers of; may be null.
        /// </para>
        /// <para>
        /// Problems, and checks that could not be made, are in the report and are not errors. If there is no report, returns
        /// <c>ErrorCode.InvalidArgument</c> (the request itself is invalid), <c>ErrorCode.Timeout</c> or <c>ErrorCode.Cancelled</c>.
        /// </para>
        /// <para>
        /// Errors:
        /// <c>ErrorCode.InvalidArgument</c>, <c>ErrorCode.Timeout</c>, <c>ErrorCode.Cancelled</c>, <c>ErrorCode.NullPointer</c>, <c>ErrorCode.InvalidUtf8</c>,
        /// <c>ErrorCode.Internal</c>.
        /// </para>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static IntPtr ClientPreflight(IntPtr client, IntPtr request)
        {
            Load();
            var failure = Imports.ringout_client_preflight(client, request, out IntPtr preflight, out IntPtr err);
            if (failure != 0) throw Error(failure, err);
            return preflight;
        }

        /// <summary>
        /// Frees a report. null does nothing.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static void PreflightFree(IntPtr preflight)
        {
            Load();
            Imports.ringout_preflight_free(preflight);
        }

        /// <summary>
        /// Returns true if no check failed. Warnings and checks that could not be made do not count. False for null.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static bool PreflightOk(IntPtr preflight)
        {
            Load();
            return Imports.ringout_preflight_ok(preflight) != 0;
        }

        /// <summary>
        /// Returns the report for a person to read: one line for each check, without a newline at the end. Valid until the
        /// report is freed, like every string of the report.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static string PreflightText(IntPtr preflight)
        {
            Load();
            return Text(Imports.ringout_preflight_text(preflight));
        }

        /// <summary>
        /// Returns the number of checks: one for each kind that applies, in the order of the kinds. If the login fails, there
        /// is only that one.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static long PreflightCheckCount(IntPtr preflight)
        {
            Load();
            return (long)Imports.ringout_preflight_check_count(preflight).ToUInt64();
        }

        /// <summary>
        /// Returns the kind of the check at <c>index</c>, counted from 0: a <c>CheckKind</c>. 0 for an index out of range.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static uint PreflightCheckKind(IntPtr preflight, long index)
        {
            Load();
            return Imports.ringout_preflight_check_kind(preflight, (UIntPtr)(ulong)index);
        }

        /// <summary>
        /// Returns the name of a <c>CheckKind</c>, such as "Permission". Never null, valid forever.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static string CheckKindName(uint kind)
        {
            Load();
            return Text(Imports.ringout_check_kind_name(kind));
        }

        /// <summary>
        /// Returns the result of a check: a <c>CheckResult</c>. 0 for an index out of range.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static uint PreflightCheckResult(IntPtr preflight, long index)
        {
            Load();
            return Imports.ringout_preflight_check_result(preflight, (UIntPtr)(ulong)index);
        }

        /// <summary>
        /// Returns the name of a <c>CheckResult</c>, such as "Passed". Never null, valid forever.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static string CheckResultName(uint result)
        {
            Load();
            return Text(Imports.ringout_check_result_name(result));
        }

        /// <summary>
        /// Returns one sentence that says what was found and what to do about it. null for an index out of range.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static string PreflightCheckExplanation(IntPtr preflight, long index)
        {
            Load();
            return Text(Imports.ringout_preflight_check_explanation(preflight, (UIntPtr)(ulong)index));
        }

        /// <summary>
        /// Places a call: sends one request of the Heavy group. Free the call with <c>Native.CallFree()</c>, which does not hang
        /// up.
        /// </summary>
        /// <remarks>
        /// <para>
        /// The request is retried only if it provably was never sent, or was refused with a 401 and the client could log in
        /// again. If it may have reached RingCentral and no usable response came, the function returns <c>ErrorCode.MaybePlaced</c>
        /// and does not retry, because a retry could ring both phones again.
        /// </para>
        /// <para>
        /// - Nothing was sent: <c>ErrorCode.InvalidArgument</c>, <c>ErrorCode.NotLoggedIn</c>, <c>ErrorCode.Timeout</c>, <c>ErrorCode.Connection</c>,
        ///   <c>ErrorCode.Cancelled</c>, <c>ErrorCode.Storage</c>.
        /// - RingCentral refused and no phone rings: <c>ErrorCode.Unauthorized</c>, <c>ErrorCode.Forbidden</c> (no RingOut permission, a
        ///   caller ID that is not the user's, no funds), <c>ErrorCode.NotFound</c> (no such account or extension),
        ///   <c>ErrorCode.RateLimited</c>, <c>ErrorCode.Rejected</c>.
        /// - Phones may be ringing: <c>ErrorCode.MaybePlaced</c>, and some responses such as a gateway's 504. For all of them
        ///   <c>Native.ErrorMayHavePlaced()</c> is true.
        /// </para>
        /// <para>
        /// With a <c>dedupe_key</c>, the call is placed at most once by all processes that share the <c>ringout_ledger</c>. If the key has a
        /// call, that one is returned, also after its end, and no request is sent. After a request whose result no process knows,
        /// the call log is asked. If it has the call for certain, that one is returned, with its outcome and "" as its id.
        /// Otherwise the function returns <c>ErrorCode.MaybePlaced</c>, and the request is never sent again.
        /// </para>
        /// <para>
        /// Errors:
        /// <c>ErrorCode.InvalidArgument</c>, <c>ErrorCode.NotLoggedIn</c>, <c>ErrorCode.Unauthorized</c>, <c>ErrorCode.Forbidden</c>,
        /// <c>ErrorCode.NotFound</c>, <c>ErrorCode.RateLimited</c>, <c>ErrorCode.Rejected</c>, <c>ErrorCode.Server</c>, <c>ErrorCode.Timeout</c>,
        /// <c>ErrorCode.Connection</c>, <c>ErrorCode.Protocol</c>, <c>ErrorCode.Cancelled</c>, <c>ErrorCode.Storage</c>, <c>ErrorCode.MaybePlaced</c>,
        /// <c>ErrorCode.NullPointer</c>, <c>ErrorCode.InvalidUtf8</c>, <c>ErrorCode.Internal</c>.
        /// </para>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static IntPtr ClientCreateCall(IntPtr client, IntPtr request)
        {
            Load();
            var failure = Imports.ringout_client_create_call(client, request, out IntPtr call, out IntPtr err);
            if (failure != 0) throw Error(failure, err);
            return call;
        }

        /// <summary>
        /// Finds the call that was placed with this <c>dedupe_key</c>, by any process that shares the <c>ringout_ledger</c>. Never places
        /// one. Free it with <c>Native.CallFree()</c>.
        /// </summary>
        /// <remarks>
        /// <para>
        /// <c>call</c> receives null if no call was placed. A call that another process is placing is waited for. One that has ended
        /// has its outcome at once, and a wait for it sends nothing. The lease of the call is this client's, unless another has
        /// it: see <c>Native.CallTakeLease()</c>.
        /// </para>
        /// <para>
        /// Returns <c>ErrorCode.MaybePlaced</c> if a request was sent and nothing is known about it, not even by the call log, and
        /// <c>ErrorCode.InvalidArgument</c> without a ledger.
        /// </para>
        /// <para>
        /// Errors:
        /// <c>ErrorCode.InvalidArgument</c>, <c>ErrorCode.NotLoggedIn</c>, <c>ErrorCode.Unauthorized</c>, <c>ErrorCode.Forbidden</c>,
        /// <c>ErrorCode.NotFound</c>, <c>ErrorCode.RateLimited</c>, <c>ErrorCode.Rejected</c>, <c>ErrorCode.Server</c>, <c>ErrorCode.Timeout</c>,
        /// <c>ErrorCode.Connection</c>, <c>ErrorCode.Protocol</c>, <c>ErrorCode.Cancelled</c>, <c>ErrorCode.Storage</c>, <c>ErrorCode.MaybePlaced</c>,
        /// <c>ErrorCode.NullPointer</c>, <c>ErrorCode.InvalidUtf8</c>, <c>ErrorCode.Internal</c>.
        /// </para>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static IntPtr ClientFindCall(IntPtr client, string dedupeKey)
        {
            Load();
            var failure = Imports.ringout_client_find_call(client, Bytes(dedupeKey, "dedupe_key"), out IntPtr call, out IntPtr err);
            if (failure != 0) throw Error(failure, err);
            return call;
        }

        /// <summary>
        /// Creates a handle for a call with a known id, such as one that your program saved. Sends nothing; the state is
        /// unknown until it is requested. Free the handle with <c>Native.CallFree()</c>.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Returns <c>ErrorCode.InvalidArgument</c> for an id that is empty, longer than 256 bytes, "." or "..", or contains control
        /// characters.
        /// </para>
        /// <para>
        /// Errors:
        /// <c>ErrorCode.InvalidArgument</c>, <c>ErrorCode.NullPointer</c>, <c>ErrorCode.InvalidUtf8</c>, <c>ErrorCode.Internal</c>.
        /// </para>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static IntPtr ClientCall(IntPtr client, string id)
        {
            Load();
            var failure = Imports.ringout_client_call(client, Bytes(id, "id"), out IntPtr call, out IntPtr err);
            if (failure != 0) throw Error(failure, err);
            return call;
        }

        /// <summary>
        /// Frees a call handle. null does nothing. The call itself goes on.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static void CallFree(IntPtr call)
        {
            Load();
            Imports.ringout_call_free(call);
        }

        /// <summary>
        /// Creates another handle for the same call. Both share the known state. Free both, in any order, with
        /// <c>Native.CallFree()</c>.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Errors:
        /// <c>ErrorCode.NullPointer</c>, <c>ErrorCode.Internal</c>.
        /// </para>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static IntPtr CallClone(IntPtr call)
        {
            Load();
            var failure = Imports.ringout_call_clone(call, out IntPtr clone, out IntPtr err);
            if (failure != 0) throw Error(failure, err);
            return clone;
        }

        /// <summary>
        /// Returns RingCentral's id of the call, an opaque string. With it, <c>Native.ClientCall()</c> creates another handle, in
        /// another process if necessary. Valid until the handle is freed.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static string CallId(IntPtr call)
        {
            Load();
            return Text(Imports.ringout_call_id(call));
        }

        /// <summary>
        /// Returns whether the call was placed by another request with the same <c>dedupe_key</c>, in this process or another, and
        /// not by the one that returned this handle. False for null.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static bool CallAdopted(IntPtr call)
        {
            Load();
            return Imports.ringout_call_adopted(call) != 0;
        }

        /// <summary>
        /// Takes the lease of a call with a <c>dedupe_key</c>. <c>left_ms</c> receives how long another client still has it, in
        /// milliseconds, or 0 if it is now this client's or the call has ended.
        /// </summary>
        /// <remarks>
        /// <para>
        /// The lease says which client follows the call; it does not prevent others. The one that places or finds the call has
        /// it, unless another has it. A wait or a watch keeps it, and 30 s after a process has died it is free. A client that
        /// polls a call rarely, because it follows many, has it for longer.
        /// </para>
        /// <para>
        /// Returns <c>ErrorCode.InvalidArgument</c> for a call without a key, and <c>ErrorCode.Storage</c> if the ledger fails. Sends nothing
        /// to RingCentral.
        /// </para>
        /// <para>
        /// Errors:
        /// <c>ErrorCode.InvalidArgument</c>, <c>ErrorCode.Timeout</c>, <c>ErrorCode.Cancelled</c>, <c>ErrorCode.Storage</c>, <c>ErrorCode.NullPointer</c>,
        /// <c>ErrorCode.Internal</c>.
        /// </para>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static ulong CallTakeLease(IntPtr call)
        {
            Load();
            var failure = Imports.ringout_call_take_lease(call, out ulong leftMs, out IntPtr err);
            if (failure != 0) throw Error(failure, err);
            return leftMs;
        }

        /// <summary>
        /// Claims the outcome of a call with a <c>dedupe_key</c>, for the process that reports it. <c>claimed</c> receives true once for a
        /// key, whichever processes ask, and false before the end of the call has been seen.
        /// </summary>
        /// <remarks>
        /// <para>
        /// A process that dies between the claim and its report has claimed it even so. Returns <c>ErrorCode.InvalidArgument</c> for a
        /// call without a key, and <c>ErrorCode.Storage</c> if the ledger fails; ask the same handle again then. Sends nothing to
        /// RingCentral.
        /// </para>
        /// <para>
        /// Errors:
        /// <c>ErrorCode.InvalidArgument</c>, <c>ErrorCode.Timeout</c>, <c>ErrorCode.Cancelled</c>, <c>ErrorCode.Storage</c>, <c>ErrorCode.NullPointer</c>,
        /// <c>ErrorCode.Internal</c>.
        /// </para>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static bool CallClaimOutcome(IntPtr call)
        {
            Load();
            var failure = Imports.ringout_call_claim_outcome(call, out byte claimed, out IntPtr err);
            if (failure != 0) throw Error(failure, err);
            return claimed != 0;
        }

        /// <summary>
        /// Returns RingCentral's name of a <c>Status</c>, such as "InProgress"; "Unknown" for any other number. Never
        /// null, valid forever.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static string StatusName(uint status)
        {
            Load();
            return Text(Imports.ringout_status_name(status));
        }

        /// <summary>
        /// Returns the meaning of a status in one sentence without a full stop. Never null, valid forever.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static string StatusExplain(uint status)
        {
            Load();
            return Text(Imports.ringout_status_explain(status));
        }

        /// <summary>
        /// Returns the number of a status that RingCentral wrote: a <c>Status</c>. <c>Status.Unknown</c> for an
        /// undocumented status, a string that is not UTF-8, and null.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static uint StatusParse(string text)
        {
            Load();
            return Imports.ringout_status_parse(Bytes(text, "text"));
        }

        /// <summary>
        /// Returns true if a leg with this status could not be connected: 4 to 12.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static bool StatusIsFailedLeg(uint status)
        {
            Load();
            return Imports.ringout_status_is_failed_leg(status) != 0;
        }

        /// <summary>
        /// Returns true if no other status is expected afterwards. False for <c>Status.Success</c>: the legs end a call, not
        /// its own status.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static bool StatusIsEnded(uint status)
        {
            Load();
            return Imports.ringout_status_is_ended(status) != 0;
        }

        /// <summary>
        /// Creates a state from three statuses as RingCentral spells them, such as "InProgress", for
        /// <c>Native.CheckTransition()</c>. Any string is accepted, because RingCentral may add statuses. Sends nothing. Free the
        /// state with <c>Native.StateFree()</c>.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Errors:
        /// <c>ErrorCode.InvalidArgument</c>, <c>ErrorCode.NullPointer</c>, <c>ErrorCode.InvalidUtf8</c>, <c>ErrorCode.Internal</c>.
        /// </para>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static IntPtr StateNew(string callStatus, string callerStatus, string calleeStatus)
        {
            Load();
            var failure = Imports.ringout_state_new(Bytes(callStatus, "call_status"), Bytes(callerStatus, "caller_status"), Bytes(calleeStatus, "callee_status"), out IntPtr state, out IntPtr err);
            if (failure != 0) throw Error(failure, err);
            return state;
        }

        /// <summary>
        /// Frees a state that a function returned. null does nothing.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static void StateFree(IntPtr state)
        {
            Load();
            Imports.ringout_state_free(state);
        }

        /// <summary>
        /// Returns the status of the call as a whole: a <c>Status</c>.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static uint StateCallStatus(IntPtr state)
        {
            Load();
            return Imports.ringout_state_call_status(state);
        }

        /// <summary>
        /// Returns the status of the caller's leg: a <c>Status</c>.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static uint StateCallerStatus(IntPtr state)
        {
            Load();
            return Imports.ringout_state_caller_status(state);
        }

        /// <summary>
        /// Returns the status of the callee's leg: a <c>Status</c>.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static uint StateCalleeStatus(IntPtr state)
        {
            Load();
            return Imports.ringout_state_callee_status(state);
        }

        /// <summary>
        /// Returns the status of the call as RingCentral spells it. Valid until the state is freed, like its other strings.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static string StateCallStatusText(IntPtr state)
        {
            Load();
            return Text(Imports.ringout_state_call_status_text(state));
        }

        /// <summary>
        /// Returns the status of the caller's leg as RingCentral spells it.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static string StateCallerStatusText(IntPtr state)
        {
            Load();
            return Text(Imports.ringout_state_caller_status_text(state));
        }

        /// <summary>
        /// Returns the status of the callee's leg as RingCentral spells it.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static string StateCalleeStatusText(IntPtr state)
        {
            Load();
            return Text(Imports.ringout_state_callee_status_text(state));
        }

        /// <summary>
        /// Returns the phase of the call: a <c>Phase</c>.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static uint StatePhase(IntPtr state)
        {
            Load();
            return Imports.ringout_state_phase(state);
        }

        /// <summary>
        /// Returns the name of a <c>Phase</c>, such as "RingingCaller". Never null, valid forever.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static string PhaseName(uint phase)
        {
            Load();
            return Text(Imports.ringout_phase_name(phase));
        }

        /// <summary>
        /// Returns the three statuses in one line, such as "call InProgress, caller Success, callee InProgress".
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static string StateText(IntPtr state)
        {
            Load();
            return Text(Imports.ringout_state_text(state));
        }

        /// <summary>
        /// Returns one sentence, without a full stop, that says what is happening or how the call ended.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static string StateExplain(IntPtr state)
        {
            Load();
            return Text(Imports.ringout_state_explain(state));
        }

        /// <summary>
        /// Frees an outcome. null does nothing.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static void OutcomeFree(IntPtr outcome)
        {
            Load();
            Imports.ringout_outcome_free(outcome);
        }

        /// <summary>
        /// Returns the kind of outcome: a <c>OutcomeKind</c>.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static uint OutcomeKind(IntPtr outcome)
        {
            Load();
            return Imports.ringout_outcome_kind(outcome);
        }

        /// <summary>
        /// Returns the name of a <c>OutcomeKind</c>, such as "Completed". Never null, valid forever.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static string OutcomeKindName(uint kind)
        {
            Load();
            return Text(Imports.ringout_outcome_kind_name(kind));
        }

        /// <summary>
        /// Returns the leg that decided the outcome: a <c>Leg</c>.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static uint OutcomeLeg(IntPtr outcome)
        {
            Load();
            return Imports.ringout_outcome_leg(outcome);
        }

        /// <summary>
        /// Returns the name of a <c>Leg</c>, such as "caller". Never null, valid forever.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static string LegName(uint leg)
        {
            Load();
            return Text(Imports.ringout_leg_name(leg));
        }

        /// <summary>
        /// Returns the status that decided the outcome: a <c>Status</c>.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static uint OutcomeStatus(IntPtr outcome)
        {
            Load();
            return Imports.ringout_outcome_status(outcome);
        }

        /// <summary>
        /// Returns the status that decided the outcome, as RingCentral spells it. Valid until the outcome is freed, like its
        /// other strings.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static string OutcomeStatusText(IntPtr outcome)
        {
            Load();
            return Text(Imports.ringout_outcome_status_text(outcome));
        }

        /// <summary>
        /// Returns true if caller and callee were connected at some time.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static bool OutcomeConnected(IntPtr outcome)
        {
            Load();
            return Imports.ringout_outcome_connected(outcome) != 0;
        }

        /// <summary>
        /// Returns true if RingCentral accepted a cancel from this handle before the end.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static bool OutcomeCancelledByUs(IntPtr outcome)
        {
            Load();
            return Imports.ringout_outcome_cancelled_by_us(outcome) != 0;
        }

        /// <summary>
        /// Returns where the outcome is known from: a <c>Source</c>; 0 for null.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static uint OutcomeSource(IntPtr outcome)
        {
            Load();
            return Imports.ringout_outcome_source(outcome);
        }

        /// <summary>
        /// Returns the name of a <c>Source</c>, such as "Status". Never null, valid forever.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static string OutcomeSourceName(uint source)
        {
            Load();
            return Text(Imports.ringout_outcome_source_name(source));
        }

        /// <summary>
        /// Returns one sentence that explains the outcome, without a full stop.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static string OutcomeExplanation(IntPtr outcome)
        {
            Load();
            return Text(Imports.ringout_outcome_explanation(outcome));
        }

        /// <summary>
        /// Returns the kind and the explanation in one line.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static string OutcomeText(IntPtr outcome)
        {
            Load();
            return Text(Imports.ringout_outcome_text(outcome));
        }

        /// <summary>
        /// Judges whether the state <c>to</c> may follow the state <c>from</c>. Sends nothing. Free the verdict with
        /// <c>Native.VerdictFree()</c>.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Errors:
        /// <c>ErrorCode.NullPointer</c>, <c>ErrorCode.Internal</c>.
        /// </para>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static IntPtr CheckTransition(IntPtr from, IntPtr to)
        {
            Load();
            var failure = Imports.ringout_check_transition(from, to, out IntPtr verdict, out IntPtr err);
            if (failure != 0) throw Error(failure, err);
            return verdict;
        }

        /// <summary>
        /// Frees a verdict that a function returned. null does nothing. Do not free a verdict that belongs to a change.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static void VerdictFree(IntPtr verdict)
        {
            Load();
            Imports.ringout_verdict_free(verdict);
        }

        /// <summary>
        /// Returns the worst kind among the three statuses and their combination: a <c>VerdictKind</c>. The numbers grow
        /// from best to worst.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static uint VerdictKind(IntPtr verdict)
        {
            Load();
            return Imports.ringout_verdict_kind(verdict);
        }

        /// <summary>
        /// Returns the name of a <c>VerdictKind</c>, such as "Documented". Never null, valid forever.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static string VerdictKindName(uint kind)
        {
            Load();
            return Text(Imports.ringout_verdict_kind_name(kind));
        }

        /// <summary>
        /// Returns the kind and all reasons in one line. Valid until the verdict is freed, like its other strings.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static string VerdictText(IntPtr verdict)
        {
            Load();
            return Text(Imports.ringout_verdict_text(verdict));
        }

        /// <summary>
        /// Returns the number of reasons: 0 if the transition is unchanged or documented.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static long VerdictReasonCount(IntPtr verdict)
        {
            Load();
            return (long)Imports.ringout_verdict_reason_count(verdict).ToUInt64();
        }

        /// <summary>
        /// Returns the part that the reason at <c>index</c>, counted from 0, concerns: a <c>Field</c>.
        /// <c>Field.Combination</c> for an index out of range.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static uint VerdictReasonField(IntPtr verdict, long index)
        {
            Load();
            return Imports.ringout_verdict_reason_field(verdict, (UIntPtr)(ulong)index);
        }

        /// <summary>
        /// Returns the name of a <c>Field</c>, such as "caller". Never null, valid forever.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static string FieldName(uint field)
        {
            Load();
            return Text(Imports.ringout_field_name(field));
        }

        /// <summary>
        /// Returns the kind of a reason: a <c>VerdictKind</c>. <c>VerdictKind.Unchanged</c> for an index out of range.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static uint VerdictReasonKind(IntPtr verdict, long index)
        {
            Load();
            return Imports.ringout_verdict_reason_kind(verdict, (UIntPtr)(ulong)index);
        }

        /// <summary>
        /// Returns a reason in words; null for an index out of range.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static string VerdictReasonText(IntPtr verdict, long index)
        {
            Load();
            return Text(Imports.ringout_verdict_reason_text(verdict, (UIntPtr)(ulong)index));
        }

        /// <summary>
        /// Returns the inferred path through states that were not seen, such as "InProgress &gt; Success &gt; Finished". null if no
        /// state was skipped, and for an index out of range.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static string VerdictReasonPath(IntPtr verdict, long index)
        {
            Load();
            return Text(Imports.ringout_verdict_reason_path(verdict, (UIntPtr)(ulong)index));
        }

        /// <summary>
        /// Returns the number of statuses in the inferred path; 0 if no state was skipped.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static long VerdictReasonPathCount(IntPtr verdict, long index)
        {
            Load();
            return (long)Imports.ringout_verdict_reason_path_count(verdict, (UIntPtr)(ulong)index).ToUInt64();
        }

        /// <summary>
        /// Returns the status at <c>position</c>, counted from 0, of the inferred path: a <c>Status</c>.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static uint VerdictReasonPathStatus(IntPtr verdict, long index, long position)
        {
            Load();
            return Imports.ringout_verdict_reason_path_status(verdict, (UIntPtr)(ulong)index, (UIntPtr)(ulong)position);
        }

        /// <summary>
        /// Returns the name of a <c>Until</c>, such as "ended". Never null, valid forever.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static string UntilName(uint until)
        {
            Load();
            return Text(Imports.ringout_until_name(until));
        }

        /// <summary>
        /// Requests the current state of the call. Sends one request of the Light group, retried if the response is lost or
        /// RingCentral fails. Free the state with <c>Native.StateFree()</c>.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Returns <c>ErrorCode.NotFound</c> some time after the end, when RingCentral has forgotten the call, and for a gateway's
        /// 404. Do not poll with it: <c>Native.CallWait()</c> and <c>Native.CallWatch()</c> poll as often as the rate limits allow,
        /// for all calls of the client together.
        /// </para>
        /// <para>
        /// Errors:
        /// <c>ErrorCode.NotLoggedIn</c>, <c>ErrorCode.Unauthorized</c>, <c>ErrorCode.Forbidden</c>, <c>ErrorCode.NotFound</c>, <c>ErrorCode.RateLimited</c>,
        /// <c>ErrorCode.Rejected</c>, <c>ErrorCode.Server</c>, <c>ErrorCode.Timeout</c>, <c>ErrorCode.Connection</c>, <c>ErrorCode.Protocol</c>,
        /// <c>ErrorCode.Cancelled</c>, <c>ErrorCode.Storage</c>, <c>ErrorCode.NullPointer</c>, <c>ErrorCode.Internal</c>.
        /// </para>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static IntPtr CallStatus(IntPtr call)
        {
            Load();
            var failure = Imports.ringout_call_status(call, out IntPtr state, out IntPtr err);
            if (failure != 0) throw Error(failure, err);
            return state;
        }

        /// <summary>
        /// Returns the last known state through <c>state</c>, or null if there is none yet. Sends nothing. Free the state with
        /// <c>Native.StateFree()</c>.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Errors:
        /// <c>ErrorCode.NullPointer</c>, <c>ErrorCode.Internal</c>.
        /// </para>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static IntPtr CallState(IntPtr call)
        {
            Load();
            var failure = Imports.ringout_call_state(call, out IntPtr state, out IntPtr err);
            if (failure != 0) throw Error(failure, err);
            return state;
        }

        /// <summary>
        /// Returns how the call ended, judged by the last known state. Sends nothing. The kind is
        /// <c>OutcomeKind.StillInProgress</c> until the end was seen. Free the outcome with <c>Native.OutcomeFree()</c>.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Errors:
        /// <c>ErrorCode.NullPointer</c>, <c>ErrorCode.Internal</c>.
        /// </para>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static IntPtr CallOutcome(IntPtr call)
        {
            Load();
            var failure = Imports.ringout_call_outcome(call, out IntPtr outcome, out IntPtr err);
            if (failure != 0) throw Error(failure, err);
            return outcome;
        }

        /// <summary>
        /// Asks RingCentral to hang up, polls the call once, and returns the effect: a <c>CancelEffect</c>. Sends a request of
        /// the Heavy group and one of the Light group, or nothing if the call is known to be over. <c>Native.CallState()</c> then
        /// has the polled state.
        /// </summary>
        /// <remarks>
        /// <para>
        /// A call that is already over is not an error. A 404 that does not name the call is one, because it says nothing about
        /// the call.
        /// </para>
        /// <para>
        /// Errors:
        /// <c>ErrorCode.NotLoggedIn</c>, <c>ErrorCode.Unauthorized</c>, <c>ErrorCode.Forbidden</c>, <c>ErrorCode.NotFound</c>, <c>ErrorCode.RateLimited</c>,
        /// <c>ErrorCode.Rejected</c>, <c>ErrorCode.Server</c>, <c>ErrorCode.Timeout</c>, <c>ErrorCode.Connection</c>, <c>ErrorCode.Protocol</c>,
        /// <c>ErrorCode.Cancelled</c>, <c>ErrorCode.Storage</c>, <c>ErrorCode.NullPointer</c>, <c>ErrorCode.Internal</c>.
        /// </para>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static uint CallCancel(IntPtr call)
        {
            Load();
            var failure = Imports.ringout_call_cancel(call, out uint effect, out IntPtr err);
            if (failure != 0) throw Error(failure, err);
            return effect;
        }

        /// <summary>
        /// Lets the call go on: nothing that has begun so far hangs it up when it is left, neither a <c>ringout_scoped_call</c> nor a
        /// wait with <c>cancel_on_exit</c>, through any handle of the call. <c>Native.CallCancel()</c>, <c>cancel_on_timeout</c> and what
        /// begins later still do. Sends nothing. null does nothing.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static void CallDetach(IntPtr call)
        {
            Load();
            Imports.ringout_call_detach(call);
        }

        /// <summary>
        /// Returns the name of a <c>CancelEffect</c>, such as "HungUp". Never null, valid forever.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static string CancelEffectName(uint effect)
        {
            Load();
            return Text(Imports.ringout_cancel_effect_name(effect));
        }

        /// <summary>
        /// Waits until the call ends, or until it is answered, and returns the outcome. Free it with <c>Native.OutcomeFree()</c>.
        /// </summary>
        /// <remarks>
        /// <para>
        /// - <c>options</c>: what to wait for and how long; may be null.
        /// </para>
        /// <para>
        /// If the timeout passes, the outcome is <c>OutcomeKind.StillInProgress</c>. A call that vanishes is an outcome, too.
        /// The function fails only if polling the call is futile: your program is not logged in (<c>ErrorCode.NotLoggedIn</c>,
        /// <c>ErrorCode.Unauthorized</c>), may not see the call (<c>ErrorCode.Forbidden</c>), or interrupted the wait (<c>ErrorCode.Cancelled</c>).
        /// </para>
        /// <para>
        /// Lost responses, 5xx, rate limits and 404s that do not name the call only delay the result. After two minutes of
        /// nothing but such 404s, the outcome is <c>OutcomeKind.EndedUnknown</c>.
        /// </para>
        /// <para>
        /// Errors:
        /// <c>ErrorCode.InvalidArgument</c>, <c>ErrorCode.NotLoggedIn</c>, <c>ErrorCode.Unauthorized</c>, <c>ErrorCode.Forbidden</c>,
        /// <c>ErrorCode.Cancelled</c>, <c>ErrorCode.Storage</c>, <c>ErrorCode.NullPointer</c>, <c>ErrorCode.Internal</c>.
        /// </para>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static IntPtr CallWait(IntPtr call, IntPtr options)
        {
            Load();
            var failure = Imports.ringout_call_wait(call, options, out IntPtr outcome, out IntPtr err);
            if (failure != 0) throw Error(failure, err);
            return outcome;
        }

        /// <summary>
        /// Copies a change, so that it outlives the callback or the next call of <c>Native.WatchNext()</c>. Sends nothing. Free the
        /// copy with <c>Native.ChangeFree()</c>.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Errors:
        /// <c>ErrorCode.NullPointer</c>, <c>ErrorCode.Internal</c>.
        /// </para>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static IntPtr ChangeClone(IntPtr change)
        {
            Load();
            var failure = Imports.ringout_change_clone(change, out IntPtr clone, out IntPtr err);
            if (failure != 0) throw Error(failure, err);
            return clone;
        }

        /// <summary>
        /// Frees a change from <c>Native.ChangeClone()</c> or <c>Native.EventTakeChange()</c>. null does nothing. Do not free a change that belongs to a watch.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static void ChangeFree(IntPtr change)
        {
            Load();
            Imports.ringout_change_free(change);
        }

        /// <summary>
        /// Returns the previous state. null for the first poll of a call that was not placed through this handle.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static IntPtr ChangePrevious(IntPtr change)
        {
            Load();
            return Imports.ringout_change_previous(change);
        }

        /// <summary>
        /// Returns the new state.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static IntPtr ChangeState(IntPtr change)
        {
            Load();
            return Imports.ringout_change_state(change);
        }

        /// <summary>
        /// Returns how the transition compares with RingCentral's documentation. null if there is no previous state.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static IntPtr ChangeVerdict(IntPtr change)
        {
            Load();
            return Imports.ringout_change_verdict(change);
        }

        /// <summary>
        /// Returns the lower bound of the time of the change: when the last poll that showed the previous state began. In
        /// milliseconds since the call was placed, or the handle created.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static ulong ChangeEarliestMs(IntPtr change)
        {
            Load();
            return Imports.ringout_change_earliest_ms(change);
        }

        /// <summary>
        /// Returns the upper bound of the time of the change: when a poll showed it. In milliseconds since the call was placed,
        /// or the handle created.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static ulong ChangeLatestMs(IntPtr change)
        {
            Load();
            return Imports.ringout_change_latest_ms(change);
        }

        /// <summary>
        /// Follows the call and calls <c>callback</c> for each change, until <c>Native.CallWait()</c> would return. Returns the
        /// outcome; free it with <c>Native.OutcomeFree()</c>. Errors are those of <c>Native.CallWait()</c>.
        /// </summary>
        /// <remarks>
        /// <para>
        /// - <c>options</c>: what to wait for and how long; may be null.
        /// - <c>user_data</c>: passed to the callback; may be null.
        /// </para>
        /// <para>
        /// If the callback stops the watch, that is not an error: the outcome is that of the last known state,
        /// <c>OutcomeKind.StillInProgress</c> unless the call is over. The call goes on and can be watched again, unless
        /// <c>cancel_on_exit</c> is set. The callback may use the call, but must not free it.
        /// </para>
        /// <para>
        /// Errors:
        /// <c>ErrorCode.InvalidArgument</c>, <c>ErrorCode.NotLoggedIn</c>, <c>ErrorCode.Unauthorized</c>, <c>ErrorCode.Forbidden</c>,
        /// <c>ErrorCode.Cancelled</c>, <c>ErrorCode.Storage</c>, <c>ErrorCode.NullPointer</c>, <c>ErrorCode.Internal</c>.
        /// </para>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static IntPtr CallWatch(IntPtr call, IntPtr options, WatchCallback callback, IntPtr userData)
        {
            Load();
            var failure = Imports.ringout_call_watch(call, options, callback, userData, out IntPtr outcome, out IntPtr err);
            if (failure != 0) throw Error(failure, err);
            return outcome;
        }

        /// <summary>
        /// Starts to follow a call. Does not block. Free the watch with <c>Native.WatchFree()</c>; the call handle may be freed
        /// before.
        /// </summary>
        /// <remarks>
        /// <para>
        /// - <c>options</c>: what to wait for and how long, counted from now; may be null.
        /// </para>
        /// <para>
        /// Errors:
        /// <c>ErrorCode.InvalidArgument</c>, <c>ErrorCode.NullPointer</c>, <c>ErrorCode.Internal</c>.
        /// </para>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static IntPtr WatchNew(IntPtr call, IntPtr options)
        {
            Load();
            var failure = Imports.ringout_watch_new(call, options, out IntPtr watch, out IntPtr err);
            if (failure != 0) throw Error(failure, err);
            return watch;
        }

        /// <summary>
        /// Frees a watch and its current change. null does nothing. The call goes on, unless <c>cancel_on_exit</c> is set and the
        /// watch is not over.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static void WatchFree(IntPtr watch)
        {
            Load();
            Imports.ringout_watch_free(watch);
        }

        /// <summary>
        /// Waits for the next change and returns it through <c>change</c>, or null when <c>Native.CallWait()</c> would return. The
        /// change is valid until the next call of this function. Errors are those of <c>Native.CallWait()</c>; after one, the
        /// watch is over.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Errors:
        /// <c>ErrorCode.NotLoggedIn</c>, <c>ErrorCode.Unauthorized</c>, <c>ErrorCode.Forbidden</c>, <c>ErrorCode.Cancelled</c>, <c>ErrorCode.Storage</c>,
        /// <c>ErrorCode.NullPointer</c>, <c>ErrorCode.Internal</c>.
        /// </para>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static IntPtr WatchNext(IntPtr watch)
        {
            Load();
            var failure = Imports.ringout_watch_next(watch, out IntPtr change, out IntPtr err);
            if (failure != 0) throw Error(failure, err);
            return change;
        }

        /// <summary>
        /// Like <c>Native.WatchNext()</c>, but waits at most <c>timeout_ms</c> for the change, so that a thread can do something else in
        /// between. Sets <c>ended</c> to true at the end of the watch. If <c>change</c> is null and <c>ended</c> is false, the time has passed and
        /// the watch goes on.
        /// </summary>
        /// <remarks>
        /// <para>
        /// - <c>timeout_ms</c>: the longest time to wait, in milliseconds. 0 takes a change that has arrived. <c>RINGOUT_DEFAULT_TIMEOUT</c>
        ///   waits for the change without a limit.
        /// </para>
        /// <para>
        /// It takes longer than that only to hang up, if <c>cancel_on_timeout</c> is set and the timeout of the watch passes.
        /// </para>
        /// <para>
        /// Errors:
        /// <c>ErrorCode.InvalidArgument</c>, <c>ErrorCode.NullPointer</c>, <c>ErrorCode.Internal</c>.
        /// </para>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static IntPtr WatchNextTimeout(IntPtr watch, uint timeoutMs, out bool ended)
        {
            Load();
            var failure = Imports.ringout_watch_next_timeout(watch, timeoutMs, out IntPtr change, out byte endedByte, out IntPtr err);
            if (failure != 0) throw Error(failure, err);
            ended = endedByte != 0;
            return change;
        }

        /// <summary>
        /// Returns the outcome of the call, judged by the last known state. Sends nothing. Free it with
        /// <c>Native.OutcomeFree()</c>.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Errors:
        /// <c>ErrorCode.NullPointer</c>, <c>ErrorCode.Internal</c>.
        /// </para>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static IntPtr WatchOutcome(IntPtr watch)
        {
            Load();
            var failure = Imports.ringout_watch_outcome(watch, out IntPtr outcome, out IntPtr err);
            if (failure != 0) throw Error(failure, err);
            return outcome;
        }

        /// <summary>
        /// Creates a scoped call. Free it with <c>Native.ScopedCallFree()</c>, before or after the call handle.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Errors:
        /// <c>ErrorCode.NullPointer</c>, <c>ErrorCode.Internal</c>.
        /// </para>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static IntPtr ScopedCallNew(IntPtr call)
        {
            Load();
            var failure = Imports.ringout_scoped_call_new(call, out IntPtr scoped, out IntPtr err);
            if (failure != 0) throw Error(failure, err);
            return scoped;
        }

        /// <summary>
        /// Frees a scoped call and begins to hang up, unless the call is known to be over or <c>Native.CallDetach()</c> was called
        /// since. Does not block. null does nothing.
        /// </summary>
        /// <remarks>
        /// <para>
        /// The library sends the cancel on one of its threads, for up to five seconds, and logs the effect. Freeing the last
        /// handle of the client waits for it; a process that exits before that may lose it. In a forked child nothing is sent.
        /// </para>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static void ScopedCallFree(IntPtr scoped)
        {
            Load();
            Imports.ringout_scoped_call_free(scoped);
        }

        /// <summary>
        /// Returns the step: a <c>JournalStep</c>; 0 for null.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static uint JournalEntryStep(IntPtr entry)
        {
            Load();
            return Imports.ringout_journal_entry_step(entry);
        }

        /// <summary>
        /// Returns the name of a <c>JournalStep</c>, such as "Placing". Never null, valid forever.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static string JournalStepName(uint step)
        {
            Load();
            return Text(Imports.ringout_journal_step_name(step));
        }

        /// <summary>
        /// Returns the index of the request in the array, counted from 0.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static long JournalEntryIndex(IntPtr entry)
        {
            Load();
            return (long)Imports.ringout_journal_entry_index(entry).ToUInt64();
        }

        /// <summary>
        /// Returns the time of the step, in milliseconds since 1970 (UTC) by this machine's clock; -1 for null. It is the value
        /// for <c>sent_at_unix_ms</c> of <c>Native.ClientCallLog()</c>.
        /// </summary>
        /// <remarks>
        /// <para>
        /// For <c>JournalStep.MaybePlaced</c> it is when the first byte of the request was sent. For
        /// <c>JournalStep.Placing</c> it is the last moment before that, after the login and the wait for the rate limit.
        /// </para>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static long JournalEntryAtUnixMs(IntPtr entry)
        {
            Load();
            return Imports.ringout_journal_entry_at_unix_ms(entry);
        }

        /// <summary>
        /// Returns the callee's number as it is sent.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static string JournalEntryTo(IntPtr entry)
        {
            Load();
            return Text(Imports.ringout_journal_entry_to(entry));
        }

        /// <summary>
        /// Returns the caller's number as it is sent; null if there is none.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static string JournalEntryFrom(IntPtr entry)
        {
            Load();
            return Text(Imports.ringout_journal_entry_from(entry));
        }

        /// <summary>
        /// Returns RingCentral's id of the call, from <c>JournalStep.Placed</c> on; null if there is no call.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static string JournalEntryCallId(IntPtr entry)
        {
            Load();
            return Text(Imports.ringout_journal_entry_call_id(entry));
        }

        /// <summary>
        /// Returns the outcome of the call, with <c>JournalStep.Ended</c>; else null.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static IntPtr JournalEntryOutcome(IntPtr entry)
        {
            Load();
            return Imports.ringout_journal_entry_outcome(entry);
        }

        /// <summary>
        /// Returns why the call was not placed, or may not have been; else null.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static IntPtr JournalEntryError(IntPtr entry)
        {
            Load();
            return Imports.ringout_journal_entry_error(entry);
        }

        /// <summary>
        /// Returns the entry in one line, such as "0 Placed to +16505550100 as 234343434".
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static string JournalEntryText(IntPtr entry)
        {
            Load();
            return Text(Imports.ringout_journal_entry_text(entry));
        }

        /// <summary>
        /// Frees a result with its call handle and its outcome or error. null does nothing.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static void PlacedFree(IntPtr placed)
        {
            Load();
            Imports.ringout_placed_free(placed);
        }

        /// <summary>
        /// Returns the index of the request in the array, counted from 0.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static long PlacedIndex(IntPtr placed)
        {
            Load();
            return (long)Imports.ringout_placed_index(placed).ToUInt64();
        }

        /// <summary>
        /// Returns the call; null if it was not placed. <c>Native.CallClone()</c> creates a handle that outlives the result.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static IntPtr PlacedCall(IntPtr placed)
        {
            Load();
            return Imports.ringout_placed_call(placed);
        }

        /// <summary>
        /// Returns the outcome of the call; null if there is an error instead.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static IntPtr PlacedOutcome(IntPtr placed)
        {
            Load();
            return Imports.ringout_placed_outcome(placed);
        }

        /// <summary>
        /// Returns the error, or null if there is an outcome. Without a call it is an error of <c>Native.ClientCreateCall()</c>.
        /// With a call it is one of <c>Native.CallWait()</c>: the call was placed but could not be followed to its end.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static IntPtr PlacedError(IntPtr placed)
        {
            Load();
            return Imports.ringout_placed_error(placed);
        }

        /// <summary>
        /// Starts a batch of calls, placed as fast as the rate limits allow (10 a minute unless RingCentral reports otherwise).
        /// Sends nothing yet: <c>Native.PlaceAllNext()</c> places the calls and returns their results. Free the batch with
        /// <c>Native.PlaceAllFree()</c>; the client handle may be freed before.
        /// </summary>
        /// <remarks>
        /// <para>
        /// - <c>requests</c>: an array of <c>count</c> structs, which are copied. May be null if <c>count</c> is 0.
        /// - <c>options</c>: may be null.
        /// </para>
        /// <para>
        /// All requests are checked first. <c>ErrorCode.InvalidArgument</c>, with a parameter such as "requests[3].to", means that no
        /// call was or will be placed. The rules of <c>Native.ClientCreateCall()</c> apply to each request, so none is placed
        /// twice. A request over the rate limit waits for its turn, without a limit of time unless <c>total_timeout_ms</c> is set.
        /// </para>
        /// <para>
        /// Errors:
        /// <c>ErrorCode.InvalidArgument</c>, <c>ErrorCode.NullPointer</c>, <c>ErrorCode.InvalidUtf8</c>, <c>ErrorCode.Internal</c>.
        /// </para>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static IntPtr ClientPlaceAll(IntPtr client, IntPtr requests, long count, IntPtr options)
        {
            Load();
            var failure = Imports.ringout_client_place_all(client, requests, (UIntPtr)(ulong)count, options, out IntPtr placeAll, out IntPtr err);
            if (failure != 0) throw Error(failure, err);
            return placeAll;
        }

        /// <summary>
        /// Frees a batch. null does nothing. No more calls are placed; those that were placed go on.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static void PlaceAllFree(IntPtr placeAll)
        {
            Load();
            Imports.ringout_place_all_free(placeAll);
        }

        /// <summary>
        /// Waits until the next call ends and returns its result through <c>placed</c>, or null when every request has had its
        /// result. Places the other calls meanwhile. Free the result with <c>Native.PlacedFree()</c>.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Each request has exactly one result, in the order in which the calls end. The error of a request or a call is in its
        /// result and does not fail this function. Once the client's cancel token is cancelled, and in a forked child, each
        /// request without a result gets <c>ErrorCode.Cancelled</c>, together with its call if it was placed.
        /// </para>
        /// <para>
        /// Errors:
        /// <c>ErrorCode.NullPointer</c>, <c>ErrorCode.Internal</c>.
        /// </para>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static IntPtr PlaceAllNext(IntPtr placeAll)
        {
            Load();
            var failure = Imports.ringout_place_all_next(placeAll, out IntPtr placed, out IntPtr err);
            if (failure != 0) throw Error(failure, err);
            return placed;
        }

        /// <summary>
        /// Returns the number of requests that have no result yet.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static long PlaceAllRemaining(IntPtr placeAll)
        {
            Load();
            return (long)Imports.ringout_place_all_remaining(placeAll).ToUInt64();
        }

        /// <summary>
        /// Looks the call up in RingCentral's call log. Sends one request of the Heavy group (10 a minute). Free the result
        /// with <c>Native.LoggedCallFree()</c>.
        /// </summary>
        /// <remarks>
        /// <para>
        /// The call log does not contain the ids of RingOut calls, so the call is found by its numbers and the time it was
        /// placed. RingCentral writes the record after the call has ended, sometimes a minute later; until then the match is
        /// <c>LogMatch.None</c>. A wait for a call that vanished before its end was seen looks it up automatically.
        /// </para>
        /// <para>
        /// Returns <c>ErrorCode.Forbidden</c> without the ReadCallLog permission, and <c>ErrorCode.InvalidArgument</c> for a handle that was
        /// created from an id, because its numbers and time are unknown. Use <c>Native.ClientCallLog()</c> for such a call.
        /// </para>
        /// <para>
        /// Errors:
        /// <c>ErrorCode.InvalidArgument</c>, <c>ErrorCode.NotLoggedIn</c>, <c>ErrorCode.Unauthorized</c>, <c>ErrorCode.Forbidden</c>,
        /// <c>ErrorCode.NotFound</c>, <c>ErrorCode.RateLimited</c>, <c>ErrorCode.Rejected</c>, <c>ErrorCode.Server</c>, <c>ErrorCode.Timeout</c>,
        /// <c>ErrorCode.Connection</c>, <c>ErrorCode.Protocol</c>, <c>ErrorCode.Cancelled</c>, <c>ErrorCode.Storage</c>, <c>ErrorCode.NullPointer</c>,
        /// <c>ErrorCode.Internal</c>.
        /// </para>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static IntPtr CallLog(IntPtr call)
        {
            Load();
            var failure = Imports.ringout_call_log(call, out IntPtr logged, out IntPtr err);
            if (failure != 0) throw Error(failure, err);
            return logged;
        }

        /// <summary>
        /// Looks a call up by its numbers and time, like <c>Native.CallLog()</c>: a call that may have been placed (see
        /// <c>Native.ErrorAttemptTo()</c> and the functions after it), or one of an earlier run. Free the result with
        /// <c>Native.LoggedCallFree()</c>.
        /// </summary>
        /// <remarks>
        /// <para>
        /// - <c>to</c>: the callee's number.
        /// - <c>from</c>: the caller's number, or null if it is not known.
        /// - <c>sent_at_unix_ms</c>: when the request was sent, in milliseconds since 1970 (UTC).
        /// </para>
        /// <para>
        /// Errors:
        /// <c>ErrorCode.InvalidArgument</c>, <c>ErrorCode.NotLoggedIn</c>, <c>ErrorCode.Unauthorized</c>, <c>ErrorCode.Forbidden</c>,
        /// <c>ErrorCode.NotFound</c>, <c>ErrorCode.RateLimited</c>, <c>ErrorCode.Rejected</c>, <c>ErrorCode.Server</c>, <c>ErrorCode.Timeout</c>,
        /// <c>ErrorCode.Connection</c>, <c>ErrorCode.Protocol</c>, <c>ErrorCode.Cancelled</c>, <c>ErrorCode.Storage</c>, <c>ErrorCode.NullPointer</c>,
        /// <c>ErrorCode.InvalidUtf8</c>, <c>ErrorCode.Internal</c>.
        /// </para>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static IntPtr ClientCallLog(IntPtr client, string to, string from, long sentAtUnixMs)
        {
            Load();
            var failure = Imports.ringout_client_call_log(client, Bytes(to, "to"), Bytes(from, "from"), sentAtUnixMs, out IntPtr logged, out IntPtr err);
            if (failure != 0) throw Error(failure, err);
            return logged;
        }

        /// <summary>
        /// Frees a call log entry. null does nothing.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static void LoggedCallFree(IntPtr logged)
        {
            Load();
            Imports.ringout_logged_call_free(logged);
        }

        /// <summary>
        /// Returns how certain it is that the record belongs to the call: a <c>LogMatch</c>. The numbers grow with
        /// certainty.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static uint LoggedCallMatching(IntPtr logged)
        {
            Load();
            return Imports.ringout_logged_call_matching(logged);
        }

        /// <summary>
        /// Returns the name of a <c>LogMatch</c>, such as "Certain". Never null, valid forever.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static string LogMatchName(uint matching)
        {
            Load();
            return Text(Imports.ringout_log_match_name(matching));
        }

        /// <summary>
        /// Returns the number of records that fit equally well; 0 if none fits.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static long LoggedCallCandidates(IntPtr logged)
        {
            Load();
            return (long)Imports.ringout_logged_call_candidates(logged).ToUInt64();
        }

        /// <summary>
        /// Returns RingCentral's id of the record.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static string LoggedCallId(IntPtr logged)
        {
            Load();
            return Text(Imports.ringout_logged_call_id(logged));
        }

        /// <summary>
        /// Returns RingCentral's id of the telephony session.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static string LoggedCallSessionId(IntPtr logged)
        {
            Load();
            return Text(Imports.ringout_logged_call_session_id(logged));
        }

        /// <summary>
        /// Returns the start of the call by RingCentral's clock, in milliseconds since 1970 (UTC); -1 if it is not known.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static long LoggedCallStartTimeUnixMs(IntPtr logged)
        {
            Load();
            return Imports.ringout_logged_call_start_time_unix_ms(logged);
        }

        /// <summary>
        /// Returns the duration of the call in milliseconds, with a precision of one second.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static ulong LoggedCallDurationMs(IntPtr logged)
        {
            Load();
            return Imports.ringout_logged_call_duration_ms(logged);
        }

        /// <summary>
        /// Returns the caller's number.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static string LoggedCallFrom(IntPtr logged)
        {
            Load();
            return Text(Imports.ringout_logged_call_from(logged));
        }

        /// <summary>
        /// Returns the callee's number.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static string LoggedCallTo(IntPtr logged)
        {
            Load();
            return Text(Imports.ringout_logged_call_to(logged));
        }

        /// <summary>
        /// Returns the kind of call, such as "RingOut Web".
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static string LoggedCallAction(IntPtr logged)
        {
            Load();
            return Text(Imports.ringout_logged_call_action(logged));
        }

        /// <summary>
        /// Returns how the call ended, such as "Call connected" or "Busy".
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static string LoggedCallResult(IntPtr logged)
        {
            Load();
            return Text(Imports.ringout_logged_call_result(logged));
        }

        /// <summary>
        /// Returns the number of legs in the record, which are in RingCentral's order. It may be 0 or 1.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static long LoggedCallLegCount(IntPtr logged)
        {
            Load();
            return (long)Imports.ringout_logged_call_leg_count(logged).ToUInt64();
        }

        /// <summary>
        /// Returns which side the leg at <c>index</c> is: a <c>Leg</c>. <c>Leg.None</c> for a kind of leg that RingOut
        /// does not have, and for an index out of range.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static uint LoggedCallLeg(IntPtr logged, long index)
        {
            Load();
            return Imports.ringout_logged_call_leg(logged, (UIntPtr)(ulong)index);
        }

        /// <summary>
        /// Returns RingCentral's kind of the leg at <c>index</c>, such as "RingOutClientToCaller". null if the record has none, and
        /// for an index out of range.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static string LoggedCallLegType(IntPtr logged, long index)
        {
            Load();
            return Text(Imports.ringout_logged_call_leg_type(logged, (UIntPtr)(ulong)index));
        }

        /// <summary>
        /// Returns when the leg was dialled by RingCentral's clock, in milliseconds since 1970 (UTC); -1 if it is not known,
        /// and for an index out of range.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static long LoggedCallLegStartTimeUnixMs(IntPtr logged, long index)
        {
            Load();
            return Imports.ringout_logged_call_leg_start_time_unix_ms(logged, (UIntPtr)(ulong)index);
        }

        /// <summary>
        /// Returns the duration of the leg at <c>index</c> in milliseconds, with a precision of one second. 0 for an index out of
        /// range.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static ulong LoggedCallLegDurationMs(IntPtr logged, long index)
        {
            Load();
            return Imports.ringout_logged_call_leg_duration_ms(logged, (UIntPtr)(ulong)index);
        }

        /// <summary>
        /// Returns the number that the leg at <c>index</c> came from. null if the record has none, and for an index out of range.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static string LoggedCallLegFrom(IntPtr logged, long index)
        {
            Load();
            return Text(Imports.ringout_logged_call_leg_from(logged, (UIntPtr)(ulong)index));
        }

        /// <summary>
        /// Returns the number that was dialled for the leg at <c>index</c>. null if the record has none, and for an index out of
        /// range.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static string LoggedCallLegTo(IntPtr logged, long index)
        {
            Load();
            return Text(Imports.ringout_logged_call_leg_to(logged, (UIntPtr)(ulong)index));
        }

        /// <summary>
        /// Returns how the leg at <c>index</c> ended, such as "Accepted" or "No Answer". null if the record has none, and for an
        /// index out of range.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static string LoggedCallLegResult(IntPtr logged, long index)
        {
            Load();
            return Text(Imports.ringout_logged_call_leg_result(logged, (UIntPtr)(ulong)index));
        }

        /// <summary>
        /// Creates a token that is not cancelled. Free it with <c>Native.CancelTokenFree()</c>.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Errors:
        /// <c>ErrorCode.NullPointer</c>, <c>ErrorCode.Internal</c>.
        /// </para>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static IntPtr CancelTokenNew()
        {
            Load();
            var failure = Imports.ringout_cancel_token_new(out IntPtr token, out IntPtr err);
            if (failure != 0) throw Error(failure, err);
            return token;
        }

        /// <summary>
        /// Frees a token. null does nothing. The handles it is bound to stay usable and can no longer be interrupted.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static void CancelTokenFree(IntPtr token)
        {
            Load();
            Imports.ringout_cancel_token_free(token);
        }

        /// <summary>
        /// Interrupts every current and later operation on the handles that the token is bound to. May be called on any thread
        /// and any number of times, but not in a signal handler. null does nothing.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static void CancelTokenCancel(IntPtr token)
        {
            Load();
            Imports.ringout_cancel_token_cancel(token);
        }

        /// <summary>
        /// Returns true if the token was cancelled. False for null.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static bool CancelTokenIsCancelled(IntPtr token)
        {
            Load();
            return Imports.ringout_cancel_token_is_cancelled(token) != 0;
        }

        /// <summary>
        /// Creates another handle for the same client. The token can interrupt the operations of the new handle and of the
        /// calls created with it. Sends nothing. Free both handles, in any order, with <c>Native.ClientFree()</c>.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Errors:
        /// <c>ErrorCode.NullPointer</c>, <c>ErrorCode.Internal</c>.
        /// </para>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static IntPtr ClientWithCancelToken(IntPtr client, IntPtr token)
        {
            Load();
            var failure = Imports.ringout_client_with_cancel_token(client, token, out IntPtr bound, out IntPtr err);
            if (failure != 0) throw Error(failure, err);
            return bound;
        }

        /// <summary>
        /// Creates another handle for the same call, whose operations the token can interrupt. Both share the known state. Free
        /// both, in any order, with <c>Native.CallFree()</c>.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Errors:
        /// <c>ErrorCode.NullPointer</c>, <c>ErrorCode.Internal</c>.
        /// </para>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static IntPtr CallWithCancelToken(IntPtr call, IntPtr token)
        {
            Load();
            var failure = Imports.ringout_call_with_cancel_token(call, token, out IntPtr bound, out IntPtr err);
            if (failure != 0) throw Error(failure, err);
            return bound;
        }

        /// <summary>
        /// Returns what the client knows of RingCentral's rate limits. Sends nothing and does not block. Free the list with
        /// <c>Native.LimitsFree()</c>.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Until a response has reported the limits, these are RingCentral's documented defaults. Other programs with the same
        /// user and app use the same limits.
        /// </para>
        /// <para>
        /// Errors:
        /// <c>ErrorCode.NullPointer</c>, <c>ErrorCode.Internal</c>.
        /// </para>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static IntPtr ClientLimits(IntPtr client)
        {
            Load();
            var failure = Imports.ringout_client_limits(client, out IntPtr limits, out IntPtr err);
            if (failure != 0) throw Error(failure, err);
            return limits;
        }

        /// <summary>
        /// Frees a list of rate limits. null does nothing.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static void LimitsFree(IntPtr limits)
        {
            Load();
            Imports.ringout_limits_free(limits);
        }

        /// <summary>
        /// Returns the number of groups.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static long LimitsCount(IntPtr limits)
        {
            Load();
            return (long)Imports.ringout_limits_count(limits).ToUInt64();
        }

        /// <summary>
        /// Returns the name of the group at <c>index</c>, counted from 0: "Light", "Heavy" or "Auth". null for an index out of
        /// range.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static string LimitsName(IntPtr limits, long index)
        {
            Load();
            return Text(Imports.ringout_limits_name(limits, (UIntPtr)(ulong)index));
        }

        /// <summary>
        /// Returns RingCentral's name for the group at <c>index</c>. null if no response has reported it, and for an index out of
        /// range.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static string LimitsRingcentralName(IntPtr limits, long index)
        {
            Load();
            return Text(Imports.ringout_limits_ringcentral_name(limits, (UIntPtr)(ulong)index));
        }

        /// <summary>
        /// Returns the number of requests that a window of the group at <c>index</c> allows. 0 for an index out of range.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static uint LimitsLimit(IntPtr limits, long index)
        {
            Load();
            return Imports.ringout_limits_limit(limits, (UIntPtr)(ulong)index);
        }

        /// <summary>
        /// Returns the length of a window of the group at <c>index</c>, in milliseconds. 0 for an index out of range.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static ulong LimitsWindowMs(IntPtr limits, long index)
        {
            Load();
            return Imports.ringout_limits_window_ms(limits, (UIntPtr)(ulong)index);
        }

        /// <summary>
        /// Returns the number of requests left in this window; -1 if no response has reported it. It is 0 after an HTTP 429
        /// until the penalty is over.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static long LimitsRemaining(IntPtr limits, long index)
        {
            Load();
            return Imports.ringout_limits_remaining(limits, (UIntPtr)(ulong)index);
        }

        /// <summary>
        /// Returns how long the client would hold the next request back, in milliseconds, rounded up. 0 if it can be sent now.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static ulong LimitsRetryAfterMs(IntPtr limits, long index)
        {
            Load();
            return Imports.ringout_limits_retry_after_ms(limits, (UIntPtr)(ulong)index);
        }

        /// <summary>
        /// Returns one line for a person to read, such as "Heavy: 7 of 10 left in 60 s".
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static string LimitsText(IntPtr limits, long index)
        {
            Load();
            return Text(Imports.ringout_limits_text(limits, (UIntPtr)(ulong)index));
        }

        /// <summary>
        /// Frees a response. null does nothing.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static void ResponseFree(IntPtr response)
        {
            Load();
            Imports.ringout_response_free(response);
        }

        /// <summary>
        /// Returns the HTTP status; 0 for null.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static uint ResponseStatus(IntPtr response)
        {
            Load();
            return Imports.ringout_response_status(response);
        }

        /// <summary>
        /// Returns the bytes of the body, unchanged and without a NUL at the end. <c>Native.ResponseBodySize()</c> returns their
        /// number.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static IntPtr ResponseBody(IntPtr response)
        {
            Load();
            return Imports.ringout_response_body(response);
        }

        /// <summary>
        /// Returns the number of bytes in the body.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static long ResponseBodySize(IntPtr response)
        {
            Load();
            return (long)Imports.ringout_response_body_size(response).ToUInt64();
        }

        /// <summary>
        /// Returns the body as a string. Bytes that are not UTF-8, and NULs, are replaced.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static string ResponseText(IntPtr response)
        {
            Load();
            return Text(Imports.ringout_response_text(response));
        }

        /// <summary>
        /// Returns the media type of the body; null if the response has none.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static string ResponseContentType(IntPtr response)
        {
            Load();
            return Text(Imports.ringout_response_content_type(response));
        }

        /// <summary>
        /// Returns RingCentral's id of the request, which its support asks for; null if the response has none.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static string ResponseRequestId(IntPtr response)
        {
            Load();
            return Text(Imports.ringout_response_request_id(response));
        }

        /// <summary>
        /// Returns the error of a response outside 200 to 299; else null. Do not free it.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static IntPtr ResponseError(IntPtr response)
        {
            Load();
            return Imports.ringout_response_error(response);
        }

        /// <summary>
        /// Returns the number of headers.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static long ResponseHeaderCount(IntPtr response)
        {
            Load();
            return (long)Imports.ringout_response_header_count(response).ToUInt64();
        }

        /// <summary>
        /// Returns the name, in lower case, of the header at <c>index</c>, counted from 0 in the order of the response. null for an
        /// index out of range.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static string ResponseHeaderName(IntPtr response, long index)
        {
            Load();
            return Text(Imports.ringout_response_header_name(response, (UIntPtr)(ulong)index));
        }

        /// <summary>
        /// Returns the value of the header at <c>index</c>; null for an index out of range.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static string ResponseHeaderValue(IntPtr response, long index)
        {
            Load();
            return Text(Imports.ringout_response_header_value(response, (UIntPtr)(ulong)index));
        }

        /// <summary>
        /// Sends any other API request, with the same login, deadline, retries and errors as every other function. Free the
        /// response with <c>Native.ResponseFree()</c>.
        /// </summary>
        /// <remarks>
        /// <para>
        /// - <c>method</c>: "GET", "POST", "PUT", "PATCH" or "DELETE".
        /// - <c>path</c>: begins with one "/", is already escaped, and has no "." or ".." segment. It is sent unchanged.
        /// - <c>query</c>: alternating names and values, terminated by null. The library escapes them. null for no query.
        /// - <c>body</c>: JSON. null for no body.
        /// </para>
        /// <para>
        /// GET and DELETE are retried if the response is lost, the other methods are not. Returns <c>ErrorCode.MaybePlaced</c> for a
        /// POST whose response is lost, or is outside 200 to 299 and 400 to 599. Any other response outside 200 to 299 is an
        /// error as well. A response of more than 1 MiB is <c>ErrorCode.Protocol</c>. Redirects are not followed.
        /// </para>
        /// <para>
        /// Errors:
        /// <c>ErrorCode.InvalidArgument</c>, <c>ErrorCode.NotLoggedIn</c>, <c>ErrorCode.Unauthorized</c>, <c>ErrorCode.Forbidden</c>,
        /// <c>ErrorCode.NotFound</c>, <c>ErrorCode.RateLimited</c>, <c>ErrorCode.Rejected</c>, <c>ErrorCode.Server</c>, <c>ErrorCode.Timeout</c>,
        /// <c>ErrorCode.Connection</c>, <c>ErrorCode.Protocol</c>, <c>ErrorCode.Cancelled</c>, <c>ErrorCode.Storage</c>, <c>ErrorCode.MaybePlaced</c>,
        /// <c>ErrorCode.NullPointer</c>, <c>ErrorCode.InvalidUtf8</c>, <c>ErrorCode.Internal</c>.
        /// </para>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static IntPtr ClientRequest(IntPtr client, string method, string path, string[] query, string body)
        {
            Load();
            using (var memory = new NativeMemory())
            {
                var failure = Imports.ringout_client_request(client, Bytes(method, "method"), Bytes(path, "path"), memory.Texts(query, "query"), Bytes(body, "body"), out IntPtr response, out IntPtr err);
                if (failure != 0) throw Error(failure, err);
                return response;
            }
        }

        /// <summary>
        /// Sends a request like <c>Native.ClientRequest()</c>, but returns a response for every HTTP status.
        /// <c>Native.ResponseError()</c> is the error of one outside 200 to 299. Free the response with <c>Native.ResponseFree()</c>.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Still fails if no response came or the login failed.
        /// </para>
        /// <para>
        /// Errors:
        /// <c>ErrorCode.InvalidArgument</c>, <c>ErrorCode.NotLoggedIn</c>, <c>ErrorCode.Unauthorized</c>, <c>ErrorCode.Forbidden</c>,
        /// <c>ErrorCode.NotFound</c>, <c>ErrorCode.RateLimited</c>, <c>ErrorCode.Rejected</c>, <c>ErrorCode.Server</c>, <c>ErrorCode.Timeout</c>,
        /// <c>ErrorCode.Connection</c>, <c>ErrorCode.Protocol</c>, <c>ErrorCode.Cancelled</c>, <c>ErrorCode.Storage</c>, <c>ErrorCode.MaybePlaced</c>,
        /// <c>ErrorCode.NullPointer</c>, <c>ErrorCode.InvalidUtf8</c>, <c>ErrorCode.Internal</c>.
        /// </para>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static IntPtr ClientSend(IntPtr client, string method, string path, string[] query, string body)
        {
            Load();
            using (var memory = new NativeMemory())
            {
                var failure = Imports.ringout_client_send(client, Bytes(method, "method"), Bytes(path, "path"), memory.Texts(query, "query"), Bytes(body, "body"), out IntPtr response, out IntPtr err);
                if (failure != 0) throw Error(failure, err);
                return response;
            }
        }

        /// <summary>
        /// Creates an inbox. Free it with <c>Native.InboxFree()</c>.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Returns <c>ErrorCode.Connection</c> if the process has no descriptor left.
        /// </para>
        /// <para>
        /// Errors:
        /// <c>ErrorCode.NullPointer</c>, <c>ErrorCode.Internal</c>.
        /// </para>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static IntPtr InboxNew()
        {
            Load();
            var failure = Imports.ringout_inbox_new(out IntPtr inbox, out IntPtr err);
            if (failure != 0) throw Error(failure, err);
            return inbox;
        }

        /// <summary>
        /// Frees an inbox with all its events, and closes its descriptor. null does nothing. No other thread may be in a function
        /// of the inbox.
        /// </summary>
        /// <remarks>
        /// <para>
        /// What is under way is interrupted: operations end within about 100 ms on their threads, calls are no longer followed, and
        /// no more calls of a batch are placed. Does not wait for that. Calls that were placed go on, unless <c>cancel_on_exit</c> is set.
        /// If one was placed by <c>Native.ClientCreateCallInto()</c> and its handle not taken, the log has a warning with its id.
        /// </para>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static void InboxFree(IntPtr inbox)
        {
            Load();
            Imports.ringout_inbox_free(inbox);
        }

        /// <summary>
        /// Returns a descriptor that is readable while there is something for <c>Native.InboxNext()</c> to do, for <c>epoll_wait()</c>,
        /// <c>poll()</c>, <c>select()</c>, <c>kqueue()</c> or an event loop. -1 on Windows, in a forked child and for null.
        /// </summary>
        /// <remarks>
        /// <para>
        /// It belongs to the inbox. Wait for it to be readable, and do nothing else with it: do not read, write or close it. Remove
        /// it from your loop before you free the inbox. If the loop reports only edges (<c>EPOLLET</c>), call <c>Native.InboxNext()</c>
        /// until it returns null.
        /// </para>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static int InboxFd(IntPtr inbox)
        {
            Load();
            return Imports.ringout_inbox_fd(inbox);
        }

        /// <summary>
        /// Takes the next event, or null if there is none. Never blocks, not even for a request. Free the event with
        /// <c>Native.EventFree()</c>.
        /// </summary>
        /// <remarks>
        /// <para>
        /// The events of one operation, one call or one batch come in order. Calls the journals of batches, on this thread; see
        /// <c>Native.ClientPlaceAllInto()</c>. The descriptor may be readable without an event, if only a batch had something to do.
        /// </para>
        /// <para>
        /// Errors:
        /// <c>ErrorCode.NullPointer</c>, <c>ErrorCode.Internal</c>.
        /// </para>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static IntPtr InboxNext(IntPtr inbox)
        {
            Load();
            var failure = Imports.ringout_inbox_next(inbox, out IntPtr @event, out IntPtr err);
            if (failure != 0) throw Error(failure, err);
            return @event;
        }

        /// <summary>
        /// Waits for the next event and takes it, or null if the timeout passes first. For programs without an event loop. In all
        /// else like <c>Native.InboxNext()</c>.
        /// </summary>
        /// <remarks>
        /// <para>
        /// - <c>timeout_ms</c>: the longest time to wait, in milliseconds; <c>RINGOUT_DEFAULT_TIMEOUT</c> for no limit.
        /// </para>
        /// <para>
        /// Errors:
        /// <c>ErrorCode.InvalidArgument</c>, <c>ErrorCode.NullPointer</c>, <c>ErrorCode.Internal</c>.
        /// </para>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static IntPtr InboxWait(IntPtr inbox, uint timeoutMs)
        {
            Load();
            var failure = Imports.ringout_inbox_wait(inbox, timeoutMs, out IntPtr @event, out IntPtr err);
            if (failure != 0) throw Error(failure, err);
            return @event;
        }

        /// <summary>
        /// Interrupts every operation, followed call and batch with this tag, and returns their number. Each still yields its last
        /// event: its result if that was already there, else <c>ErrorCode.Cancelled</c>, or <c>ErrorCode.MaybePlaced</c> for a create whose
        /// request was sent. The unsent requests of a batch get <c>ErrorCode.Cancelled</c>. Calls on RingCentral go on, unless <c>cancel_on_exit</c> is set.
        /// </summary>
        /// <remarks>
        /// <para>
        /// A <c>ringout_cancel_token</c> that is bound to the client or call does the same.
        /// </para>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static long InboxInterrupt(IntPtr inbox, ulong tag)
        {
            Load();
            return (long)Imports.ringout_inbox_interrupt(inbox, tag).ToUInt64();
        }

        /// <summary>
        /// Returns the number of operations, followed calls and batches under way, which have not put their last event into the
        /// inbox yet.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static long InboxPending(IntPtr inbox)
        {
            Load();
            return (long)Imports.ringout_inbox_pending(inbox).ToUInt64();
        }

        /// <summary>
        /// Returns the number of log records that were dropped because 1,000 were unread.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static ulong InboxDroppedLogRecords(IntPtr inbox)
        {
            Load();
            return Imports.ringout_inbox_dropped_log_records(inbox);
        }

        /// <summary>
        /// Frees an event and what was not taken from it. null does nothing. A call that was placed goes on.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static void EventFree(IntPtr @event)
        {
            Load();
            Imports.ringout_event_free(@event);
        }

        /// <summary>
        /// Returns the tag that your program passed with the operation.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static ulong EventTag(IntPtr @event)
        {
            Load();
            return Imports.ringout_event_tag(@event);
        }

        /// <summary>
        /// Returns what happened: a <c>EventKind</c>; 0 for null.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static uint EventKind(IntPtr @event)
        {
            Load();
            return Imports.ringout_event_kind(@event);
        }

        /// <summary>
        /// Returns the name of a <c>EventKind</c>, such as "CreateCall". Never null, valid forever.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static string EventKindName(uint kind)
        {
            Load();
            return Text(Imports.ringout_event_kind_name(kind));
        }

        /// <summary>
        /// Returns what the blocking function would have returned: <c>ErrorCode.Ok</c>, or the error code. <c>ErrorCode.Ok</c> for null and for
        /// kinds that are not the end of an operation.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static uint EventStatus(IntPtr @event)
        {
            Load();
            return Imports.ringout_event_status(@event);
        }

        /// <summary>
        /// Returns the error, or null if there is none. Do not free it. It is valid until the event is freed or the error taken.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static IntPtr EventError(IntPtr @event)
        {
            Load();
            return Imports.ringout_event_error(@event);
        }

        /// <summary>
        /// Takes the call from an event of the kind <c>EventKind.CreateCall</c> or <c>EventKind.FindCall</c>. Free it with
        /// <c>Native.CallFree()</c>. null if the event has an error instead, is of another kind, or it was taken.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static IntPtr EventTakeCall(IntPtr @event)
        {
            Load();
            return Imports.ringout_event_take_call(@event);
        }

        /// <summary>
        /// Takes the state of a call from an event of the kind <c>EventKind.Status</c>. Free it with <c>Native.StateFree()</c>.
        /// null if the event has an error instead, is of another kind, or it was taken.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static IntPtr EventTakeState(IntPtr @event)
        {
            Load();
            return Imports.ringout_event_take_state(@event);
        }

        /// <summary>
        /// Takes the outcome of a call from an event of the kind <c>EventKind.Wait</c> or <c>EventKind.WatchEnd</c>. Free it
        /// with <c>Native.OutcomeFree()</c>. null if the event has an error instead, is of another kind, or it was taken.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static IntPtr EventTakeOutcome(IntPtr @event)
        {
            Load();
            return Imports.ringout_event_take_outcome(@event);
        }

        /// <summary>
        /// Takes the change of a call from an event of the kind <c>EventKind.Change</c>. Free it with <c>Native.ChangeFree()</c>.
        /// null if the event has an error instead, is of another kind, or it was taken.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static IntPtr EventTakeChange(IntPtr @event)
        {
            Load();
            return Imports.ringout_event_take_change(@event);
        }

        /// <summary>
        /// Takes the report from an event of the kind <c>EventKind.Preflight</c>. Free it with <c>Native.PreflightFree()</c>. null
        /// if the event has an error instead, is of another kind, or it was taken.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static IntPtr EventTakePreflight(IntPtr @event)
        {
            Load();
            return Imports.ringout_event_take_preflight(@event);
        }

        /// <summary>
        /// Takes the list from an event of the kind <c>EventKind.CallerIds</c>. Free it with <c>Native.CallerIdsFree()</c>. null
        /// if the event has an error instead, is of another kind, or it was taken.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static IntPtr EventTakeCallerIds(IntPtr @event)
        {
            Load();
            return Imports.ringout_event_take_caller_ids(@event);
        }

        /// <summary>
        /// Takes the list from an event of the kind <c>EventKind.ForwardingNumbers</c>. Free it with
        /// <c>Native.ForwardingNumbersFree()</c>. null if the event has an error instead, is of another kind, or it was taken.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static IntPtr EventTakeForwardingNumbers(IntPtr @event)
        {
            Load();
            return Imports.ringout_event_take_forwarding_numbers(@event);
        }

        /// <summary>
        /// Takes what the call log has from an event of the kind <c>EventKind.CallLog</c>. Free it with
        /// <c>Native.LoggedCallFree()</c>. null if the event has an error instead, is of another kind, or it was taken.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static IntPtr EventTakeLoggedCall(IntPtr @event)
        {
            Load();
            return Imports.ringout_event_take_logged_call(@event);
        }

        /// <summary>
        /// Takes the response from an event of the kind <c>EventKind.Response</c>. Free it with <c>Native.ResponseFree()</c>. null
        /// if the event has an error instead, is of another kind, or it was taken.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static IntPtr EventTakeResponse(IntPtr @event)
        {
            Load();
            return Imports.ringout_event_take_response(@event);
        }

        /// <summary>
        /// Takes the result of one request from an event of the kind <c>EventKind.Placed</c>. Free it with
        /// <c>Native.PlacedFree()</c>. null if the event has an error instead, is of another kind, or it was taken.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static IntPtr EventTakePlaced(IntPtr @event)
        {
            Load();
            return Imports.ringout_event_take_placed(@event);
        }

        /// <summary>
        /// Takes the error from an event, for a program that keeps it longer than the event. Free it with
        /// <c>Native.ErrorFree()</c>. null if there is none, or it was taken. <c>Native.EventStatus()</c> does not change.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static IntPtr EventTakeError(IntPtr @event)
        {
            Load();
            return Imports.ringout_event_take_error(@event);
        }

        /// <summary>
        /// Returns the effect of a cancel, from an event of the kind <c>EventKind.Cancel</c>: a <c>CancelEffect</c>. 0 if the event
        /// has an error instead or is of another kind.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static uint EventCancelEffect(IntPtr @event)
        {
            Load();
            return Imports.ringout_event_cancel_effect(@event);
        }

        /// <summary>
        /// Returns how long another client still has the lease, in milliseconds, from an event of the kind
        /// <c>EventKind.TakeLease</c>. 0 if it is this client's, the event has an error instead or is of another kind.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static ulong EventLeaseLeftMs(IntPtr @event)
        {
            Load();
            return Imports.ringout_event_lease_left_ms(@event);
        }

        /// <summary>
        /// Returns whether the outcome was claimed, from an event of the kind <c>EventKind.ClaimOutcome</c>. False if the event has
        /// an error instead or is of another kind.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static bool EventIsClaimed(IntPtr @event)
        {
            Load();
            return Imports.ringout_event_is_claimed(@event) != 0;
        }

        /// <summary>
        /// Returns the level of a log record, from an event of the kind <c>EventKind.Log</c>: a <c>LogLevel</c>. 0 for other kinds.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static uint EventLogLevel(IntPtr @event)
        {
            Load();
            return Imports.ringout_event_log_level(@event);
        }

        /// <summary>
        /// Returns the line of a log record, without secrets and without a newline, from an event of the kind <c>EventKind.Log</c>.
        /// null for other kinds. Valid until the event is freed.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static string EventLogMessage(IntPtr @event)
        {
            Load();
            return Text(Imports.ringout_event_log_message(@event));
        }

        /// <summary>
        /// Like <c>Native.ClientLoginJwt()</c>, without blocking. The result is a <c>EventKind.Login</c>, which holds nothing.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Errors:
        /// <c>ErrorCode.InvalidArgument</c>, <c>ErrorCode.NullPointer</c>, <c>ErrorCode.InvalidUtf8</c>, <c>ErrorCode.Internal</c>.
        /// </para>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static void ClientLoginJwtInto(IntPtr client, string jwt, IntPtr inbox, ulong tag)
        {
            Load();
            var failure = Imports.ringout_client_login_jwt_into(client, Bytes(jwt, "jwt"), inbox, tag, out IntPtr err);
            if (failure != 0) throw Error(failure, err);
        }

        /// <summary>
        /// Like <c>Native.ClientLoginPassword()</c>, without blocking. The result is a <c>EventKind.Login</c>, which holds
        /// nothing.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Errors:
        /// <c>ErrorCode.InvalidArgument</c>, <c>ErrorCode.NullPointer</c>, <c>ErrorCode.InvalidUtf8</c>, <c>ErrorCode.Internal</c>.
        /// </para>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static void ClientLoginPasswordInto(IntPtr client, string username, string extension, string password, IntPtr inbox, ulong tag)
        {
            Load();
            var failure = Imports.ringout_client_login_password_into(client, Bytes(username, "username"), Bytes(extension, "extension"), Bytes(password, "password"), inbox, tag, out IntPtr err);
            if (failure != 0) throw Error(failure, err);
        }

        /// <summary>
        /// Like <c>Native.ClientLoginCode()</c>, without blocking. The result is a <c>EventKind.Login</c>, which holds nothing.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Errors:
        /// <c>ErrorCode.InvalidArgument</c>, <c>ErrorCode.NullPointer</c>, <c>ErrorCode.InvalidUtf8</c>, <c>ErrorCode.Internal</c>.
        /// </para>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static void ClientLoginCodeInto(IntPtr client, string code, string redirectUri, string verifier, IntPtr inbox, ulong tag)
        {
            Load();
            var failure = Imports.ringout_client_login_code_into(client, Bytes(code, "code"), Bytes(redirectUri, "redirect_uri"), Bytes(verifier, "verifier"), inbox, tag, out IntPtr err);
            if (failure != 0) throw Error(failure, err);
        }

        /// <summary>
        /// Like <c>Native.ClientLoginRedirect()</c>, without blocking. The result is a <c>EventKind.Login</c>, which holds
        /// nothing.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Errors:
        /// <c>ErrorCode.InvalidArgument</c>, <c>ErrorCode.NullPointer</c>, <c>ErrorCode.InvalidUtf8</c>, <c>ErrorCode.Internal</c>.
        /// </para>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static void ClientLoginRedirectInto(IntPtr client, string redirectedTo, IntPtr authorization, IntPtr inbox, ulong tag)
        {
            Load();
            var failure = Imports.ringout_client_login_redirect_into(client, Bytes(redirectedTo, "redirected_to"), authorization, inbox, tag, out IntPtr err);
            if (failure != 0) throw Error(failure, err);
        }

        /// <summary>
        /// Like <c>Native.ClientRefresh()</c>, without blocking. The result is a <c>EventKind.Refresh</c>. It holds nothing.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Errors:
        /// <c>ErrorCode.InvalidArgument</c>, <c>ErrorCode.NullPointer</c>, <c>ErrorCode.Internal</c>.
        /// </para>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static void ClientRefreshInto(IntPtr client, IntPtr inbox, ulong tag)
        {
            Load();
            var failure = Imports.ringout_client_refresh_into(client, inbox, tag, out IntPtr err);
            if (failure != 0) throw Error(failure, err);
        }

        /// <summary>
        /// Like <c>Native.ClientLogout()</c>, without blocking. The result is a <c>EventKind.Logout</c>. It holds nothing.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Errors:
        /// <c>ErrorCode.InvalidArgument</c>, <c>ErrorCode.NullPointer</c>, <c>ErrorCode.Internal</c>.
        /// </para>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static void ClientLogoutInto(IntPtr client, IntPtr inbox, ulong tag)
        {
            Load();
            var failure = Imports.ringout_client_logout_into(client, inbox, tag, out IntPtr err);
            if (failure != 0) throw Error(failure, err);
        }

        /// <summary>
        /// Like <c>Native.ClientCreateCall()</c>, without blocking. The result is a <c>EventKind.CreateCall</c>. Its error says
        /// whether phones may be ringing, as there.
        /// </summary>
        /// <remarks>
        /// <para>
        /// To place many calls at the pace of the rate limits, use <c>Native.ClientPlaceAllInto()</c>: an operation that would
        /// wait for a rate limit beyond its deadline fails with <c>ErrorCode.RateLimited</c>.
        /// </para>
        /// <para>
        /// Errors:
        /// <c>ErrorCode.InvalidArgument</c>, <c>ErrorCode.NullPointer</c>, <c>ErrorCode.InvalidUtf8</c>, <c>ErrorCode.Internal</c>.
        /// </para>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static void ClientCreateCallInto(IntPtr client, IntPtr request, IntPtr inbox, ulong tag)
        {
            Load();
            var failure = Imports.ringout_client_create_call_into(client, request, inbox, tag, out IntPtr err);
            if (failure != 0) throw Error(failure, err);
        }

        /// <summary>
        /// Like <c>Native.ClientFindCall()</c>, without blocking. The result is a <c>EventKind.FindCall</c>.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Errors:
        /// <c>ErrorCode.InvalidArgument</c>, <c>ErrorCode.NullPointer</c>, <c>ErrorCode.InvalidUtf8</c>, <c>ErrorCode.Internal</c>.
        /// </para>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static void ClientFindCallInto(IntPtr client, string dedupeKey, IntPtr inbox, ulong tag)
        {
            Load();
            var failure = Imports.ringout_client_find_call_into(client, Bytes(dedupeKey, "dedupe_key"), inbox, tag, out IntPtr err);
            if (failure != 0) throw Error(failure, err);
        }

        /// <summary>
        /// Like <c>Native.ClientRequest()</c>, without blocking. The result is a <c>EventKind.Response</c>.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Errors:
        /// <c>ErrorCode.InvalidArgument</c>, <c>ErrorCode.NullPointer</c>, <c>ErrorCode.InvalidUtf8</c>, <c>ErrorCode.Internal</c>.
        /// </para>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static void ClientRequestInto(IntPtr client, string method, string path, string[] query, string body, IntPtr inbox, ulong tag)
        {
            Load();
            using (var memory = new NativeMemory())
            {
                var failure = Imports.ringout_client_request_into(client, Bytes(method, "method"), Bytes(path, "path"), memory.Texts(query, "query"), Bytes(body, "body"), inbox, tag, out IntPtr err);
                if (failure != 0) throw Error(failure, err);
            }
        }

        /// <summary>
        /// Like <c>Native.ClientSend()</c>, without blocking. The result is a <c>EventKind.Response</c>.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Errors:
        /// <c>ErrorCode.InvalidArgument</c>, <c>ErrorCode.NullPointer</c>, <c>ErrorCode.InvalidUtf8</c>, <c>ErrorCode.Internal</c>.
        /// </para>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static void ClientSendInto(IntPtr client, string method, string path, string[] query, string body, IntPtr inbox, ulong tag)
        {
            Load();
            using (var memory = new NativeMemory())
            {
                var failure = Imports.ringout_client_send_into(client, Bytes(method, "method"), Bytes(path, "path"), memory.Texts(query, "query"), Bytes(body, "body"), inbox, tag, out IntPtr err);
                if (failure != 0) throw Error(failure, err);
            }
        }

        /// <summary>
        /// Like <c>Native.ClientCallerIds()</c>, without blocking. The result is a <c>EventKind.CallerIds</c>.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Errors:
        /// <c>ErrorCode.InvalidArgument</c>, <c>ErrorCode.NullPointer</c>, <c>ErrorCode.Internal</c>.
        /// </para>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static void ClientCallerIdsInto(IntPtr client, IntPtr inbox, ulong tag)
        {
            Load();
            var failure = Imports.ringout_client_caller_ids_into(client, inbox, tag, out IntPtr err);
            if (failure != 0) throw Error(failure, err);
        }

        /// <summary>
        /// Like <c>Native.ClientForwardingNumbers()</c>, without blocking. The result is a <c>EventKind.ForwardingNumbers</c>.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Errors:
        /// <c>ErrorCode.InvalidArgument</c>, <c>ErrorCode.NullPointer</c>, <c>ErrorCode.Internal</c>.
        /// </para>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static void ClientForwardingNumbersInto(IntPtr client, IntPtr inbox, ulong tag)
        {
            Load();
            var failure = Imports.ringout_client_forwarding_numbers_into(client, inbox, tag, out IntPtr err);
            if (failure != 0) throw Error(failure, err);
        }

        /// <summary>
        /// Like <c>Native.ClientPreflight()</c>, without blocking. The result is a <c>EventKind.Preflight</c>. <c>request</c> may be
        /// null.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Errors:
        /// <c>ErrorCode.InvalidArgument</c>, <c>ErrorCode.NullPointer</c>, <c>ErrorCode.InvalidUtf8</c>, <c>ErrorCode.Internal</c>.
        /// </para>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static void ClientPreflightInto(IntPtr client, IntPtr request, IntPtr inbox, ulong tag)
        {
            Load();
            var failure = Imports.ringout_client_preflight_into(client, request, inbox, tag, out IntPtr err);
            if (failure != 0) throw Error(failure, err);
        }

        /// <summary>
        /// Like <c>Native.ClientCallLog()</c>, without blocking. The result is a <c>EventKind.CallLog</c>. <c>from</c> may be null.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Errors:
        /// <c>ErrorCode.InvalidArgument</c>, <c>ErrorCode.NullPointer</c>, <c>ErrorCode.InvalidUtf8</c>, <c>ErrorCode.Internal</c>.
        /// </para>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static void ClientCallLogInto(IntPtr client, string to, string from, long sentAtUnixMs, IntPtr inbox, ulong tag)
        {
            Load();
            var failure = Imports.ringout_client_call_log_into(client, Bytes(to, "to"), Bytes(from, "from"), sentAtUnixMs, inbox, tag, out IntPtr err);
            if (failure != 0) throw Error(failure, err);
        }

        /// <summary>
        /// Like <c>Native.CallStatus()</c>, without blocking. The result is a <c>EventKind.Status</c>.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Errors:
        /// <c>ErrorCode.InvalidArgument</c>, <c>ErrorCode.NullPointer</c>, <c>ErrorCode.Internal</c>.
        /// </para>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static void CallStatusInto(IntPtr call, IntPtr inbox, ulong tag)
        {
            Load();
            var failure = Imports.ringout_call_status_into(call, inbox, tag, out IntPtr err);
            if (failure != 0) throw Error(failure, err);
        }

        /// <summary>
        /// Like <c>Native.CallCancel()</c>, without blocking. The result is a <c>EventKind.Cancel</c>.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Errors:
        /// <c>ErrorCode.InvalidArgument</c>, <c>ErrorCode.NullPointer</c>, <c>ErrorCode.Internal</c>.
        /// </para>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static void CallCancelInto(IntPtr call, IntPtr inbox, ulong tag)
        {
            Load();
            var failure = Imports.ringout_call_cancel_into(call, inbox, tag, out IntPtr err);
            if (failure != 0) throw Error(failure, err);
        }

        /// <summary>
        /// Like <c>Native.CallLog()</c>, without blocking. The result is a <c>EventKind.CallLog</c>.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Errors:
        /// <c>ErrorCode.InvalidArgument</c>, <c>ErrorCode.NullPointer</c>, <c>ErrorCode.Internal</c>.
        /// </para>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static void CallLogInto(IntPtr call, IntPtr inbox, ulong tag)
        {
            Load();
            var failure = Imports.ringout_call_log_into(call, inbox, tag, out IntPtr err);
            if (failure != 0) throw Error(failure, err);
        }

        /// <summary>
        /// Like <c>Native.CallTakeLease()</c>, without blocking. The result is a <c>EventKind.TakeLease</c>.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Errors:
        /// <c>ErrorCode.InvalidArgument</c>, <c>ErrorCode.NullPointer</c>, <c>ErrorCode.Internal</c>.
        /// </para>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static void CallTakeLeaseInto(IntPtr call, IntPtr inbox, ulong tag)
        {
            Load();
            var failure = Imports.ringout_call_take_lease_into(call, inbox, tag, out IntPtr err);
            if (failure != 0) throw Error(failure, err);
        }

        /// <summary>
        /// Like <c>Native.CallClaimOutcome()</c>, without blocking. The result is a <c>EventKind.ClaimOutcome</c>.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Errors:
        /// <c>ErrorCode.InvalidArgument</c>, <c>ErrorCode.NullPointer</c>, <c>ErrorCode.Internal</c>.
        /// </para>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static void CallClaimOutcomeInto(IntPtr call, IntPtr inbox, ulong tag)
        {
            Load();
            var failure = Imports.ringout_call_claim_outcome_into(call, inbox, tag, out IntPtr err);
            if (failure != 0) throw Error(failure, err);
        }

        /// <summary>
        /// Like <c>Native.CallWait()</c>, without blocking and without a thread. The result is a <c>EventKind.Wait</c>. <c>options</c>
        /// may be null; the timeout counts from now.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Errors:
        /// <c>ErrorCode.InvalidArgument</c>, <c>ErrorCode.NullPointer</c>, <c>ErrorCode.Internal</c>.
        /// </para>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static void CallWaitInto(IntPtr call, IntPtr options, IntPtr inbox, ulong tag)
        {
            Load();
            var failure = Imports.ringout_call_wait_into(call, options, inbox, tag, out IntPtr err);
            if (failure != 0) throw Error(failure, err);
        }

        /// <summary>
        /// Like <c>Native.CallWatch()</c>, without blocking and without a thread. Each change is a <c>EventKind.Change</c>, and at
        /// the end comes one <c>EventKind.WatchEnd</c> with the outcome, or with an error of <c>Native.CallWait()</c>. <c>options</c>
        /// may be null; the timeout counts from now.
        /// </summary>
        /// <remarks>
        /// <para>
        /// The call handle may be freed at once. To stop, use <c>Native.InboxInterrupt()</c>. Many thousands of calls can be
        /// watched in one inbox.
        /// </para>
        /// <para>
        /// Errors:
        /// <c>ErrorCode.InvalidArgument</c>, <c>ErrorCode.NullPointer</c>, <c>ErrorCode.Internal</c>.
        /// </para>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static void CallWatchInto(IntPtr call, IntPtr options, IntPtr inbox, ulong tag)
        {
            Load();
            var failure = Imports.ringout_call_watch_into(call, options, inbox, tag, out IntPtr err);
            if (failure != 0) throw Error(failure, err);
        }

        /// <summary>
        /// Like <c>Native.ClientPlaceAll()</c>, with the results in the inbox: a <c>EventKind.Placed</c> for each request, then one
        /// <c>EventKind.PlaceAllEnd</c>.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Nothing is placed unless your program reads the inbox. <c>Native.InboxNext()</c> and <c>Native.InboxWait()</c> call the
        /// journal, on their thread and one at a time, and a request is sent only after the function that wrote its entry. So call
        /// one of them whenever the descriptor is readable. The journal may use the library, but must not free the inbox. Its
        /// <c>user_data</c> must stay valid until the last event was taken or the inbox is freed.
        /// </para>
        /// <para>
        /// To stop placing, use <c>Native.InboxInterrupt()</c>. Returns <c>ErrorCode.InvalidArgument</c>, with a parameter such as
        /// "requests[3].to", if a request is invalid; then no call is placed and no event comes.
        /// </para>
        /// <para>
        /// Errors:
        /// <c>ErrorCode.InvalidArgument</c>, <c>ErrorCode.NullPointer</c>, <c>ErrorCode.InvalidUtf8</c>, <c>ErrorCode.Internal</c>.
        /// </para>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static void ClientPlaceAllInto(IntPtr client, IntPtr requests, long count, IntPtr options, IntPtr inbox, ulong tag)
        {
            Load();
            var failure = Imports.ringout_client_place_all_into(client, requests, (UIntPtr)(ulong)count, options, inbox, tag, out IntPtr err);
            if (failure != 0) throw Error(failure, err);
        }

        /// <summary>
        /// Sends log records also into the inbox from now on, as events of the kind <c>EventKind.Log</c>, for programs that cannot be
        /// called on other threads. The log callback, if there is one, gets them too.
        /// </summary>
        /// <remarks>
        /// <para>
        /// - <c>level</c>: the least severe level to receive, a <c>LogLevel</c>; 0 for none, which is the default.
        /// - <c>tag</c>: the tag of these events.
        /// </para>
        /// <para>
        /// Up to 1,000 records wait for your program. Further ones are dropped, and <c>Native.InboxDroppedLogRecords()</c> counts
        /// them. May be called again, with another level or tag.
        /// </para>
        /// <para>
        /// Errors:
        /// <c>ErrorCode.InvalidArgument</c>, <c>ErrorCode.NullPointer</c>, <c>ErrorCode.Internal</c>.
        /// </para>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal static void LogInto(uint level, IntPtr inbox, ulong tag)
        {
            Load();
            var failure = Imports.ringout_log_into(level, inbox, tag, out IntPtr err);
            if (failure != 0) throw Error(failure, err);
        }

        private static class Imports
        {
            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern IntPtr ringout_version();

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern uint ringout_abi_version();

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern void ringout_error_free(IntPtr err);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern uint ringout_error_code(IntPtr err);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern IntPtr ringout_error_code_name(uint code);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern IntPtr ringout_error_text(IntPtr err);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern IntPtr ringout_error_message(IntPtr err);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern IntPtr ringout_error_hint(IntPtr err);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern IntPtr ringout_error_parameter(IntPtr err);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern uint ringout_error_http_status(IntPtr err);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern IntPtr ringout_error_error_code(IntPtr err);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern IntPtr ringout_error_oauth_error(IntPtr err);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern IntPtr ringout_error_request_id(IntPtr err);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern long ringout_error_retry_after_ms(IntPtr err);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern byte ringout_error_retryable(IntPtr err);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern byte ringout_error_may_have_placed(IntPtr err);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern UIntPtr ringout_error_detail_count(IntPtr err);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern IntPtr ringout_error_detail_error_code(IntPtr err, UIntPtr index);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern IntPtr ringout_error_detail_message(IntPtr err, UIntPtr index);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern IntPtr ringout_error_detail_parameter_name(IntPtr err, UIntPtr index);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern IntPtr ringout_error_detail_parameter_value(IntPtr err, UIntPtr index);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern IntPtr ringout_error_detail_additional_info(IntPtr err, UIntPtr index);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern IntPtr ringout_error_detail_field(IntPtr err, UIntPtr index, byte[] name);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern IntPtr ringout_error_detail_fields(IntPtr err, UIntPtr index);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern IntPtr ringout_error_attempt_to(IntPtr err);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern IntPtr ringout_error_attempt_from(IntPtr err);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern long ringout_error_attempt_sent_at_unix_ms(IntPtr err);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern void ringout_string_free(IntPtr @string);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern uint ringout_set_log_callback(LogCallback callback, IntPtr userData, uint level, out IntPtr err);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern IntPtr ringout_log_level_name(uint level);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern IntPtr ringout_call_path_name(uint callPath);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern uint ringout_client_new(IntPtr config, out IntPtr client, out IntPtr err);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern uint ringout_client_from_env(out IntPtr client, out IntPtr err);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern void ringout_client_free(IntPtr client);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern uint ringout_client_with_timeout(IntPtr client, uint timeoutMs, out IntPtr bound, out IntPtr err);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern uint ringout_client_with_rate_limit(IntPtr client, uint rateLimit, out IntPtr bound, out IntPtr err);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern uint ringout_authorization_new(byte[] redirectUri, byte[] state, byte[] verifier, out IntPtr authorization, out IntPtr err);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern void ringout_authorization_free(IntPtr authorization);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern IntPtr ringout_authorization_url(IntPtr authorization);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern IntPtr ringout_authorization_redirect_uri(IntPtr authorization);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern IntPtr ringout_authorization_state(IntPtr authorization);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern IntPtr ringout_authorization_verifier(IntPtr authorization);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern uint ringout_token_from_json(byte[] json, out IntPtr token, out IntPtr err);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern void ringout_token_free(IntPtr token);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern IntPtr ringout_token_json(IntPtr token);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern IntPtr ringout_token_access_token(IntPtr token);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern IntPtr ringout_token_refresh_token(IntPtr token);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern IntPtr ringout_token_scope(IntPtr token);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern long ringout_token_expires_at_unix_ms(IntPtr token);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern uint ringout_client_login_jwt(IntPtr client, byte[] jwt, out IntPtr err);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern uint ringout_client_login_password(IntPtr client, byte[] username, byte[] extension, byte[] password, out IntPtr err);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern uint ringout_client_login_code(IntPtr client, byte[] code, byte[] redirectUri, byte[] verifier, out IntPtr err);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern uint ringout_client_authorize_url(IntPtr client, byte[] redirectUri, out IntPtr authorization, out IntPtr err);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern uint ringout_client_login_redirect(IntPtr client, byte[] redirectedTo, IntPtr authorization, out IntPtr err);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern uint ringout_client_refresh(IntPtr client, out IntPtr err);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern uint ringout_client_logout(IntPtr client, out IntPtr err);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern uint ringout_client_token(IntPtr client, out IntPtr token, out IntPtr err);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern uint ringout_client_set_token(IntPtr client, IntPtr token, out IntPtr err);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern IntPtr ringout_token_key_server(IntPtr key);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern IntPtr ringout_token_key_client_id(IntPtr key);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern IntPtr ringout_token_key_user(IntPtr key);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern IntPtr ringout_token_key_text(IntPtr key);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern void ringout_token_sink_set_token(IntPtr sink, byte[] token);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern void ringout_token_sink_set_failure(IntPtr sink, byte[] failure);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern IntPtr ringout_ledger_key_server(IntPtr key);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern IntPtr ringout_ledger_key_client_id(IntPtr key);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern IntPtr ringout_ledger_key_user(IntPtr key);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern IntPtr ringout_ledger_key_dedupe_key(IntPtr key);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern IntPtr ringout_ledger_key_text(IntPtr key);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern void ringout_ledger_sink_set_record(IntPtr sink, byte[] value, ulong ageMs);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern void ringout_ledger_sink_set_failure(IntPtr sink, byte[] failure);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern uint ringout_dial_uri(byte[] number, uint scheme, out IntPtr uri, out IntPtr err);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern IntPtr ringout_dial_scheme_name(uint scheme);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern uint ringout_client_caller_ids(IntPtr client, out IntPtr callerIds, out IntPtr err);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern void ringout_caller_ids_free(IntPtr callerIds);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern UIntPtr ringout_caller_ids_count(IntPtr callerIds);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern IntPtr ringout_caller_ids_id(IntPtr callerIds, UIntPtr index);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern IntPtr ringout_caller_ids_phone_number(IntPtr callerIds, UIntPtr index);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern IntPtr ringout_caller_ids_usage_type(IntPtr callerIds, UIntPtr index);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern IntPtr ringout_caller_ids_label(IntPtr callerIds, UIntPtr index);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern uint ringout_client_forwarding_numbers(IntPtr client, out IntPtr forwardingNumbers, out IntPtr err);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern void ringout_forwarding_numbers_free(IntPtr forwardingNumbers);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern UIntPtr ringout_forwarding_numbers_count(IntPtr forwardingNumbers);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern IntPtr ringout_forwarding_numbers_id(IntPtr forwardingNumbers, UIntPtr index);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern IntPtr ringout_forwarding_numbers_phone_number(IntPtr forwardingNumbers, UIntPtr index);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern IntPtr ringout_forwarding_numbers_label(IntPtr forwardingNumbers, UIntPtr index);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern IntPtr ringout_forwarding_numbers_kind(IntPtr forwardingNumbers, UIntPtr index);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern uint ringout_client_preflight(IntPtr client, IntPtr request, out IntPtr preflight, out IntPtr err);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern void ringout_preflight_free(IntPtr preflight);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern byte ringout_preflight_ok(IntPtr preflight);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern IntPtr ringout_preflight_text(IntPtr preflight);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern UIntPtr ringout_preflight_check_count(IntPtr preflight);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern uint ringout_preflight_check_kind(IntPtr preflight, UIntPtr index);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern IntPtr ringout_check_kind_name(uint kind);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern uint ringout_preflight_check_result(IntPtr preflight, UIntPtr index);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern IntPtr ringout_check_result_name(uint result);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern IntPtr ringout_preflight_check_explanation(IntPtr preflight, UIntPtr index);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern uint ringout_client_create_call(IntPtr client, IntPtr request, out IntPtr call, out IntPtr err);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern uint ringout_client_find_call(IntPtr client, byte[] dedupeKey, out IntPtr call, out IntPtr err);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern uint ringout_client_call(IntPtr client, byte[] id, out IntPtr call, out IntPtr err);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern void ringout_call_free(IntPtr call);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern uint ringout_call_clone(IntPtr call, out IntPtr clone, out IntPtr err);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern IntPtr ringout_call_id(IntPtr call);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern byte ringout_call_adopted(IntPtr call);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern uint ringout_call_take_lease(IntPtr call, out ulong leftMs, out IntPtr err);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern uint ringout_call_claim_outcome(IntPtr call, out byte claimed, out IntPtr err);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern IntPtr ringout_status_name(uint status);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern IntPtr ringout_status_explain(uint status);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern uint ringout_status_parse(byte[] text);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern byte ringout_status_is_failed_leg(uint status);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern byte ringout_status_is_ended(uint status);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern uint ringout_state_new(byte[] callStatus, byte[] callerStatus, byte[] calleeStatus, out IntPtr state, out IntPtr err);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern void ringout_state_free(IntPtr state);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern uint ringout_state_call_status(IntPtr state);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern uint ringout_state_caller_status(IntPtr state);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern uint ringout_state_callee_status(IntPtr state);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern IntPtr ringout_state_call_status_text(IntPtr state);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern IntPtr ringout_state_caller_status_text(IntPtr state);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern IntPtr ringout_state_callee_status_text(IntPtr state);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern uint ringout_state_phase(IntPtr state);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern IntPtr ringout_phase_name(uint phase);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern IntPtr ringout_state_text(IntPtr state);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern IntPtr ringout_state_explain(IntPtr state);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern void ringout_outcome_free(IntPtr outcome);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern uint ringout_outcome_kind(IntPtr outcome);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern IntPtr ringout_outcome_kind_name(uint kind);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern uint ringout_outcome_leg(IntPtr outcome);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern IntPtr ringout_leg_name(uint leg);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern uint ringout_outcome_status(IntPtr outcome);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern IntPtr ringout_outcome_status_text(IntPtr outcome);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern byte ringout_outcome_connected(IntPtr outcome);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern byte ringout_outcome_cancelled_by_us(IntPtr outcome);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern uint ringout_outcome_source(IntPtr outcome);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern IntPtr ringout_outcome_source_name(uint source);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern IntPtr ringout_outcome_explanation(IntPtr outcome);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern IntPtr ringout_outcome_text(IntPtr outcome);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern uint ringout_check_transition(IntPtr from, IntPtr to, out IntPtr verdict, out IntPtr err);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern void ringout_verdict_free(IntPtr verdict);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern uint ringout_verdict_kind(IntPtr verdict);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern IntPtr ringout_verdict_kind_name(uint kind);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern IntPtr ringout_verdict_text(IntPtr verdict);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern UIntPtr ringout_verdict_reason_count(IntPtr verdict);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern uint ringout_verdict_reason_field(IntPtr verdict, UIntPtr index);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern IntPtr ringout_field_name(uint field);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern uint ringout_verdict_reason_kind(IntPtr verdict, UIntPtr index);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern IntPtr ringout_verdict_reason_text(IntPtr verdict, UIntPtr index);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern IntPtr ringout_verdict_reason_path(IntPtr verdict, UIntPtr index);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern UIntPtr ringout_verdict_reason_path_count(IntPtr verdict, UIntPtr index);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern uint ringout_verdict_reason_path_status(IntPtr verdict, UIntPtr index, UIntPtr position);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern IntPtr ringout_until_name(uint until);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern uint ringout_call_status(IntPtr call, out IntPtr state, out IntPtr err);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern uint ringout_call_state(IntPtr call, out IntPtr state, out IntPtr err);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern uint ringout_call_outcome(IntPtr call, out IntPtr outcome, out IntPtr err);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern uint ringout_call_cancel(IntPtr call, out uint effect, out IntPtr err);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern void ringout_call_detach(IntPtr call);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern IntPtr ringout_cancel_effect_name(uint effect);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern uint ringout_call_wait(IntPtr call, IntPtr options, out IntPtr outcome, out IntPtr err);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern uint ringout_change_clone(IntPtr change, out IntPtr clone, out IntPtr err);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern void ringout_change_free(IntPtr change);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern IntPtr ringout_change_previous(IntPtr change);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern IntPtr ringout_change_state(IntPtr change);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern IntPtr ringout_change_verdict(IntPtr change);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern ulong ringout_change_earliest_ms(IntPtr change);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern ulong ringout_change_latest_ms(IntPtr change);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern uint ringout_call_watch(IntPtr call, IntPtr options, WatchCallback callback, IntPtr userData, out IntPtr outcome, out IntPtr err);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern uint ringout_watch_new(IntPtr call, IntPtr options, out IntPtr watch, out IntPtr err);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern void ringout_watch_free(IntPtr watch);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern uint ringout_watch_next(IntPtr watch, out IntPtr change, out IntPtr err);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern uint ringout_watch_next_timeout(IntPtr watch, uint timeoutMs, out IntPtr change, out byte ended, out IntPtr err);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern uint ringout_watch_outcome(IntPtr watch, out IntPtr outcome, out IntPtr err);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern uint ringout_scoped_call_new(IntPtr call, out IntPtr scoped, out IntPtr err);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern void ringout_scoped_call_free(IntPtr scoped);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern uint ringout_journal_entry_step(IntPtr entry);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern IntPtr ringout_journal_step_name(uint step);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern UIntPtr ringout_journal_entry_index(IntPtr entry);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern long ringout_journal_entry_at_unix_ms(IntPtr entry);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern IntPtr ringout_journal_entry_to(IntPtr entry);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern IntPtr ringout_journal_entry_from(IntPtr entry);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern IntPtr ringout_journal_entry_call_id(IntPtr entry);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern IntPtr ringout_journal_entry_outcome(IntPtr entry);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern IntPtr ringout_journal_entry_error(IntPtr entry);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern IntPtr ringout_journal_entry_text(IntPtr entry);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern void ringout_placed_free(IntPtr placed);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern UIntPtr ringout_placed_index(IntPtr placed);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern IntPtr ringout_placed_call(IntPtr placed);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern IntPtr ringout_placed_outcome(IntPtr placed);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern IntPtr ringout_placed_error(IntPtr placed);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern uint ringout_client_place_all(IntPtr client, IntPtr requests, UIntPtr count, IntPtr options, out IntPtr placeAll, out IntPtr err);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern void ringout_place_all_free(IntPtr placeAll);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern uint ringout_place_all_next(IntPtr placeAll, out IntPtr placed, out IntPtr err);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern UIntPtr ringout_place_all_remaining(IntPtr placeAll);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern uint ringout_call_log(IntPtr call, out IntPtr logged, out IntPtr err);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern uint ringout_client_call_log(IntPtr client, byte[] to, byte[] from, long sentAtUnixMs, out IntPtr logged, out IntPtr err);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern void ringout_logged_call_free(IntPtr logged);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern uint ringout_logged_call_matching(IntPtr logged);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern IntPtr ringout_log_match_name(uint matching);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern UIntPtr ringout_logged_call_candidates(IntPtr logged);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern IntPtr ringout_logged_call_id(IntPtr logged);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern IntPtr ringout_logged_call_session_id(IntPtr logged);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern long ringout_logged_call_start_time_unix_ms(IntPtr logged);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern ulong ringout_logged_call_duration_ms(IntPtr logged);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern IntPtr ringout_logged_call_from(IntPtr logged);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern IntPtr ringout_logged_call_to(IntPtr logged);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern IntPtr ringout_logged_call_action(IntPtr logged);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern IntPtr ringout_logged_call_result(IntPtr logged);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern UIntPtr ringout_logged_call_leg_count(IntPtr logged);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern uint ringout_logged_call_leg(IntPtr logged, UIntPtr index);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern IntPtr ringout_logged_call_leg_type(IntPtr logged, UIntPtr index);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern long ringout_logged_call_leg_start_time_unix_ms(IntPtr logged, UIntPtr index);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern ulong ringout_logged_call_leg_duration_ms(IntPtr logged, UIntPtr index);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern IntPtr ringout_logged_call_leg_from(IntPtr logged, UIntPtr index);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern IntPtr ringout_logged_call_leg_to(IntPtr logged, UIntPtr index);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern IntPtr ringout_logged_call_leg_result(IntPtr logged, UIntPtr index);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern uint ringout_cancel_token_new(out IntPtr token, out IntPtr err);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern void ringout_cancel_token_free(IntPtr token);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern void ringout_cancel_token_cancel(IntPtr token);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern byte ringout_cancel_token_is_cancelled(IntPtr token);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern uint ringout_client_with_cancel_token(IntPtr client, IntPtr token, out IntPtr bound, out IntPtr err);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern uint ringout_call_with_cancel_token(IntPtr call, IntPtr token, out IntPtr bound, out IntPtr err);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern uint ringout_client_limits(IntPtr client, out IntPtr limits, out IntPtr err);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern void ringout_limits_free(IntPtr limits);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern UIntPtr ringout_limits_count(IntPtr limits);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern IntPtr ringout_limits_name(IntPtr limits, UIntPtr index);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern IntPtr ringout_limits_ringcentral_name(IntPtr limits, UIntPtr index);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern uint ringout_limits_limit(IntPtr limits, UIntPtr index);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern ulong ringout_limits_window_ms(IntPtr limits, UIntPtr index);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern long ringout_limits_remaining(IntPtr limits, UIntPtr index);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern ulong ringout_limits_retry_after_ms(IntPtr limits, UIntPtr index);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern IntPtr ringout_limits_text(IntPtr limits, UIntPtr index);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern void ringout_response_free(IntPtr response);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern uint ringout_response_status(IntPtr response);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern IntPtr ringout_response_body(IntPtr response);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern UIntPtr ringout_response_body_size(IntPtr response);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern IntPtr ringout_response_text(IntPtr response);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern IntPtr ringout_response_content_type(IntPtr response);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern IntPtr ringout_response_request_id(IntPtr response);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern IntPtr ringout_response_error(IntPtr response);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern UIntPtr ringout_response_header_count(IntPtr response);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern IntPtr ringout_response_header_name(IntPtr response, UIntPtr index);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern IntPtr ringout_response_header_value(IntPtr response, UIntPtr index);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern uint ringout_client_request(IntPtr client, byte[] method, byte[] path, IntPtr[] query, byte[] body, out IntPtr response, out IntPtr err);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern uint ringout_client_send(IntPtr client, byte[] method, byte[] path, IntPtr[] query, byte[] body, out IntPtr response, out IntPtr err);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern uint ringout_inbox_new(out IntPtr inbox, out IntPtr err);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern void ringout_inbox_free(IntPtr inbox);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern int ringout_inbox_fd(IntPtr inbox);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern uint ringout_inbox_next(IntPtr inbox, out IntPtr @event, out IntPtr err);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern uint ringout_inbox_wait(IntPtr inbox, uint timeoutMs, out IntPtr @event, out IntPtr err);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern UIntPtr ringout_inbox_interrupt(IntPtr inbox, ulong tag);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern UIntPtr ringout_inbox_pending(IntPtr inbox);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern ulong ringout_inbox_dropped_log_records(IntPtr inbox);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern void ringout_event_free(IntPtr @event);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern ulong ringout_event_tag(IntPtr @event);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern uint ringout_event_kind(IntPtr @event);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern IntPtr ringout_event_kind_name(uint kind);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern uint ringout_event_status(IntPtr @event);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern IntPtr ringout_event_error(IntPtr @event);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern IntPtr ringout_event_take_call(IntPtr @event);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern IntPtr ringout_event_take_state(IntPtr @event);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern IntPtr ringout_event_take_outcome(IntPtr @event);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern IntPtr ringout_event_take_change(IntPtr @event);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern IntPtr ringout_event_take_preflight(IntPtr @event);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern IntPtr ringout_event_take_caller_ids(IntPtr @event);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern IntPtr ringout_event_take_forwarding_numbers(IntPtr @event);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern IntPtr ringout_event_take_logged_call(IntPtr @event);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern IntPtr ringout_event_take_response(IntPtr @event);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern IntPtr ringout_event_take_placed(IntPtr @event);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern IntPtr ringout_event_take_error(IntPtr @event);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern uint ringout_event_cancel_effect(IntPtr @event);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern ulong ringout_event_lease_left_ms(IntPtr @event);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern byte ringout_event_is_claimed(IntPtr @event);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern uint ringout_event_log_level(IntPtr @event);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern IntPtr ringout_event_log_message(IntPtr @event);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern uint ringout_client_login_jwt_into(IntPtr client, byte[] jwt, IntPtr inbox, ulong tag, out IntPtr err);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern uint ringout_client_login_password_into(IntPtr client, byte[] username, byte[] extension, byte[] password, IntPtr inbox, ulong tag, out IntPtr err);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern uint ringout_client_login_code_into(IntPtr client, byte[] code, byte[] redirectUri, byte[] verifier, IntPtr inbox, ulong tag, out IntPtr err);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern uint ringout_client_login_redirect_into(IntPtr client, byte[] redirectedTo, IntPtr authorization, IntPtr inbox, ulong tag, out IntPtr err);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern uint ringout_client_refresh_into(IntPtr client, IntPtr inbox, ulong tag, out IntPtr err);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern uint ringout_client_logout_into(IntPtr client, IntPtr inbox, ulong tag, out IntPtr err);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern uint ringout_client_create_call_into(IntPtr client, IntPtr request, IntPtr inbox, ulong tag, out IntPtr err);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern uint ringout_client_find_call_into(IntPtr client, byte[] dedupeKey, IntPtr inbox, ulong tag, out IntPtr err);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern uint ringout_client_request_into(IntPtr client, byte[] method, byte[] path, IntPtr[] query, byte[] body, IntPtr inbox, ulong tag, out IntPtr err);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern uint ringout_client_send_into(IntPtr client, byte[] method, byte[] path, IntPtr[] query, byte[] body, IntPtr inbox, ulong tag, out IntPtr err);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern uint ringout_client_caller_ids_into(IntPtr client, IntPtr inbox, ulong tag, out IntPtr err);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern uint ringout_client_forwarding_numbers_into(IntPtr client, IntPtr inbox, ulong tag, out IntPtr err);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern uint ringout_client_preflight_into(IntPtr client, IntPtr request, IntPtr inbox, ulong tag, out IntPtr err);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern uint ringout_client_call_log_into(IntPtr client, byte[] to, byte[] from, long sentAtUnixMs, IntPtr inbox, ulong tag, out IntPtr err);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern uint ringout_call_status_into(IntPtr call, IntPtr inbox, ulong tag, out IntPtr err);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern uint ringout_call_cancel_into(IntPtr call, IntPtr inbox, ulong tag, out IntPtr err);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern uint ringout_call_log_into(IntPtr call, IntPtr inbox, ulong tag, out IntPtr err);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern uint ringout_call_take_lease_into(IntPtr call, IntPtr inbox, ulong tag, out IntPtr err);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern uint ringout_call_claim_outcome_into(IntPtr call, IntPtr inbox, ulong tag, out IntPtr err);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern uint ringout_call_wait_into(IntPtr call, IntPtr options, IntPtr inbox, ulong tag, out IntPtr err);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern uint ringout_call_watch_into(IntPtr call, IntPtr options, IntPtr inbox, ulong tag, out IntPtr err);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern uint ringout_client_place_all_into(IntPtr client, IntPtr requests, UIntPtr count, IntPtr options, IntPtr inbox, ulong tag, out IntPtr err);

            [DllImport(LibraryName, CallingConvention = CallingConvention.Cdecl)]
            internal static extern uint ringout_log_into(uint level, IntPtr inbox, ulong tag, out IntPtr err);
        }
    }

    /// <summary>The numbers that belong to no enum.</summary>
    internal static class NativeConstants
    {
        /// <summary>
        /// The version of the binary interface that this header describes: the number in the soname, and the value of
        /// <c>Native.AbiVersion()</c> in a library that fits.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal const uint AbiVersion = 0;

        /// <summary>
        /// The library's default, for every timeout.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        internal const uint DefaultTimeout = 4294967295;
    }

    /// <summary>
    /// Receives one log record: its level, a <c>LogLevel</c>, and one line without secrets, valid until the callback
    /// returns.
    /// </summary>
    /// <remarks>
    /// <para>
    /// The library calls it on the thread that does the work, which may be a thread of the library, and on several threads
    /// at once. The work waits for it, so it should be quick. It may use the library, except for
    /// <c>Native.SetLogCallback()</c>; records that it causes on the same thread are dropped. It must return normally,
    /// without an exception or a longjmp.
    /// </para>
    /// <para>
    /// Since version 0.1.
    /// </para>
    /// </remarks>
    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    internal delegate void LogCallback(uint level, IntPtr message, IntPtr userData);

    /// <summary>
    /// Loads the token that is saved under the key: passes it to <c>Native.TokenSinkSetToken()</c> and returns
    /// <c>StoreResult.Ok</c>. Otherwise returns <c>StoreResult.NotFound</c> or <c>StoreResult.Failed</c>.
    /// </summary>
    /// <remarks>
    /// <para>
    /// Since version 0.1.
    /// </para>
    /// </remarks>
    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    internal delegate uint TokenLoadCallback(IntPtr key, IntPtr sink, IntPtr userData);

    /// <summary>
    /// Saves a token under the key, replacing the previous one. <c>token</c> is JSON and a secret, wiped when the callback
    /// returns; null removes the saved token, if any. Returns <c>StoreResult.Ok</c> or <c>StoreResult.Failed</c>.
    /// </summary>
    /// <remarks>
    /// <para>
    /// Since version 0.1.
    /// </para>
    /// </remarks>
    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    internal delegate uint TokenSaveCallback(IntPtr key, IntPtr token, IntPtr sink, IntPtr userData);

    /// <summary>
    /// Takes the lock for replacing the token, without waiting. Returns <c>StoreResult.Ok</c> or <c>StoreResult.Failed</c>, or
    /// <c>StoreResult.Locked</c> to be called again until the operation's deadline passes.
    /// </summary>
    /// <remarks>
    /// <para>
    /// Since version 0.1.
    /// </para>
    /// </remarks>
    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    internal delegate uint TokenTryLockCallback(IntPtr key, IntPtr sink, IntPtr userData);

    /// <summary>
    /// Releases the lock, once for each successful <c>try_lock</c>. It may run on another thread than <c>try_lock</c>, so a pthread
    /// mutex does not work.
    /// </summary>
    /// <remarks>
    /// <para>
    /// Since version 0.1.
    /// </para>
    /// </remarks>
    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    internal delegate void TokenUnlockCallback(IntPtr key, IntPtr userData);

    /// <summary>
    /// Frees <c>user_data</c>. Called once, on any thread, when the library no longer uses it.
    /// </summary>
    /// <remarks>
    /// <para>
    /// Since version 0.1.
    /// </para>
    /// </remarks>
    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    internal delegate void FreeUserDataCallback(IntPtr userData);

    /// <summary>
    /// Loads what is stored under the key: passes it to <c>Native.LedgerSinkSetRecord()</c> and returns <c>StoreResult.Ok</c>.
    /// Otherwise returns <c>StoreResult.NotFound</c> or <c>StoreResult.Failed</c>.
    /// </summary>
    /// <remarks>
    /// <para>
    /// Since version 0.1.
    /// </para>
    /// </remarks>
    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    internal delegate uint LedgerLoadCallback(IntPtr key, IntPtr sink, IntPtr userData);

    /// <summary>
    /// Stores <c>value</c> under the key, if the current value is <c>expected</c>, or if there is none and <c>expected</c> is null. Returns
    /// <c>StoreResult.Ok</c>. Otherwise changes nothing and returns <c>StoreResult.Conflict</c> with the current value, or
    /// <c>StoreResult.Failed</c>. The comparison and the change are one step, for all processes.
    /// </summary>
    /// <remarks>
    /// <para>
    /// The value is one line of UTF-8 with phone numbers. It and its age are kept for at least <c>lifetime_s</c> seconds; the age
    /// starts at zero.
    /// </para>
    /// <para>
    /// Since version 0.1.
    /// </para>
    /// </remarks>
    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    internal delegate uint LedgerSwapCallback(IntPtr key, IntPtr expected, IntPtr value, ulong lifetimeS, IntPtr sink, IntPtr userData);

    /// <summary>
    /// Receives each change of <c>Native.CallWatch()</c>, on the thread that called that function. The change is valid until
    /// the callback returns. Return 0 to continue and any other value to stop. It must return normally, without an
    /// exception or a longjmp.
    /// </summary>
    /// <remarks>
    /// <para>
    /// Since version 0.1.
    /// </para>
    /// </remarks>
    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    internal delegate int WatchCallback(IntPtr change, IntPtr userData);

    /// <summary>
    /// Saves a journal entry where it outlives the process. Returns null on success, else the reason of the failure for the
    /// user to read, such as the string of <c>strerror()</c>. The library copies the reason at once into an error message, so it
    /// must not contain a secret. After a failure no more calls are placed, but the results of calls in flight are still
    /// returned.
    /// </summary>
    /// <remarks>
    /// <para>
    /// <c>Native.PlaceAllNext()</c> calls it, on the same thread. It may use the library, but not the <c>ringout_place_all</c>
    /// that called it. It must return normally, without an exception or a longjmp.
    /// </para>
    /// <para>
    /// Since version 0.1.
    /// </para>
    /// </remarks>
    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    internal delegate IntPtr JournalCallback(IntPtr entry, IntPtr userData);

    /// <summary>
    /// Your own token store. Initialise with <c>RINGOUT_TOKEN_STORE_INIT</c>, set at least <c>load</c> and <c>save</c>, and point
    /// <c>token_store</c> of a <c>ringout_config</c> to it. <c>Native.ClientNew()</c> copies it.
    /// </summary>
    /// <remarks>
    /// <para>
    /// The client loads a token only when it needs a new one, and saves every token that it receives. It calls the
    /// callbacks on threads of the library, several at once. A callback that outlasts the operation it was called for keeps
    /// running, and the operation fails.
    /// </para>
    /// <para>
    /// A callback that fails, or returns a value that is not one of its results, fails the operation with
    /// <c>ErrorCode.Storage</c>. If only saving failed, the client uses the token even so and logs a warning. Callbacks must
    /// return normally, without an exception or a longjmp.
    /// </para>
    /// <para>
    /// Since version 0.1.
    /// </para>
    /// </remarks>
    [StructLayout(LayoutKind.Sequential)]
    internal struct NativeTokenStore
    {
        /// <summary>
        /// The size of the struct. <c>RINGOUT_TOKEN_STORE_INIT</c> sets it.
        /// </summary>
        internal uint StructSize;

        /// <summary>
        /// Passed to each callback; may be null. It must stay valid until <c>free_user_data</c> has been called (or, if that is
        /// null, until it would have been).
        /// </summary>
        internal IntPtr UserData;

        /// <summary>
        /// Required.
        /// </summary>
        internal IntPtr Load;

        /// <summary>
        /// Required.
        /// </summary>
        internal IntPtr Save;

        /// <summary>
        /// Optional, together with <c>unlock</c>. If null, two processes may log in at the same time.
        /// </summary>
        internal IntPtr TryLock;

        /// <summary>
        /// Optional, together with <c>try_lock</c>. The client waits for it for up to one second.
        /// </summary>
        internal IntPtr Unlock;

        /// <summary>
        /// Frees <c>user_data</c>, once for each client that was created with this struct: when all handles of the client and of
        /// its calls are freed and no callback is running. Not called if <c>Native.ClientNew()</c> fails. null for none.
        /// </summary>
        internal IntPtr FreeUserData;

        /// <summary>Returns the defaults.</summary>
        internal static NativeTokenStore Create()
        {
            var values = new NativeTokenStore();
            values.StructSize = (uint)Marshal.SizeOf(typeof(NativeTokenStore));
            return values;
        }
    }

    /// <summary>
    /// Your own ledger: where all processes that may place the same call look it up by its <c>dedupe_key</c>. Initialise with
    /// <c>RINGOUT_LEDGER_INIT</c>, set <c>load</c> and <c>swap</c>, and point <c>ledger</c> of a <c>ringout_config</c> to it. <c>Native.ClientNew()</c>
    /// copies it.
    /// </summary>
    /// <remarks>
    /// <para>
    /// No key is placed twice as long as the ledger swaps in one step and loses nothing. The callbacks run on threads of the
    /// library, several at once. If one fails before the request that places a call is sent, nothing is sent and the
    /// operation fails with <c>ErrorCode.Storage</c>. If one fails afterwards, that is a warning in the log. A callback that
    /// outlasts the operation it was called for keeps running. Callbacks must return normally, without an exception or a
    /// longjmp.
    /// </para>
    /// <para>
    /// Since version 0.1.
    /// </para>
    /// </remarks>
    [StructLayout(LayoutKind.Sequential)]
    internal struct NativeLedger
    {
        /// <summary>
        /// The size of the struct. <c>RINGOUT_LEDGER_INIT</c> sets it.
        /// </summary>
        internal uint StructSize;

        /// <summary>
        /// Passed to each callback; may be null. It must stay valid until <c>free_user_data</c> has been called (or, if that is
        /// null, until it would have been).
        /// </summary>
        internal IntPtr UserData;

        /// <summary>
        /// Required.
        /// </summary>
        internal IntPtr Load;

        /// <summary>
        /// Required.
        /// </summary>
        internal IntPtr Swap;

        /// <summary>
        /// Frees <c>user_data</c>, once for each client that was created with this struct: when all handles of the client and of
        /// its calls are freed and no callback is running. Not called if <c>Native.ClientNew()</c> fails. null for none.
        /// </summary>
        internal IntPtr FreeUserData;

        /// <summary>Returns the defaults.</summary>
        internal static NativeLedger Create()
        {
            var values = new NativeLedger();
            values.StructSize = (uint)Marshal.SizeOf(typeof(NativeLedger));
            return values;
        }
    }

    /// <summary>
    /// The settings of a client. Initialise with <c>RINGOUT_CONFIG_INIT</c>, then set <c>server</c>, <c>client_id</c> and any other field.
    /// <c>Native.ClientNew()</c> checks and copies everything.
    /// </summary>
    /// <remarks>
    /// <para>
    /// Each operation has one deadline, which covers waiting for a rate limit, connecting, logging in and retries.
    /// </para>
    /// <para>
    /// A setting is the field if set, else the environment for <c>proxy</c> and <c>ca_bundle</c>, else the default.
    /// <c>Native.ClientFromEnv()</c> also reads the server, the app and the JWT from the environment.
    /// </para>
    /// <para>
    /// Since version 0.1.
    /// </para>
    /// </remarks>
    [StructLayout(LayoutKind.Sequential)]
    internal struct NativeConfig
    {
        /// <summary>
        /// The size of the struct. <c>RINGOUT_CONFIG_INIT</c> sets it.
        /// </summary>
        internal uint StructSize;

        /// <summary>
        /// Which of RingCentral's two paths for RingOut to use: a <c>CallPath</c>.
        /// </summary>
        internal uint CallPath;

        /// <summary>
        /// The time to establish a connection, including name lookup and TLS, in milliseconds: 1 to 3600000, or
        /// <c>RINGOUT_DEFAULT_TIMEOUT</c> for 5 s. It is part of the operation's deadline, not added to it.
        /// </summary>
        internal uint ConnectTimeoutMs;

        /// <summary>
        /// The deadline of any operation that does not place a call, in milliseconds: 1 to 3600000, or
        /// <c>RINGOUT_DEFAULT_TIMEOUT</c> for 30 s. Waiting for the end of a call has its own timeout.
        /// </summary>
        internal uint RequestTimeoutMs;

        /// <summary>
        /// The deadline for placing a call, in milliseconds: 1 to 3600000, or <c>RINGOUT_DEFAULT_TIMEOUT</c> for 30 s. If it
        /// passes after the request was sent, the error is <c>ErrorCode.MaybePlaced</c>, so do not set it tightly.
        /// </summary>
        internal uint CreateTimeoutMs;

        /// <summary>
        /// The requested lifetime of access tokens in seconds: 600 to 3600, or 0 for RingCentral's default.
        /// </summary>
        internal uint AccessTokenTtlS;

        /// <summary>
        /// The requested lifetime of refresh tokens in seconds: 1 to 31536000, or 0 for RingCentral's default, 7 days.
        /// </summary>
        internal uint RefreshTokenTtlS;

        /// <summary>
        /// The reaction to rate limits: a <c>RateLimit</c>.
        /// </summary>
        internal uint RateLimit;

        /// <summary>
        /// Nonzero allows <c>http://</c> to other machines, which sends tokens in the clear. This machine is always allowed.
        /// </summary>
        internal uint AllowInsecureHttp;

        /// <summary>
        /// RingCentral's URL, "https://platform.ringcentral.com" in production. Required.
        /// </summary>
        internal IntPtr Server;

        /// <summary>
        /// The client id of the app, from the developer console. Required.
        /// </summary>
        internal IntPtr ClientId;

        /// <summary>
        /// The client secret of the app; null for a public app.
        /// </summary>
        internal IntPtr ClientSecret;

        /// <summary>
        /// The JWT credential for the login, which the first request does; null if your program logs in with
        /// <c>Native.ClientLoginJwt()</c> or another login function.
        /// </summary>
        internal IntPtr Jwt;

        /// <summary>
        /// The account id; null for the account of the user who logs in.
        /// </summary>
        internal IntPtr AccountId;

        /// <summary>
        /// The extension id; null for the extension of the user who logs in.
        /// </summary>
        internal IntPtr ExtensionId;

        /// <summary>
        /// The path of a file that keeps tokens between runs and shares them between processes. Only its owner can read it.
        /// null keeps tokens in memory.
        /// </summary>
        internal IntPtr TokenFile;

        /// <summary>
        /// The user's name in the key of the saved token; null to derive it from the credentials. Set it if several users
        /// log in on RingCentral's page.
        /// </summary>
        internal IntPtr TokenUser;

        /// <summary>
        /// The proxy, "http://user:password@host:port"; "" for none. null for the proxy of <c>ALL_PROXY</c>, <c>HTTPS_PROXY</c> or
        /// <c>HTTP_PROXY</c>, except for servers on this machine and those that match <c>NO_PROXY</c>, which is read as curl reads
        /// it.
        /// </summary>
        internal IntPtr Proxy;

        /// <summary>
        /// The path of a PEM file with the certificate authorities to trust. null for those of <c>SSL_CERT_FILE</c> and
        /// <c>SSL_CERT_DIR</c> (on Linux), or else the system's.
        /// </summary>
        internal IntPtr CaBundle;

        /// <summary>
        /// The name of your app, sent in <c>User-Agent</c>; null for none.
        /// </summary>
        internal IntPtr AppName;

        /// <summary>
        /// The version of your app; required with <c>app_name</c>, null without.
        /// </summary>
        internal IntPtr AppVersion;

        /// <summary>
        /// Your own token store, instead of <c>token_file</c>; null for none.
        /// </summary>
        internal IntPtr TokenStore;

        /// <summary>
        /// Your own ledger, for requests with a <c>dedupe_key</c>; null for none. Set <c>token_user</c> if the JWT may be replaced while
        /// keys are in use, because the user is part of each key.
        /// </summary>
        internal IntPtr Ledger;

        /// <summary>
        /// How long the ledger remembers a key after its last change, in seconds: 3600 to 31536000, or 0 for 7 days. It
        /// should be longer than any queue may deliver a job again.
        /// </summary>
        internal ulong DedupeLifetimeS;

        /// <summary>
        /// Where all workers of a fleet account for RingCentral's rate limits together; null for none. It may be the struct of
        /// <c>ledger</c>. If it fails or takes longer than 5 s, the client says so in the log, pauses for a window of the
        /// limit and goes on with its <c>share</c>.
        /// </summary>
        internal IntPtr Budget;

        /// <summary>
        /// The part of RingCentral's limits for this client without a budget, and while it fails: more than 0 and at most 1, or
        /// 0 for the default, which is 1 without a budget and 0.1 with one. For N workers, 1/N.
        /// </summary>
        internal double Share;

        /// <summary>Returns the defaults.</summary>
        internal static NativeConfig Create()
        {
            var values = new NativeConfig();
            values.StructSize = (uint)Marshal.SizeOf(typeof(NativeConfig));
            values.ConnectTimeoutMs = 4294967295;
            values.RequestTimeoutMs = 4294967295;
            values.CreateTimeoutMs = 4294967295;
            return values;
        }
    }

    /// <summary>
    /// A call to place: the caller's phone rings first, then the callee's. Initialise with <c>RINGOUT_CALL_REQUEST_INIT</c>,
    /// then set <c>to</c> and any other field. Fields that are not set are not sent.
    /// </summary>
    /// <remarks>
    /// <para>
    /// Numbers are E.164 ("+16505550100"). The "+" is optional with 8 digits or more. Spaces, dashes of every kind, dots,
    /// brackets and invisible marks are ignored. Caller and callee may also be an extension of the account ("101", 2 to 6
    /// digits) or of a main number ("+16505550100*101"). The zero of "+44 (0)20 7946 0018" is dropped in countries where
    /// callers from abroad omit it, and refused where it may belong to the number, as in Italy. Emergency numbers are
    /// refused.
    /// </para>
    /// <para>
    /// Since version 0.1.
    /// </para>
    /// </remarks>
    [StructLayout(LayoutKind.Sequential)]
    internal struct NativeCallRequest
    {
        /// <summary>
        /// The size of the struct. <c>RINGOUT_CALL_REQUEST_INIT</c> sets it.
        /// </summary>
        internal uint StructSize;

        /// <summary>
        /// Whether the caller must press 1 before the callee is dialled: a <c>PlayPrompt</c>.
        /// </summary>
        internal uint PlayPrompt;

        /// <summary>
        /// The callee's number. Required.
        /// </summary>
        internal IntPtr To;

        /// <summary>
        /// The caller's number, which rings first; null for the user's default forwarding number. Excludes
        /// <c>from_forwarding_number</c>.
        /// </summary>
        internal IntPtr From;

        /// <summary>
        /// The caller as the id of one of the user's forwarding numbers, or null. Excludes <c>from</c>.
        /// </summary>
        internal IntPtr FromForwardingNumber;

        /// <summary>
        /// The number that the callee sees, one of the user's numbers with the CallerId feature; null for the account's
        /// setting.
        /// </summary>
        internal IntPtr CallerId;

        /// <summary>
        /// RingCentral's id of the country for national numbers, such as "1", or null. With it, a number without "+" is a
        /// national number of 1 to 15 digits.
        /// </summary>
        internal IntPtr Country;

        /// <summary>
        /// Nonzero hangs up if <c>Native.ClientCreateCall()</c> is interrupted after the request was sent. That function still
        /// returns <c>ErrorCode.MaybePlaced</c> at once. A thread of the library waits up to five seconds for the response and
        /// cancels the call that it names. The log has what became of it. Other functions ignore the field.
        /// </summary>
        internal ulong CancelOnExit;

        /// <summary>
        /// The key under which this call is placed at most once by all processes that share a <c>ringout_ledger</c>, such as the
        /// id of a job; null for none. 1 to 256 bytes without control characters. It belongs to one pair of numbers. If the
        /// call of the key exists, <c>Native.ClientCreateCall()</c> returns it, see <c>Native.CallAdopted()</c>.
        /// </summary>
        internal IntPtr DedupeKey;

        /// <summary>Returns the defaults.</summary>
        internal static NativeCallRequest Create()
        {
            var values = new NativeCallRequest();
            values.StructSize = (uint)Marshal.SizeOf(typeof(NativeCallRequest));
            return values;
        }
    }

    /// <summary>
    /// How to wait for a call. Initialise with <c>RINGOUT_WAIT_OPTIONS_INIT</c>, whose values also apply where a function takes
    /// null.
    /// </summary>
    /// <remarks>
    /// <para>
    /// Since version 0.1.
    /// </para>
    /// </remarks>
    [StructLayout(LayoutKind.Sequential)]
    internal struct NativeWaitOptions
    {
        /// <summary>
        /// The size of the struct. <c>RINGOUT_WAIT_OPTIONS_INIT</c> sets it.
        /// </summary>
        internal uint StructSize;

        /// <summary>
        /// What to wait for: a <c>Until</c>.
        /// </summary>
        internal uint Until;

        /// <summary>
        /// The longest time to wait, in milliseconds, or <c>RINGOUT_DEFAULT_TIMEOUT</c> for one hour. 0 returns the known
        /// outcome without polling.
        /// </summary>
        internal uint TimeoutMs;

        /// <summary>
        /// Nonzero hangs up when the timeout passes. If that fails, the outcome is that of the last known state.
        /// </summary>
        internal uint CancelOnTimeout;

        /// <summary>
        /// Nonzero hangs up if the wait is left without an outcome: it fails, it is interrupted, the callback of
        /// <c>Native.CallWatch()</c> stops it, or the watch is freed before its end. The library sends the cancel on one of its
        /// threads, at most once for a call and for up to five seconds, and logs the effect. Freeing the last handle of the
        /// client waits for it; a process that exits before that may lose it. See <c>Native.CallDetach()</c>.
        /// </summary>
        internal uint CancelOnExit;

        /// <summary>Returns the defaults.</summary>
        internal static NativeWaitOptions Create()
        {
            var values = new NativeWaitOptions();
            values.StructSize = (uint)Marshal.SizeOf(typeof(NativeWaitOptions));
            values.TimeoutMs = 4294967295;
            return values;
        }
    }

    /// <summary>
    /// The options of a batch of calls. Initialise with <c>RINGOUT_PLACE_OPTIONS_INIT</c>, whose values also apply where a
    /// function takes null.
    /// </summary>
    /// <remarks>
    /// <para>
    /// Since version 0.1.
    /// </para>
    /// </remarks>
    [StructLayout(LayoutKind.Sequential)]
    internal struct NativePlaceOptions
    {
        /// <summary>
        /// The size of the struct. <c>RINGOUT_PLACE_OPTIONS_INIT</c> sets it.
        /// </summary>
        internal uint StructSize;

        /// <summary>
        /// What to wait for with each call: a <c>Until</c>.
        /// </summary>
        internal uint Until;

        /// <summary>
        /// The longest time to wait for each call, from when it is placed, in milliseconds, or <c>RINGOUT_DEFAULT_TIMEOUT</c>
        /// for one hour.
        /// </summary>
        internal uint TimeoutMs;

        /// <summary>
        /// Nonzero hangs up when the timeout passes. If that fails, the outcome is that of the last known state.
        /// </summary>
        internal uint CancelOnTimeout;

        /// <summary>
        /// The most calls in flight at once; 0 for no limit. A phone that rings for one call is busy for another, so use 1
        /// if all calls have the same caller.
        /// </summary>
        internal UIntPtr Concurrency;

        /// <summary>
        /// Called before and after each request is sent; null for none.
        /// </summary>
        internal IntPtr Journal;

        /// <summary>
        /// Passed to the journal; may be null. It must stay valid until the <c>ringout_place_all</c> is freed.
        /// </summary>
        internal IntPtr UserData;

        /// <summary>
        /// The time for the whole batch, from the call of <c>Native.ClientPlaceAll()</c>, in milliseconds; 0 for no limit.
        /// When it passes, each request that was not sent gets <c>ErrorCode.Timeout</c>, and the wait for each call in flight ends
        /// like a wait that times out.
        /// </summary>
        internal ulong TotalTimeoutMs;

        /// <summary>Returns the defaults.</summary>
        internal static NativePlaceOptions Create()
        {
            var values = new NativePlaceOptions();
            values.StructSize = (uint)Marshal.SizeOf(typeof(NativePlaceOptions));
            values.TimeoutMs = 4294967295;
            return values;
        }
    }
}
