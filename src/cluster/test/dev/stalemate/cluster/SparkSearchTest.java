package dev.stalemate.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stalemate.decide.cluster.ClusterPart;
import dev.stalemate.decide.cluster.ClusterPart.Settings;
import dev.stalemate.search.Limits;
import dev.stalemate.search.Monitor;
import dev.stalemate.search.SearchOptions;
import dev.stalemate.search.SearchResult;
import dev.stalemate.search.SearchResult.End;
import dev.stalemate.search.disk.BadCheckpointException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Searches on the engine within this process: the same states, counts, verdicts and runs as without it. */
class SparkSearchTest {
    @TempDir
    private static Path directory = Path.of("");

    private static SparkCluster connect(int partitions) {
        Settings settings = new Settings("local[2]", partitions, 0, directory.resolve("log"), "test");
        return (SparkCluster) ClusterPart.installed().orElseThrow().connect(settings, note -> {}, () -> false);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7})
    void aSearchInPartsIsASearchOnOneMachine(int partitions) {
        SearchOptions some = SearchOptions.plain().withLimits(Limits.none().withStates(2_000));
        try (SparkCluster cluster = connect(partitions)) {
            for (String id : List.of("K3", "H3", "A1")) {
                Both both = Both.ofClaim(id, some);
                assertThat(both.on(cluster)).as(id).isEqualTo(both.here());
            }
            Both symmetric = Both.ofClaim("K3", some.withSymmetry(true));
            assertThat(symmetric.on(cluster)).isEqualTo(symmetric.here());
        }
    }

    private static void assertBad(Both both, SparkCluster cluster, String checkpoint, String message) {
        assertThatThrownBy(() -> both.on(cluster, checkpoint, Monitor.SILENT))
                .cause()
                .isInstanceOf(BadCheckpointException.class)
                .hasMessageStartingWith(message);
    }

    /** A worker runs in a directory of its own, so a name that begins in this process's directory would mean another one there. */
    @Test
    void aRelativeNameOfADirectoryIsTheSameForAll() throws IOException {
        assertThat(HadoopFiles.in("some/checkpoint").directory())
                .isEqualTo("file:" + Path.of("some/checkpoint").toAbsolutePath());
        assertThatThrownBy(() -> HadoopFiles.in("a:b")).isInstanceOf(IOException.class);
    }

    @Test
    void aSearchThatWasStoppedGoesOnWithAnotherNumberOfParts() throws IOException {
        Both both = Both.ofBench("vcpus=2,frames=3");
        String checkpoint = directory.resolve("checkpoint").toUri().toString();
        int[] left = {60};
        Monitor monitor = new Monitor() {
            @Override
            public void progress(Snapshot snapshot) {
                left[0] -= snapshot.depth() > 4 ? 60 : 0;
            }

            @Override
            public boolean stopped() {
                return left[0] <= 0;
            }
        };
        try (SparkCluster cluster = connect(2)) {
            SearchResult first = both.on(cluster, checkpoint, monitor);
            assertThat(first.end()).isEqualTo(End.INTERRUPTED);
            assertThat(first.depth()).isPositive();
        }
        try (SparkCluster cluster = connect(3)) {
            assertThat(Both.text(both.on(cluster, checkpoint, Monitor.SILENT))).isEqualTo(both.here());
            Path part = directory.resolve("checkpoint/plain/level-1-part-0");
            Files.write(part, new byte[] {1});
            assertBad(both, cluster, checkpoint, "the checkpoint is damaged: ");
            Files.delete(part);
            assertBad(both, cluster, checkpoint, "file:" + part + ": is missing, and the manifest names it");
        }
    }

    /** The directory can't be made, because a file has its name. */
    @Test
    void aSearchThatCannotBeSavedGoesOn() throws IOException {
        Both both = Both.ofClaim("K3", SearchOptions.plain());
        Path file = Files.createFile(directory.resolve("file"));
        List<IOException> lost = new ArrayList<>();
        try (SparkCluster cluster = connect(2)) {
            SearchResult result = both.on(cluster, file.toUri() + "/checkpoint", Monitor.SILENT, lost::add);
            assertThat(Both.text(result)).isEqualTo(both.here());
        }
        assertThat(lost).singleElement().satisfies(why -> assertThat(why).hasMessageContaining("file"));
    }
}
