package dev.stalemate.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.decide.cluster.ClusterPart.Settings;
import dev.stalemate.search.Monitor;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A worker that dies in the middle of a level changes nothing of what a search finds. {@code -Dkills=20} kills more of them. */
class KilledWorkerTest {
    private static final WaitTimes PATIENT =
            new WaitTimes(Duration.ofSeconds(3), Duration.ofSeconds(30), Duration.ofSeconds(60));

    @TempDir
    private static Path directory;

    @Test
    void aSearchWhoseWorkersDieEndsWithTheSame() throws IOException {
        Both both = Both.ofBench("vcpus=2,frames=4");
        String here = both.here();
        Random random = new Random(5);
        int kills = Integer.getInteger("kills", 1);
        try (Loopback loopback = Loopback.in(directory, 2)) {
            for (int kill = 0; kill < kills; kill++) {
                int depth = 3 + random.nextInt(12);
                int worker = kill;
                Settings settings = new Settings(loopback.name(), 0, 0, directory.resolve("log"), "test");
                try (SparkCluster cluster = Connection.open(settings, note -> {}, () -> false, PATIENT)) {
                    Loopback.await("two workers", () -> cluster.workers() == 2);
                    CompletableFuture<Void> deep = new CompletableFuture<>();
                    int polls = random.nextInt(4);
                    Monitor monitor = new Monitor() {
                        private int left = polls;

                        @Override
                        public void progress(Snapshot snapshot) {
                            if (snapshot.depth() >= depth && left-- == 0) {
                                loopback.kill(worker);
                                deep.complete(null);
                            }
                        }

                        @Override
                        public boolean stopped() {
                            return false;
                        }
                    };
                    assertThat(Both.text(both.on(cluster, null, monitor)))
                            .as("worker killed at depth %s", depth)
                            .isEqualTo(here);
                    assertThat(deep).isDone();
                    assertThat(cluster.workers()).isEqualTo(1);
                }
                loopback.startWorker();
            }
        }
    }
}
