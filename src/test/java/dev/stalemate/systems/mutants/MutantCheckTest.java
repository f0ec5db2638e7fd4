package dev.stalemate.systems.mutants;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import dev.stalemate.model.Claim;
import dev.stalemate.model.Design;
import dev.stalemate.model.Index;
import dev.stalemate.model.IntField;
import dev.stalemate.model.Law;
import dev.stalemate.model.Law.Breaks;
import dev.stalemate.model.Layout;
import dev.stalemate.model.Model;
import dev.stalemate.model.ModelSystem;
import dev.stalemate.model.Program;
import dev.stalemate.model.Scope;
import dev.stalemate.model.Setting;
import dev.stalemate.model.Verdict;
import dev.stalemate.systems.mutants.Survivors.Entry;
import dev.stalemate.systems.mutants.Trial.End;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Mutants of a toy are found and tried, and what is wrong with its claims or its list is told. */
class MutantCheckTest {
    private static final Decisions DECISIONS = new Decisions(Set.of(), Set.of("lock"), Set.of("cache"));

    /** Two CPUs that each enter a section, under one lock, flush the caches of both, and leave. */
    interface Section extends Design {
        /** When it flushes. */
        enum Flush {
            INSIDE,
            NEVER
        }

        /** Whether it takes the lock. */
        default boolean locks() {
            return true;
        }

        /** When it flushes. */
        default Flush flush() {
            return Flush.INSIDE;
        }

        /** What nobody asks. */
        default boolean unasked() {
            return true;
        }

        @Override
        default String says() {
            return "locks and flushes";
        }
    }

    private static final class Toy implements ModelSystem {
        private final List<String> claimed;

        Toy(List<String> claimed) {
            this.claimed = claimed;
        }

        @Override
        public String name() {
            return "toy";
        }

        @Override
        public String says() {
            return "a section";
        }

        @Override
        public List<Section> designs() {
            return List.of(() -> "locked");
        }

        @Override
        public List<Setting<?>> settings() {
            return List.of();
        }

        @Override
        public Map<String, Scope> scopes() {
            return Map.of("small", Scope.of("small", settings()));
        }

        @Override
        public List<Claim> claims() {
            return claimed.stream().map(this::claim).toList();
        }

        private Claim claim(String law) {
            return new Claim(
                    law,
                    this,
                    designs().get(0),
                    law,
                    scope("small"),
                    Verdict.HOLDS,
                    "a claim",
                    null,
                    ImmutableList.of());
        }

        @Override
        public Model model(Design asked, Scope scope) {
            Section design = (Section) asked;
            Index cpu = Index.of("cpu", 2);
            Layout.Builder b = new Layout.Builder();
            Program cpus = new Program(b, cpu, "out", "in", "leave");
            IntField lock = b.flag("lock");
            IntField cache = b.flag("cache", cpu);
            Layout layout = b.build();
            cpus.step("out")
                    .when((s, c) -> !lock.is(s, 0))
                    .then(
                            (s, c) -> {
                                lock.set(s, 0, design.locks() ? 1 : 0);
                                cache.set(s, 0, 1);
                                cache.set(s, 1, 1);
                            },
                            "in");
            cpus.step("in")
                    .then(
                            (s, c) -> {
                                if (design.flush() == Section.Flush.INSIDE) {
                                    cache.set(s, 0, 0);
                                    cache.set(s, 1, 0);
                                }
                            },
                            "leave");
            cpus.step("leave").then((s, c) -> lock.set(s, 0, 0), "out");
            int leave = cpus.place("leave");
            int out = cpus.place("out");
            return new Model.Builder(name(), design, scope)
                    .layout(layout)
                    .actions(cpus.actions())
                    .laws(List.of(
                            Law.always("true", Breaks.COHERENCE, "nothing").holds(s -> true),
                            Law.always("alone", Breaks.COHERENCE, "one CPU is in the section")
                                    .holds(s -> cpus.isAt(s, 0, out) || cpus.isAt(s, 1, out)),
                            Law.always("flushed", Breaks.COHERENCE, "no CPU leaves with caches filled")
                                    .where(s -> cpus.isAt(s, 0, leave) || cpus.isAt(s, 1, leave))
                                    .holds(s -> !cache.is(s, 0) && !cache.is(s, 1))))
                    .build();
        }
    }

    private static MutantCheck check(List<String> claimed, Entry... survivors) {
        return new MutantCheck(Tried.of(new Toy(claimed), DECISIONS), List.of(survivors));
    }

    @Test
    void everyMutantOfTheToyIsKilled() {
        MutantCheck check = check(List.of("alone", "flushed"));
        assertThat(check.designs()).singleElement().satisfies(tried -> assertThat(tried.ends())
                .containsOnly(
                        Map.entry("locks() negated", End.KILLED),
                        Map.entry("flush() is NEVER", End.KILLED),
                        Map.entry("unasked() negated", End.NOT_ASKED),
                        Map.entry("out doesn't set lock", End.KILLED),
                        Map.entry("out doesn't wait", End.KILLED),
                        Map.entry("in doesn't clear cache", End.KILLED),
                        Map.entry("in doesn't clear the last cache", End.KILLED),
                        Map.entry("out comes before leave", End.KILLED),
                        Map.entry("in comes before out", End.KILLED),
                        Map.entry("leave comes before in", End.KILLED)));
        assertThat(check.withoutReason()).containsExactly("locked | unasked() negated | (NOT_ASKED)");
        assertThat(check.idleClaims()).isEmpty();
    }

    @Test
    void aSurvivorNeedsAReason() {
        assertThat(check(List.of("alone")).withoutReason())
                .contains("locked | flush() is NEVER | ", "locked | in doesn't clear cache | ");
        assertThat(check(List.of("alone"), new Entry("*", "flush() is *", "nobody asks."))
                        .withoutReason())
                .doesNotContain("locked | flush() is NEVER | ")
                .contains("locked | in doesn't clear cache | ");
    }

    @Test
    void aReasonForAMutantThatIsKilledIsWrong() {
        Entry killed = new Entry("locked", "locks() negated", "a reason.");
        Entry gone = new Entry("locked", "no such mutant", "a reason.");
        Entry right = new Entry("locked", "in doesn't clear cache", "a reason.");
        assertThat(check(List.of("alone"), killed, gone, right).wrongReasons()).containsExactly(killed, gone);
    }

    @Test
    void aClaimThatNoMutantViolatesIsIdle() {
        assertThat(check(List.of("alone", "true")).idleClaims()).containsExactly("true");
    }
}
