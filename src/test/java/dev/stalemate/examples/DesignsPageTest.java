package dev.stalemate.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Splitter;
import dev.stalemate.model.Design;
import dev.stalemate.model.ModelSystem;
import dev.stalemate.model.PatchFile;
import dev.stalemate.patch.PatchException;
import dev.stalemate.patch.java.JavaDesign;
import dev.stalemate.systems.Systems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The table of docs/reference/designs.md: where a design of each system is written, with an example that works. */
class DesignsPageTest {
    private static final Path DOCS = Path.of("docs/reference");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)]*)\\)");

    /** A row of the table, with the cells as they are written. */
    private record Row(String system, String decides, String settings, String java, String c, String program) {
        static Row of(String line) {
            List<String> cells = Splitter.on('|').trimResults().splitToList(line);
            return new Row(
                    cells.get(1).replace("`", ""),
                    cells.get(2),
                    cells.get(3).replace("`", ""),
                    cells.get(4),
                    cells.get(5),
                    cells.get(6));
        }

        @Override
        public String toString() {
            return system;
        }
    }

    private static Stream<Row> rows() throws IOException {
        return Files.readAllLines(DOCS.resolve("designs.md")).stream()
                .dropWhile(line -> !line.startsWith("| system |"))
                .skip(2)
                .takeWhile(line -> line.startsWith("|"))
                .map(Row::of);
    }

    @Test
    void everySystemHasARow() throws IOException {
        assertThat(rows().map(Row::system))
                .containsExactlyInAnyOrderElementsOf(Systems.catalogue().names());
    }

    @ParameterizedTest
    @MethodSource("rows")
    void itsExamplesWork(Row row) throws IOException, PatchException {
        ModelSystem system = Systems.catalogue().system(row.system());
        assertThat(row.decides()).isNotEmpty();
        assertThat(row.settings().isEmpty()).isEqualTo(system.designSettings().isEmpty());
        if (!row.settings().isEmpty()) {
            assertThat(row.settings()).startsWith(row.system() + "/").contains(",");
            String name = row.settings().substring(row.system().length() + 1);
            Design changed = system.design(name);
            assertThat(changed.name()).isNotEqualTo(name.substring(0, name.indexOf(',')));
            assertThat(system.model(changed, system.scope("small")).steps()).isNotEmpty();
        }
        for (Path file : files(row.java())) {
            String name = String.valueOf(file.getFileName());
            assertThat(JavaDesign.of(PatchFile.of(name, Files.readString(file)), "mine", "says")
                            .system())
                    .isEqualTo(row.system());
        }
        assertThat(files(row.c())).allSatisfy(file -> assertThat(file).exists());
        assertThat(files(row.program())).allSatisfy(file -> assertThat(file).exists());
    }

    private static List<Path> files(String cell) {
        return LINK.matcher(cell)
                .results()
                .map((MatchResult link) -> DOCS.resolve(link.group(1)))
                .toList();
    }
}
