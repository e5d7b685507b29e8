package io.tearup.contract;

/**
 * A change that breaks somebody.
 *
 * @param field where, from the record's name: {@code Alert.mark}, {@code Fund.markets[].market}
 * @param reason what is wrong and whom it breaks, in words
 */
public record Incompatibility(String field, String reason) {
    @Override
    public String toString() {
        return field + ": " + reason;
    }
}
