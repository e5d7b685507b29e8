package io.tearup.stream;

import io.tearup.catalogue.Topics;
import io.tearup.engine.decision.Decision;
import io.tearup.engine.decision.Reading;
import io.tearup.engine.model.Fraction;
import io.tearup.engine.model.MarketSpec;
import io.tearup.engine.model.RiskGroup;
import io.tearup.engine.model.Side;
import io.tearup.schemas.v1.Alert;
import io.tearup.schemas.v1.AlertState;
import io.tearup.schemas.v1.Assignment;
import io.tearup.schemas.v1.AuditEntry;
import io.tearup.schemas.v1.AuditKind;
import io.tearup.schemas.v1.Fund;
import io.tearup.schemas.v1.FundMarket;
import io.tearup.schemas.v1.GroupMode;
import io.tearup.schemas.v1.PositionSide;
import io.tearup.schemas.v1.Posting;
import io.tearup.schemas.v1.PostingCode;
import io.tearup.schemas.v1.QuantityBound;
import io.tearup.schemas.v1.Rank;
import io.tearup.schemas.v1.Role;
import io.tearup.schemas.v1.Settlement;
import io.tearup.schemas.v1.SettlementStatus;
import io.tearup.schemas.v1.TriggerCriterion;
import io.tearup.schemas.v1.TriggerReading;
import io.tearup.schemas.v1.Wave;
import io.tearup.schemas.v1.WavePhase;
import io.tearup.schemas.v1.WaveResult;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** From the engine's decisions to records of the output topics. */
final class OutputTranslator {
    /** A record and the topic it goes to. */
    record Output(Topics.Topic topic, SpecificRecord value) {}

    private final RiskGroup group;
    private final WireUnits units;
    private final Instant time;

    /** @param time label of the input that led to the decisions */
    OutputTranslator(RiskGroup group, Instant time) {
        this.group = group;
        // An audit entry may come before the group's money is defined; it carries none.
        this.units =
                new WireUnits(group.spec() == null ? 0 : group.requireSpec().moneyScale());
        this.time = time;
    }

    Output translate(Decision decision) {
        if (decision instanceof Decision.InShadow told) {
            return inShadow(translate(told.decision()));
        } else if (decision instanceof Decision.Alert alert) {
            return new Output(Topics.ALERTS, alert(alert));
        } else if (decision instanceof Decision.WaveOpened opened) {
            return new Output(Topics.WAVES, opened(opened));
        } else if (decision instanceof Decision.WaveClosed closed) {
            return new Output(Topics.WAVES, closed(closed));
        } else if (decision instanceof Decision.Assignment assignment) {
            return new Output(Topics.ASSIGNMENTS, assignment(assignment));
        } else if (decision instanceof Decision.Settlement settlement) {
            return new Output(Topics.SETTLEMENTS, settlement(settlement));
        } else if (decision instanceof Decision.Posting posting) {
            return new Output(Topics.POSTINGS, posting(posting));
        } else if (decision instanceof Decision.RankLight light) {
            return new Output(Topics.RANKS, rank(light));
        } else if (decision instanceof Decision.Fund fund) {
            return new Output(Topics.FUND, fund(fund));
        }
        return new Output(Topics.AUDIT, audit((Decision.Audit) decision));
    }

    private static Output inShadow(Output output) {
        if (output.value() instanceof Wave wave) {
            return new Output(
                    output.topic(),
                    Wave.newBuilder(wave).setMode(GroupMode.SHADOW).build());
        } else if (output.value() instanceof Assignment assignment) {
            return new Output(
                    output.topic(),
                    Assignment.newBuilder(assignment).setMode(GroupMode.SHADOW).build());
        }
        throw new IllegalStateException(output.topic().name() + " has no records of SHADOW");
    }

    private Alert alert(Decision.Alert a) {
        MarketSpec market = market(a.market());
        Fraction drawdown = a.drawdown();
        Long frozenUntil = a.peaksFrozenUntil();
        return Alert.newBuilder()
                .setRiskGroup(group.id())
                .setPool(a.pool())
                .setMarket(a.market())
                .setSequence(a.sequence())
                .setState(AlertState.valueOf(a.state().name()))
                .setCriterion(
                        a.criterion() == null
                                ? null
                                : TriggerCriterion.valueOf(a.criterion().name()))
                .setBalance(units.money(a.balance()))
                .setBalancePeak(units.money(a.balancePeak()))
                .setMarketPnl(units.money(a.marketPnl()))
                .setMarketPnlPeak(units.money(a.marketPnlPeak()))
                .setDrawdown(drawdown == null ? null : WireUnits.score(drawdown))
                .setTriggerRatio(WireUnits.ratio(a.triggerPpm()))
                .setStopRatio(WireUnits.ratio(a.stopPpm()))
                .setWarningShare(WireUnits.ratio(a.warningPpm()))
                .setMinBalance(units.money(a.minBalance()))
                .setWindowMillis(a.window() / 1000)
                .setFloor(moneyOrNull(a.floor()))
                .setHeadroom(units.money(a.headroom()))
                .setPoolEquity(units.money(a.poolEquity()))
                .setMark(WireUnits.priceOrNull(a.mark(), market))
                .setInventory(WireUnits.quantity(a.inventoryLots(), market))
                .setTakeoverPrice(units.average(a.inventoryCost(), a.inventoryLots(), market))
                .setReadings(a.readings().stream().map(this::reading).toList())
                .setPeaksFrozenUntil(frozenUntil == null ? null : WireTime.instant(frozenUntil))
                .setTime(time)
                .build();
    }

    private TriggerReading reading(Reading r) {
        Fraction ratio = r.ratio();
        return TriggerReading.newBuilder()
                .setTrigger(r.trigger())
                .setCriterion(TriggerCriterion.valueOf(r.criterion().name()))
                .setArmed(r.armed())
                .setRatio(ratio == null ? null : WireUnits.score(ratio))
                .setTriggerRatio(r.triggerPpm() == 0 ? null : WireUnits.ratio(r.triggerPpm()))
                .setStopRatio(r.stopPpm() == 0 ? null : WireUnits.ratio(r.stopPpm()))
                .setHeadroom(units.money(r.headroom()))
                .setWarning(r.warning())
                .build();
    }

    private Wave opened(Decision.WaveOpened w) {
        return wave(w, WavePhase.OPENED)
                .setCandidates(0)
                .setAssignments(0)
                .setClosedQuantity(zero())
                .setReservedQuantity(zero())
                .setResidual(WireUnits.quantity(w.demand(), market(w.market())))
                .setGap(zero())
                .setHaircut(zero())
                .setBalanceAfter(units.money(w.balance()))
                .build();
    }

    private Wave closed(Decision.WaveClosed c) {
        MarketSpec market = market(c.opened().market());
        return wave(c.opened(), WavePhase.CLOSED)
                .setResult(WaveResult.valueOf(c.result().name()))
                .setCandidates(c.candidates())
                .setAssignments(c.assignments())
                .setClosedQuantity(WireUnits.quantity(c.closed(), market))
                .setReservedQuantity(WireUnits.quantity(c.reserved(), market))
                .setResidual(WireUnits.quantity(c.residual(), market))
                .setGap(units.money(c.gap()))
                .setHaircut(units.money(c.haircut()))
                .setPoolGap(units.money(c.poolGap()))
                .setGainsHaircut(units.money(c.gainsHaircut()))
                .setBalanceAfter(units.money(c.balanceAfter()))
                .build();
    }

    private Wave.Builder wave(Decision.WaveOpened w, WavePhase phase) {
        MarketSpec market = market(w.market());
        return Wave.newBuilder()
                .setMode(GroupMode.LIVE)
                .setRiskGroup(group.id())
                .setMarket(w.market())
                .setWaveId(w.waveId())
                .setPool(w.pool())
                .setStep(w.step())
                .setRole(Role.valueOf(w.closes().name()))
                .setAccount(w.account())
                .setPhase(phase)
                .setCriterion(TriggerCriterion.valueOf(w.criterion().name()))
                .setRulebook(w.rulebook())
                .setRanking(w.ranking())
                .setAllocation(w.allocation())
                .setInventorySide(side(w.inventorySide()))
                .setDemand(WireUnits.quantity(w.demand(), market))
                .setPrice(WireUnits.price(w.price(), market))
                .setMark(WireUnits.price(w.mark(), market))
                .setTakeoverPrice(units.average(w.closedCost(), w.closedLots(), market))
                .setPriceRule(w.priceRule())
                .setFloor(moneyOrNull(w.floor()))
                .setBalanceBefore(units.money(w.balance()))
                .setTime(time);
    }

    private Assignment assignment(Decision.Assignment a) {
        MarketSpec market = market(a.market());
        BigDecimal entry = units.average(a.costBefore(), a.positionBefore(), market);
        return Assignment.newBuilder()
                .setMode(GroupMode.LIVE)
                .setRiskGroup(group.id())
                .setAccount(a.account())
                .setAssignmentId(a.assignmentId())
                .setWaveId(a.waveId())
                .setMarket(a.market())
                .setRole(Role.valueOf(a.role().name()))
                .setPass(a.pass())
                .setRaisesLeverage(a.raisesLeverage())
                .setSide(side(a.side()))
                .setRank(a.rank())
                .setScore(a.score() == null ? null : WireUnits.score(a.score()))
                .setQuantity(WireUnits.quantity(a.lots(), market))
                .setPositionBefore(WireUnits.quantity(a.positionBefore(), market))
                .setPrice(WireUnits.price(a.price(), market))
                .setMark(WireUnits.price(a.mark(), market))
                .setHaircut(units.money(a.haircut()))
                .setEntryPrice(entry == null ? zero() : entry)
                .setBoundedBy(QuantityBound.valueOf(a.boundedBy().name()))
                .setCancelOpenOrders(true)
                .setTime(time)
                .build();
    }

    private Settlement settlement(Decision.Settlement s) {
        MarketSpec market = market(s.market());
        String assignmentId = s.assignmentId();
        return Settlement.newBuilder()
                .setRiskGroup(group.id())
                .setAccount(s.account())
                .setSettlementId(s.settlementId())
                .setAssignmentId(assignmentId == null ? s.waveId() : assignmentId)
                .setWaveId(s.waveId())
                .setMarket(s.market())
                .setRole(Role.valueOf(s.role().name()))
                .setStatus(SettlementStatus.valueOf(s.status().name()))
                .setQuantity(WireUnits.quantity(s.lots(), market))
                .setPrice(WireUnits.price(s.price(), market))
                .setRealisedPnl(units.money(s.realised()))
                .setFee(units.money(s.fee()))
                .setPositionAfter(WireUnits.quantity(s.positionAfter(), market))
                .setEquityAfter(units.money(s.equityAfter()))
                .setTime(time)
                .build();
    }

    private Posting posting(Decision.Posting p) {
        boolean gains = p.amount() > 0;
        Integer previous = p.previous();
        return Posting.newBuilder()
                .setRiskGroup(group.id())
                .setPostingId(p.waveId() + "/" + p.sequence())
                .setWaveId(p.waveId())
                .setSequence(p.sequence())
                .setTransferId(p.waveId() + "/t" + p.transfer())
                .setAsset(group.requireSpec().settlementAsset())
                .setAccount(p.account())
                .setContraAccount(p.contraAccount())
                .setDebitAccount(gains ? p.contraAccount() : p.account())
                .setCreditAccount(gains ? p.account() : p.contraAccount())
                .setAmount(units.money(p.amount()))
                .setCode(PostingCode.valueOf(p.code().name()))
                .setPreviousPostingId(previous == null ? null : p.waveId() + "/" + previous)
                .setTime(time)
                .build();
    }

    private Rank rank(Decision.RankLight r) {
        Fraction percentile = r.percentile();
        // The engine counts from the head of the queue, the contract from its end: 100 is first in line.
        BigDecimal share = percentile == null ? null : WireUnits.score(percentile.complement());
        return Rank.newBuilder()
                .setRiskGroup(group.id())
                .setAccount(r.account())
                .setMarket(r.market())
                .setSide(side(r.side()))
                .setLight(r.light())
                .setPercentile(share == null ? zero() : share.movePointRight(2).setScale(WireUnits.SCALE))
                .setQuantityAhead(WireUnits.quantity(r.lotsAhead(), market(r.market())))
                .setTime(time)
                .build();
    }

    private Fund fund(Decision.Fund f) {
        List<FundMarket> markets = f.markets().stream()
                .map(m -> FundMarket.newBuilder()
                        .setMarket(m.market())
                        .setInventory(WireUnits.quantity(m.inventoryLots(), market(m.market())))
                        .setTakeoverPrice(units.average(m.inventoryCost(), m.inventoryLots(), market(m.market())))
                        .setRealised(units.money(m.realised()))
                        .setUnrealised(units.money(m.unrealised()))
                        .setMark(WireUnits.priceOrNull(m.mark(), market(m.market())))
                        .build())
                .toList();
        return Fund.newBuilder()
                .setRiskGroup(group.id())
                .setPool(f.pool())
                .setSequence(f.sequence())
                .setBalance(units.money(f.balance()))
                .setEquity(units.money(f.equity()))
                .setOwed(units.money(f.owed()))
                .setWithdrawalsGated(f.owed() > 0)
                .setMarkets(markets)
                .setTime(time)
                .build();
    }

    private AuditEntry audit(Decision.Audit a) {
        return AuditEntry.newBuilder()
                .setRiskGroup(group.id())
                .setSequence(a.sequence())
                .setKind(AuditKind.valueOf(a.kind().name()))
                .setWho(a.who())
                .setDetail(a.detail())
                .setTime(time)
                .build();
    }

    private MarketSpec market(String id) {
        return group.requireMarket(id).spec();
    }

    private @Nullable BigDecimal moneyOrNull(@Nullable Long minor) {
        return minor == null ? null : units.money(minor);
    }

    private static BigDecimal zero() {
        return BigDecimal.ZERO.setScale(WireUnits.SCALE);
    }

    private static PositionSide side(Side side) {
        return side == Side.LONG ? PositionSide.LONG : PositionSide.SHORT;
    }
}
