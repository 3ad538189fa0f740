package ringout.compat.definitions;

/** The callee. */
public class MakeRingOutCallerInfoRequestTo {
    /** The number in E.164. */
    public String phoneNumber;

    /** Sets {@code phoneNumber}. */
    public MakeRingOutCallerInfoRequestTo phoneNumber(String phoneNumber) {
        this.phoneNumber = phoneNumber;
        return this;
    }
}
