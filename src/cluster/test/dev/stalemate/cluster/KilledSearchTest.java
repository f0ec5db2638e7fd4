package dev.stalemate.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.decide.Checkpoints;
import dev.stalemate.decide.Decision;
import dev.stalemate.decide.Exhaustive;
import dev.stalemate.decide.Listener;
import dev.stalemate.decide.Question;
import dev.stalemate.decide.cluster.ClusterPart.Settings;
import dev.stalemate.decide.cluster.ClusterUse;
import dev.stalemate.search.Monitor;
import dev.stalemate.search.SearchOptions;
import dev.stalemate.systems.Systems;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A worker dies in the middle of an exhaustive search, which ends with the same numbers. {@code -Dkills=20} tries it that often. */
class KilledSearchTest {
    private static final List<Question> QUESTIONS =
            List.of(Question.of(Systems.catalogue().claims("N11c").get(0)));
    /** Even a quick machine looks more often than that in a search. */
    private static final int FEW_LOOKS = 10;

    @TempDir
    private static Path directory = Path.of("");

    /** What must be the same; the time is not. */
    private record Found(Object verdict, long states, long transitions, int depth, Object figures, String run) {
        static Found of(Exhaustive search) {
            Decision decision = search.decide(QUESTIONS).values().iterator().next();
            return new Found(
                    decision.found(),
                    decision.effort().states(),
                    decision.effort().transitions(),
                    decision.effort().depth(),
                    decision.figures(),
                    Objects.requireNonNull(decision.trace()).steps().toString());
        }
    }

    private static Listener listener(Runnable look) {
        return Listener.of(new Monitor() {
            @Override
            public void progress(Snapshot snapshot) {}

            @Override
            public boolean stopped() {
                look.run();
                return false;
            }
        });
    }

    @Test
    void endsWithTheSameNumbers() throws IOException {
        Found expected = Found.of(new Exhaustive(SearchOptions.standard(), listener(() -> {})));
        SplittableRandom random = new SplittableRandom(1);
        try (Loopback loopback = Loopback.in(directory, 2);
                SparkCluster cluster = Connection.open(
                        new Settings(loopback.name(), 5, 0, directory.resolve("log"), "test"),
                        note -> {},
                        () -> false,
                        WaitTimes.STANDARD)) {
            int kills = Integer.getInteger("kills", 1);
            int most = FEW_LOOKS;
            int kill = 0;
            while (kill < kills) {
                Loopback.await("two workers", () -> cluster.workers() == 2);
                Killer killer = new Killer(loopback, kill, random.nextInt(most));
                Exhaustive search = new Exhaustive(
                                SearchOptions.standard(), Checkpoints.NONE, false, listener(killer::look))
                        .on(new ClusterUse(cluster, 0, null, false, "test"));
                assertThat(Found.of(search)).as("killed at look " + killer.at).isEqualTo(expected);
                if (killer.looks > killer.at) { // else the search was over before
                    loopback.startWorker();
                    kill++;
                }
                most = killer.looks;
            }
        }
    }

    /** Kills the eldest worker when the search asks for the n-th time whether to stop, as it does several times a second. */
    private static final class Killer {
        private final Loopback loopback;
        private final int worker;
        private final int at;
        private int looks;

        Killer(Loopback loopback, int worker, int at) {
            this.loopback = loopback;
            this.worker = worker;
            this.at = at;
        }

        void look() {
            if (looks++ == at) {
                loopback.kill(worker);
            }
        }
    }
}
