package dev.stalemate.counterexample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.stalemate.memtype.Hazards;
import dev.stalemate.memtype.MemType;
import dev.stalemate.model.Law;
import dev.stalemate.model.Law.Breaks;
import dev.stalemate.model.Law.Diagnosis;
import dev.stalemate.paging.Consequence;
import dev.stalemate.paging.EptLeaf;
import dev.stalemate.systems.Systems;
import dev.stalemate.trace.Trace;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What the files under counterexamples/ say of consequences follows from the types that they name, read from their own sentences. */
final class ConsequencesTest {
    private static final Set<String> SYSTEMS = Set.of("kvm", "xen-ept", "effective-type", "nested-pat");

    /** Properties whose explanations name no types. */
    private static final Set<String> NOT_OF_TYPES = Set.of(
            "code-keeps-its-leaf",
            "device-memory-is-uncached",
            "exits-within-limit",
            "flushes-within-limit",
            "g-pat-is-legal",
            "guard-is-rule",
            "large-check-is-safe",
            "no-crash",
            "no-retained-mapping",
            "one-zap-a-round",
            "work-within-limit",
            "zaps-exactly");

    /** A sentence that names two types, and what can go wrong between them. */
    private record Sentence(Pattern pattern, BiFunction<String, String, Hazards> hazards) {
        static Sentence of(String pattern, BiFunction<String, String, Hazards> hazards) {
            return new Sentence(Pattern.compile(pattern + ": (?<says>.*)"), hazards);
        }
    }

    private static final List<Sentence> SENTENCES = List.of(
            Sentence.of("has (\\S+)(?: large)?, would get ([^ :]+) now", ConsequencesTest::leaves),
            Sentence.of("has (\\S+), the MTRRs of the vCPUs on line say ([^ :]+)", ConsequencesTest::leaves),
            Sentence.of("has (\\S+), 4K of it at \\S+ would get ([^ :]+)", ConsequencesTest::leaves),
            Sentence.of("has (\\S+), where what it replaces has ([^ :]+)", ConsequencesTest::leaves),
            Sentence.of(
                    "has (\\S+), and would have got (\\S+) if .*(?=: for one of the two vCPUs it is )",
                    ConsequencesTest::either),
            Sentence.of(
                    "ends with (\\S+) in the first order, with (\\S+) in the second(?=: one of the two is )",
                    ConsequencesTest::either),
            Sentence.of("believes .*? (UC|UC-|WC) \\(.*access ([^ :]+)", (a, b) -> accesses(b, a)),
            Sentence.of("up as (\\S+), which is ([^ :]+) by the SDM", ConsequencesTest::leaves),
            Sentence.of("give gfn \\S+ (\\S+), and (\\S+) after a restore", (a, b) -> leaves(b, a)),
            Sentence.of("is (\\S+) by the SDM, and (\\S+) by [a-z]+", (a, b) -> accesses(b, a)),
            Sentence.of(
                    "has (\\S+), and vCPU \\d+'s PAT says ([^ :]+)",
                    (a, b) -> Hazards.of(EptLeaf.effective(leaf(a), type(b)), type(b))),
            Sentence.of("access (\\S+), where its PAT says ([^ :]+)", ConsequencesTest::accesses),
            Sentence.of(
                    "access to \\S+ \\S+ is (\\S+) .*which the guest believes ([^ ,]+),[^:]*",
                    ConsequencesTest::accesses),
            Sentence.of("access to \\S+ \\S+ is (\\S+) .*the frame is (RAM) [^:]*", (a, b) -> accesses(a, "WB")
                    .inSpeed()),
            Sentence.of("accesses are (\\S+), and its own PAT makes them ([^ :]+)", ConsequencesTest::accesses),
            Sentence.of("which with (PAT) \\S+ is ([^ :]+)", (a, b) -> accesses(b, "WB")),
            Sentence.of("\\((mmio)\\) .*so that PAT WC is ([^ :]+)", (a, b) -> accesses(b, "WC")),
            Sentence.of("\\((mmio-ro)\\) .*so that PAT WC is ([^ :]+)", (a, b) -> accesses(b, "UC")),
            Sentence.of("(CR0.CD=1), has accesses of type ([^ :]+)", (a, b) -> accesses(b, "UC")));

    private static Hazards leaves(String is, String should) {
        return EptLeaf.hazards(leaf(is), leaf(should));
    }

    private static Hazards either(String first, String second) {
        return leaves(first, second).and(leaves(second, first));
    }

    private static Hazards accesses(String is, String should) {
        return Hazards.of(type(is), type(should));
    }

    private static int leaf(String text) {
        boolean ipat = text.endsWith("+IPAT");
        return EptLeaf.of(type(ipat ? text.substring(0, text.indexOf('+')) : text), ipat);
    }

    private static MemType type(String text) {
        return Objects.requireNonNull(MemType.named(text), text);
    }

    /** What a line says of types, or null if it says nothing. */
    private static @Nullable Hazards named(String line) {
        Hazards found = null;
        for (Sentence sentence : SENTENCES) {
            Matcher matcher = sentence.pattern.matcher(line);
            if (matcher.find()) {
                assertThat(found).as("one reading of '%s'", line).isNull();
                found = sentence.hazards.apply(matcher.group(1), matcher.group(2));
                String says = matcher.group("says").replaceFirst("^(for )?one of the two (vCPUs it )?is ", "");
                assertThat(says).as(line).isEqualTo(Consequence.text(found));
            }
        }
        return found;
    }

    @TestFactory
    Stream<DynamicTest> whatBreaksFollowsFromTheTypesThatAreNamed() throws IOException {
        return SavedRuns.ofModels().stream()
                .map(file -> dynamicTest(file.getFileName().toString(), () -> {
                    Counterexample saved = CounterexampleReader.read(file);
                    if (SYSTEMS.contains(saved.system())) {
                        Check.Result result = Check.of(saved, Systems.catalogue());
                        check(Objects.requireNonNull(result.trace()), Objects.requireNonNull(result.law()));
                    }
                }));
    }

    /** What is said of data names no types. */
    private static boolean isOfTypes(Law law) {
        return !NOT_OF_TYPES.contains(law.name()) && !law.name().endsWith("-in-data");
    }

    private static void check(Trace trace, Law law) {
        Diagnosis diagnosis = law.explanation().of(trace.state(trace.firstViolation(law)));
        Hazards all = Hazards.NONE;
        for (String line : diagnosis.details()) {
            Hazards hazards = named(line);
            assertThat(hazards != null).as(line).isEqualTo(isOfTypes(law));
            all = hazards == null ? all : all.and(hazards);
        }
        assertThat(diagnosis.details()).isNotEmpty();
        if (isOfTypes(law)) {
            assertThat(diagnosis.breaks()).isEqualTo(Consequence.breaks(all));
            assertThat(List.of(Breaks.SPEED, Breaks.ORDER, Breaks.COHERENCE).indexOf(diagnosis.breaks()))
                    .as("no worse than %s says", law.name())
                    .isBetween(
                            0,
                            List.of(Breaks.SPEED, Breaks.ORDER, Breaks.COHERENCE)
                                    .indexOf(law.breaks()));
        }
    }

    /** All three are among them, or nothing is compared. */
    @Test
    void speedOrderAndCoherenceAreAmongThem() throws IOException, BadFileException {
        Set<Breaks> found = new HashSet<>();
        for (String name : List.of("kvm-K3", "xen-ept-R3", "xen-ept-H7")) {
            Check.Result result = Check.of(SavedRuns.read(name + ".json"), Systems.catalogue());
            Trace trace = Objects.requireNonNull(result.trace());
            found.add(Objects.requireNonNull(result.law())
                    .explanation()
                    .of(trace.end())
                    .breaks());
        }
        assertThat(found).containsExactlyInAnyOrder(Breaks.SPEED, Breaks.ORDER, Breaks.COHERENCE);
    }
}
