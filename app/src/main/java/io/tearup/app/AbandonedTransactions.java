package io.tearup.app;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.admin.TransactionState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends what an instance that is gone left open.
 *
 * <p>Whoever takes its tasks over has to wait for the end of its transaction, to know where to go on. The brokers end it by
 * themselves, but look only every ten seconds. So each instance looks when tasks change hands: a transaction of this
 * application that is open far longer than any commit takes is nobody's, and its producer is fenced. Where it was somebody's
 * after all, that instance reads its uncommitted records again, as after any fault.
 */
final class AbandonedTransactions implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AbandonedTransactions.class);

    /** Commits are asked for every 100 ms, and a group notices after six seconds that somebody is gone. */
    private static final long OPEN_FOR_MILLIS = 3_000;

    private final PipelineSettings settings;

    /** As Streams names them: application, process, thread. */
    private final Pattern own;

    private final ExecutorService worker = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "end-abandoned-transactions");
        thread.setDaemon(true);
        return thread;
    });

    AbandonedTransactions(PipelineSettings settings) {
        this.settings = settings;
        this.own = Pattern.compile(Pattern.quote(settings.applicationId()) + "-[0-9a-f-]{36}-[0-9]+");
    }

    /** Looks, in a thread of its own. */
    void look() {
        if (worker.isShutdown()) {
            return;
        }
        worker.execute(() -> {
            Map<String, Object> properties = new HashMap<>(settings.kafkaProperties());
            properties.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, settings.bootstrapServers());
            try (Admin admin = Admin.create(properties)) {
                end(admin);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (ExecutionException | RuntimeException e) {
                LOG.warn("abandoned transactions were not ended, the brokers will do it later: {}", e.toString());
            }
        });
    }

    private void end(Admin admin) throws ExecutionException, InterruptedException {
        List<String> abandoned = admin
                .listTransactions(new ListTransactionsOptions()
                        .filterStates(Set.of(TransactionState.ONGOING))
                        .filterOnDuration(OPEN_FOR_MILLIS))
                .all()
                .get()
                .stream()
                .map(TransactionListing::transactionalId)
                .filter(id -> own.matcher(id).matches())
                .sorted()
                .toList();
        if (!abandoned.isEmpty()) {
            LOG.info("ending transactions that are open for more than {} ms: {}", OPEN_FOR_MILLIS, abandoned);
            admin.fenceProducers(abandoned).all().get();
        }
    }

    @Override
    public void close() {
        worker.shutdownNow();
    }
}
