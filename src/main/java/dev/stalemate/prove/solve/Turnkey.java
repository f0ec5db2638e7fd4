package dev.stalemate.prove.solve;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** z3 as a jar, {@code tools.aqua:z3-turnkey}: where it is found. It is not downloaded. */
final class Turnkey {
    static final String NAME = "z3-turnkey";

    private static final String SUPPORT = "turnkey-support";

    private Turnkey() {}

    /** The newest in a Maven repository. */
    static Optional<Path> newest(Path repository) {
        return jars(repository, NAME).stream().findFirst();
    }

    /** Maven's own on this machine. */
    static Path repository() {
        String chosen = System.getProperty("maven.repo.local");
        return chosen != null ? Path.of(chosen) : Path.of(System.getProperty("user.home", "/"), ".m2", "repository");
    }

    /** The class path of a jar: the library that unpacks it is beside it or in the repository, and older ones hold it themselves. */
    static String classPath(Path jar, Path repository) {
        Path beside = Optional.ofNullable(jar.toAbsolutePath().getParent()).orElse(jar);
        Optional<Path> support = Stream.concat(listed(beside), jars(repository, SUPPORT).stream())
                .filter(file -> isJarOf(file, SUPPORT))
                .findFirst();
        return jar.toAbsolutePath()
                + support.map(file -> File.pathSeparator + file).orElse("");
    }

    /** Of all versions, the newest first. */
    private static List<Path> jars(Path repository, String artifact) {
        return listed(repository.resolve("tools").resolve("aqua").resolve(artifact))
                .sorted(Comparator.comparing(Turnkey::version, Arrays::compare).reversed())
                .flatMap(Turnkey::listed)
                .filter(file -> isJarOf(file, artifact))
                .toList();
    }

    private static boolean isJarOf(Path file, String artifact) {
        String name = file.getFileName().toString();
        return name.matches(artifact + "-[0-9.]+\\.jar");
    }

    /** The numbers of a directory's name; what has none is the oldest. */
    private static int[] version(Path directory) {
        String name = directory.getFileName().toString();
        return name.matches("[0-9]{1,6}(\\.[0-9]{1,6})*")
                ? Arrays.stream(name.split("\\.")).mapToInt(Integer::parseInt).toArray()
                : new int[0];
    }

    private static Stream<Path> listed(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.sorted().toList().stream();
        } catch (IOException e) {
            return Stream.empty(); // not there, or not for this user
        }
    }
}
