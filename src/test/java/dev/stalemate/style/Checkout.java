package dev.stalemate.style;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The files that people write and read. What other programs wrote, below src/test/resources and counterexamples, is not among them. */
record Checkout(List<TextFile> files) {
    private static final List<String> ROOTS = List.of(
            "src/main",
            "src/cluster",
            "src/test/java",
            "src/jmh",
            "properties",
            "docs",
            ".ci",
            ".dockerignore",
            ".editorconfig",
            ".github",
            "CHANGELOG.md",
            "CITATION.cff",
            "CONTRIBUTING.md",
            "Dockerfile",
            "LICENSE",
            "README.md",
            "SECURITY.md",
            "proofs/README.md",
            "pom.xml",
            "stalemate");

    /** The checkout that the tests run in. */
    static Checkout here() {
        return new Checkout(ROOTS.stream()
                .flatMap(root -> below(Path.of(root)).stream())
                .map(path -> TextFile.read(path.toString()))
                .toList());
    }

    /** A checkout of one planted file. */
    static Checkout of(String path, String text) {
        return new Checkout(List.of(new TextFile(path, text)));
    }

    Checkout and(String path, String text) {
        return new Checkout(Stream.concat(files.stream(), Stream.of(new TextFile(path, text)))
                .toList());
    }

    List<TextFile> only(Predicate<TextFile> wanted) {
        return files.stream().filter(wanted).toList();
    }

    private static List<Path> below(Path root) {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
