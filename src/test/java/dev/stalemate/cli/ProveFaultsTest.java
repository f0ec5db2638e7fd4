package dev.stalemate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import dev.stalemate.counterexample.BadFileException;
import dev.stalemate.prove.certificate.CertificateFolder;
import dev.stalemate.prove.certificate.Questions;
import dev.stalemate.prove.execute.Woven;
import dev.stalemate.prove.solve.FakeSolver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Solvers that die, hang, lie or answer nonsense, and certificates that are damaged: nothing is proved then, and that is said. */
@ExtendWith(Woven.class)
class ProveFaultsTest {
    private static final Path CERTIFICATE = Path.of("proofs/resolver");

    private final Tool tool = Tool.ofEverySystem();

    /** Work with a directory that is gone afterwards. */
    private interface Work {
        void in(Path directory) throws IOException, BadFileException;
    }

    private static void work(Work work) throws IOException, BadFileException {
        Path directory = Files.createTempDirectory("prove-faults");
        try {
            work.in(directory);
        } finally {
            MoreFiles.deleteRecursively(directory, RecursiveDeleteOption.ALLOW_INSECURE);
        }
    }

    private static String fake(Path directory, String name, String script) throws IOException {
        return FakeSolver.program(directory, name, FakeSolver.GOOD + script).toString();
    }

    /** A certificate of the first question of the real one, which must be unsatisfiable. */
    private static String small(Path directory, String about) throws IOException, BadFileException {
        CertificateFolder whole = CertificateFolder.read(CERTIFICATE);
        Path less = directory.resolve("less");
        new CertificateFolder(
                        about + "\n",
                        new Questions(
                                whole.questions().definitions(),
                                whole.questions().all().subList(0, 1)))
                .write(less);
        return less.toString();
    }

    /** The same of something that this version doesn't know. */
    private static String small(Path directory) throws IOException, BadFileException {
        return small(directory, "Z9: something of a/b");
    }

    private static String flat(Tool.Result result) {
        return (result.out() + result.err()).replaceAll("\\s+", " ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = "=>",
            quoteCharacter = '`',
            value = {
                "kill -9 $$ => 20 => fake was ended by signal 9 without an answer",
                "exit 3 => 20 => fake ended with 3 without an answer",
                "exec sleep 1000 => 20 => fake gave no answer within 1 s",
                "echo unknown => 20 => fake doesn't know",
                "echo maybe => 70 => fake 1.2.3 gave a bad answer to",
                "echo sat => 12 => fake says sat; unsat is needed",
            })
    void aSolverThatFailsProvesNothing(String script, int code, String says) throws Exception {
        work(directory -> {
            Tool.Result result = tool.run(
                    "prove",
                    "--check",
                    small(directory),
                    "--solvers",
                    fake(directory, "fake", script),
                    "--max-time",
                    "1s");
            assertThat(result.code()).as(flat(result)).isEqualTo(code);
            assertThat(flat(result)).contains(says).doesNotContain("all are answered");
        });
    }

    @Test
    void aStatementWithoutAnAnswerIsUndecided() throws Exception {
        work(directory -> {
            String script = fake(directory, "fake", "kill -9 $$");
            Tool.Result result = tool.run("prove", "resolver", "kvm-range", "--solvers", script, "--samples", "10");
            assertThat(result.code()).as(flat(result)).isEqualTo(20);
            assertThat(flat(result))
                    .contains("kvm-range: undecided", "fake: was ended by signal 9 without an answer (asked alone)")
                    .contains("fake is asked alone: nothing confirms what it says");
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = "=>",
            value = {
                "nowhere => nowhere is not on the PATH",
                "./nowhere => ./nowhere is no file",
                "README.md,z3 => README.md is not on the PATH",
                "./README.md => ./README.md can't be executed",
                "/bin/true => can't be used: ",
                "/bin/false => can't be used: ",
            })
    void whatIsNoSolverIsRefused(String solvers, String says) {
        Tool.Result result = tool.run("prove", "resolver", "kvm-range", "--solvers", solvers);
        assertThat(result.code()).as(result.err()).isEqualTo(64);
        assertThat(result.err()).contains(says);
    }

    @Test
    void aCertificateThatIsDamagedIsRefused() throws Exception {
        work(directory -> {
            Path copy = Path.of(small(directory));
            Path file = copy.resolve("unsat.smt2.gz");
            byte[] content = Files.readAllBytes(file);
            content[content.length / 2] ^= 1;
            Files.write(file, content);
            Tool.Result result = tool.run("prove", "--check", copy.toString());
            assertThat(result.code()).isEqualTo(65);
            assertThat(result.err()).contains("unsat.smt2.gz: it is damaged: SHA256SUMS says otherwise");
            assertThat(tool.run("prove", "--check", directory.resolve("none").toString())
                            .err())
                    .contains("there is no such folder");
            assertThat(tool.run("prove", "--check", file.toString()).err())
                    .contains("unsat.smt2.gz: it is a file: a certificate is a folder");
            assertThat(tool.run("prove", "--check", copy.toString(), "K3").code())
                    .isEqualTo(64);
        });
    }

    /** The sums are right, but this version asks more. */
    @Test
    void aCertificateOfSomethingElseIsTold() throws Exception {
        work(directory -> {
            String right = fake(directory, "fake", "echo unsat");
            Tool.Result unknown = tool.run("prove", "--check", small(directory), "--solvers", right);
            assertThat(unknown.code()).as(unknown.err()).isZero();
            assertThat(flat(unknown)).contains("this version has no proof of it to compare it with");
            String less = small(directory, "resolver: statements");
            Tool.Result result = tool.run("prove", "--check", less, "--solvers", right);
            assertThat(result.code()).as(result.err()).isEqualTo(12);
            assertThat(flat(result))
                    .contains("1 question, of which all are answered as needed by fake 1.2.3 alone")
                    .contains(
                            "this version asks other questions of resolver: the certificate is of another version, or not of it");
        });
    }

    @Test
    void solversThatContradictEachOtherAreNotBelieved() throws Exception {
        work(directory -> {
            String both = fake(directory, "one", "echo sat") + "," + fake(directory, "two", "echo unsat");
            Tool.Result result = tool.run("prove", "--check", small(directory), "--solvers", both);
            assertThat(result.code()).isEqualTo(70);
            assertThat(result.err()).contains("solvers contradict each other about");
        });
    }

    /** Whether it can be written is looked at first: no solver is asked, and nothing is changed. */
    @Test
    void aPlaceThatCannotBeWrittenIsToldFirst() throws Exception {
        work(directory -> {
            Path file = Files.writeString(directory.resolve("file"), "mine");
            String solver = fake(Files.createDirectory(directory.resolve("bin")), "fake", "kill -9 $$");
            Files.createDirectory(directory.resolve("H18d"));
            Path mine = Files.writeString(directory.resolve("H18d/notes"), "mine");
            for (Path place : List.of(file, file.resolve("below"), directory)) {
                Tool.Result result = tool.run(
                        "prove", "H18d", "--solvers", solver, "--samples", "10", "--certificate", place.toString());
                assertThat(result.code()).as(place + result.err()).isEqualTo(64);
                assertThat(result.err()).contains("--certificate").doesNotContain("bad answer");
                assertThat(result.out()).isEmpty();
            }
            assertThat(Files.readString(file)).isEqualTo("mine");
            assertThat(Files.readString(mine)).isEqualTo("mine");
        });
    }

    /** The first claim needs no solver; the second one's answers are nonsense. */
    @Test
    void whatIsProvedIsNotLostIfAnotherClaimFails() throws Exception {
        work(directory -> {
            Path certificates = directory.resolve("certificates");
            Path json = directory.resolve("proofs.json");
            Tool.Result result = tool.run(
                    "prove",
                    "H18d",
                    "N2g",
                    "--solvers",
                    fake(directory, "fake", "echo maybe"),
                    "--certificate",
                    certificates.toString(),
                    "--json",
                    json.toString());
            assertThat(result.code()).as(flat(result)).isEqualTo(70);
            assertThat(flat(result)).contains("H18d is proved: ", "N2g: fake 1.2.3 gave a bad answer to");
            assertThat(Files.readString(json)).contains("\"H18d\"").doesNotContain("\"N2g\"");
            assertThat(CertificateFolder.read(certificates.resolve("H18d")).about())
                    .contains("any number of CPUs");
        });
    }
}
