// Generated from include/ringout.h by ffi-c/languages/generate.py: do not edit, run it again.

package ringout;

import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * The response to {@code Client.request()} or {@code Client.send()}. Immutable.
 *
 * <p>Since version 0.1.
 * @param headers The entries, in order: {@code Header}.
 * @param status Returns the HTTP status; 0 for null.
 * @param body Returns the bytes of the body, unchanged and without a NUL at the end. {@code bodySize} returns their
 * number.
 * @param text Returns the body as a string. Bytes that are not UTF-8, and NULs, are replaced.
 * @param contentType Returns the media type of the body; null if the response has none.
 * @param requestId Returns RingCentral's id of the request, which its support asks for; null if the response has none.
 * @param error Returns the error of a response outside 200 to 299; else null.
 */
public record Response(
    List<Header> headers,
    int status,
    byte[] body,
    String text,
    String contentType,
    String requestId,
    ErrorInfo error) {

    /** Copies the values out of an object. */
    static Response read(MemorySegment pointer) {
        if (pointer == null) return null;
        return new Response(
            Native.list(Native.responseHeaderCount(pointer), i -> Header.read(pointer, i)),
            Native.responseStatus(pointer),
            Native.bytes(Native.responseBody(pointer), Native.responseBodySize(pointer)),
            Native.responseText(pointer),
            Native.responseContentType(pointer),
            Native.responseRequestId(pointer),
            ErrorInfo.read(Native.responseError(pointer)));
    }

    /** Like {@link #read}, and frees the object. */
    static Response take(MemorySegment pointer) {
        try {
            return read(pointer);
        } finally {
            Native.responseFree(pointer);
        }
    }

    /** Shows no values besides the text, because some may be secrets. */
    @Override
    public String toString() {
        return "Response";
    }
}
