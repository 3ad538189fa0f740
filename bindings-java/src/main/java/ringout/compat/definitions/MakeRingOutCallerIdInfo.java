package ringout.compat.definitions;

/** The number that the callee sees. */
public class MakeRingOutCallerIdInfo {
    /** The number in E.164. */
    public String phoneNumber;

    /** Sets {@code phoneNumber}. */
    public MakeRingOutCallerIdInfo phoneNumber(String phoneNumber) {
        this.phoneNumber = phoneNumber;
        return this;
    }
}
