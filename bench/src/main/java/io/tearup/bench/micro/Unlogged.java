package io.tearup.bench.micro;

import io.tearup.engine.model.Changes;
import io.tearup.engine.model.Market;
import io.tearup.engine.model.Pool;
import org.jspecify.annotations.Nullable;

/** Takes note of changes and does nothing with them. */
final class Unlogged implements Changes.Visitor {
    @Override
    public void configuration() {}

    @Override
    public void numbers() {}

    @Override
    public void marketDefinition(Market market) {}

    @Override
    public void market(Market market) {}

    @Override
    public void pool(Pool pool) {}

    @Override
    public void account(int slot) {}

    @Override
    public void position(Market market, int row) {}

    @Override
    public void releasedPosition(Market market, int row) {}

    @Override
    public void positionRemoved(Market market, int accountSlot) {}

    @Override
    public void positionClosed(Market market, int accountSlot) {}

    @Override
    public void source(String source) {}

    @Override
    public void openTrade(String tradeId) {}

    @Override
    public void seenId(
            int place, @Nullable String source, @Nullable String trade, @Nullable Market market, int accountSlot) {}

    @Override
    public void markHistory(long number) {}

    @Override
    public void receivable(long number) {}

    @Override
    public void reservation(long number) {}

    @Override
    public void legs(String market, long wave) {}

    @Override
    public void early(long number) {}
}
