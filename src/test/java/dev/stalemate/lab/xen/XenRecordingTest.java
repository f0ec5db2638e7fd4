package dev.stalemate.lab.xen;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.counterexample.BadFileException;
import dev.stalemate.counterexample.SavedRuns;
import dev.stalemate.lab.scenario.NotMappedException;
import dev.stalemate.lab.xen.XenMapped.Expected;
import dev.stalemate.real.xen.XenStaleLeaf;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a real Xen 4.17.7 said of the counterexamples that are mapped, and of some random sequences; and what is planted in it. */
class XenRecordingTest {
    private static final List<String> ALL = lines();
    /** The counterexamples alone, to plant faults in. */
    private static final List<String> LINES = ALL.subList(0, ALL.indexOf("@scenario x2-0"));

    private static final XenLabRun WHOLE = judge(ALL);
    private static final List<String> MAPPED = List.of("H3d", "R3", "R4", "X10", "X1b", "X2b", "X5c", "X8b");

    private static List<String> lines() {
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(
                new GZIPInputStream(
                        Objects.requireNonNull(XenRecordingTest.class.getResourceAsStream("/xen-lab/recorded.lab.gz"))),
                StandardCharsets.ISO_8859_1))) {
            return reader.lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static XenLabRun judge(List<String> lines, String expected) {
        XenLabRun run = new XenLabRun("recorded.lab", expected, verdict -> {});
        lines.forEach(run::line);
        run.end();
        return run;
    }

    private static XenLabRun judge(List<String> lines) {
        XenLabRun run = new XenLabRun("recorded.lab", null, verdict -> {});
        lines.forEach(run::line);
        run.end();
        return run;
    }

    /** Some lines of one kind, by their beginning. */
    private static List<Integer> places(String beginning) {
        List<Integer> places = new ArrayList<>();
        for (int i = 0; i < LINES.size(); i++) {
            if (LINES.get(i).startsWith(beginning)) {
                places.add(i);
            }
        }
        return places;
    }

    private static List<String> with(int place, UnaryOperator<String> changed) {
        List<String> lines = new ArrayList<>(LINES);
        lines.set(place, changed.apply(lines.get(place)));
        return lines;
    }

    @Test
    void allIsAsTheModelSays() {
        XenLabRun run = WHOLE;
        assertThat(run.problems()).isEmpty();
        assertThat(run.agrees()).as(run.toText()).isTrue();
        assertThat(run.xen()).startsWith("Xen 4.17.7 (4.17.7+13-g2445b30a44-0+deb12u1");
        assertThat(run.verdicts()).hasSizeGreaterThan(MAPPED.size());
        assertThat(run.toJson().path("design").asText()).isEqualTo("xen-4.17.7");
        assertThat(run.toJson().path("leaves").asInt()).isGreaterThan(1000);
    }

    private static XenMapped mapped(String claim) throws BadFileException, NotMappedException {
        return XenMapping.of("xen-ept-" + claim, SavedRuns.read("xen-ept-" + claim + ".json"), "4.17.7");
    }

    private static XenLabVerdict verdict(XenLabRun run, String name) {
        return run.verdicts().stream()
                .filter(v -> v.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** The counterexamples of Xen that a real Xen shows. */
    @ParameterizedTest
    @ValueSource(strings = {"H3d", "R3", "R4", "X10", "X1b", "X2b", "X5c", "X8b"})
    void theseCounterexamplesAreSeen(String claim) throws BadFileException, NotMappedException {
        XenSeen seen = XenSeen.of(mapped(claim), WHOLE.xen(), verdict(WHOLE, "xen-ept-" + claim));
        assertThat(seen.text()).contains(" is violated after (");
        assertThat(seen.seen()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(value = XenLabVerdict.Outcome.class, names = "AGREES", mode = EnumSource.Mode.EXCLUDE)
    void onlyARunThatAgreesIsSeen(XenLabVerdict.Outcome outcome) throws BadFileException, NotMappedException {
        XenLabVerdict agrees = verdict(WHOLE, "xen-ept-X5c");
        XenLabVerdict other = new XenLabVerdict(agrees.scenario(), outcome, agrees.conformance());
        assertThat(XenSeen.of(mapped("X5c"), WHOLE.xen(), other).seen()).isFalse();
    }

    /** A command more, one less, and another one, though each dump is as it should be. */
    @ParameterizedTest
    @CsvSource({"1, 0, 0", "0, 1, 0", "0, 0, 1"})
    void otherCommandsThanTheScenariosAreNotSeen(int more, int less, int other)
            throws BadFileException, NotMappedException {
        XenMapped mapped = mapped("X5c");
        List<String> commands = new ArrayList<>(mapped.scenario().commands());
        int end = commands.size() - less;
        commands = new ArrayList<>(commands.subList(0, end));
        commands.addAll(Collections.nCopies(more, "dump more"));
        if (other == 1) {
            commands.set(commands.indexOf("load A"), "load B");
        }
        XenMapped asked = new XenMapped(
                mapped.counterexample(),
                new XenScenario("xen-ept-X5c", commands),
                mapped.trace(),
                mapped.ownDesign(),
                mapped.added(),
                mapped.expected());
        XenSeen seen = XenSeen.of(asked, WHOLE.xen(), verdict(WHOLE, "xen-ept-X5c"));
        assertThat(seen.seen()).isFalse();
        assertThat(seen.text()).contains("the machine did '", "and the scenario has '");
    }

    /** The last tables of a dump are those of the counterexample's domains: an earlier one can have pages still. */
    @Test
    void theLastDomainsOfADumpAreCompared() throws BadFileException, NotMappedException {
        XenMapped mapped = mapped("X5c");
        assertThat(mapped.expected()).allMatch(e -> e.leaves().size() == 2);
        assertThat(mapped.expected())
                .anyMatch(e -> !e.leaves().get(0).equals(e.leaves().get(1)));
        XenLabVerdict verdict = verdict(WHOLE, "xen-ept-X5c");
        assertThat(XenSeen.of(with(mapped, 1), WHOLE.xen(), verdict).seen()).isTrue();
        assertThat(XenSeen.of(with(mapped, 0), WHOLE.xen(), verdict).seen()).isFalse();
    }

    /** The same counterexample, as if it were about one of its domains alone. */
    private static XenMapped with(XenMapped mapped, int domain) {
        return new XenMapped(
                mapped.counterexample(),
                mapped.scenario(),
                mapped.trace(),
                mapped.ownDesign(),
                mapped.added(),
                mapped.expected().stream()
                        .map(e -> new Expected(
                                e.label(), e.step(), List.of(e.leaves().get(domain))))
                        .toList());
    }

    /** What a run that differs has of stale leaves is not what the model says. */
    @Test
    void staleLeavesAreThoseOfRunsThatAgree() {
        XenStaleGroup group = WHOLE.stale().get(0);
        String name = group.example().run();
        List<String> lines = new ArrayList<>();
        boolean inside = false;
        boolean changed = false;
        for (String line : ALL) {
            inside = line.startsWith("@scenario ") ? line.equals("@scenario " + name) : inside;
            boolean change = inside && !changed && line.startsWith("@text (XEN) gfn:") && line.endsWith("WB!");
            changed |= change;
            if (inside || line.startsWith("@machine ")) {
                lines.add(change ? line.substring(0, line.length() - 3) + "UC " : line);
            }
        }
        XenLabRun run = judge(lines);
        assertThat(verdict(run, name).outcome()).isEqualTo(XenLabVerdict.Outcome.DIFFERS);
        assertThat(verdict(run, name).stale()).isNotEmpty();
        assertThat(run.stale()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"true | MTRR written", "false | MTRR written, for some vCPUs"})
    void aLeafThatIsStaleForSomeVcpusHasACauseOfItsOwn(boolean everywhere, String cause) {
        XenStaleLeaf leaf =
                new XenStaleLeaf("r", 1, "s", "A", 0x10, 0, "WB", "UC", everywhere, false, 3, "wrmsr 2ff c06");
        assertThat(XenStaleGroup.cause(leaf)).isEqualTo(cause);
    }

    @ParameterizedTest
    @ValueSource(strings = {"xen-4.16.4", "xen-4.21", "revocation-reaches", "saves-every-pair"})
    void anotherDesignIsTold(String design) {
        XenLabRun run = judge(ALL, design);
        assertThat(run.agrees()).isFalse();
        assertThat(run.toText()).contains("differs from the model");
    }

    /** Of any dump, one leaf's type is another one. */
    @Test
    void aLeafOfAnotherTypeIsTold() {
        List<Integer> leaves = places("@text (XEN) gfn:");
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 6; i++) {
            int place = leaves.get(random.nextInt(leaves.size()));
            List<String> changed = with(
                    place,
                    line -> line.endsWith("UC ")
                            ? line.substring(0, line.length() - 3) + "WB "
                            : line.substring(0, line.length() - 3) + "UC ");
            XenLabRun run = judge(changed);
            assertThat(run.agrees()).as(LINES.get(place)).isFalse();
            assertThat(run.toText()).contains("differs from the model: 1").contains("gfn");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "@text (XEN) gfn:, damaged: 1",
        "'@step   ', damaged: 1",
        "@console, damaged: 1",
    })
    void aLineThatIsMissingIsTold(String beginning, String told) {
        List<Integer> places = places(beginning);
        int place = places.get(places.size() / 2);
        List<String> lines = new ArrayList<>(LINES);
        lines.remove(place);
        XenLabRun run = judge(lines);
        assertThat(run.agrees()).isFalse();
        assertThat(run.problems()).isNotEmpty();
        assertThat(run.toText()).contains(told);
    }

    @ParameterizedTest
    @ValueSource(strings = {"@end", "@scenario"})
    void aFrameThatIsMissingIsTold(String beginning) {
        int place = places(beginning).get(2);
        List<String> lines = new ArrayList<>(LINES);
        lines.remove(place);
        XenLabRun run = judge(lines);
        assertThat(run.agrees()).isFalse();
        assertThat(run.problems()).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"@leaf 0 9 7", "what is this"})
    void aLineOfAnotherKindIsTold(String line) {
        List<String> lines = new ArrayList<>(LINES);
        lines.add(places("@step").get(9), line);
        assertThat(judge(lines).problems()).first().asString().contains("no line of the lab");
    }

    /** Wherever the recording is cut, what came before is judged, and the scenario that was open has ended early. */
    @Test
    void aRecordingThatIsCutLosesOneScenario() {
        SplittableRandom random = new SplittableRandom(2);
        int first = places("@scenario").get(0);
        for (int i = 0; i < 6; i++) {
            int cut = first + 1 + random.nextInt(LINES.size() - first - 2);
            List<String> lines = new ArrayList<>(LINES.subList(0, cut));
            long whole = lines.stream().filter(l -> l.startsWith("@end")).count();
            XenLabRun run = judge(lines);
            assertThat(run.verdicts().stream()
                            .filter(v -> v.outcome() == XenLabVerdict.Outcome.AGREES)
                            .count())
                    .isEqualTo(whole);
            long open = lines.stream().filter(l -> l.startsWith("@scenario")).count() - whole;
            assertThat(run.verdicts().stream()
                            .filter(v -> v.outcome() == XenLabVerdict.Outcome.CUT)
                            .count())
                    .isEqualTo(open);
        }
    }

    @Test
    void aMachineThatWasLostIsToldWithItsReason() {
        int end = places("@end").get(0);
        List<String> lines =
                with(end, line -> "@lost " + line.split(" ", -1)[1] + " the machine said nothing any more");
        XenLabRun run = judge(lines);
        assertThat(run.verdicts().get(0).outcome()).isEqualTo(XenLabVerdict.Outcome.CUT);
        assertThat(run.problems()).singleElement().asString().contains("said nothing any more");
    }
}
