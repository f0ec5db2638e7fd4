package dev.stalemate.cluster;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stalemate.decide.cluster.ClusterException;
import dev.stalemate.decide.cluster.ClusterPart.Settings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clusters that aren't there, and logs that can't be written. */
class MissingClusterTest {
    private static final WaitTimes SHORT =
            new WaitTimes(Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofSeconds(1));

    @TempDir
    private Path directory = Path.of("");

    private SparkCluster connect(String name, BooleanSupplier stopped) {
        Settings settings = new Settings(name, 0, 0, directory.resolve("log"), "test");
        return Connection.open(settings, note -> {}, stopped, SHORT);
    }

    private static ServerSocket listener() throws IOException {
        return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    }

    private static String name(ServerSocket listener) {
        return "spark://127.0.0.1:" + listener.getLocalPort();
    }

    @Test
    void nothingListens() throws IOException {
        ServerSocket closed = listener();
        closed.close();
        assertThatThrownBy(() -> connect(name(closed), () -> false))
                .isInstanceOf(ClusterException.class)
                .hasMessage("no cluster at " + name(closed) + ": Connection refused");
    }

    @Test
    void whatListensIsNoMaster() throws IOException {
        try (ServerSocket silent = listener()) {
            assertThatThrownBy(() -> connect(name(silent), () -> false))
                    .isInstanceOf(ClusterException.class)
                    .hasMessage("no answer from " + name(silent) + " within 1 s: is it a master of Spark 4.2.0? See "
                            + directory.resolve("log"));
        }
    }

    @Test
    void theUserStopsIt() throws IOException {
        try (ServerSocket silent = listener()) {
            assertThatThrownBy(() -> connect(name(silent), () -> true)).isInstanceOf(CancellationException.class);
        }
    }

    @Test
    void itsLogCantBeWritten() throws IOException {
        Files.createDirectory(directory.resolve("log"));
        assertThatThrownBy(() -> connect("local[1]", () -> false))
                .isInstanceOf(ClusterException.class)
                .hasMessage("the cluster's log can't be written to " + directory.resolve("log"));
    }
}
