package ringout;

/**
 * A call to place: the caller's phone rings first, then the callee's. Immutable; each method with an argument returns a
 * changed copy.
 *
 * <p>Numbers are E.164 ("+16505550100"), extensions ("101") or both ("+16505550100*101").
 *
 * <pre>{@code CallRequest.to("+16505550100").from("+16505550123").playPrompt(false)}</pre>
 *
 * @param to The callee's number.
 * @param from The caller's number; null for the user's default forwarding number.
 * @param fromForwardingNumber The caller as the id of one of the user's forwarding numbers, or null. Excludes {@code from}.
 * @param callerId The number that the callee sees; null for the account's setting.
 * @param playPrompt Whether the caller must press 1 before the callee is dialled; null for the account's setting.
 * @param country RingCentral's id of the country for national numbers, such as "1", or null.
 * @param cancelOnExit Whether to hang up if {@link Client#createCall} is interrupted after the request was sent.
 */
public record CallRequest(
        String to, String from, String fromForwardingNumber, String callerId, Boolean playPrompt, String country,
        boolean cancelOnExit) {

    /** Creates a request with RingCentral's defaults. */
    public static CallRequest to(String to) {
        return new CallRequest(to, null, null, null, null, null, false);
    }

    /** Returns a copy with another {@code from}. */
    public CallRequest from(String from) {
        return new CallRequest(to, from, fromForwardingNumber, callerId, playPrompt, country, cancelOnExit);
    }

    /** Returns a copy with another {@code fromForwardingNumber}. */
    public CallRequest fromForwardingNumber(String fromForwardingNumber) {
        return new CallRequest(to, from, fromForwardingNumber, callerId, playPrompt, country, cancelOnExit);
    }

    /** Returns a copy with another {@code callerId}. */
    public CallRequest callerId(String callerId) {
        return new CallRequest(to, from, fromForwardingNumber, callerId, playPrompt, country, cancelOnExit);
    }

    /** Returns a copy with another {@code playPrompt}. */
    public CallRequest playPrompt(Boolean playPrompt) {
        return new CallRequest(to, from, fromForwardingNumber, callerId, playPrompt, country, cancelOnExit);
    }

    /** Returns a copy with another {@code country}. */
    public CallRequest country(String country) {
        return new CallRequest(to, from, fromForwardingNumber, callerId, playPrompt, country, cancelOnExit);
    }

    /** Returns a copy with another {@code cancelOnExit}. */
    public CallRequest cancelOnExit(boolean cancelOnExit) {
        return new CallRequest(to, from, fromForwardingNumber, callerId, playPrompt, country, cancelOnExit);
    }

    NativeCallRequest fields() {
        NativeCallRequest fields = new NativeCallRequest();
        fields.to = to;
        fields.from = from;
        fields.fromForwardingNumber = fromForwardingNumber;
        fields.callerId = callerId;
        PlayPrompt prompt = playPrompt == null ? PlayPrompt.DEFAULT : playPrompt ? PlayPrompt.YES : PlayPrompt.NO;
        fields.playPrompt = prompt.number;
        fields.country = country;
        fields.cancelOnExit = Options.flag(cancelOnExit);
        return fields;
    }
}
