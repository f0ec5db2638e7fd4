package dev.stalemate.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.collect.ImmutableList;
import dev.stalemate.model.Claim;
import dev.stalemate.prove.answer.ProofReport;
import dev.stalemate.prove.answer.ProofReport.AskedSolver;
import dev.stalemate.prove.answer.ProofReport.Bugs;
import dev.stalemate.prove.answer.ProofReport.Conjunct;
import dev.stalemate.prove.answer.ProofReport.CutOff;
import dev.stalemate.prove.answer.ProofReport.End;
import dev.stalemate.prove.answer.ProofReport.Failure;
import dev.stalemate.prove.answer.ProofReport.Known;
import dev.stalemate.prove.answer.ProofReport.Origin;
import dev.stalemate.prove.answer.ProofReport.Row;
import dev.stalemate.toy.Mutex;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How proofs are told. */
class ProofTextTest {
    private static final Claim CLAIM = new Mutex().claims().get(0);
    private static final AskedSolver Z3 = new AskedSolver("z3", "4.8.12", 3);
    private static final AskedSolver CVC5 = new AskedSolver("cvc5", "1.0.3", 3);

    private static Row row(String action, Known known, String why, String... by) {
        return new Row(action, "alone", known, ImmutableList.copyOf(by), 4, by.length == 0 ? 0 : 3, 120, why);
    }

    private static ProofRun run(End end, String why, List<AskedSolver> solvers, Row row, Failure... failures) {
        return run(CLAIM, end, why, solvers, row, failures);
    }

    private static ProofRun run(
            Claim claim, End end, String why, List<AskedSolver> solvers, Row row, Failure... failures) {
        return new ProofRun(
                new ProofReport(
                        claim,
                        "processes=2",
                        ImmutableList.of("process"),
                        "every number of processes",
                        end,
                        why,
                        ImmutableList.of(new Conjunct("alone", "one process is inside", Origin.FOUND)),
                        ImmutableList.of(new CutOff("process", "no step reads another's", true)),
                        ImmutableList.copyOf(solvers),
                        2000,
                        ImmutableList.of(row("init", Known.PROVED, ""), row),
                        ImmutableList.copyOf(failures),
                        end == End.PROVED ? new Bugs(3, 2, ImmutableList.of("leave twice"), true) : null,
                        null,
                        (folder, claims) -> {}),
                1.5);
    }

    private static final ProofRun PROVED =
            run(End.PROVED, "", List.of(Z3, CVC5), row("enter", Known.PROVED, "", "z3", "cvc5"));

    private static String text(ProofRun... runs) {
        return new ProofText(List.of(runs), 1.5 * runs.length, Table.ANY_WIDTH, Style.PLAIN).text();
    }

    private static String flat(String text) {
        return text.replaceAll("\\s+", " ");
    }

    @Test
    void bugsThatTouchNothingOfTheClaimAreNotSaidToBeMissed() {
        Bugs beside = new Bugs(2, 0, ImmutableList.of("enter leaves it", "leave leaves it"), false);
        assertThat(ProofRun.missed(beside))
                .isEqualTo("None of 2 planted bugs changes an entry that the property or the invariant reads: "
                        + "they tell nothing of this proof.");
    }

    @Test
    void aProofIsToldInFull() {
        assertThat(text(PROVED))
                .contains(
                        "M1: exclusive of mutex/right\n",
                        "  to be proved for every number of processes\n",
                        "  before the proof, terms and code were compared on 2,000 random states: they do the same\n",
                        "\nWhy a few stand for any number\n  process: no step reads another's\n",
                        "\nInvariant\n  alone (found): one process is inside\n",
                        """

                        Obligations
                        step   keeps  found   cases  left  solvers
                        init   alone  proved      4     0
                        enter  alone  proved      4     3  z3, cvc5
                        """,
                        "  3 tried: with 2 of them the proof fails, as it must\n");
        assertThat(flat(text(PROVED)))
                .contains("M1 is proved: exclusive holds for every number of processes. 2 obligations, of which this"
                        + " program's rules for terms decide 1 without a solver; z3 4.8.12 and cvc5 1.0.3 were asked 3"
                        + " different questions each, and agree on all that is said to be proved. With 1 of 3 planted bugs the proof"
                        + " succeeds all the same: what that changes is not needed for it, and it would not notice such a"
                        + " mistake in the design. a planted bug that the proof does not notice: leave twice");
    }

    @Test
    void oneSolverAloneIsSaid() {
        assertThat(flat(text(run(End.PROVED, "", List.of(Z3), row("enter", Known.PROVED, "", "z3")))))
                .contains("z3 4.8.12 alone was asked 3 different questions.");
    }

    @Test
    void solversThatWereAskedNothingDoNotAgree() {
        AskedSolver idle = new AskedSolver("z3", "4.8.12", 0);
        assertThat(flat(text(run(End.PROVED, "", List.of(idle), row("enter", Known.PROVED, "")))))
                .contains("; no question was left for z3 4.8.12.")
                .doesNotContain("agree");
    }

    /** What is proved of another design is not said of the claim. */
    @Test
    void aDesignThatIsProvedLikeAClaimIsNamed() {
        Claim other = new Claim(
                CLAIM.id(),
                CLAIM.system(),
                CLAIM.system().designs().get(1),
                CLAIM.law(),
                CLAIM.scope(),
                null,
                "as M1",
                null,
                CLAIM.sources());
        String design = "mutex/" + other.design().name();
        ProofRun like = run(other, End.PROVED, "", List.of(Z3), row("enter", Known.PROVED, "", "z3"));
        assertThat(flat(text(like)))
                .startsWith(design + " like M1: exclusive as M1 ")
                .contains(" " + design + " like M1 is proved: exclusive holds");
        assertThat(text(PROVED, like)).contains("like M1  " + design);
        JsonNode proof = ProofJson.of(List.of(like), 1.5).path("proofs").get(0);
        assertThat(proof.path("id").isNull()).isTrue();
        assertThat(proof.path("like").asText()).isEqualTo("M1");
    }

    /** Of 40 registers the same is shown; what fails stands alone. */
    @Test
    void rowsThatDifferInArgumentsAreOne() {
        List<Row> rows = List.of(
                row("write msr=1", Known.PROVED, "", "z3"),
                row("read", Known.PROVED, "", "z3"),
                row("write msr=2", Known.PROVED, "", "z3"),
                row("write msr=3", Known.NOT_INDUCTIVE, "no", "z3"),
                row("write msr=4", Known.PROVED, ""));
        assertThat(RowGroup.of(rows).stream().map(group -> group.steps() + " " + group.cases() + " " + group.asked()))
                .containsExactly("write (2 kinds) 8 6", "read 4 3", "write msr=3 4 3", "write msr=4 4 0");
    }

    @Test
    void whatIsNotInductiveIsNoViolation() {
        Failure failure = new Failure(
                "enter",
                "alone",
                "enter process=1",
                ImmutableList.of("inside of 0: yes"),
                ImmutableList.of("inside of 1: no -> yes"));
        String text = text(run(
                End.NOT_INDUCTIVE,
                "",
                List.of(Z3, CVC5),
                row("enter", Known.NOT_INDUCTIVE, "a state is left", "z3", "cvc5"),
                failure));
        assertThat(text)
                .contains(
                        "M1 is not proved: some step leads from a state of the invariant out of it. This is no violation:",
                        "  enter, alone: a state is left\n",
                        """
                        enter process=1 does not keep alone, if it is taken in a state with
                          inside of 0: yes
                        The step changes:
                          inside of 1: no -> yes
                        """)
                .doesNotContain("is violated");
    }

    @Test
    void severalAreATableAndWhatIsNotProved() {
        ProofRun undecided = run(
                End.UNDECIDED,
                "cvc5 gave no answer",
                List.of(Z3, CVC5),
                row("enter", Known.UNDECIDED, "no answer within 60 s", "z3"));
        ProofRun refused =
                run(End.REFUSED, "tag reads every process", List.of(), row("tag", Known.UNDECIDED, "not asked"));
        assertThat(text(PROVED, undecided, refused))
                .startsWith(
                        """
                        id  system/design  property   found      obligations  bugs refused    time
                        M1  mutex/right    exclusive  proved               2           2/3  1.50 s
                        M1  mutex/right    exclusive  undecided            2                1.50 s
                        M1  mutex/right    exclusive  refused              2                1.50 s

                        M1 is proved: exclusive holds for every number of processes.""")
                .contains(
                        """

                          a planted bug that the proof does not notice: leave twice

                        M1 is not proved, and not refuted: some question has no answer.
                          cvc5 gave no answer
                          enter, alone: no answer within 60 s
                        """
                                .replaceFirst("\n", ""))
                .contains("\nM1 can't be proved in this way. It may hold all the same.\n  tag reads every process\n")
                .endsWith("\n3 claims: 1 proved, 1 undecided, 1 refused; 4.50 s\n");
    }

    @Test
    void scriptsGetAllOfIt() {
        JsonNode proof = ProofJson.of(List.of(PROVED), 1.5).path("proofs").get(0);
        assertThat(proof.path("id").asText()).isEqualTo("M1");
        assertThat(proof.path("found").asText()).isEqualTo("proved");
        assertThat(proof.path("validated").asInt()).isEqualTo(2000);
        assertThat(proof.path("rows").get(1).path("by").get(1).asText()).isEqualTo("cvc5");
        assertThat(proof.path("rows").get(1).path("asked").asInt()).isEqualTo(3);
        assertThat(proof.path("bugs").path("missed").get(0).asText()).isEqualTo("leave twice");
        assertThat(proof.path("counterexample").isNull()).isTrue();
        assertThat(proof.path("solvers").get(0).path("version").asText()).isEqualTo("4.8.12", 3);
    }
}
