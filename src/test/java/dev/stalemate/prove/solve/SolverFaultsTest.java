package dev.stalemate.prove.solve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.stalemate.prove.term.Term;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever a solver does, the answer is right, undecided, or refused. */
class SolverFaultsTest {
    private static final Duration LONG = Duration.ofMinutes(5);
    private static final Term X = Term.variable("x", 8);
    private static final Term P = Term.variable("p q", Term.BOOL);
    private static final Query QUERY = new Query("the query", List.of(X.mul(X).eq(9), P));

    @TempDir
    private Path directory = Path.of("");

    private WorkFolder folder;

    @BeforeEach
    void open() throws IOException {
        folder = new WorkFolder();
    }

    @AfterEach
    void close() {
        folder.close();
    }

    private SolverAnswer answer(String script) throws IOException {
        return FakeSolver.solver(directory, folder, "fake", script).ask(QUERY, LONG);
    }

    private String undecided(String script) throws IOException {
        SolverAnswer answer = answer(script);
        assertThat(answer).isInstanceOf(SolverAnswer.Undecided.class);
        return ((SolverAnswer.Undecided) answer).why();
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = "=>",
            value = {
                "echo unsat",
                "echo; echo '  unsat  '",
                "echo unsat; echo '(error \"line 7 column 22: model is not available\")'; exit 1",
            })
    void unsatIsRead(String script) throws IOException {
        assertThat(answer(script)).isEqualTo(new SolverAnswer.Unsat());
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = "=>",
            quoteCharacter = '`',
            value = {
                "echo 'sat ((|$p q| true) ($x #x03))'",
                "echo 'sat (($x #b00000011)(|$p q| true))'",
                "echo 'sat((|$x| (_ bv3 8)) (|$p q| true) )  '",
            })
    void modelsAreRead(String script) throws IOException {
        assertThat(answer(script)).isEqualTo(new SolverAnswer.Sat(Map.of("x", 3L, "p q", 1L)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = "=>",
            value = {
                "echo unknown => doesn't know",
                "echo timeout => ended by a time limit of its own",
                "echo '(error \"out of memory\")' => ran out of memory",
                "kill -9 $$ => was ended by signal 9 without an answer",
                "kill -SEGV $$ => was ended by signal 11 without an answer",
                "echo unsat; kill -9 $$ => was ended by signal 9 (unsat)",
                "exit 3 => ended with 3 without an answer",
                "true => ended with 0 without an answer",
                "echo no such option >&2 && exit 1 => ended with 1 (no such option) without an answer",
                "echo std::bad_alloc >&2 && kill -ABRT $$ => was ended by signal 6 (out of memory) without an answer",
                "yes unsat => failed: fake wrote more than 1 MiB",
                "yes unsat >&2 => failed: fake wrote more than 1 MiB",
            })
    void noAnswerIsUndecided(String script, String why) throws IOException {
        assertThat(undecided(script)).isEqualTo(why);
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = "=>",
            quoteCharacter = '`',
            value = {
                "echo unsatisfiable => \"unsatisfiable\" instead of sat or unsat",
                "echo ')' => \")\" instead of an answer",
                "echo '(' => it ends too early",
                "printf '(((((((((((((((((((((' => \"((((((((((((\" instead of an answer",
                "printf 'a\\033[31mb' => \"a\\u001b[31mb\" instead of sat or unsat",
                "echo unsat unsat => \"unsat\" after unsat",
                "echo unsat; echo sat => \"sat\" after unsat",
                "echo '(error \"unknown constant x\")' => \"(error \"unknown constant x\")\" instead of sat or unsat",
                "echo sat => it ends too early",
                "echo 'sat ()' => no value of p q",
                "echo 'sat sat' => no value of p q",
                "echo 'sat (($x #x03))' => no value of p q",
                "echo 'sat (($x #x03) ($x #x03))' => two values of x",
                "echo 'sat (($x #x003) (|$p q| true))' => no value of 8 bits: #x003",
                "echo 'sat (($x #b2) (|$p q| true))' => no value of 8 bits: #b2",
                "echo 'sat (($x #x-3) (|$p q| true))' => no value of 8 bits: #x-3",
                "echo 'sat (($x true) (|$p q| true))' => no value of 8 bits: true",
                "echo 'sat (($x (_ bv256 8)) (|$p q| true))' => no value of 8 bits: (_ bv256 8)",
                "echo 'sat (($x (_ bv3 9)) (|$p q| true))' => no value of 8 bits: (_ bv3 9)",
                "echo 'sat (($x #x03) (|$p q| 1))' => no value of a Bool: 1",
                "echo 'sat (($y #x03))' => ($y #x03) is no value of a variable",
                "echo 'sat (($x #x03) (|$p q| true)) sat' => \"sat\" after the values",
            })
    void garbageIsRefused(String script, String why) {
        assertThatExceptionOfType(SolverException.class)
                .isThrownBy(() -> answer(script))
                .withMessageStartingWith("fake 1.2.3 gave a bad answer to the query: ")
                .withMessageContaining(why);
    }

    @Test
    void whatTakesTooLongIsUndecided() throws IOException {
        Solver solver = FakeSolver.solver(directory, folder, "fake", "exec sleep 1000");
        assertThat(solver.ask(QUERY, Duration.ofMillis(1)))
                .isEqualTo(new SolverAnswer.Undecided("gave no answer within 1 ms"));
    }

    @Test
    void whatIsNotWantedAnyMoreIsEndedWithWhatItStarted() throws IOException {
        Path pids = directory.resolve("pids");
        String script = "sleep 1000 & echo $! >>%s.new; echo $$ >>%s.new; mv %s.new %s; wait".replace("%s", "" + pids);
        Solver solver = FakeSolver.solver(directory, folder, "fake", script);
        SolverAnswer answer = solver.ask(QUERY, LONG, () -> Files.exists(pids));
        assertThat(answer).isEqualTo(new SolverAnswer.Undecided("was stopped"));
        assertThat(Files.readAllLines(pids)).hasSize(2).noneMatch(FakeSolver::goesOn);
    }

    @Test
    void theQueryIsInAFileThatIsGoneAfterwards() throws IOException {
        Path copy = directory.resolve("copy");
        assertThat(answer("cp \"$1\" " + copy + "; pwd >>" + copy + "; echo unsat"))
                .isEqualTo(new SolverAnswer.Unsat());
        List<String> lines = Files.readAllLines(copy);
        assertThat(String.join("\n", lines.subList(0, lines.size() - 1)) + "\n").isEqualTo(SmtText.withValues(QUERY));
        assertThat(Path.of(lines.get(lines.size() - 1))).doesNotExist();
    }

    @Test
    void aProgramThatIsGoneIsUndecided() throws IOException {
        Solver solver = FakeSolver.solver(directory, folder, "fake", "echo unsat");
        Files.delete(directory.resolve("fake"));
        assertThat(solver.ask(QUERY, LONG))
                .isInstanceOfSatisfying(SolverAnswer.Undecided.class, undecided -> assertThat(undecided.why())
                        .startsWith("failed: "));
    }
}
