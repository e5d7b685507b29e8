package io.tearup.app.console;

import io.tearup.app.BrowserScript;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.Test;

/** The page before a server that invents what it says: more than any venue sends, and markup wherever there is text. */
class ConsoleLoadIT {
    private static final int MARKETS = 100;
    private static final int PER_SECOND = 60;
    private static final int SECONDS = 10;
    private static final int ROUNDS = PER_SECOND * SECONDS;
    private static final Instant START = Instant.parse("2026-01-05T12:00:00Z");

    /** Within a JSON string. */
    private static final String MARKUP = "<img src=x onerror=window.hit=1></script><script>window.hit=2</script>";

    @Test
    void shouldKeepUpWithSixtyUpdatesASecondOnAHundredMarketsAndShowMarkupAsText() throws Exception {
        BrowserScript.assumeInstalled();
        Server server = new Server(new InetSocketAddress("127.0.0.1", 0));
        server.setHandler(new Handler.Sequence(new Console(), new Invented()));
        server.start();
        try {
            String origin = "http://127.0.0.1:" + ((ServerConnector) server.getConnectors()[0]).getLocalPort();
            BrowserScript.run("load.mjs", origin, words -> switch (words.get(0)) {
                case "total" -> Integer.toString(MARKETS * ROUNDS);
                case "last" -> String.format(Locale.ROOT, "%.1f %%", drawdown(ROUNDS - 1) * 100);
                default -> throw new AssertionError("the script asks for " + words);
            });
        } finally {
            server.stop();
        }
    }

    private static double drawdown(int round) {
        return (round % 400) / 1000.0;
    }

    private static final class Invented extends Handler.Abstract {
        @Override
        public boolean handle(Request request, Response response, Callback callback) throws IOException {
            String path = request.getHttpURI().getPath();
            response.setStatus(200);
            if (path.equals("/v1/stream")) {
                response.getHeaders().put("Content-Type", "text/event-stream; charset=utf-8");
                stream(Content.Sink.asOutputStream(response));
            } else {
                byte[] body = body(path).replace("MARKUP", MARKUP).getBytes(StandardCharsets.UTF_8);
                response.getHeaders().put("Content-Type", "application/json");
                response.write(true, ByteBuffer.wrap(body), callback);
            }
            return true;
        }
    }

    private static void stream(OutputStream out) throws IOException {
        out.write("retry: 1000\nid: a:0\nevent: hello\ndata: {}\n\n".getBytes(StandardCharsets.UTF_8));
        long begun = System.nanoTime();
        for (int round = 0; round < ROUNDS; round++) {
            StringBuilder events = new StringBuilder();
            for (int market = 0; market < MARKETS; market++) {
                events.append("id: a:")
                        .append(round * MARKETS + market + 1)
                        .append("\nevent: Alert\ndata: ")
                        .append(alert(market, round).replace("MARKUP", MARKUP))
                        .append("\n\n");
            }
            out.write(events.toString().getBytes(StandardCharsets.UTF_8));
            out.flush();
            long due = begun + (round + 1) * 1_000_000_000L / PER_SECOND;
            LockSupport.parkNanos(due - System.nanoTime());
        }
        try {
            // Nothing more comes; the connection stays.
            Thread.sleep(Duration.ofMinutes(10).toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String alert(int market, int round) {
        return String.format(
                Locale.ROOT,
                "{\"riskGroup\":\"usdt\",\"pool\":\"main MARKUP\",\"market\":\"M%02d-MARKUP\",\"sequence\":%d,\"state\":\"%s\","
                        + "\"criterion\":\"DRAWDOWN\",\"balance\":\"%d\",\"balancePeak\":\"600000\",\"marketPnl\":\"-%d\","
                        + "\"marketPnlPeak\":\"0\",\"drawdown\":\"%.3f\",\"triggerRatio\":\"0.3\",\"stopRatio\":\"0.25\","
                        + "\"warningShare\":\"0.8\",\"minBalance\":\"1000\",\"windowMillis\":28800000,\"floor\":\"-177552.29\","
                        + "\"headroom\":\"%d\",\"poolEquity\":\"494146.0821\",\"mark\":\"109809.9\",\"inventory\":\"12.5\","
                        + "\"takeoverPrice\":null,\"peaksFrozenUntil\":null,\"readings\":[],\"time\":\"%s\"}",
                market,
                round + 1,
                drawdown(round) >= 0.3 ? "ADL" : drawdown(round) >= 0.24 ? "WARNING" : "NORMAL",
                600_000 - round,
                round * 100,
                drawdown(round),
                180_000 - round,
                START.plusMillis(round * 1000L / PER_SECOND));
    }

    private static String body(String path) {
        String wave = """
                {"riskGroup":"usdt","market":"M00-MARKUP","waveId":"usdt/M00-MARKUP/1","pool":"main MARKUP","step":1,"phase":"CLOSED",
                 "result":"RESOLVED","criterion":"DRAWDOWN","rulebook":"MARKUP","ranking":"MARKUP","allocation":"QUEUE",
                 "inventorySide":"LONG","demand":"10","price":"101","mark":"100","takeoverPrice":"103","priceRule":"MARKUP",
                 "floor":"-5","candidates":1,"assignments":1,"closedQuantity":"10","residual":"0","gap":"0","haircut":"10",
                 "balanceBefore":"1","balanceAfter":"1","role":"INSURANCE_FUND","account":"pool:main","poolGap":"0",
                 "gainsHaircut":"0","reservedQuantity":"0","mode":"SHADOW","time":"2026-01-05T12:00:00Z"}""";
        String place = """
                {"quantity":"5","light":3,"rank":2,"candidates":9,"quantityAhead":"4","quantityQueued":"50","wave":{"demand":"5",
                 "price":"101","priceRule":"MARKUP","inForce":true,"blocked":false,"quantity":"1","haircut":"2","boundedBy":"POSITION"}}""";
        if (path.endsWith("/whatif")) {
            return "{\"rulebook\":\"MARKUP\",\"now\":" + place + ",\"then\":" + place + "}";
        }
        return switch (path) {
            case "/v1/groups" -> "{\"riskGroups\":[\"usdt\"]}";
            case "/v1/rulebooks" -> "{\"rulebooks\":[\"gate\",\"MARKUP\"]}";
            case "/v1/alerts" -> "{\"alerts\":[]}";
            case "/v1/waves" -> "{\"waves\":[" + wave + "]}";
            case "/v1/explain" -> """
                    {"waveId":"usdt/M00/1","riskGroup":"usdt","market":"M00-MARKUP","pool":"main MARKUP",
                     "criterion":"DRAWDOWN","rulebook":"MARKUP","ranking":"MARKUP","allocation":"MARKUP","role":"INSURANCE_FUND",
                     "account":"pool:main","inventorySide":"LONG","demand":"10","closed":"10","residual":"0","gap":"0",
                     "result":"RESOLVED","haircut":"10","steps":[{"step":1,"criterionText":"MARKUP","alert":null,
                     "derivedPrice":null,"haircutPerUnit":"1","wave":WAVE,"assignments":[{"account":"MARKUP","market":"M00",
                     "assignmentId":"usdt/M00/1/1/1","rank":1,"score":"1","quantity":"10","positionBefore":"-10",
                     "entryPrice":"120","price":"101","mark":"100","haircut":"10","boundedBy":"POSITION",
                     "boundedByText":"MARKUP","pass":1,"mode":"SHADOW"}]}],"realised":{},"settlements":[],
                     "postings":{"legs":0,"sums":{},"balanced":true},"notes":["MARKUP"]}""".replace("WAVE", wave);
            case "/v1/groups/usdt/accounts/someone" -> """
                    {"riskGroup":"usdt","account":"someone MARKUP","owner":"<b>owner</b>","wallet":"1","crossEquity":"1",
                     "crossNotional":"1","positions":[{"market":"M00","lotSize":"1","side":"SHORT","quantity":"5","entryValue":"500",
                     "mark":"100","marginMode":"CROSS","isolatedMargin":"0","reserved":"0","light":3}]}""";
            default -> """
                    {"riskGroup":"usdt","settlementAsset":"MARKUP","mode":"SHADOW","frozenBecause":"MARKUP","rulebook":"MARKUP",
                     "streamTime":"2026-01-05T12:00:00Z","pools":[],"markets":[]}""";
        };
    }
}
