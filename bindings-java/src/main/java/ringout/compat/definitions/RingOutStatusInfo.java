package ringout.compat.definitions;

/** The statuses of a call, as RingCentral spells them. */
public class RingOutStatusInfo {
    /** The status of the call as a whole. */
    public String callStatus;
    /** The status of the caller's leg. */
    public String callerStatus;
    /** The status of the callee's leg. */
    public String calleeStatus;

    /** Sets {@code callStatus}. */
    public RingOutStatusInfo callStatus(String callStatus) {
        this.callStatus = callStatus;
        return this;
    }

    /** Sets {@code callerStatus}. */
    public RingOutStatusInfo callerStatus(String callerStatus) {
        this.callerStatus = callerStatus;
        return this;
    }

    /** Sets {@code calleeStatus}. */
    public RingOutStatusInfo calleeStatus(String calleeStatus) {
        this.calleeStatus = calleeStatus;
        return this;
    }
}
