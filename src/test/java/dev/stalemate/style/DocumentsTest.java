package dev.stalemate.style;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Each document says first whom it is for, and the index has that sentence. */
class DocumentsTest {
    private static final Path DOCS = Path.of("docs");
    private static final Path INDEX = DOCS.resolve("README.md");

    private static List<Path> documents() throws IOException {
        try (Stream<Path> files = Files.walk(DOCS)) {
            return files.filter(file -> file.toString().endsWith(".md") && !file.equals(INDEX))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void eachSaysFirstWhomItIsFor() throws IOException {
        assertThat(documents()).hasSizeGreaterThan(50).allSatisfy(document -> {
            List<String> lines = Files.readAllLines(document);
            assertThat(lines.get(0)).startsWith("# ");
            assertThat(lines.get(1)).isEmpty();
            assertThat(lines.get(2)).startsWith("For ");
        });
    }

    @Test
    void theIndexHasEachOnceBelowItsKind() throws IOException {
        String kind = "";
        int rows = 0;
        for (String line : Files.readAllLines(INDEX)) {
            if (line.startsWith("## ")) {
                kind = line.substring("## ".length());
            } else if (line.startsWith("| [")) {
                String link = line.substring(line.indexOf("](") + 2, line.indexOf(") | "));
                List<String> document = Files.readAllLines(DOCS.resolve(link));
                assertThat(link).startsWith(kind + "/");
                assertThat(line)
                        .isEqualTo("| [" + document.get(0).substring("# ".length()) + "](" + link + ") | "
                                + document.get(2) + " |");
                rows++;
            }
        }
        assertThat(rows).isEqualTo(documents().size());
        assertThat(Files.readAllLines(INDEX).stream().filter(line -> line.startsWith("| [")))
                .doesNotHaveDuplicates();
    }
}
