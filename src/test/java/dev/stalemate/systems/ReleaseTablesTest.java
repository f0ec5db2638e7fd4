package dev.stalemate.systems;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.model.Design;
import dev.stalemate.model.ModelSystem;
import dev.stalemate.model.Release;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** The table of releases of every system, and the page that shows them. */
class ReleaseTablesTest {
    private static final Path PAGE = Path.of("docs/reference/releases.md");
    private static final Path RIGHT_PAGE = Path.of("target/releases.md");
    private static final Pattern RELEASE = Pattern.compile("(xen|linux|kvm)-[0-9]+(\\.[0-9]+)+(-no-quirk)?");

    @SuppressWarnings("UnusedVariable") // a source of parameters
    private static final List<ModelSystem> SYSTEMS = Systems.all();

    @ParameterizedTest
    @FieldSource("SYSTEMS")
    void aDesignNamedAfterAReleaseDescribesThatRelease(ModelSystem system) {
        for (Design design : system.designs()) {
            if (RELEASE.matcher(design.name()).matches()) {
                assertThat(system.releases().design(design.name()))
                        .as(system.name() + "/" + design.name())
                        .isEqualTo(design.name());
            }
        }
    }

    @ParameterizedTest
    @FieldSource("SYSTEMS")
    void everyRowIsOfADesignThatThereIs(ModelSystem system) {
        Set<String> names = system.designs().stream().map(Design::name).collect(Collectors.toSet());
        assertThat(system.releases().rows()).extracting(Release::design).isSubsetOf(names);
    }

    @ParameterizedTest
    @FieldSource("SYSTEMS")
    void bothEndsOfARowAreAnsweredByItsDesign(ModelSystem system) {
        for (Release row : system.releases().rows()) {
            if (row.part() == null) {
                for (var version : List.of(row.first(), row.last())) {
                    String suffix = row.design().replaceFirst("linux-[0-9.]+|.*", "");
                    assertThat(system.design(row.project() + "-" + version + suffix)
                                    .name())
                            .isEqualTo(row.design());
                }
            }
        }
    }

    /** A design ends in a series where the next one begins. */
    @ParameterizedTest
    @FieldSource("SYSTEMS")
    void rowsOfOneSeriesMeetAtACommit(ModelSystem system) {
        List<Release> rows = system.releases().rows();
        for (Release row : rows) {
            rows.stream()
                    .filter(next -> next.part() == null && row.part() == null)
                    .filter(next ->
                            next.project().equals(row.project()) && next.first().sameSeries(row.last()))
                    .filter(next ->
                            next.design().endsWith("-no-quirk") == row.design().endsWith("-no-quirk"))
                    .filter(next -> next.first().compareTo(row.last()) > 0)
                    .filter(next -> next.first().patch() == row.last().patch() + 1)
                    .forEach(next -> assertThat(row.ends())
                            .as(row + " is followed by " + next)
                            .isEqualTo(next.begins()));
        }
    }

    @Test
    void thePageShowsEveryRow() throws IOException {
        String page = Files.readString(PAGE);
        int tables = page.indexOf("\n## ");
        String right = page.substring(0, tables < 0 ? page.length() : tables) + tables();
        Files.writeString(RIGHT_PAGE, right);
        assertThat(page).as(RIGHT_PAGE + " is the page as it should be").isEqualTo(right);
    }

    private static String tables() {
        StringBuilder page = new StringBuilder();
        for (ModelSystem system : SYSTEMS) {
            if (!system.releases().rows().isEmpty()) {
                page.append("\n## ").append(system.name()).append("\n");
                page.append("| design | releases | begins | ends |\n|---|---|---|---|\n");
                system.releases().rows().forEach(row -> page.append(line(row)));
            }
        }
        return page.toString();
    }

    private static String line(Release r) {
        String part = r.part() == null ? "" : ": " + r.part();
        return "| `" + r.design() + "`" + part + " | " + r.project() + " " + r.range() + " | " + r.begins() + " | "
                + Objects.requireNonNullElse(r.ends(), "") + " |\n";
    }
}
