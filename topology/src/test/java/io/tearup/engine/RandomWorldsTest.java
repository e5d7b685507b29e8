package io.tearup.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.tearup.engine.decision.Decision;
import io.tearup.engine.decision.Decision.WaveResult;
import io.tearup.engine.event.RiskEvent;
import io.tearup.engine.model.AccountTable;
import io.tearup.engine.model.MarginUnit;
import io.tearup.engine.model.Market;
import io.tearup.engine.model.PositionTable;
import io.tearup.engine.model.RejectedInput;
import io.tearup.engine.model.RiskGroup;
import io.tearup.engine.model.Role;
import io.tearup.store.RiskStateAccess;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/**
 * The invariants of ADL over random worlds. {@code -Dtearup.worlds} sets how many, {@code -Dtearup.seed} runs one again.
 */
class RandomWorldsTest {
    private static final int EVENTS = 120;

    private int waves;
    private int shortfalls;
    private int continued;

    @Test
    void shouldKeepEveryInvariantInRandomWorlds() {
        Long only = Long.getLong("tearup.seed");
        long worlds = only == null ? Long.getLong("tearup.worlds", 2_000L) : 1;
        for (long i = 0; i < worlds; i++) {
            long seed = only == null ? i : only;
            try {
                run(seed);
            } catch (RuntimeException | AssertionError e) {
                fail("world of seed " + seed + " (-Dtearup.seed=" + seed + "): " + e, e);
            }
        }
        if (only == null) {
            assertThat(waves).as("waves run").isGreaterThan((int) worlds / 4);
            assertThat(shortfalls).as("waves that ended in a shortfall").isPositive();
            assertThat(continued).as("waves that went on with the next record").isPositive();
        }
    }

    private void run(long seed) {
        RiskGroup group = new RiskGroup(RandomWorlds.GROUP);
        RiskEngine engine = new RiskEngine(group);
        RiskStateAccess changelog = new RiskStateAccess();
        for (RiskEvent event : RandomWorlds.draw(seed, EVENTS)) {
            List<Decision> decisions = new ArrayList<>();
            try {
                engine.process(event, decisions::add);
            } catch (RejectedInput refused) {
                assertThat(decisions).as("a refused event emits nothing").isEmpty();
            }
            assertThat(Books.faults(group)).as("%s", event).isEmpty();
            check(group, decisions);
            changelog.drain(group);
            if (seed % 20 == 0) {
                assertThat(changelog.rebuiltRows()).as("rows after %s", event).isEqualTo(changelog.rowsOf(group));
            }
        }
        assertThat(changelog.rebuiltRows())
                .as("rows rebuilt from the changelog")
                .isEqualTo(changelog.rowsOf(group));
    }

    private void check(RiskGroup group, List<Decision> decisions) {
        Map<String, Long> postings = new HashMap<>();
        Map<String, Decision.Assignment> assignments = new HashMap<>();
        for (Decision decision : decisions) {
            if (decision instanceof Decision.Posting posting) {
                postings.merge(posting.waveId(), posting.amount(), Long::sum);
            } else if (decision instanceof Decision.Assignment assignment) {
                assignments.put(assignment.assignmentId(), assignment);
                assertThat(assignment.positionBefore() * assignment.side().sign())
                        .as("only holders of the opposite side are touched")
                        .isPositive();
                assertThat(assignment.haircut())
                        .as("haircut within the profit of the closed lots")
                        .isLessThanOrEqualTo(profit(group, assignment) + 1);
            } else if (decision instanceof Decision.Settlement settlement) {
                checkSettlement(group, settlement, assignments);
            } else if (decision instanceof Decision.WaveClosed closed) {
                waves++;
                shortfalls += closed.result() == WaveResult.SHORTFALL ? 1 : 0;
                continued += closed.result() == WaveResult.CONTINUES ? 1 : 0;
                assertThat(closed.closed() + closed.residual())
                        .isEqualTo(closed.opened().demand());
                assertThat(closed.residual() == 0).isEqualTo(closed.result() == WaveResult.RESOLVED);
            } else if (decision instanceof Decision.Audit audit) {
                assertThat(audit.kind()).as(audit.detail()).isNotEqualTo(Decision.AuditKind.INVARIANT_BROKEN);
            }
        }
        assertThat(postings.values()).allMatch(sum -> sum == 0);
    }

    private static void checkSettlement(
            RiskGroup group, Decision.Settlement settlement, Map<String, Decision.Assignment> assignments) {
        if (settlement.role() == Role.INSURANCE_FUND) {
            return;
        }
        Decision.Assignment assignment = Objects.requireNonNull(assignments.get(settlement.assignmentId()));
        long sign = assignment.side().sign();
        assertThat(settlement.positionAfter())
                .as("no flip, no growth")
                .isEqualTo(assignment.positionBefore() - sign * settlement.lots());
        assertThat(sign * settlement.positionAfter()).isNotNegative();
        assertThat(settlement.equityAfter()).isNotNegative();
        Market market = group.requireMarket(settlement.market());
        int slot = group.accounts().find(settlement.account());
        int row = slot == AccountTable.NONE
                ? PositionTable.NONE
                : market.positions().find(slot);
        if (row != PositionTable.NONE && market.positions().lots(row) != 0) {
            MarginUnit unit = new MarginUnit(group);
            unit.load(market, row);
            assertThat(unit.meetsMaintenance())
                    .as("%s is left at or above maintenance", settlement.account())
                    .isTrue();
        }
    }

    private static long profit(RiskGroup group, Decision.Assignment assignment) {
        Market market = group.requireMarket(assignment.market());
        long mark = market.signedValue(assignment.positionBefore(), assignment.mark());
        long unrealised = mark - assignment.costBefore();
        return Math.max(0, unrealised) * assignment.lots() / Math.abs(assignment.positionBefore());
    }
}
