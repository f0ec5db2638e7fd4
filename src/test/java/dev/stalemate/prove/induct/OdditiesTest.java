package dev.stalemate.prove.induct;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import dev.stalemate.model.Claim;
import dev.stalemate.model.Proof;
import dev.stalemate.prove.answer.ProofReport.CutOff;
import dev.stalemate.prove.execute.Summaries;
import dev.stalemate.prove.execute.Woven;
import dev.stalemate.prove.solve.Judgement.Result;
import dev.stalemate.prove.solve.Judges;
import dev.stalemate.prove.solve.Query;
import dev.stalemate.prove.solve.Solver;
import dev.stalemate.prove.solve.SolverAnswer;
import dev.stalemate.prove.term.Evaluator;
import dev.stalemate.prove.term.Term;
import dev.stalemate.toy.Oddities;
import dev.stalemate.toy.Oddities.Odd;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Each way in which more elements, or other places, may be unlike the model of a proof is told as what it is. No solver is needed. */
@ExtendWith(Woven.class)
class OdditiesTest {
    private static final String FEW = "pages=2";

    private final Oddities system = new Oddities();

    /** Tries all values. */
    private record Trying(String name, String version) implements Solver {
        private static final int MOST = 20;

        @Override
        public SolverAnswer ask(Query query, Duration limit, BooleanSupplier stopped) {
            Evaluator evaluator = new Evaluator(List.of(query.all()));
            int bits = evaluator.variables().stream()
                    .mapToInt(variable -> Math.max(1, variable.width()))
                    .sum();
            if (bits > MOST) {
                return new SolverAnswer.Undecided("has too many values to try");
            }
            for (long all = 0; all < 1L << bits; all++) {
                Map<String, Long> values = new HashMap<>();
                long rest = all;
                for (Term variable : evaluator.variables()) {
                    int width = Math.max(1, variable.width());
                    values.put(variable.name(), rest & ((1L << width) - 1));
                    evaluator.set(variable, rest);
                    rest >>>= width;
                }
                evaluator.run();
                if (evaluator.value(0) != 0) {
                    return new SolverAnswer.Sat(values);
                }
            }
            return new SolverAnswer.Unsat();
        }

        @Override
        public SolverAnswer askText(String name, String smt, Duration limit, BooleanSupplier stopped) {
            return new SolverAnswer.Undecided("reads no text");
        }
    }

    private static Judges trying() {
        return new Judges(List.of(new Trying("trying", "1")), Duration.ofMinutes(1), () -> false);
    }

    private Setup setup(Odd odd) {
        Claim claim = system.claims().stream()
                .filter(each -> each.id().equals(odd.text()))
                .findFirst()
                .orElseThrow();
        Proof proof = system.proofs().stream()
                .filter(each -> each.claim().equals(odd.text()))
                .findFirst()
                .orElseThrow();
        return new Setup(system, claim, proof, Summaries.none());
    }

    private Setup setup(Odd odd, String scope) {
        Setup setup = setup(odd);
        Proof proof = setup.proof();
        return new Setup(
                system,
                setup.claim(),
                new Proof(proof.claim(), scope, ImmutableList.of(), proof.any(), proof.invariants(), proof.says()),
                Summaries.none());
    }

    /** What speaks against few elements standing for any number. */
    private String withMore(Odd odd, String scope) {
        Setup setup = setup(odd, scope);
        CutOffs cutOffs = new CutOffs(setup, setup.model(setup.scope()));
        cutOffs.compare();
        Inquiry inquiry = new Inquiry((done, all) -> {});
        cutOffs.obligations().forEach(inquiry::add);
        try (Judges judges = trying()) {
            inquiry.run(judges);
        }
        return against(cutOffs.told(inquiry));
    }

    private String elsewhere(Odd odd) {
        Setup setup = setup(odd);
        return against(new Elsewhere(setup, setup.model(setup.scope())).compared());
    }

    private static String against(List<CutOff> lines) {
        assertThat(lines).isNotEmpty();
        return lines.stream().filter(line -> !line.carries()).map(CutOff::says).collect(Collectors.joining("\n"));
    }

    @Test
    void moreElementsDoTheSame() {
        assertThat(withMore(Odd.NOTHING, FEW)).isEmpty();
    }

    @Test
    void aStepMustThrowNoExceptionWithMore() {
        assertThat(withMore(Odd.THROWS_WITH_MORE, FEW))
                .contains("3 pages do not do what 2 do, whichever is left out: touch cpu=0 page=0, exception");
    }

    @Test
    void theLawMustForbidNoMoreWithMore() {
        assertThat(withMore(Odd.LAW_WITH_MORE, FEW))
                .contains("3 pages do not do what 2 do")
                .contains(": law fine");
    }

    @Test
    void anOwnerThatIsLeftOutIsNotSeenAsNone() {
        assertThat(withMore(Odd.LAW_OF_AN_OWNER, FEW))
                .contains("3 cpus do not do what 2 do")
                .contains(": law fine");
    }

    @Test
    void whatFewTakeForGrantedMoreMustToo() {
        assertThat(withMore(Odd.MORE_IS_KNOWN, FEW)).contains(": touch cpu=0 page=0, right of known 0");
    }

    @Test
    void twoElementsAtOnceNeedAThird() {
        assertThat(withMore(Odd.OTHERS_BECOME_WRONG, "pages=1"))
                .contains("touch cpu=0 page=0, right of page 1: that is about 2 of 2 page at once");
    }

    @Test
    void theLargerModelHasOneElementMoreAndNoOther() {
        Setup setup = setup(Odd.NOTHING, FEW);
        ProofModel larger = setup.larger(setup.model(setup.scope()), "cpu").orElseThrow();
        assertThat(List.of(larger.size("cpu"), larger.size("page"))).containsExactly(3, 2);
    }

    @Test
    void otherPlacesAreCompared() {
        assertThat(elsewhere(Odd.NOTHING)).isEmpty();
        assertThat(elsewhere(Odd.DOES_ELSEWHERE)).contains("touch cpu=0 page=0 does something else");
        assertThat(elsewhere(Odd.STARTS_ELSEWHERE)).contains("the initial state is another one");
        assertThat(elsewhere(Odd.LAW_ELSEWHERE)).contains("fine says something else");
        assertThat(elsewhere(Odd.INVARIANT_ELSEWHERE)).contains("invariant right says something else");
        assertThat(elsewhere(Odd.LESS_ELSEWHERE)).contains("there are other steps");
    }

    @Test
    void theInvariantIsTrueOfTheInitialStateAtManyMorePlaces() {
        assertThat(elsewhere(Odd.WRONG_FAR_AWAY)).contains("with 0x10000000000 the initial state is another one");
    }

    @Test
    void aLawOfWhatNoStepMakesSaysNothing() {
        assertThat(typeChanges(Odd.NOTHING)).isEqualTo(Result.SAT);
        assertThat(typeChanges(Odd.NEVER_FIRST)).isEqualTo(Result.UNSAT);
    }

    /** Whether a step gives a page a type. */
    private Result typeChanges(Odd odd) {
        Setup setup = setup(odd, FEW);
        ProofModel model = setup.model(setup.scope());
        try (Judges judges = trying()) {
            Onset onset = new Onset(model, "fine", Term.TRUE, judges);
            assertThat(onset.fields()).hasSize(1);
            return onset.of(onset.fields().get(0), model.instances()).result();
        }
    }
}
