package io.tearup.app.explain;

import io.tearup.schemas.v1.Posting;
import java.math.BigDecimal;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The double-entry check of a wave.
 *
 * @param legs number of postings
 * @param sums what they sum to, by asset: zero, if nothing is missing
 */
record PostingCheck(int legs, SortedMap<String, BigDecimal> sums) {
    static PostingCheck of(List<Posting> postings) {
        SortedMap<String, BigDecimal> sums = new TreeMap<>();
        for (Posting posting : postings) {
            sums.merge(posting.getAsset(), posting.getAmount(), BigDecimal::add);
        }
        return new PostingCheck(postings.size(), sums);
    }

    boolean balanced() {
        return sums.values().stream().allMatch(sum -> sum.signum() == 0);
    }
}
