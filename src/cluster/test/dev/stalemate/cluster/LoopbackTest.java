package dev.stalemate.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import dev.stalemate.decide.cluster.ClusterException;
import dev.stalemate.decide.cluster.ClusterPart.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A master and workers that are processes of their own. */
class LoopbackTest {
    private static final WaitTimes SHORT =
            new WaitTimes(Duration.ofSeconds(3), Duration.ofSeconds(20), Duration.ofSeconds(2));

    @TempDir
    private static Path directory = Path.of("");

    private static Loopback loopback;

    @BeforeAll
    static void start() throws IOException {
        loopback = Loopback.in(directory, 2);
    }

    @AfterAll
    static void stop() {
        loopback.close();
    }

    private static SparkCluster connect() {
        Settings settings = new Settings(loopback.name(), 0, 0, directory.resolve("cluster.log"), "test");
        return Connection.open(settings, note -> {}, () -> false, SHORT);
    }

    @Test
    void doesWorkOnItsWorkers() {
        try (SparkCluster cluster = connect()) {
            Loopback.await("two workers", () -> cluster.workers() == 2);
            assertThat(cluster.processors()).isEqualTo(2);
            List<Integer> parts = IntStream.range(0, 10).boxed().toList();
            long self = ProcessHandle.current().pid();
            List<Long> processes =
                    cluster.map(parts, part -> ProcessHandle.current().pid(), () -> false);
            assertThat(processes).hasSize(10).doesNotContain(self);
        }
    }

    /** The parts are in hand as the worker dies: each waits for the word to go on. */
    @Test
    void aWorkerThatDiesCostsNothing() throws Exception {
        Path begun = Files.createDirectory(directory.resolve("begun"));
        Path go = directory.resolve("go");
        try (SparkCluster cluster = connect()) {
            Loopback.await("two workers", () -> cluster.workers() == 2);
            List<Integer> parts = IntStream.range(0, 6).boxed().toList();
            Slow work = new Slow(begun.toString(), go.toString());
            CompletableFuture<List<String>> results =
                    CompletableFuture.supplyAsync(() -> cluster.map(parts, work, () -> false));
            Loopback.await("two parts in hand", () -> Slow.count(begun) == 2);
            loopback.kill(0);
            Files.createFile(go);
            assertThat(results.get(1, TimeUnit.MINUTES))
                    .isEqualTo(parts.stream().map(part -> "part " + part).toList());
            assertThat(Slow.count(begun)).as("one was begun again").isEqualTo(parts.size() + 1);
            assertThat(cluster.workers()).isEqualTo(1);
            loopback.startWorker();
            Loopback.await("a new worker", () -> cluster.workers() == 2);
        }
    }

    @Test
    void anotherBuildIsRefused() throws Exception {
        Path other = directory.resolve("other");
        for (String file : ImmutableList.of(
                "dev/stalemate/search/Subject.class", "dev/stalemate/decide/cluster/ClusterPart.class")) {
            Path copy = other.resolve(file);
            Files.createDirectories(copy.getParent());
            try (var in = ClassLoader.getSystemResourceAsStream(file)) {
                Files.copy(in, copy);
            }
        }
        Path commit = other.resolve("dev/stalemate/cli/session/commit.txt");
        Files.createDirectories(commit.getParent());
        Files.writeString(commit, "0123456789ab\n");
        String classPath = "spark.executor.extraClassPath";
        System.setProperty(classPath, other + ":" + Configuration.classPath());
        try {
            assertThatThrownBy(LoopbackTest::connect)
                    .isInstanceOf(ClusterException.class)
                    .hasMessageMatching(
                            "the worker on \\S+, executor \\d has another version of the tool: there Stalemate"
                                    + " unreleased \\(commit 0123456789ab\\), classes [0-9a-f]{16}; here "
                                    + Pattern.quote(Build.HERE.toString()));
        } finally {
            System.clearProperty(classPath);
        }
    }

    @Test
    void aClusterThatDiesIsMissed() throws Exception {
        Path elsewhere = Files.createDirectory(directory.resolve("elsewhere"));
        try (Loopback own = Loopback.in(elsewhere, 1)) {
            Settings settings = new Settings(own.name(), 0, 0, directory.resolve("cluster.log"), "test");
            try (SparkCluster cluster = Connection.open(settings, note -> {}, () -> false, SHORT)) {
                Slow work = new Slow(elsewhere.toString(), elsewhere + "/never");
                CompletableFuture<List<String>> results =
                        CompletableFuture.supplyAsync(() -> cluster.map(List.of(1, 2), work, () -> false));
                Loopback.await("a part in hand", () -> Slow.count(elsewhere) > 0);
                own.kill(0);
                assertThatThrownBy(() -> results.get(1, TimeUnit.MINUTES))
                        .cause()
                        .isInstanceOf(ClusterException.class)
                        .hasMessageStartingWith("all workers of " + own.name() + " are gone for 2 s; see ");
            }
        }
    }

    @Test
    void aClusterWithoutWorkersIsNoCluster() throws Exception {
        try (Loopback empty = Loopback.in(Files.createDirectory(directory.resolve("empty")), 0)) {
            Settings settings = new Settings(empty.name(), 0, 0, directory.resolve("cluster.log"), "test");
            WaitTimes none = new WaitTimes(Duration.ofSeconds(3), Duration.ofSeconds(5), Duration.ofSeconds(2));
            assertThatThrownBy(() -> Connection.open(settings, note -> {}, () -> false, none))
                    .isInstanceOf(ClusterException.class)
                    .hasMessageStartingWith(
                            "no worker of " + empty.name() + " took this up within 5 s: are there workers,"
                                    + " and have they memory and processors free? See ");
        }
    }
}
