package io.tearup.engine.ranking;

import io.tearup.engine.decision.Score;

/**
 * Who goes first. A ranking scores one candidate; higher is earlier; equal scores go by ascending account id in code-point
 * order.
 */
public sealed interface Ranking permits LeveragedReturn {
    /** Name published with every wave. */
    String name();

    /** The exact score. The candidate's equity and maintenance requirement are positive. */
    Score score(Candidate candidate);

    /**
     * The score to double precision, with a relative error below {@link CandidateQueue#COARSE_ERROR}. It only prunes;
     * where two lie closer than that, {@link #score} decides.
     */
    double coarse(Candidate candidate);
}
