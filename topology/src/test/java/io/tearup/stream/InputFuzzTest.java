package io.tearup.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.sun.management.ThreadMXBean;
import io.tearup.catalogue.Decimals;
import io.tearup.catalogue.InputRecords;
import io.tearup.catalogue.RecordSerdes;
import io.tearup.catalogue.Topics;
import io.tearup.engine.model.GroupSpec;
import io.tearup.engine.model.MarketSpec;
import io.tearup.engine.model.PoolKind;
import io.tearup.engine.model.PoolSpec;
import io.tearup.engine.model.RejectedInput;
import io.tearup.engine.model.RiskGroup;
import io.tearup.rulebook.Profiles;
import io.tearup.schemas.v1.FillOrigin;
import io.tearup.schemas.v1.GroupMode;
import io.tearup.schemas.v1.MarginMode;
import io.tearup.schemas.v1.MarketDefinition;
import io.tearup.schemas.v1.OrderSide;
import io.tearup.schemas.v1.PositionSide;
import io.tearup.schemas.v1.RulebookDefinition;
import io.tearup.store.RiskState;
import io.tearup.store.RiskStates;
import java.lang.management.ManagementFactory;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serializer;
import org.junit.jupiter.api.Test;

/**
 * Damaged records of every input topic: whatever the bytes are, they are read or refused, in time and without a heap for a length that
 * somebody claims. {@code -Dtearup.fuzz} sets how many, {@code -Dtearup.seed} runs one again.
 */
class InputFuzzTest {
    private static final Instant NOW = Instant.parse("2026-01-05T00:00:00Z");
    private static final long MOST_BYTES = 32L << 20;

    private record Sample(Topics.Topic topic, byte[] bytes) {}

    private final RecordSerdes serdes = RecordSerdes.forRegistry("mock://fuzz");
    private final EventReader reader = new EventReader(serdes);
    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final RiskState state = RiskStates.rebuilt(List.of());
    private final RiskGroup group = group(state);
    private final RunLookahead lookahead = new RunLookahead(reader, state);
    private final List<Sample> samples = new ArrayList<>();

    private static RiskGroup group(RiskState state) {
        RiskGroup group = state.group("usdt");
        group.define(new GroupSpec("USDT", 4));
        group.definePool(new PoolSpec("main", PoolKind.SHARED));
        group.defineMarket(MarketSpec.of(
                "BTC", "main", new BigDecimal("0.001"), new BigDecimal("0.1"), new BigDecimal("0.01"), 4, false));
        return group;
    }

    private void add(Topics.Topic topic, SpecificRecord record) {
        try (Serializer<SpecificRecord> serializer = serdes.serializer()) {
            samples.add(new Sample(topic, serializer.serialize(topic.name(), record)));
        }
    }

    private void addSamples() {
        InputRecords venue = new InputRecords("usdt", "venue");
        add(Topics.FILLS, venue.fill(NOW, "ann", "BTC", OrderSide.BUY, "1", "50000", "t1"));
        add(Topics.FILLS, venue.answer(NOW, FillOrigin.ADL, "usdt/BTC/1/1/1", "ann", "BTC", OrderSide.BUY, "1", "5"));
        add(Topics.MARK_PRICES, venue.mark(NOW, "BTC", new BigDecimal("50000")));
        add(Topics.COLLATERAL, venue.deposit(NOW, "ann", new BigDecimal("10")));
        add(Topics.COLLATERAL, venue.marginMode(NOW, "ann", "BTC", MarginMode.ISOLATED));
        add(
                Topics.LIQUIDATIONS,
                venue.takeover(
                        NOW, "ann", "BTC", "main", PositionSide.LONG, BigDecimal.ONE, new BigDecimal("5"), null));
        add(Topics.LIQUIDATIONS, venue.bankrupt(NOW, "ann", null));
        add(Topics.INSURANCE, venue.contribution(NOW, "main", BigDecimal.TEN, "BTC"));
        add(Topics.CONTROL, venue.group(NOW, "USDT", 4));
        add(Topics.CONTROL, venue.mode(NOW, GroupMode.FROZEN, "drill"));
        add(
                Topics.CONTROL,
                venue.market(
                        NOW,
                        MarketDefinition.newBuilder()
                                .setMarket("ETH")
                                .setPool("main")
                                .setLotSize(Decimals.of("0.1"))
                                .setTickSize(Decimals.of("0.1"))
                                .setMaintenanceMarginRate(Decimals.of("0.01"))
                                .build()));
        add(
                Topics.CONTROL,
                venue.rulebook(
                        NOW,
                        RulebookDefinition.newBuilder()
                                .setName("gate")
                                .setDocument(Profiles.document("gate"))
                                .build()));
    }

    @Test
    void shouldReadOrRefuseWhateverTheBytesAre() {
        addSamples();
        Long only = Long.getLong("tearup.seed");
        long cases = Long.getLong("tearup.fuzz", 60_000);
        for (long seed = only == null ? 0 : only; seed < (only == null ? cases : only + 1); seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            Sample sample = samples.get(random.nextInt(samples.size()));
            byte[] bytes = damaged(sample.bytes(), random);
            Topics.Topic topic = random.nextInt(10) == 0
                    ? Topics.inputs().get(random.nextInt(Topics.inputs().size()))
                    : sample.topic();
            long before = threads.getCurrentThreadAllocatedBytes();
            try {
                lookahead.begin();
                lookahead.expect(topic.name(), bytes);
                lookahead.look();
                if (reader.open(topic.name(), bytes).equals("usdt")) {
                    reader.event(group);
                }
            } catch (RejectedInput | ArithmeticException refused) {
                assertThat(refused.getMessage()).isNotBlank();
            } catch (RuntimeException | Error e) {
                fail(
                        "seed " + seed + " (-Dtearup.seed=" + seed + "), " + topic.name() + ": "
                                + HexFormat.of().formatHex(bytes),
                        e);
            }
            assertThat(threads.getCurrentThreadAllocatedBytes() - before)
                    .as("heap for seed %s of %s", seed, topic.name())
                    .isLessThan(MOST_BYTES);
        }
    }

    /** Bits flipped, bytes cut off, put in or written over; lengths that claim more than there is. */
    private static byte[] damaged(byte[] good, SplittableRandom random) {
        byte[] bytes = good.clone();
        for (int left = 1 + random.nextInt(3); left > 0; left--) {
            if (bytes.length <= 5) {
                return bytes;
            }
            int at = 5 + random.nextInt(bytes.length - 5);
            switch (random.nextInt(5)) {
                case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> bytes = Arrays.copyOf(bytes, at);
                case 2 -> bytes[at] = (byte) random.nextInt(256);
                case 3 -> bytes = inserted(bytes, at, hugeLength(random));
                default -> bytes = inserted(bytes, at, new byte[] {(byte) random.nextInt(256)});
            }
        }
        return bytes;
    }

    private static byte[] inserted(byte[] bytes, int at, byte[] what) {
        byte[] longer = Arrays.copyOf(bytes, bytes.length + what.length);
        System.arraycopy(what, 0, longer, at, what.length);
        System.arraycopy(bytes, at, longer, at + what.length, bytes.length - at);
        return longer;
    }

    /** A zig-zag number up to 2^31. */
    private static byte[] hugeLength(SplittableRandom random) {
        int size = 3 + random.nextInt(3);
        byte[] number = new byte[size];
        for (int i = 0; i < size; i++) {
            number[i] = (byte) (random.nextInt(128) | (i + 1 < size ? 0x80 : 0));
        }
        number[0] &= (byte) 0xFE;
        return number;
    }
}
