package io.tearup.engine;

import io.tearup.engine.NaiveTwin.Flaw;
import io.tearup.engine.decision.Decision;
import io.tearup.engine.decision.Decision.WaveOpened;
import io.tearup.engine.event.RiskEvent;
import io.tearup.engine.event.RiskEvent.Cash;
import io.tearup.engine.event.RiskEvent.Contribution;
import io.tearup.engine.event.RiskEvent.DefineGroup;
import io.tearup.engine.event.RiskEvent.DefineMarket;
import io.tearup.engine.event.RiskEvent.DefinePool;
import io.tearup.engine.event.RiskEvent.Fill;
import io.tearup.engine.event.RiskEvent.FillOrigin;
import io.tearup.engine.event.RiskEvent.Mark;
import io.tearup.engine.event.RiskEvent.Origin;
import io.tearup.engine.event.RiskEvent.SetRulebook;
import io.tearup.engine.event.RiskEvent.Takeover;
import io.tearup.engine.model.AccountTable;
import io.tearup.engine.model.GroupMode;
import io.tearup.engine.model.GroupSpec;
import io.tearup.engine.model.Market;
import io.tearup.engine.model.MarketSpec;
import io.tearup.engine.model.Pool;
import io.tearup.engine.model.PoolKind;
import io.tearup.engine.model.PoolSpec;
import io.tearup.engine.model.PositionTable;
import io.tearup.engine.model.RejectedInput;
import io.tearup.engine.model.RiskGroup;
import io.tearup.engine.model.Role;
import io.tearup.engine.model.Side;
import io.tearup.engine.model.Watch;
import io.tearup.rulebook.Profiles;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Runs a world through the engine and its naive twin side by side: same records, same books, after every event. */
final class TwinComparison {
    private final AtomicInteger waves = new AtomicInteger();

    /** Waves the engine opened so far. */
    int waves() {
        return waves.get();
    }

    /** A drawdown of exactly 30 %, then of exactly 25 %, of a peak of 20,000. */
    static List<RiskEvent> onTheBoundary() {
        MarketSpec market =
                MarketSpec.of("BTC", "fund", BigDecimal.ONE, BigDecimal.ONE, new BigDecimal("0.005"), 0, false);
        return List.of(
                new DefineGroup(1, "test", new GroupSpec("USDT", 0), GroupMode.LIVE),
                new DefinePool(1, "test", new PoolSpec("fund", PoolKind.SHARED)),
                new DefineMarket(1, "test", market),
                new SetRulebook(1, "test", Profiles.spec("gate", 0)),
                new Contribution(1, origin("1"), "fund", 20_000, null),
                new Cash(1, origin("2"), "short", 50_000, null),
                new Mark(1, "BTC", 99, 1),
                new Fill(1, origin("3"), "t", "bankrupt", "BTC", 1_000, 100, 0, FillOrigin.TRADE, null),
                new Fill(1, origin("4"), "t", "short", "BTC", -1_000, 100, 0, FillOrigin.TRADE, null),
                new Takeover(1, origin("5"), "bankrupt", "BTC", null, Side.LONG, 1_000, 99, 0),
                new Mark(2, "BTC", 93, 2),
                new Contribution(3, origin("6"), "fund", 1_000, "BTC"));
    }

    private static Origin origin(String id) {
        return new Origin("test", null, id);
    }

    /** Index and nature of the first difference, null if there is none. */
    @Nullable
    String firstDifference(List<RiskEvent> world, Flaw flaw) {
        RiskGroup group = new RiskGroup(RandomWorlds.GROUP);
        RiskEngine engine = new RiskEngine(group);
        NaiveTwin twin = new NaiveTwin(flaw);
        for (int i = 0; i < world.size(); i++) {
            RiskEvent event = world.get(i);
            List<String> said = new ArrayList<>();
            try {
                List<Decision> decisions = new ArrayList<>();
                engine.process(event, decisions::add);
                decisions.forEach(decision -> tell(decision, said));
            } catch (RejectedInput e) {
                said.add("refused");
            }
            List<String> expected;
            try {
                expected = twin.process(event);
            } catch (NaiveTwin.Refused e) {
                expected = List.of("refused");
            }
            if (!said.equals(expected)) {
                return "after event " + i + ", " + event + "\n under " + group.rulebook() + "\n engine " + said
                        + "\n twin   " + expected;
            }
            List<String> holds = holds(group);
            List<String> twinHolds = new ArrayList<>(twin.holds());
            if (!holds.equals(twinHolds)) {
                List<String> extra = new ArrayList<>(holds);
                extra.removeAll(twinHolds);
                twinHolds.removeAll(holds);
                return "after event " + i + ", " + event + "\n engine holds " + extra + "\n twin holds   " + twinHolds;
            }
        }
        return null;
    }

    private void tell(Decision decision, List<String> said) {
        if (decision instanceof WaveOpened w) {
            waves.incrementAndGet();
            String id = w.waveId().substring(w.waveId().indexOf('/') + 1);
            said.add("wave " + id + " step " + w.step() + " " + w.criterion() + " at " + w.price() + " demand "
                    + w.demand());
        } else if (decision instanceof Decision.Assignment a) {
            said.add("assigned " + a.account() + " rank " + a.rank() + " lots " + a.lots() + " of " + a.positionBefore()
                    + " haircut " + a.haircut());
        } else if (decision instanceof Decision.Settlement s) {
            String who = s.role() == Role.INSURANCE_FUND ? "pool" : s.account();
            boolean posted = s.status() == Decision.SettlementStatus.POSTED;
            said.add((posted ? "settled " : "void ") + who + " " + s.lots()
                    + (posted ? " earned " + s.realised() : "") + " left " + s.positionAfter()
                    + " equity " + s.equityAfter());
        } else if (decision instanceof Decision.WaveClosed c) {
            said.add("closed " + c.result() + " " + c.closed() + " reserved " + c.reserved() + " rest " + c.residual()
                    + " gap " + c.gap()
                    + " haircut " + c.haircut() + " pool gap " + c.poolGap() + " gained " + c.gainsHaircut()
                    + " balance " + c.balanceAfter());
        } else if (decision instanceof Decision.Alert a) {
            said.add("alert " + a.market() + " " + a.criterion() + " " + a.state() + " balance " + a.balance() + " of "
                    + a.balancePeak() + " result " + a.marketPnl() + " of " + a.marketPnlPeak() + " equity "
                    + a.poolEquity());
        } else if (decision instanceof Decision.Audit audit && audit.kind() == Decision.AuditKind.INVARIANT_BROKEN) {
            said.add("broken: " + audit.detail());
        }
    }

    private static String armed(Map<String, Watch> watches) {
        TreeMap<String, Long> armed = new TreeMap<>();
        watches.forEach((trigger, watch) -> {
            if (watch.episode().armed()) {
                armed.put(trigger, watch.episode().residue());
            }
        });
        return armed.toString();
    }

    private static List<String> holds(RiskGroup group) {
        List<String> lines = new ArrayList<>();
        AccountTable accounts = group.accounts();
        TreeMap<String, Long> wallets = new TreeMap<>(NaiveTwin.BY_CODE_POINT);
        for (int slot = 0; slot < accounts.size(); slot++) {
            wallets.put(accounts.id(slot), accounts.wallet(slot));
        }
        wallets.forEach((account, wallet) -> lines.add("wallet " + account + " " + wallet));
        for (Pool pool : group.pools()) {
            lines.add("pool " + pool.id() + " " + pool.cash() + " owed " + pool.owed() + " armed "
                    + armed(pool.watches()));
        }
        for (Market market : group.markets()) {
            lines.add("book " + market.id() + " " + market.inventoryLots() + " cost " + market.inventoryCost()
                    + " realised " + market.inventoryRealised() + " armed " + armed(market.watches()));
            PositionTable table = market.positions();
            List<String> rows = new ArrayList<>();
            TreeMap<String, Integer> byAccount = new TreeMap<>(NaiveTwin.BY_CODE_POINT);
            for (int row = 0; row < table.end(); row++) {
                if (table.isUsed(row)) {
                    byAccount.put(accounts.id(table.account(row)), row);
                }
            }
            byAccount.forEach((account, row) -> rows.add("holds " + market.id() + " " + account + " "
                    + table.lots(row) + " cost " + table.cost(row) + " margin " + table.margin(row) + " isolated "
                    + table.isIsolated(row) + " reserved " + table.reserved(row)));
            lines.addAll(rows);
        }
        return lines;
    }
}
