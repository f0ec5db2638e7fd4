package dev.stalemate.cluster;

import dev.stalemate.decide.cluster.Cluster.Work;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * Work that says that it began by a file in a directory, and ends when some other file is there. Workers of a loopback see the same files.
 *
 * @param begun where a file says that a part was begun; there is one for each time that it was
 * @param go what is waited for
 */
record Slow(String begun, String go) implements Work<Integer, String> {
    @Override
    public String on(Integer part) {
        try {
            Files.createTempFile(Path.of(begun), "part-" + part + "-", "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Loopback.await("the word to go on", () -> Files.exists(Path.of(go)));
        return "part " + part;
    }

    /** How often a part was begun. */
    static long count(Path begun) {
        try (Stream<Path> files = Files.list(begun)) {
            return files.filter(file -> String.valueOf(file.getFileName()).startsWith("part-"))
                    .count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
