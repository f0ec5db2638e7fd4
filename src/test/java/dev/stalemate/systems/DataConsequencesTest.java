package dev.stalemate.systems;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.partitioningBy;
import static java.util.stream.Collectors.toList;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.primitives.Longs;
import dev.stalemate.decide.StateSearch;
import dev.stalemate.model.Claim;
import dev.stalemate.model.Law;
import dev.stalemate.model.Law.Breaks;
import dev.stalemate.model.Model;
import dev.stalemate.model.Step;
import dev.stalemate.model.Verdict;
import dev.stalemate.paging.FollowedData;
import dev.stalemate.search.Limits;
import dev.stalemate.search.Monitor;
import dev.stalemate.search.Outcome;
import dev.stalemate.search.SearchResult;
import dev.stalemate.text.Amounts;
import dev.stalemate.trace.Blame;
import dev.stalemate.trace.Trace;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * What a violated claim about types is said to break, against data: if it is coherence, there is a run of the same design at the same scope, with
 * data in caches and in RAM, that ends in wrong data where just that is said; if it is only speed or order, there is none.
 */
class DataConsequencesTest {
    private static final List<Claim> CLAIMS = Systems.catalogue().claims().stream()
            .filter(claim -> Set.of("kvm", "xen-ept").contains(claim.system().name()))
            .filter(claim -> claim.recorded() == Verdict.VIOLATED
                    && !claim.scope().changes().containsKey("data"))
            .toList();

    /** Laws about types that say nothing of a frame that has data. */
    private static final Map<String, String> WITHOUT_DATA = Map.of(
            "order-independent", "two domains are compared, and neither has data",
            "record-keeps-types", "types are wrong after a restore, which the scope does not make",
            "wc-bar", "it is about device memory",
            "read-only-mmio-uc", "it is about device memory");

    /** The steps that leave types as they are. */
    private static final Set<String> OF_DATA =
            Set.of("guest-writes", "guest-reads", "device-writes", "device-reads", "write-back", "evict");

    private static final String WRONG = "wrong data";
    private static final String WRONG_IF_UNTOLD = "wrong data by a device that the hypervisor was not told of";
    private static final String HARMLESS = "no wrong data";
    private static final String NO_DEVICE = "no wrong data, and no device that could have made any";
    private static final String HARMLESS_ALONE = "no wrong data while types stay";
    private static final String LEFT_OUT = "no data that the law is about";
    private static final String NOT_OF_TYPES = "not said of types";

    /** What became of each claim. */
    private static final Map<Claim, String> BECAME = new HashMap<>();

    /** What the page says of each claim. */
    private static final Map<Claim, String> ROWS = new HashMap<>();

    @ParameterizedTest
    @FieldSource("CLAIMS")
    void whatBreaksIsTrueOfData(Claim claim) {
        assertThat(became(claim)).isNotEmpty();
    }

    private static String became(Claim claim) {
        return BECAME.computeIfAbsent(claim, DataConsequencesTest::become);
    }

    /** Every kind of verdict is among them, and whatever was left out is counted. */
    @Test
    void eachClaimIsAccountedFor() {
        Map<String, List<String>> claims =
                CLAIMS.stream().collect(groupingBy(DataConsequencesTest::became, mapping(Claim::id, toList())));

        assertThat(claims.get(WRONG)).hasSizeGreaterThan(50).contains("K1", "K5", "R1", "R9b", "X3", "X11");
        assertThat(claims.get(WRONG_IF_UNTOLD)).containsExactlyInAnyOrder("K12d", "K20i", "H7", "H7b");
        assertThat(claims.get(HARMLESS)).hasSizeGreaterThan(15).contains("K3", "K13", "R3", "X6");
        assertThat(claims.get(NO_DEVICE)).contains("X1b", "H35");
        assertThat(claims.get(HARMLESS_ALONE)).containsExactly("K18");
        assertThat(CLAIMS.stream().filter(claim -> became(claim).equals(LEFT_OUT)))
                .extracting(Claim::law)
                .hasSameElementsAs(WITHOUT_DATA.keySet());
        assertThat(CLAIMS.stream().filter(claim -> became(claim).equals(NOT_OF_TYPES)))
                .extracting(Claim::law)
                .containsOnly(
                        "device-memory-is-uncached",
                        "exits-within-limit",
                        "flushes-within-limit",
                        "no-crash",
                        "no-retained-mapping",
                        "one-zap-a-round",
                        "work-within-limit");
    }

    @Test
    void thePageSaysWhatTheSearchFinds() throws IOException {
        CLAIMS.forEach(DataConsequencesTest::became);
        new DataPage(CLAIMS, ROWS).check();
    }

    private static String become(Claim claim) {
        Trace shortest = SystemChecks.shortest(claim.model(), claim.law());
        Law.Diagnosis diagnosis =
                shortest.model().law(claim.law()).explanation().of(shortest.end());
        ROWS.put(claim, DataPage.said(diagnosis.breaks(), shortest.steps().size()));
        if (!isOfTypes(diagnosis)) {
            return none(claim, NOT_OF_TYPES, "not asked: the property says nothing of types");
        }
        if (WITHOUT_DATA.containsKey(claim.law())) {
            return none(claim, LEFT_OUT, "not asked: " + WITHOUT_DATA.get(claim.law()));
        }
        if (diagnosis.breaks() != Breaks.COHERENCE) {
            return harmless(claim);
        }
        Outcome lines =
                search(claim, "lines", Set.of(Breaks.COHERENCE)).outcomes().get(0);
        if (lines.verdict() == Verdict.VIOLATED) {
            assertThat(lines.steps()).hasSizeGreaterThan(shortest.steps().size());
            return wrong(claim, WRONG, "lines", lines);
        }
        Outcome untold =
                search(claim, "untold", Set.of(Breaks.COHERENCE)).outcomes().get(0);
        assertThat(untold.verdict()).as("a run that ends in wrong data").isEqualTo(Verdict.VIOLATED);
        return wrong(claim, WRONG_IF_UNTOLD, "untold", untold);
    }

    private static String wrong(Claim claim, String became, String data, Outcome outcome) {
        Trace run = Trace.replay(withData(claim, data), outcome.steps());
        Law inData = run.model().law(FollowedData.name(claim.law()));
        assertThat(Blame.of(run, inData).isEmpty())
                .as("a leaf is to blame where one is for types")
                .isEqualTo(Blame.of(run, run.model().law(claim.law())).isEmpty());
        ROWS.merge(claim, DataPage.wrong(run, inData, OF_DATA, data), String::concat);
        return became;
    }

    private static String none(Claim claim, String became, String how) {
        ROWS.merge(claim, DataPage.none(how), String::concat);
        return became;
    }

    private static String harmless(Claim claim) {
        SearchResult result = search(claim, "lines", EnumSet.of(Breaks.SPEED, Breaks.ORDER));
        Verdict verdict = result.outcomes().get(0).verdict();
        if (verdict == Verdict.HOLDS) {
            String states = "in all " + Amounts.count(result.states()) + " states";
            return hasDevice(claim)
                    ? none(claim, HARMLESS, "none " + states)
                    : none(claim, NO_DEVICE, "none " + states + ": no device could make data wrong where types are");
        }
        assertThat(verdict).as("not vacuous").isEqualTo(Verdict.VIOLATED);
        assertThat(ofSameTypes(claim))
                .as("data that are wrong while types stay")
                .isEmpty();
        return none(
                claim,
                HARMLESS_ALONE,
                "none while types stay, in all runs from all such states; a longer run has written through another leaf");
    }

    /** Whether what is said follows from types. */
    private static boolean isOfTypes(Law.Diagnosis diagnosis) {
        return diagnosis.details().stream()
                .anyMatch(line -> line.contains("weaker than it should be")
                        || line.contains("stronger than it need be")
                        || line.contains("weaker ones too"));
    }

    /** A run that ends in wrong data in a state that violates the claim's own law, and of which one of these is said. */
    private static SearchResult search(Claim claim, String data, Set<Breaks> said) {
        Model model = withData(claim, data);
        Law own = model.law(claim.law());
        Law inData = model.law(FollowedData.name(claim.law()));
        Law law = Law.always("no-wrong-data", Breaks.COHERENCE, "no data are wrong where this is said")
                .where(s -> inData.premise().test(s) && own.violatedBy(s))
                .holds(s -> inData.holds().test(s)
                        || !said.contains(own.explanation().of(s).breaks()));
        return StateSearch.of(model, List.of(law), Limits.none(), Monitor.SILENT);
    }

    /** Whether a device that doesn't snoop can access data in some state that violates the claim's own law. */
    private static boolean hasDevice(Claim claim) {
        Model model = withData(claim, "lines");
        Law own = model.law(claim.law());
        List<Step> ofDevices = model.steps().stream()
                .filter(step -> step.action().name().startsWith("device-"))
                .toList();
        Law law = Law.always("device", Breaks.COHERENCE, "a device accesses data")
                .where(s -> own.violatedBy(s) && ofDevices.stream().anyMatch(step -> step.enabled(s)))
                .holds(s -> true);
        return StateSearch.of(model, List.of(law), Limits.none(), Monitor.SILENT)
                        .outcomes()
                        .get(0)
                        .verdict()
                == Verdict.HOLDS;
    }

    private static Model withData(Claim claim, String data) {
        return claim.system().model(claim.design(), claim.scope().with("data=" + data));
    }

    /** The same for runs in which no step but those of data comes after such a state: all such states, each with all such runs. */
    private static List<String> ofSameTypes(Claim claim) {
        Model model = withData(claim, "lines");
        Law own = model.law(claim.law());
        Law inData = model.law(FollowedData.name(claim.law()));
        Map<Boolean, List<Step>> steps = model.steps().stream()
                .collect(partitioningBy(step -> OF_DATA.contains(step.action().name())));
        List<String> wrong = new ArrayList<>();
        for (List<Long> state : reachable(List.of(boxed(model.initial())), requireNonNull(steps.get(false)))) {
            long[] s = unboxed(state);
            if (own.violatedBy(s) && own.explanation().of(s).breaks() != Breaks.COHERENCE) {
                reachable(List.of(state), requireNonNull(steps.get(true))).stream()
                        .filter(end -> inData.violatedBy(unboxed(end)))
                        .forEach(end ->
                                wrong.add(model.layout().describe(unboxed(end)).toString()));
            }
        }
        return wrong;
    }

    private static Set<List<Long>> reachable(List<List<Long>> from, List<Step> steps) {
        Set<List<Long>> reached = new LinkedHashSet<>(from);
        Deque<List<Long>> waiting = new ArrayDeque<>(from);
        while (!waiting.isEmpty()) {
            long[] s = unboxed(waiting.remove());
            for (Step step : steps) {
                if (step.enabled(s)) {
                    long[] next = s.clone();
                    step.apply(next);
                    if (reached.add(boxed(next))) {
                        waiting.add(boxed(next));
                    }
                }
            }
        }
        return reached;
    }

    private static List<Long> boxed(long[] state) {
        return Longs.asList(state.clone());
    }

    private static long[] unboxed(List<Long> state) {
        return Longs.toArray(state);
    }
}
