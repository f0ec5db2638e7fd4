package dev.stalemate.prove.induct;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.google.common.collect.ImmutableList;
import dev.stalemate.model.Claim;
import dev.stalemate.model.Proof;
import dev.stalemate.prove.answer.ProofOptions;
import dev.stalemate.prove.answer.ProofProgress;
import dev.stalemate.prove.answer.ProofReport;
import dev.stalemate.prove.answer.ProofReport.Bugs;
import dev.stalemate.prove.answer.ProofReport.Conjunct;
import dev.stalemate.prove.answer.ProofReport.CutOff;
import dev.stalemate.prove.answer.ProofReport.End;
import dev.stalemate.prove.answer.ProofReport.Failure;
import dev.stalemate.prove.answer.ProofReport.Known;
import dev.stalemate.prove.answer.ProofReport.Origin;
import dev.stalemate.prove.execute.RefusedException;
import dev.stalemate.prove.execute.Summaries;
import dev.stalemate.prove.execute.Woven;
import dev.stalemate.prove.solve.Query;
import dev.stalemate.prove.solve.Solver;
import dev.stalemate.prove.solve.SolverAnswer;
import dev.stalemate.prove.solve.SolverException;
import dev.stalemate.prove.solve.Solvers;
import dev.stalemate.toy.CachedTypes;
import dev.stalemate.toy.CachedTypes.Bug;
import dev.stalemate.toy.CachedTypes.Look;
import dev.stalemate.trace.Trace;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What is proved of a toy system and of its planted bugs, by the solvers of this machine. */
@ExtendWith(Woven.class)
class InductionTest {
    private final CachedTypes system = new CachedTypes();

    private ProofReport prove(String id) throws IOException {
        return prove(id, proof -> proof);
    }

    private ProofReport prove(String id, UnaryOperator<Proof> changed) throws IOException {
        Claim claim = claim(id);
        Proof proof = proof(id);
        try (Solvers solvers = Solvers.open(List.of(), Duration.ofMinutes(1), () -> false)) {
            assumeThat(solvers.all()).as("solvers").isNotEmpty();
            return prove(claim, changed.apply(proof), solvers.all());
        }
    }

    private Claim claim(String id) {
        return system.claims().stream()
                .filter(each -> each.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private Proof proof(String id) {
        return system.proofs().stream()
                .filter(each -> each.claim().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private static Proof changed(Proof proof, String scope) {
        return new Proof(proof.claim(), scope, proof.elsewhere(), proof.any(), proof.invariants(), proof.says());
    }

    private ProofReport prove(Claim claim, Proof proof, List<Solver> solvers) {
        return Induction.prove(system, claim, proof, Summaries.none(), solvers, ProofOptions.USUAL, ProofProgress.NONE);
    }

    /** Gives one answer to everything. */
    private record Constant(String name, SolverAnswer answer) implements Solver {
        @Override
        public String version() {
            return "1";
        }

        @Override
        public SolverAnswer ask(Query query, Duration limit, BooleanSupplier stopped) {
            return answer;
        }

        @Override
        public SolverAnswer askText(String name, String smt, Duration limit, BooleanSupplier stopped) {
            return answer;
        }
    }

    @Test
    void aSolverThatDeniesEverythingProvesNothing() {
        List<Solver> solvers = List.of(new Constant("denier", new SolverAnswer.Unsat()));
        assertThatThrownBy(() -> prove(claim("T3"), proof("T3"), solvers))
                .isInstanceOf(SolverException.class)
                .hasMessageStartingWith("denier 1 can't be believed: it says unsat of ");
    }

    /** The cut-off is asked of solvers, and would be refused if they answered. */
    @Test
    void withoutAnswersNothingIsProvedAndNothingRefused() {
        Solver clueless = new Constant("clueless", new SolverAnswer.Undecided("doesn't know"));
        ProofReport report = prove(claim("T3"), proof("T3"), List.of(clueless));
        assertThat(report.end()).as(report.why()).isEqualTo(End.UNDECIDED);
        assertThat(report.why())
                .startsWith("page: no answer whether 3 pages do what 2 do, whichever is left out: write cpu=");
    }

    @Test
    void theRightDesignIsProvedForAnyNumberOfCpusAndPages() throws IOException {
        ProofReport report = prove("T1");
        assertThat(report.end()).as(report.why()).isEqualTo(End.PROVED);
        assertThat(report.rows()).allMatch(row -> row.known() == Known.PROVED);
        assertThat(report.rows())
                .extracting(row -> row.action() + ", " + row.conjunct())
                .contains(
                        "init, explained",
                        "touch, explained",
                        "write, explained",
                        "write, values",
                        "write, no exception",
                        "plug, explained",
                        "law, follows",
                        "touch, possible",
                        "law, possible");
        assertThat(report.cutOff()).allMatch(CutOff::carries);
        assertThat(report.cutOff()).extracting(CutOff::index).contains("addresses", "cpu", "page");
        assertThat(report.failures()).isEmpty();
    }

    @Test
    void aProofWhoseScopeLacksTheActionWithTheBugIsRefused() throws IOException {
        ProofReport report = prove("T-comes-unseen", proof -> changed(proof, "wide=on,less=" + CachedTypes.NO_PLUG));
        assertThat(report.end()).isEqualTo(End.REFUSED);
        assertThat(report.why()).contains("there is no action plug");
    }

    @Test
    void aModelThatLooksAtAddressesWhileItIsBuiltIsRefused() {
        for (Look look : Look.values()) {
            if (look == Look.NOT) {
                continue;
            }
            Claim claim = claim("T1");
            Proof proof = changed(
                    proof("T1"),
                    "wide=on,looks=" + look.name().toLowerCase(Locale.ROOT).replace('_', '-'));
            Setup setup = new Setup(system, claim, proof, Summaries.none());
            if (look == Look.LATER) {
                assertThatThrownBy(() -> new Elsewhere(setup, setup.model(setup.scope())).compared())
                        .isInstanceOf(RefusedException.class)
                        .hasMessageContaining("the setting first is read, which says addresses");
            } else {
                assertThat(new Elsewhere(setup, setup.model(setup.scope())).compared())
                        .as(look.name())
                        .anyMatch(line -> !line.carries() && line.says().startsWith("Machine.isSpecial "));
            }
        }
    }

    private static Proof without(Proof proof) {
        return new Proof(
                proof.claim(), proof.scope(), proof.elsewhere(), proof.any(), ImmutableList.of(), proof.says());
    }

    @Test
    void anInvariantIsFoundWhereNoneIsDeclared() throws IOException {
        ProofReport report = prove("T1", InductionTest::without);
        assertThat(report.end()).as(report.why()).isEqualTo(End.PROVED);
        assertThat(report.conjuncts())
                .filteredOn(conjunct -> conjunct.origin() == Origin.FOUND)
                .extracting(Conjunct::name)
                .contains("type-as-by-touch-of-cpu");
        assertThat(report.conjuncts()).noneMatch(conjunct -> conjunct.origin() == Origin.DECLARED);
        assertThat(report.cutOff()).allMatch(CutOff::carries);
    }

    @Tag("thorough")
    @Test
    void nothingThatIsFoundProvesABug() throws IOException {
        for (Bug bug : new Bug[] {Bug.NO_DROP, Bug.ALWAYS_CACHED, Bug.COMES_UNSEEN}) {
            assertThat(prove("T-" + CachedTypes.name(bug), InductionTest::without)
                            .end())
                    .as(bug.name())
                    .isEqualTo(End.VIOLATED);
        }
    }

    @Tag("thorough")
    @Test
    void noBugIsProved() throws IOException {
        for (Bug bug : Bug.values()) {
            ProofReport report = prove("T-" + CachedTypes.name(bug));
            assertThat(report.failures()).as(bug.name()).isNotEmpty();
            assertThat(report.end()).as(bug + ": " + report.why()).isEqualTo(End.VIOLATED);
            Trace run = Objects.requireNonNull(report.violation());
            assertThat(run.firstViolation(run.model().law("follows")))
                    .as(bug.name())
                    .isEqualTo(run.steps().size());
        }
    }

    @Test
    void aProofFailsWithBugsThatArePlantedInItsSteps() throws IOException {
        Bugs bugs = Objects.requireNonNull(prove("T1").bugs());
        assertThat(bugs.missed()).isEmpty();
        assertThat(bugs.tried()).isEqualTo(8);
        assertThat(bugs.refused()).isEqualTo(8);
        assertThat(prove("T-only-old").bugs()).as("not proved").isNull();
    }

    @Test
    void aStepThatBreaksAConjunctIsShownFromASmallState() throws IOException {
        Failure failure = prove("T-only-old").failures().get(0);
        assertThat(failure.step()).isEqualTo("write cpu=0 value=0x1");
        assertThat(failure.before()).contains("device: 1").hasSizeLessThan(4);
        assertThat(failure.after()).containsExactly("register of CPU 0: 0x0 -> 0x1");
    }

    @Test
    void aDesignThatIsRightOnlyWhileThereAreFewPagesIsRefusedWithTheActionAtFault() throws IOException {
        ProofReport report = prove("T3");
        assertThat(report.rows()).allMatch(row -> row.known() == Known.PROVED);
        assertThat(report.end()).isEqualTo(End.REFUSED);
        assertThat(report.why()).startsWith("page: 3 pages do not do what 2 do, whichever is left out: write cpu=");
    }
}
