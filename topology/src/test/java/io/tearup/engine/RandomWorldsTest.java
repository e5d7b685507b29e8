package io.tearup.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.tearup.engine.decision.Criterion;
import io.tearup.engine.decision.Decision;
import io.tearup.engine.decision.Decision.PostingCode;
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
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongFunction;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * The invariants of ADL over random worlds. {@code -Dtearup.worlds} sets how many, {@code -Dtearup.seed} runs one again.
 */
class RandomWorldsTest {
    private static final int EVENTS = 120;

    private final Map<WaveResult, Integer> results = new ConcurrentHashMap<>();

    private final Map<Role, Integer> settled = new ConcurrentHashMap<>();
    private final Map<PostingCode, Integer> posted = new ConcurrentHashMap<>();
    private final Map<Decision.SettlementStatus, Integer> statuses = new ConcurrentHashMap<>();
    private final Map<Criterion, Integer> criteria = new ConcurrentHashMap<>();

    @Test
    void shouldKeepEveryInvariantUnderGatesRules() {
        run(seed -> RandomWorlds.draw(seed, EVENTS), 2_000);
    }

    @Test
    void shouldKeepEveryInvariantUnderAnyRules() {
        run(seed -> RandomWorlds.drawUnderAnyRules(seed, EVENTS), 10_000);
        if (Long.getLong("tearup.seed") == null && Long.getLong("tearup.worlds", 10_000) >= 1_000) {
            assertThat(settled).as("settlements by role").containsOnlyKeys(Role.values());
            assertThat(posted)
                    .as("postings by code")
                    .containsOnlyKeys(EnumSet.complementOf(EnumSet.of(PostingCode.ROUNDING))
                            .toArray(new PostingCode[0]));
            assertThat(criteria).as("waves by criterion").containsOnlyKeys(Criterion.values());
            assertThat(results).as("waves by result").containsOnlyKeys(WaveResult.values());
            assertThat(statuses).as("settlements by status").containsOnlyKeys(Decision.SettlementStatus.values());
        }
    }

    private void run(LongFunction<List<RiskEvent>> draw, long usual) {
        Long only = Long.getLong("tearup.seed");
        long worlds = Long.getLong("tearup.worlds", usual);
        LongStream seeds = only == null ? LongStream.range(0, worlds) : LongStream.of(only);
        seeds.parallel().forEach(seed -> {
            try {
                run(seed, draw.apply(seed));
            } catch (RuntimeException | AssertionError e) {
                fail("world of seed " + seed + " (-Dtearup.seed=" + seed + "): " + e, e);
            }
        });
        if (only == null && worlds >= 100) {
            assertThat(count(results)).as("waves run").isGreaterThan((int) worlds / 4);
            assertThat(results).as("waves by result").containsKeys(WaveResult.SHORTFALL, WaveResult.CONTINUES);
        }
    }

    private static int count(Map<?, Integer> counts) {
        return counts.values().stream().mapToInt(Integer::intValue).sum();
    }

    private void run(long seed, List<RiskEvent> world) {
        RiskGroup group = new RiskGroup(RandomWorlds.GROUP);
        RiskEngine engine = new RiskEngine(group);
        RiskStateAccess changelog = new RiskStateAccess();
        Map<String, Integer> legs = new HashMap<>();
        Map<String, Long> waiting = new HashMap<>();
        for (RiskEvent event : world) {
            List<Decision> decisions = new ArrayList<>();
            try {
                engine.process(event, decisions::add);
            } catch (RejectedInput refused) {
                assertThat(decisions).as("a refused event emits nothing").isEmpty();
            }
            assertThat(Books.faults(group)).as("%s", event).isEmpty();
            try {
                // Final settlement moves the mark under what a wave of the same record left.
                check(group, decisions, !(event instanceof RiskEvent.SettleMarket));
                checkChains(legs, decisions);
                checkAnswers(waiting, decisions);
            } catch (AssertionError e) {
                throw new AssertionError("after " + event + "\n" + decisions, e);
            }
            changelog.drain(group);
            if (seed % 20 == 0) {
                assertThat(changelog.rebuiltRows()).as("rows after %s", event).isEqualTo(changelog.rowsOf(group));
            }
        }
        assertThat(changelog.rebuiltRows())
                .as("rows rebuilt from the changelog")
                .isEqualTo(changelog.rowsOf(group));
    }

    private void check(RiskGroup group, List<Decision> decisions, boolean markStands) {
        Map<String, Long> postings = new HashMap<>();
        Map<String, Decision.Assignment> assignments = new HashMap<>();
        for (Decision decision : decisions) {
            if (decision instanceof Decision.Posting posting) {
                posted.merge(posting.code(), 1, Integer::sum);
                postings.merge(posting.waveId(), posting.amount(), Long::sum);
            } else if (decision instanceof Decision.Assignment assignment) {
                assignments.put(assignment.assignmentId(), assignment);
                if (assignment.role() == Role.COUNTERPARTY) {
                    assertThat(assignment.positionBefore() * assignment.side().sign())
                            .as("only holders of the opposite side are touched")
                            .isPositive();
                    assertThat(assignment.haircut())
                            .as("haircut within the profit of the closed lots")
                            .isLessThanOrEqualTo(profit(group, assignment) + 1);
                }
            } else if (decision instanceof Decision.Settlement settlement) {
                checkSettlement(group, settlement, assignments, markStands);
            } else if (decision instanceof Decision.WaveClosed closed) {
                results.merge(closed.result(), 1, Integer::sum);
                assertThat(closed.closed() + closed.reserved() + closed.residual())
                        .isEqualTo(closed.opened().demand());
                criteria.merge(closed.opened().criterion(), 1, Integer::sum);
                assertThat(closed.residual() == 0 || (closed.gainsHaircut() == closed.gap()))
                        .isEqualTo(closed.result() == WaveResult.RESOLVED
                                || closed.result() == WaveResult.RESERVED
                                || closed.residual() == 0
                                || closed.gap() == 0);
                assertThat(closed.gainsHaircut()).isBetween(0L, closed.gap());
            } else if (decision instanceof Decision.Audit audit) {
                assertThat(audit.kind()).as(audit.detail()).isNotEqualTo(Decision.AuditKind.INVARIANT_BROKEN);
            }
        }
        assertThat(postings.values()).allMatch(sum -> sum == 0);
    }

    /** Whatever the venue says, no more of an assignment is closed than was assigned. */
    private void checkAnswers(Map<String, Long> waiting, List<Decision> decisions) {
        for (Decision decision : decisions) {
            if (decision instanceof Decision.Assignment assignment) {
                waiting.put(assignment.assignmentId(), assignment.lots());
            } else if (decision instanceof Decision.Settlement settlement && settlement.assignmentId() != null) {
                statuses.merge(settlement.status(), 1, Integer::sum);
                if (settlement.status() == Decision.SettlementStatus.POSTED) {
                    assertThat(waiting.merge(settlement.assignmentId(), -settlement.lots(), Long::sum))
                            .as("%s", settlement)
                            .isNotNegative();
                } else {
                    assertThat(settlement.realised()).isZero();
                }
            }
        }
    }

    /** Legs of a wave are numbered from 0 without gaps, and each names the one before it, whatever steps the wave took. */
    private static void checkChains(Map<String, Integer> legs, List<Decision> decisions) {
        for (Decision decision : decisions) {
            if (decision instanceof Decision.Posting posting) {
                int number = legs.merge(posting.waveId(), 1, Integer::sum) - 1;
                assertThat(posting.sequence()).as("%s", posting).isEqualTo(number);
                assertThat(posting.previous()).as("%s", posting).isEqualTo(number == 0 ? null : (Integer) (number - 1));
                assertThat(posting.transfer()).as("%s", posting).isEqualTo(number / 2);
            }
        }
    }

    private void checkSettlement(
            RiskGroup group,
            Decision.Settlement settlement,
            Map<String, Decision.Assignment> assignments,
            boolean markStands) {
        settled.merge(settlement.role(), 1, Integer::sum);
        if (settlement.assignmentId() == null) {
            return;
        }
        Decision.Assignment assignment = assignments.get(settlement.assignmentId());
        if (assignment == null || settlement.status() == Decision.SettlementStatus.VOID) {
            // Position and mark have moved since it was assigned.
            return;
        }
        long sign = assignment.side().sign();
        if (settlement.role() == Role.BACKSTOP) {
            assertThat(settlement.equityAfter()).isNotNegative();
            return;
        }
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
        if (markStands && row != PositionTable.NONE && market.positions().lots(row) != 0) {
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
