package dev.stalemate.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page of faults names tests that are there. */
class FaultsPageTest {
    @Test
    void everyTestThatItNamesIsThere() throws IOException {
        Set<String> named = Pattern.compile("`(\\w+(?:Test|Properties))`")
                .matcher(Files.readString(Path.of("docs/reference/faults.md")))
                .results()
                .map(result -> result.group(1) + ".java")
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(named).hasSizeGreaterThan(40).isSubsetOf(tests());
    }

    private static Set<String> tests() throws IOException {
        try (Stream<Path> tests = Files.walk(Path.of("src/test/java"))) {
            return tests.map(file -> file.getFileName().toString()).collect(Collectors.toSet());
        }
    }
}
