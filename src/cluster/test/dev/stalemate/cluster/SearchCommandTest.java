package dev.stalemate.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.cli.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code check --cluster} and its checkpoints on the engine within this process. */
class SearchCommandTest {
    @TempDir
    private Path directory = Path.of("");

    private Tool.Result check(String keeps, Path where) {
        return Tool.ofEverySystem()
                .run(
                        "check",
                        "H3",
                        "--cluster",
                        "local[2]",
                        "--cluster-from",
                        "10",
                        "--partitions",
                        "3",
                        "--cluster-log",
                        directory.resolve("log").toString(),
                        keeps,
                        where.toString());
    }

    @Test
    void aDirectoryIsBegunOnceAndGoneOnFrom() throws IOException {
        Path kept = Files.createDirectory(directory.resolve("kept"));
        Tool.Result first = check("--checkpoint", kept);
        assertThat(first.err()).isEmpty();
        assertThat(check("--checkpoint", kept).err()).contains("already holds checkpoints: continue with --resume");
        Tool.Result resumed = check("--resume", kept);
        assertThat(resumed.err()).isEmpty();
        assertThat(resumed.code()).isEqualTo(first.code());
        Path other = directory.resolve("other");
        assertThat(check("--resume", other).err()).contains("other holds no checkpoint; --checkpoint ");
        assertThat(other).doesNotExist();
    }
}
