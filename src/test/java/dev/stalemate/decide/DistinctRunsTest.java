package dev.stalemate.decide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.model.Action;
import dev.stalemate.model.Domain;
import dev.stalemate.model.Index;
import dev.stalemate.model.IntField;
import dev.stalemate.model.Law;
import dev.stalemate.model.Layout;
import dev.stalemate.model.Model;
import dev.stalemate.model.Scope;
import dev.stalemate.model.Step;
import dev.stalemate.model.Toys;
import dev.stalemate.search.Limits;
import dev.stalemate.search.Monitor;
import dev.stalemate.search.SearchResult.End;
import dev.stalemate.search.runs.MinimalRuns;
import dev.stalemate.trace.Trace;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Counterexamples that differ from each other. */
class DistinctRunsTest {
    private static final Limits NONE = Limits.none();
    private static final Law BAD = model(true).law("bad");

    /**
     * Two vCPUs that each open and shut something of their own. The cache holds what the last opening left in it. It is bad if both are
     * open, or if one is open twice over.
     */
    private static Model model(boolean alike) {
        Layout.Builder b = new Layout.Builder();
        Index vcpu = Index.of("vcpu", 2);
        IntField open = b.number("open", 3, Integer::toString, vcpu);
        IntField cache = b.number("cache", 3, Integer::toString);
        b.kept(cache);
        if (alike) {
            b.interchangeable(vcpu);
        }
        List<Action> actions = List.of(
                Action.named("open").over(vcpu).over("to", Domain.hex(1, 2)).then((s, a) -> {
                    open.set(s, (int) a[0], Math.min(2, open.get(s, (int) a[0]) + 1));
                    cache.set(s, 0, (int) a[1]);
                }),
                Action.named("shut").over(vcpu).then((s, a) -> open.set(s, (int) a[0], 0)));
        return Toys.model(
                b,
                actions,
                Toys.never("bad", s -> cache.get(s, 0) != 0 && (open.get(s, 0) + open.get(s, 1) >= 2)),
                Toys.never("never", s -> false));
    }

    private static DistinctRuns runs(Model model) {
        return new DistinctRuns(model, model.law("bad"), NONE, Monitor.SILENT);
    }

    private static List<String> all(DistinctRuns runs) {
        List<String> all = new ArrayList<>();
        for (Trace trace = runs.next(); trace != null; trace = runs.next()) {
            all.add(trace.steps().toString());
        }
        return all;
    }

    @Test
    void runsThatDifferInStepsOrCulpritAreDifferent() {
        DistinctRuns runs = runs(model(true));
        assertThat(all(runs))
                .containsExactly(
                        "[open vcpu=0 to=0x1, open vcpu=0 to=0x1]",
                        "[open vcpu=0 to=0x1, open vcpu=0 to=0x2]",
                        "[open vcpu=0 to=0x1, open vcpu=1 to=0x1]",
                        "[open vcpu=0 to=0x1, open vcpu=1 to=0x2]",
                        "[open vcpu=0 to=0x2, open vcpu=0 to=0x1]",
                        "[open vcpu=0 to=0x2, open vcpu=0 to=0x2]",
                        "[open vcpu=0 to=0x2, open vcpu=1 to=0x1]",
                        "[open vcpu=0 to=0x2, open vcpu=1 to=0x2]");
        assertThat(runs.end()).isEqualTo(End.EXHAUSTED);
    }

    @Test
    void elementsThatAreNotAlikeAreToldApart() {
        assertThat(all(runs(model(false)))).hasSize(14);
    }

    /** Frame i starts behind page i: neither can be exchanged without the other. */
    @Test
    void imagesUnderSeveralIndicesAtOnceAreTheSame() {
        Layout.Builder b = new Layout.Builder();
        Index page = Index.of("page", 2);
        Index frame = Index.of("frame", 2);
        IntField behind = b.flag("behind", page, frame);
        IntField written = b.flag("written", frame);
        b.interchangeable(page).interchangeable(frame);
        Layout layout = b.build();
        long[] start = layout.blank();
        behind.set(start, 0, 1);
        behind.set(start, 3, 1);
        Model model = new Model.Builder("toy", Toys.design("plain"), Scope.of("toy", List.of()))
                .layout(layout)
                .actions(List.of(Action.named("write")
                        .over(page)
                        .over(frame)
                        .when((s, a) -> behind.get(s, 2 * (int) a[0] + (int) a[1]) == 1)
                        .then((s, a) -> written.set(s, (int) a[1], 1))))
                .laws(List.of(Toys.never("bad", s -> written.get(s, 0) + written.get(s, 1) > 0)))
                .startingAt(start)
                .build();
        assertThat(all(runs(model))).containsExactly("[write page=0 frame=0]");
    }

    /** All pairs of runs that are told apart are compared with the definition, written down here once more. */
    @Test
    void noTwoAreTheSameAndNoneIsLeftOut() {
        Model model = model(true);
        Set<Set<List<String>>> kinds = new HashSet<>();
        MinimalRuns every = new MinimalRuns(model, model.law("bad"), NONE, Monitor.SILENT);
        for (List<Step> run = every.next(); run != null; run = every.next()) {
            kinds.add(bothWays(run));
        }
        Set<Set<List<String>>> found = new HashSet<>();
        DistinctRuns runs = runs(model);
        for (Trace trace = runs.next(); trace != null; trace = runs.next()) {
            assertThat(found.add(bothWays(trace.steps())))
                    .as(trace.steps().toString())
                    .isTrue();
        }
        assertThat(found).isEqualTo(kinds);
    }

    /** The steps in the order of the letters, with the last value of the cache, as they are and with the vCPUs exchanged. */
    private static Set<List<String>> bothWays(List<Step> run) {
        String culprit = run.get(run.size() - 1).texts().get(1);
        List<String> one =
                new ArrayList<>(run.stream().map(Step::toString).sorted().toList());
        List<String> other = new ArrayList<>(run.stream()
                .map(step -> step.with(0, 1 - step.arg(0)).toString())
                .sorted()
                .toList());
        one.add(culprit);
        other.add(culprit);
        return Set.copyOf(List.of(one, other));
    }

    @Test
    void whatIsKnownIsNotFoundAgain() {
        Model model = model(true);
        DistinctRuns first = runs(model);
        Trace one = Objects.requireNonNull(first.next());
        Trace two = Objects.requireNonNull(first.next());
        DistinctRuns again = runs(model);
        again.know(mirrored(one));
        assertThat(again.next())
                .isNotNull()
                .extracting(t -> t.steps().toString())
                .isEqualTo(two.steps().toString());
    }

    private static Trace mirrored(Trace trace) {
        return Trace.replay(
                trace.model(),
                trace.steps().stream()
                        .map(step -> step.with(0, 1 - step.arg(0)))
                        .toList());
    }

    @Test
    void onlyWhatAStateViolatesCanBeAsked() {
        assertThat(DistinctRuns.canAsk(BAD)).isTrue();
        assertThat(DistinctRuns.canAsk(Law.deadlockFree("free", "free").holds(s -> false)))
                .isFalse();
    }
}
