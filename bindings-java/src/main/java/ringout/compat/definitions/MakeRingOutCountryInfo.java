package ringout.compat.definitions;

/** A country. */
public class MakeRingOutCountryInfo {
    /** RingCentral's id of the country, such as "1". */
    public String id;

    /** Sets {@code id}. */
    public MakeRingOutCountryInfo id(String id) {
        this.id = id;
        return this;
    }
}
