package io.tearup.engine;

/** Names of the ledger accounts that postings move money between. */
final class LedgerAccounts {
    static final String FEES = "venue:fees";

    private LedgerAccounts() {}

    static String cash(String account) {
        return "account:" + account + ":cash";
    }

    static String unrealised(String account, String market) {
        return "account:" + account + ":unrealised:" + market;
    }

    static String poolCash(String pool) {
        return "pool:" + pool + ":cash";
    }

    static String poolUnrealised(String pool, String market) {
        return "pool:" + pool + ":unrealised:" + market;
    }
}
