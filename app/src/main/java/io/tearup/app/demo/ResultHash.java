package io.tearup.app.demo;

import io.tearup.schemas.v1.Settlement;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** SHA-256 over settlements in order: one line each, fields by bars, decimals plain. The same on any machine. */
final class ResultHash {
    private ResultHash() {}

    static String of(List<Settlement> settlements) {
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
        for (Settlement s : settlements) {
            String line = String.join(
                    "|",
                    s.getRiskGroup(),
                    s.getSettlementId(),
                    s.getAssignmentId(),
                    s.getAccount(),
                    s.getMarket(),
                    s.getRole().name(),
                    s.getStatus().name(),
                    plain(s.getQuantity()),
                    plain(s.getPrice()),
                    plain(s.getRealisedPnl()),
                    plain(s.getFee()),
                    plain(s.getPositionAfter()),
                    plain(s.getEquityAfter()),
                    s.getTime().toString());
            digest.update((line + "\n").getBytes(StandardCharsets.UTF_8));
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static String plain(BigDecimal value) {
        return value.signum() == 0 ? "0" : value.stripTrailingZeros().toPlainString();
    }
}
