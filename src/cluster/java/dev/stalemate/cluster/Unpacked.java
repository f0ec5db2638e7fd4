package dev.stalemate.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The libraries that the engine unpacks into the directory for temporary files, and removes only where a process has time to. */
final class Unpacked {
    private static final Path MAPS = Path.of("/proc/self/maps");
    private static final Pattern LIBRARY = Pattern.compile("/\\S*/liblz4-java-[0-9]+\\.so");

    private Unpacked() {}

    /** Removes what this process has loaded; it stays loaded. */
    static void remove() {
        try (Stream<String> maps = Files.isReadable(MAPS) ? Files.lines(MAPS) : Stream.empty()) {
            List<Path> libraries = maps.map(LIBRARY::matcher)
                    .filter(Matcher::find)
                    .map(found -> Path.of(found.group()))
                    .distinct()
                    .toList();
            for (Path library : libraries) {
                Files.deleteIfExists(library);
                Files.deleteIfExists(library.resolveSibling(library.getFileName() + ".lck"));
            }
        } catch (IOException e) {
            // What is left is the system's to remove, as anything in its directory for temporary files.
            return;
        }
    }
}
