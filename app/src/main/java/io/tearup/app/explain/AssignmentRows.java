package io.tearup.app.explain;

import io.tearup.app.cli.Listing;
import io.tearup.schemas.v1.Assignment;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The assignments of an explanation, a row each: what a sheet can take of it. */
final class AssignmentRows {
    private AssignmentRows() {}

    static Listing of(Explanation explanation) {
        List<Assignment> assignments = explanation instanceof Explanation.OfWave wave
                ? wave.steps().stream()
                        .flatMap(step -> step.assignments().stream())
                        .toList()
                : List.of(((Explanation.OfAssignment) explanation).assignment());
        Listing listing = new Listing(
                "assignmentId",
                "rank",
                "account",
                "market",
                "side",
                "score",
                "quantity",
                "positionBefore",
                "entryPrice",
                "price",
                "mark",
                "haircut",
                "boundedBy");
        for (Assignment made : assignments) {
            listing.add(
                    made.getAssignmentId(),
                    made.getRank(),
                    made.getAccount(),
                    made.getMarket(),
                    made.getSide(),
                    plain(made.getScore()),
                    plain(made.getQuantity()),
                    plain(made.getPositionBefore()),
                    plain(made.getEntryPrice()),
                    plain(made.getPrice()),
                    plain(made.getMark()),
                    plain(made.getHaircut()),
                    made.getBoundedBy());
        }
        return listing;
    }

    private static @Nullable String plain(@Nullable BigDecimal value) {
        return value == null ? null : Figures.plain(value);
    }
}
