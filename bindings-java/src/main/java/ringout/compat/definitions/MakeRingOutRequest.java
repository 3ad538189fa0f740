package ringout.compat.definitions;

/** A call to place. */
public class MakeRingOutRequest {
    /** The caller, whose phone rings first. */
    public MakeRingOutCallerInfoRequestFrom from;
    /** The callee. Required. */
    public MakeRingOutCallerInfoRequestTo to;
    /** The number that the callee sees. */
    public MakeRingOutCallerIdInfo callerId;
    /** Whether the caller must press 1 before the callee is dialled. */
    public Boolean playPrompt;
    /** The country of national numbers. */
    public MakeRingOutCountryInfo country;

    /** Sets {@code from}. */
    public MakeRingOutRequest from(MakeRingOutCallerInfoRequestFrom from) {
        this.from = from;
        return this;
    }

    /** Sets {@code to}. */
    public MakeRingOutRequest to(MakeRingOutCallerInfoRequestTo to) {
        this.to = to;
        return this;
    }

    /** Sets {@code callerId}. */
    public MakeRingOutRequest callerId(MakeRingOutCallerIdInfo callerId) {
        this.callerId = callerId;
        return this;
    }

    /** Sets {@code playPrompt}. */
    public MakeRingOutRequest playPrompt(Boolean playPrompt) {
        this.playPrompt = playPrompt;
        return this;
    }

    /** Sets {@code country}. */
    public MakeRingOutRequest country(MakeRingOutCountryInfo country) {
        this.country = country;
        return this;
    }
}
