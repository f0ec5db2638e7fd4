package dev.stalemate.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.counterexample.BadFileException;
import dev.stalemate.counterexample.Check;
import dev.stalemate.counterexample.Counterexample;
import dev.stalemate.counterexample.CounterexampleReader;
import dev.stalemate.counterexample.SavedRuns;
import dev.stalemate.model.Claim;
import dev.stalemate.model.Model;
import dev.stalemate.model.ModelSystem;
import dev.stalemate.model.Release;
import dev.stalemate.model.Verdict;
import dev.stalemate.systems.Systems;
import dev.stalemate.trace.Trace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What docs/explanation/findings.md says of code as released: each run is the saved one, each release a row of the table, each fix a claim that
 * holds, and nothing that is violated in a release is left out.
 */
class FindingsPageTest {
    private static final Path PAGE = Path.of("docs/explanation/findings.md");
    private static final Path RIGHT_PAGE = Path.of("target/findings.md");

    private static final Pattern HEADING = Pattern.compile("### ([A-Z][0-9]+[a-z]*): .+");
    private static final Pattern CLAIM = Pattern.compile("\\b([A-Z][0-9]+(?:fix|[a-z]{0,2}))\\b");
    /** A heading up to its colon, or the first column of a table. */
    private static final Pattern NAMING = Pattern.compile("(?:### |\\| )([^:|]+)[:|]");

    private static final String RELEASES = "Releases:";
    private static final String FIX = "Fix: ";
    private static final String NO_FIX = "Fix: none is modelled";
    private static final String FENCE = "```";

    private static final Map<String, Claim> CLAIMS = Systems.catalogue().claims().stream()
            .collect(Collectors.toMap(Claim::id, c -> c, (a, b) -> a, LinkedHashMap::new));

    @Test
    void everyRunAndEveryReleaseIsAsTheToolHasIt() throws IOException, BadFileException {
        List<String> right = new ArrayList<>();
        String id = null;
        boolean inRun = false;
        boolean inReleases = false;
        for (String line : Files.readAllLines(PAGE)) {
            Matcher heading = HEADING.matcher(line);
            id = heading.matches() ? heading.group(1) : id;
            inReleases &= !line.isEmpty();
            if (id != null && line.equals(RELEASES)) {
                right.add(RELEASES);
                right.addAll(releases(claim(id)));
                inReleases = true;
            } else if (id != null && line.equals(FENCE)) {
                if (!inRun) {
                    right.add(FENCE);
                    right.addAll(run(id));
                    right.add(FENCE);
                }
                inRun = !inRun;
            } else if (!inRun && !inReleases) {
                right.add(line);
            }
        }
        Files.write(RIGHT_PAGE, right);
        assertThat(Files.readAllLines(PAGE))
                .as(RIGHT_PAGE + " is the page as it should be")
                .isEqualTo(right);
    }

    @Test
    void everyFindingIsViolatedAndHasWhatAMaintainerNeeds() throws IOException {
        Map<String, List<String>> sections = sections();
        assertThat(sections).isNotEmpty();
        sections.forEach((id, lines) -> {
            assertThat(claim(id).recorded()).as(id).isEqualTo(Verdict.VIOLATED);
            assertThat(lines).as(id).filteredOn(FENCE::equals).hasSize(2);
            for (String start : List.of(RELEASES, "Who is hit: ", "Seen: ", FIX)) {
                assertThat(lines)
                        .as(id + ", " + start)
                        .filteredOn(l -> l.startsWith(start))
                        .hasSize(1);
            }
        });
    }

    @Test
    void everyFixIsAClaimAboutTheSamePropertyThatHolds() throws IOException {
        sections().forEach((id, lines) -> lines.stream()
                .filter(line -> line.startsWith(FIX) && !line.startsWith(NO_FIX))
                .forEach(line -> {
                    Matcher named = CLAIM.matcher(line);
                    assertThat(named.find()).as(id + ": " + line).isTrue();
                    Claim fix = claim(named.group(1));
                    assertThat(fix.recorded()).as(fix.id()).isEqualTo(Verdict.HOLDS);
                    assertThat(fix.system().name()).isEqualTo(claim(id).system().name());
                    assertThat(fix.law()).as(fix.id()).isEqualTo(claim(id).law());
                }));
    }

    /** Of a design that no commit has ended: every violated claim is told here, or named with the reason why it is told elsewhere. */
    @Test
    void noViolationOfAReleaseIsLeftOut() throws IOException {
        TreeSet<String> named = new TreeSet<>();
        for (String line : Files.readAllLines(PAGE)) {
            Matcher where = NAMING.matcher(line);
            if (where.lookingAt()) {
                Matcher m = CLAIM.matcher(where.group(1));
                while (m.find()) {
                    named.add(m.group(1));
                }
            }
        }
        List<String> violated = CLAIMS.values().stream()
                .filter(c ->
                        c.recorded() == Verdict.VIOLATED && rows(c).stream().anyMatch(row -> row.ends() == null))
                .map(Claim::id)
                .toList();
        assertThat(named).containsAll(violated);
        assertThat(CLAIMS.keySet()).containsAll(named);
    }

    private static Map<String, List<String>> sections() throws IOException {
        Map<String, List<String>> sections = new LinkedHashMap<>();
        String id = null;
        for (String line : Files.readAllLines(PAGE)) {
            Matcher heading = HEADING.matcher(line);
            id = heading.matches() ? heading.group(1) : line.startsWith("## ") ? null : id;
            if (id != null) {
                sections.computeIfAbsent(id, key -> new ArrayList<>()).add(line);
            }
        }
        return sections;
    }

    private static Claim claim(String id) {
        return Objects.requireNonNull(CLAIMS.get(id), "claim " + id);
    }

    private static List<Release> rows(Claim claim) {
        return claim.system().releases().rows().stream()
                .filter(row -> row.design().equals(claim.design().name()))
                .toList();
    }

    /** Those of every design that breaks the property by the run as it stands; its own first, then the others as the table has them. */
    private static List<String> releases(Claim claim) throws BadFileException {
        Trace run = Objects.requireNonNull(
                Check.of(saved(claim.id()), Systems.catalogue()).trace(), claim.id());
        String own = claim.design().name();
        List<String> designs = new ArrayList<>(List.of(own));
        claim.system().releases().rows().stream()
                .filter(row -> row.part() == null && !designs.contains(row.design()))
                .map(Release::design)
                .distinct()
                .filter(design -> breaks(claim, design, run))
                .forEach(designs::add);
        return designs.stream()
                .flatMap(design -> item(releases(claim.system(), design)).stream())
                .toList();
    }

    /** An item of a list, in lines of at most 140 columns. */
    private static List<String> item(String text) {
        return text.replaceAll("(.{1,138})(?: |$)", "  $1\n")
                .replaceFirst(" ", "-")
                .lines()
                .toList();
    }

    private static boolean breaks(Claim claim, String design, Trace run) {
        Model model =
                claim.system().model(claim.system().design(design), run.model().scope());
        if (model.laws().stream().noneMatch(p -> p.name().equals(claim.law()))) {
            return false; // what it asks about is not in this design, as guest MTRRs from Linux 6.11 on
        }
        OtherDesign beside = OtherDesign.of(run, model);
        return beside.stops().isEmpty()
                && beside.trace().firstViolation(model.law(claim.law()))
                        == run.steps().size();
    }

    private static String releases(ModelSystem system, String design) {
        return system.releases().rows().stream()
                        .filter(row -> row.design().equals(design))
                        .map(row -> row.project() + " " + row.range())
                        .collect(Collectors.joining(", "))
                + " (`" + system.name() + "/" + design + "`)";
    }

    /** The mail of it, up to what only somebody needs who has no copy of this tree. */
    private static List<String> run(String id) throws BadFileException {
        Counterexample saved = saved(id);
        String mail = new MailText(Systems.catalogue(), "").of(saved, Check.of(saved, Systems.catalogue()), false);
        return Stream.concat(
                        mail.lines().takeWhile(line -> !line.startsWith("To see it again")),
                        Stream.of("To see it again:", "", "    stalemate replay " + file(id)))
                .toList();
    }

    private static Counterexample saved(String id) throws BadFileException {
        return CounterexampleReader.read(Path.of(file(id)));
    }

    private static String file(String id) {
        return SavedRuns.file(claim(id).system().name() + "-" + id + ".json").toString();
    }
}
