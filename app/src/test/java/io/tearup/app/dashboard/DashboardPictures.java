package io.tearup.app.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Draws the pictures of the documentation; not run with the tests, as it takes minutes and no two are alike:
 * {@code mvn verify -pl app -am -Dtest=none -Dit.test=DashboardPictures -Dsurefire.failIfNoSpecifiedTests=false
 * -Dfailsafe.failIfNoSpecifiedTests=false}.
 */
class DashboardPictures {
    private static final Path IMAGES = Path.of("../docs/images");
    private static final long LARGEST = 150_000;

    @TempDir
    private Path directory;

    @Test
    void shouldDrawWhatTheDashboardsShowOfACrash() throws Exception {
        Files.createDirectories(IMAGES);
        LiveCrash live = new LiveCrash(4_000, Duration.ofMillis(600), 2);
        try (ObservedCrash crash =
                ObservedCrash.start(directory, Prometheus.program().orElseThrow(), live)) {
            Instant from = Instant.now();
            crash.play();
            Instant to = Instant.now();
            for (Dashboard dashboard : Dashboard.all()) {
                String picture = DashboardPicture.of(dashboard, crash.prometheus(), from, to);
                assertThat(picture.length()).isLessThan((int) LARGEST);
                Files.writeString(IMAGES.resolve("dashboard-" + dashboard.name() + ".svg"), picture);
            }
        }
    }
}
