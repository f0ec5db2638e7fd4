package dev.stalemate.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import dev.stalemate.decide.cluster.Cluster;
import dev.stalemate.decide.cluster.ClusterException;
import dev.stalemate.decide.cluster.ClusterPart;
import dev.stalemate.decide.cluster.ClusterPart.Settings;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The engine within this process. */
class LocalMapTest {
    @TempDir
    private static Path directory = Path.of("");

    private static Cluster cluster;

    @BeforeAll
    static void connect() {
        ClusterPart part = ClusterPart.installed().orElseThrow();
        cluster =
                part.connect(new Settings("local[2]", 0, 0, directory.resolve("log"), "test"), note -> {}, () -> false);
    }

    @AfterAll
    static void leave() {
        cluster.close();
    }

    @Test
    void hasTheProcessorsThatWereAskedFor() {
        assertThat(cluster.processors()).isEqualTo(2);
        assertThat(cluster.workers()).isEqualTo(1);
    }

    @Test
    void resultsAreInTheOrderOfTheParts() {
        List<Integer> parts = IntStream.range(0, 20).boxed().toList();
        assertThat(cluster.map(parts, part -> "part " + part, () -> false))
                .isEqualTo(parts.stream().map(part -> "part " + part).toList());
        assertThat(cluster.map(ImmutableList.<Integer>of(), part -> part, () -> false))
                .isEmpty();
    }

    @Test
    void whatTheWorkThrowsIsToldOnce() {
        assertThatThrownBy(() -> cluster.map(List.of(1, 2, 3), LocalMapTest::onlyOdd, () -> false))
                .isInstanceOf(ClusterException.class)
                .hasMessage("a worker of local[2] failed: java.lang.IllegalStateException: 2 is even")
                .hasCauseInstanceOf(IllegalStateException.class);
        assertThat(cluster.map(List.of(1, 3), LocalMapTest::onlyOdd, () -> false))
                .containsExactly(1, 3);
    }

    private static Integer onlyOdd(int part) {
        if (part % 2 == 0) {
            throw new IllegalStateException(part + " is even");
        }
        return part;
    }

    @Test
    void canBeStopped() {
        assertThatThrownBy(() -> cluster.map(
                        List.of(1, 2, 3, 4),
                        part -> {
                            try {
                                Thread.sleep(600_000);
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                            return part;
                        },
                        () -> true))
                .isInstanceOf(CancellationException.class);
    }

    @Test
    void theEnginesLogGoesToTheFile() {
        assertThat(directory.resolve("log")).content().contains("Running Spark version 4.2.0");
    }
}
