package ringout.compat.definitions;

/** A call. */
public class GetRingOutStatusResponse {
    /** RingCentral's id of the call. */
    public String id;
    /** The URL of the call. */
    public String uri;
    /** The statuses of the call. */
    public RingOutStatusInfo status;

    /** Sets {@code id}. */
    public GetRingOutStatusResponse id(String id) {
        this.id = id;
        return this;
    }

    /** Sets {@code uri}. */
    public GetRingOutStatusResponse uri(String uri) {
        this.uri = uri;
        return this;
    }

    /** Sets {@code status}. */
    public GetRingOutStatusResponse status(RingOutStatusInfo status) {
        this.status = status;
        return this;
    }
}
