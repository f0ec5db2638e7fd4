package dev.stalemate.real;

import dev.stalemate.real.map.Addresses;
import dev.stalemate.real.map.MtrrReport;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The machine output that the tests read, by folder and number: {@code boot-logs/02}. */
final class RealFiles {
    private static final Path ROOT = Path.of("src/test/resources/real");

    private RealFiles() {}

    static Path file(String number) {
        return all().stream()
                .filter(file -> ROOT.relativize(file).toString().startsWith(number + "-"))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no file " + number));
    }

    static String text(String number) {
        return text(file(number));
    }

    static String text(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<Path> all() {
        return Stream.of("boot-logs", "proc-mtrr", "xen").flatMap(RealFiles::in).toList();
    }

    private static Stream<Path> in(String folder) {
        try (Stream<Path> files = Files.list(ROOT.resolve(folder))) {
            return files.filter(file -> file.toString().endsWith(".txt")).sorted().toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static MtrrReport report(String number) {
        return reportOf(text(number));
    }

    static MtrrReport reportOf(String text) {
        return fileOf(text).first();
    }

    static MtrrFile fileOf(String text) {
        try {
            return MtrrFile.read(new StringReader(text), "text");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The map as lines such as {@code 0xa0000-0xbffff UC}. */
    static List<String> map(MtrrReport report) {
        return report.map().asMapOfRanges().entrySet().stream()
                .map(piece -> Addresses.range(piece.getKey()) + " " + piece.getValue())
                .toList();
    }

    /** The problems as lines such as {@code 3: what is wrong}. */
    static List<String> problems(MtrrReport report) {
        return report.problems().stream()
                .map(problem -> problem.line() + ": " + problem.text())
                .toList();
    }

    /** The findings as lines such as {@code 3: what is found}. */
    static List<String> findings(MtrrReport report) {
        return report.findings().stream()
                .map(finding -> finding.line() + ": " + finding.text())
                .toList();
    }
}
