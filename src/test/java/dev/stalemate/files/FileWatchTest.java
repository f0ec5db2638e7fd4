package dev.stalemate.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Which changes of a file are noticed. */
class FileWatchTest {
    @TempDir
    private Path directory = Path.of("");

    private Path file = Path.of("");

    @BeforeEach
    void writeIt() throws IOException {
        file = Files.writeString(directory.resolve("my-patch.c"), "one");
    }

    private void rename(String text) throws IOException {
        Path other = Files.writeString(directory.resolve(".my-patch.c.swp"), text);
        Files.move(other, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    @Test
    void contentCounts() throws IOException {
        FileContent content = new FileContent(file);
        assertThat(content.hasChanged()).isFalse();
        Files.writeString(file, "another");
        assertThat(content.hasChanged()).isTrue();
        assertThat(content.hasChanged()).isFalse();
        Files.setLastModifiedTime(file, FileTime.fromMillis(1_000_000));
        assertThat(content.hasChanged()).as("only its time").isFalse();
        Files.writeString(file, "ANOTHER");
        assertThat(content.hasChanged()).as("the same size").isTrue();
    }

    @Test
    void anotherFileInItsPlaceCounts() throws IOException {
        FileContent content = new FileContent(file);
        rename("one");
        assertThat(content.hasChanged()).as("the same content").isFalse();
        rename("two");
        assertThat(content.hasChanged()).isTrue();
    }

    @Test
    void aFileThatIsMissingForAMomentHasNotChanged() throws IOException {
        FileContent content = new FileContent(file);
        Files.delete(file);
        assertThat(content.hasChanged()).isFalse();
        Files.writeString(file, "one");
        assertThat(content.hasChanged()).isFalse();
        Files.delete(file);
        assertThat(content.hasChanged()).isFalse();
        Files.writeString(file, "two");
        assertThat(content.hasChanged()).isTrue();
    }

    @Test
    void ofALargeFileSizeAndTimeCountToo() throws IOException {
        byte[] large = new byte[(1 << 20) + 1];
        Files.write(file, large);
        FileContent content = new FileContent(file);
        large[1 << 20] = 1;
        Files.write(file, large);
        Files.setLastModifiedTime(file, FileTime.fromMillis(1_000_000));
        assertThat(content.hasChanged()).isTrue();
    }

    /** Waits for as long as it takes: nothing depends on how soon a change is noticed. */
    @Test
    @Timeout(120)
    void aWatchWaitsForTheNextChange() throws IOException, InterruptedException {
        Path other = Files.writeString(directory.resolve("other.c"), "one");
        try (FileWatch watch = new DiskWatch(List.of(file, other))) {
            assertThat(watch.changed()).isFalse();
            rename("two");
            assertThat(watch.next(() -> false)).isTrue();
            Files.writeString(other, "two");
            assertThat(watch.next(() -> false)).isTrue();
            assertThat(watch.next(() -> true)).isFalse();
        }
    }
}
