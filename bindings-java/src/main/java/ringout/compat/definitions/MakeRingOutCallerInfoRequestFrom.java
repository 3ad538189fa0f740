package ringout.compat.definitions;

/** The caller. */
public class MakeRingOutCallerInfoRequestFrom {
    /** The number in E.164. */
    public String phoneNumber;
    /** The id of one of the user's forwarding numbers, instead of a number. */
    public String forwardingNumberId;

    /** Sets {@code phoneNumber}. */
    public MakeRingOutCallerInfoRequestFrom phoneNumber(String phoneNumber) {
        this.phoneNumber = phoneNumber;
        return this;
    }

    /** Sets {@code forwardingNumberId}. */
    public MakeRingOutCallerInfoRequestFrom forwardingNumberId(String forwardingNumberId) {
        this.forwardingNumberId = forwardingNumberId;
        return this;
    }
}
