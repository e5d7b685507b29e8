package io.tearup.app.http;

/**
 * What a request may say beside its path.
 *
 * @param in {@code query}, or {@code header} for one that is read from a header
 * @param required whether nothing is answered without it
 * @param what for whoever reads the API's document
 * @param example a value that would be taken, or its form
 */
record Parameter(String name, String in, boolean required, String what, String example) {
    static final String QUERY = "query";

    static Parameter optional(String name, String what, String example) {
        return new Parameter(name, QUERY, false, what, example);
    }

    static Parameter required(String name, String what, String example) {
        return new Parameter(name, QUERY, true, what, example);
    }

    static Parameter header(String name, String what, String example) {
        return new Parameter(name, "header", false, what, example);
    }

    boolean isInQuery() {
        return in.equals(QUERY);
    }
}
