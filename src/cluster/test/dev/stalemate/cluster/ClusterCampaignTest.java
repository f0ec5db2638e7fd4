package dev.stalemate.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.decide.CampaignRun;
import dev.stalemate.decide.Listener;
import dev.stalemate.decide.Question;
import dev.stalemate.decide.Walking;
import dev.stalemate.decide.cluster.Cluster;
import dev.stalemate.decide.cluster.ClusterPart;
import dev.stalemate.decide.cluster.ClusterPart.Settings;
import dev.stalemate.decide.cluster.ShuffledCluster;
import dev.stalemate.search.Monitor;
import dev.stalemate.search.walk.ActionWeights;
import dev.stalemate.systems.Systems;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Campaigns on the engine: the same findings as in one process, also if a worker dies on the way. */
class ClusterCampaignTest {
    private static final Question QUESTION =
            Question.of(Systems.catalogue().claims("K10").get(0));
    private static final Walking WALKING = new Walking(7, 8_000, 60, ActionWeights.EVEN, Duration.ofDays(1));

    @TempDir
    private static Path directory = Path.of("");

    private static Cluster connect(String master) {
        Settings settings = new Settings(master, 0, 0, directory.resolve("log"), "test");
        return ClusterPart.installed().orElseThrow().connect(settings, note -> {}, () -> false);
    }

    private static List<String> expected() {
        List<String> says = new CampaignRun(QUESTION, new ShuffledCluster(2, 1), Systems::catalogue, WALKING).says();
        assertThat(says).hasSizeGreaterThan(4);
        return says;
    }

    @Test
    void theEngineChangesNothing() {
        try (Cluster cluster = connect("local[2]")) {
            assertThat(new CampaignRun(QUESTION, cluster, Systems::catalogue, WALKING).says())
                    .isEqualTo(expected());
        }
    }

    /** The worker dies while shards are on it: it is asked whether to stop as long as a round lasts. */
    @Test
    void aWorkerThatDiesChangesNothing() throws IOException {
        AtomicInteger looks = new AtomicInteger();
        try (Loopback loopback = Loopback.in(directory, 2);
                Cluster cluster = connect(loopback.name())) {
            Loopback.await("two workers", () -> cluster.workers() == 2);
            Listener killer = Listener.of(new Monitor() {
                @Override
                public void progress(Snapshot snapshot) {}

                @Override
                public boolean stopped() {
                    if (looks.incrementAndGet() == 4) {
                        loopback.kill(0);
                    }
                    return false;
                }
            });
            CampaignRun run = new CampaignRun(QUESTION, cluster, Systems::catalogue, WALKING, () -> 0, killer);
            assertThat(run.says()).isEqualTo(expected());
            assertThat(looks).hasValueGreaterThan(4);
            assertThat(cluster.workers()).isEqualTo(1);
        }
    }
}
