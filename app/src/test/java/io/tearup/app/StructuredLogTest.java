package io.tearup.app;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.read.ListAppender;
import ch.qos.logback.core.status.Status;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tearup.app.replay.InMemoryPipeline;
import io.tearup.catalogue.InputRecords;
import io.tearup.catalogue.RiskGroupLayout;
import io.tearup.catalogue.Topics;
import io.tearup.stream.DecisionLines;
import io.tearup.stream.Ingress;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What the program's own log configuration makes of the events of the worked example. */
class StructuredLogTest {
    private static final Path CONFIGURATION = Path.of("src/main/resources/logback.xml");

    @Test
    void shouldTellADecisionWithItsGroupWaveAndOffsetAsFields() throws Exception {
        List<JsonNode> lines = new ArrayList<>();
        for (ILoggingEvent event : events(DecisionLines.LOGGER, false)) {
            lines.add(JsonMapper.builder().build().readTree(encoded("json", event)));
        }
        assertThat(lines)
                .extracting(line -> line.path("message").textValue())
                .filteredOn(message -> !message.contains("CONTROL_APPLIED"))
                .containsExactly(
                        "usdt/BTC is RECOVERING: drawdown none of a trigger of 0.3, headroom 0",
                        "usdt/BTC is NORMAL: drawdown 0 of a trigger of 0.3, headroom 6000",
                        "usdt/BTC is ADL: drawdown 0.35 of a trigger of 0.3, headroom -1000",
                        "wave usdt/BTC/1 opened: 1000 of BTC to be closed at 93, mark 92, by DRAWDOWN",
                        "wave usdt/BTC/1 closed: RESOLVED, 1000 of 1000 by 1 assignments, 0 reserved, 0 left",
                        "usdt/BTC is RECOVERING: drawdown 0.3 of a trigger of 0.3, headroom 0");
        JsonNode opened = lines.get(lines.size() - 3);
        assertThat(opened.path("level").textValue()).isEqualTo("INFO");
        assertThat(opened.path("logger").textValue()).isEqualTo("io.tearup.decisions");
        assertThat(opened.path("group").textValue()).isEqualTo("usdt");
        assertThat(opened.path("market").textValue()).isEqualTo("BTC");
        assertThat(opened.path("wave").textValue()).isEqualTo("usdt/BTC/1");
        assertThat(opened.path("step").intValue()).isEqualTo(1);
        assertThat(opened.path("topic").textValue()).isEqualTo("risk.mark-prices.v1");
        assertThat(opened.path("partition").intValue()).isZero();
        assertThat(opened.path("offset").isIntegralNumber()).isTrue();
        assertThat(Instant.parse(opened.path("time").textValue())).isBefore(Instant.now());
        assertThat(opened.has("level_value")).isFalse();
    }

    @Test
    void shouldTellARefusedRecordWithItsOffset() throws Exception {
        List<ILoggingEvent> refused = events("io.tearup.stream", true);
        assertThat(refused).hasSize(1);
        JsonNode line = JsonMapper.builder().build().readTree(encoded("json", refused.get(0)));
        assertThat(line.path("level").textValue()).isEqualTo("WARN");
        assertThat(line.path("group").textValue()).isEqualTo("usdt");
        assertThat(line.path("topic").textValue()).isEqualTo("risk.collateral.v1");
        assertThat(line.path("offset").isIntegralNumber()).isTrue();
        assertThat(line.path("reason").textValue()).isNotEmpty();
        assertThat(encoded("text", refused.get(0))).contains("WARN").contains("refused risk.collateral.v1-0@");
    }

    @Test
    void shouldRefuseAFormatThatThereIsNot() {
        assertThat(LogFormat.fault(Map.of())).isNull();
        assertThat(LogFormat.fault(Map.of("TEARUP_LOG_FORMAT", "json"))).isNull();
        assertThat(LogFormat.fault(Map.of("TEARUP_LOG_FORMAT", "xml")))
                .isEqualTo("TEARUP_LOG_FORMAT must be one of text, json, is 'xml'");
    }

    /** Events of a logger while the worked example is decided, and a deposit finer than the group's money refused. */
    private static List<ILoggingEvent> events(String name, boolean refuse) {
        Logger logger = (Logger) LoggerFactory.getLogger(name);
        ListAppender<ILoggingEvent> heard = new ListAppender<>();
        Level before = logger.getLevel();
        logger.setLevel(Level.INFO);
        logger.addAppender(heard);
        heard.start();
        try (InMemoryPipeline pipeline = new InMemoryPipeline(RiskGroupLayout.parse("usdt"), Ingress.DIRECT)) {
            Instant now = Instant.EPOCH;
            for (WorkedExample.Sent sent : WorkedExample.of("usdt")) {
                pipeline.send(sent.topic(), sent.value(), sent.time());
                now = sent.time().plusMillis(1);
            }
            if (refuse) {
                InputRecords bank = new InputRecords("usdt", "bank");
                pipeline.send(Topics.COLLATERAL, bank.deposit(now, "short", new BigDecimal("0.001")), now);
            }
        } finally {
            logger.detachAppender(heard);
            logger.setLevel(before);
        }
        return heard.list;
    }

    /** The line that the program writes of an event in a format. */
    private static String encoded(String format, ILoggingEvent event) throws Exception {
        LoggerContext context = new LoggerContext();
        context.putProperty(LogFormat.VARIABLE, format);
        JoranConfigurator configurator = new JoranConfigurator();
        configurator.setContext(context);
        configurator.doConfigure(CONFIGURATION.toFile());
        try {
            Appender<ILoggingEvent> appender = Objects.requireNonNull(
                    context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).getAppender("stderr"));
            assertThat(appender).isInstanceOf(ConsoleAppender.class);
            assertThat(context.getStatusManager().getCopyOfStatusList())
                    .as("else Logback tells them all, on standard output")
                    .allMatch(status -> status.getLevel() == Status.INFO);
            Encoder<ILoggingEvent> encoder = ((ConsoleAppender<ILoggingEvent>) appender).getEncoder();
            String line = new String(encoder.encode(event), StandardCharsets.UTF_8);
            assertThat(line).endsWith("\n").containsOnlyOnce("\n");
            return line;
        } finally {
            context.stop();
        }
    }
}
