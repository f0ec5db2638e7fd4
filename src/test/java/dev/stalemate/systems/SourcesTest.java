package dev.stalemate.systems;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stalemate.model.Catalogue;
import dev.stalemate.model.Claim;
import dev.stalemate.model.ModelSystem;
import dev.stalemate.model.Release;
import dev.stalemate.model.Source;
import dev.stalemate.model.Source.Advisory;
import dev.stalemate.model.Source.Commit;
import dev.stalemate.model.Source.Mail;
import dev.stalemate.model.Version;
import dev.stalemate.sources.LinuxCommits;
import dev.stalemate.sources.XenCommits;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Where claims come from: each has a source, and a source says what it is and where it can be read. */
class SourcesTest {
    private static final List<ModelSystem> SYSTEMS = Systems.all();
    private static final List<Claim> CLAIMS = Systems.catalogue().claims();
    private static final List<Source> SOURCES = SYSTEMS.stream()
            .flatMap(system -> system.sources().stream())
            .distinct()
            .toList();
    private static final List<Commit> COMMITS =
            Stream.concat(LinuxCommits.ALL.stream(), XenCommits.ALL.stream()).toList();
    private static final Path PAGE = Path.of("docs/reference/sources.md");
    private static final Path RIGHT_PAGE = Path.of("target/sources.md");
    private static final Pattern HASH = Pattern.compile("\\b[0-9a-f]{10}(?:[0-9a-f]{2})?\\b");

    @ParameterizedTest
    @FieldSource("CLAIMS")
    void everyClaimHasASource(Claim claim) {
        assertThat(claim.sources()).doesNotHaveDuplicates().isNotEmpty();
    }

    @ParameterizedTest
    @FieldSource("SYSTEMS")
    void everySystemHasTheSourcesOfItsClaims(ModelSystem system) {
        assertThat(system.sources()).doesNotHaveDuplicates().isNotEmpty();
        system.claims().forEach(claim -> assertThat(system.sources()).containsAll(claim.sources()));
    }

    /** A hash that a sentence names is that of a known commit, which then is a source of the claim. */
    @ParameterizedTest
    @FieldSource("CLAIMS")
    void whatSentencesNameIsASource(Claim claim) {
        String sentences = claim.says() + " "
                + (claim.finding() == null ? "" : claim.finding().why());
        Matcher hash = HASH.matcher(sentences);
        while (hash.find()) {
            String named = hash.group();
            assertThat(claim.sources())
                    .anySatisfy(source -> assertThat(source.name()).startsWith(named.substring(0, 10)));
        }
        assertThat(sentences.contains("XSA-"))
                .isEqualTo(claim.sources().stream()
                        .filter(Advisory.class::isInstance)
                        .anyMatch(source -> sentences.contains(source.name())));
    }

    @ParameterizedTest
    @FieldSource("SOURCES")
    void aSourceSaysWhatItIs(Source source) {
        assertThat(source.text()).isNotBlank().contains(source.name()).doesNotContain("\n");
        if (source instanceof Mail mail) {
            assertThat(mail.list()).matches("[a-z-]+");
            assertThat(mail.subject()).contains("PATCH");
            assertThat(mail.author()).contains(" ");
            assertThat(mail.date().getYear()).isBetween(2010, 2026);
        } else if (source instanceof Commit commit) {
            assertThat(HASH.matcher(commit.hash()).matches()).isTrue();
            assertThat(commit.subject()).isEqualTo(commit.subject().strip()).contains(" ");
            assertThat(commit.year()).isBetween(2005, 2026);
            // Each 2.6.x was a release of the main line.
            if (commit.version().major() > 2) {
                assertThat(commit.version().patch()).isZero();
            }
        }
    }

    /** Links are safe in a page: https, to hosts of the projects, and without characters that end an attribute or a Markdown link. */
    @ParameterizedTest
    @FieldSource("SOURCES")
    void linksGoToTheProjects(Source source) {
        String link = source.link();
        if (link != null) {
            assertThat(URI.create(link).getScheme()).isEqualTo("https");
            assertThat(URI.create(link).getHost()).isIn("lore.kernel.org", "git.kernel.org", "xenbits.xen.org");
            assertThat(link).matches("[A-Za-z0-9:/.?=;@_-]+");
        }
    }

    /** A row of releases of the main line that begins with a commit has none before it; one that ends with it, none from it on. */
    @ParameterizedTest
    @FieldSource("SYSTEMS")
    void noCommitContradictsTheReleases(ModelSystem system) {
        for (Release row : system.releases().rows()) {
            for (Commit commit : COMMITS) {
                if (commit.hash().equals(row.begins()) && row.first().patch() == 0) {
                    assertThat(commit.version())
                            .as("%s, in %s", commit, row)
                            .satisfiesAnyOf(
                                    version -> assertThat(version).isLessThanOrEqualTo(row.first()),
                                    version -> assertThat(version.sameSeries(row.first()))
                                            .isTrue());
                }
                if (commit.hash().equals(row.ends())) {
                    assertThat(commit.version())
                            .as("%s, not in %s", commit, row)
                            .isGreaterThan(row.last());
                }
            }
        }
    }

    @Test
    void commitsAreWrittenDownOnceAndUsed() {
        assertThat(COMMITS.stream().map(Commit::hash)).doesNotHaveDuplicates();
        Set<Source> unused = new HashSet<>(COMMITS);
        SOURCES.forEach(unused::remove);
        assertThat(unused).as("commits that no claim names").isEmpty();
    }

    @Test
    void thePageShowsEverySource() throws IOException {
        String page = Files.readString(PAGE);
        int tables = page.indexOf("\n## ");
        String right = page.substring(0, tables < 0 ? page.length() : tables) + tables();
        Files.writeString(RIGHT_PAGE, right);
        assertThat(page).as(RIGHT_PAGE + " is the page as it should be").isEqualTo(right);
    }

    private static String tables() {
        StringBuilder page = new StringBuilder();
        Map<String, String> titles =
                Map.of("mail", "Threads", "commit", "Commits", "advisory", "Advisories", "reading", "Code and manuals");
        for (String kind : List.of("mail", "commit", "advisory", "reading")) {
            page.append("\n## ").append(titles.get(kind)).append("\n| source | claims |\n|---|---|\n");
            SOURCES.stream().filter(source -> source.kind().equals(kind)).forEach(source -> page.append(line(source)));
        }
        return page.toString();
    }

    private static String line(Source source) {
        String text = source.text().replace("<", "&lt;").replace("|", "\\|");
        String link = source.link() == null
                ? text
                : "[" + text.replace("[", "\\[").replace("]", "\\]") + "](" + source.link() + ")";
        Map<String, List<String>> families = CLAIMS.stream()
                .filter(claim -> claim.sources().contains(source))
                .collect(Collectors.groupingBy(
                        claim -> claim.system().name(),
                        LinkedHashMap::new,
                        Collectors.mapping(claim -> Catalogue.family(claim.id()), Collectors.toList())));
        return "| " + link + " | "
                + families.entrySet().stream()
                        .map(system -> "`" + system.getKey() + "` "
                                + String.join(", ", new LinkedHashSet<>(system.getValue())))
                        .collect(Collectors.joining("; "))
                + " |\n";
    }

    @Test
    void whatIsNoCommitIsRefused() {
        Version version = Version.of("1.0");
        assertThatThrownBy(() -> new Commit("xen", "12345", "a subject", 2020, version))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("'12345' of 'xen' is no commit of linux or xen");
        assertThatThrownBy(() -> new Commit("bsd", "0123456789", "a subject", 2020, version))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
