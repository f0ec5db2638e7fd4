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

    /** Answers the one question of {@link #small}, its contrary, and those of a certificate of H18d. */
    private static final String RIGHT =
            "if tail -2 \"$1\" | grep -q '^(assert (not (and'; then echo sat; else echo unsat; fi";

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
                "exec sleep 1000 => 20 => fake gave no answer within 3 s",
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
                    "3s");
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
            String right = fake(directory, "fake", RIGHT);
            Tool.Result unknown = tool.run("prove", "--check", small(directory), "--solvers", right);
            assertThat(unknown.code()).as(unknown.err()).isEqualTo(20);
            assertThat(flat(unknown)).contains("all are answered as needed", "there is nothing to compare it with");
            String less = small(directory, "resolver: statements");
            Tool.Result result = tool.run("prove", "--check", less, "--solvers", right);
            assertThat(result.code()).as(result.err()).isEqualTo(12);
            assertThat(flat(result))
                    .contains("1 question, of which all are answered as needed by fake 1.2.3 alone")
                    .contains(
                            "this version asks other questions of resolver: the certificate is of another version, or not of it",
                            "this version says otherwise: line 1 of about.txt is \"resolver: statements\", and this version writes",
                            "\"resolver: statements about look-ups of memory types\"");
        });
    }

    /** The questions are those of this version, the sums are right, and people are told something else. */
    @ParameterizedTest
    @CsvSource(
            delimiterString = "=>",
            value = {
                "H18d: no-use-after-flush => H18e: no-use-after-flush => 12 => line 1 of about.txt is \"H18e: ",
                "H18d: no-use-after-flush => Z9: no-use-after-flush => 20 => there is nothing to compare it with",
                "up to 4 cpus => up to 9 cpus => 12 => 9 cpus were compared)\", and this version writes \"for any number of CPUs",
                "enter table=host, values => enter table=host, everything => 12 => this version writes \"enter table=host, values\"",
                "Solvers => Proved of everything. Solvers => 12 => this version says otherwise: line ",
            })
    void aCertificateThatSaysOtherwiseIsTold(String here, String otherwise, int code, String says) throws Exception {
        work(directory -> {
            CertificateFolder right = CertificateFolder.read(Path.of("proofs/H18d"));
            Path folder = directory.resolve("certificate");
            new CertificateFolder(right.about().replace(here, otherwise), right.questions()).write(folder);
            Tool.Result result =
                    tool.run("prove", "--check", folder.toString(), "--solvers", fake(directory, "fake", RIGHT));
            assertThat(result.code()).as(flat(result)).isEqualTo(code);
            assertThat(flat(result)).contains(says);
        });
    }

    /** It would confirm every certificate. */
    @Test
    void aSolverThatDeniesEverythingIsNotBelieved() throws Exception {
        work(directory -> {
            String solver = fake(directory, "fake", "echo unsat");
            Tool.Result result = tool.run("prove", "--check", small(directory), "--solvers", solver);
            assertThat(result.code()).isEqualTo(70);
            assertThat(result.err()).contains("fake 1.2.3 can't be believed: it says unsat of kvm-range.match");
            assertThat(result.out()).isEmpty();
        });
    }

    /** A pipe that nobody writes to would be waited for, and a folder without some of its files would be passed over. */
    @Test
    void aCertificateWithoutOneOfItsFilesIsRefused() throws Exception {
        work(directory -> {
            Path about = Path.of(small(directory)).resolve("about.txt");
            Files.delete(about);
            assertThat(new ProcessBuilder("mkfifo", about.toString())
                            .start()
                            .onExit()
                            .join()
                            .exitValue())
                    .isZero();
            Tool.Result pipe = tool.run("prove", "--check", directory.toString());
            assertThat(pipe.code()).as(pipe.err()).isEqualTo(65);
            assertThat(pipe.err()).contains("less/about.txt: it is no file");
            Files.delete(about);
            Files.delete(about.resolveSibling("SHA256SUMS"));
            Tool.Result missing = tool.run("prove", "--check", directory.toString());
            assertThat(missing.code()).as(missing.err()).isEqualTo(65);
            assertThat(missing.err()).contains("less/about.txt: no such file or directory");
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
            for (String option : List.of("--certificate", "--json")) {
                Tool.Result result = tool.run("prove", "H18d", "--solvers", solver, option, "/proc/x");
                assertThat(result.code()).as(result.err()).isEqualTo(70);
                assertThat(result.err()).endsWith("stalemate: " + option + " /proc/x: no such file or directory\n");
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
