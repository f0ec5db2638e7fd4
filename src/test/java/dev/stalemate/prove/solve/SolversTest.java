package dev.stalemate.prove.solve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.stalemate.outside.OwnJava;
import dev.stalemate.prove.term.Term;
import java.io.File;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which solvers are found, and which are refused before they are asked anything. */
class SolversTest {
    private static final Duration LONG = Duration.ofMinutes(1);

    private static final Term X = Term.variable("x", 8);
    private static final Query QUERY = new Query("the query", List.of(X.mul(X).eq(9)));

    @TempDir
    private Path directory = Path.of("");

    private Solvers open(String... names) throws IOException {
        String path = directory.resolve("nowhere") + File.pathSeparator + directory;
        return Solvers.open(List.of(names), path, directory.resolve("repository"), LONG, () -> false);
    }

    private Path good(String name, String script) throws IOException {
        return FakeSolver.program(directory, name, FakeSolver.GOOD + script);
    }

    private static List<String> names(Solvers solvers) {
        return solvers.all().stream()
                .map(solver -> solver.name() + " " + solver.version())
                .toList();
    }

    @Test
    void bothAreFoundOnThePath() throws IOException {
        good("cvc5", "");
        good("z3", "");
        try (Solvers solvers = open()) {
            assertThat(names(solvers)).containsExactly("z3 1.2.3", "cvc5 1.2.3");
            assertThat(solvers.remarks()).isEmpty();
        }
    }

    @Test
    void whatIsMissingIsSaid() throws IOException {
        try (Solvers solvers = open()) {
            assertThat(solvers.all()).isEmpty();
            assertThat(solvers.remarks()).containsExactly(Solvers.NONE);
        }
        good("cvc5", "");
        try (Solvers solvers = open()) {
            assertThat(names(solvers)).containsExactly("cvc5 1.2.3");
            assertThat(solvers.remarks())
                    .containsExactly("z3 is not on the PATH", "cvc5 is asked alone: nothing confirms what it says");
        }
    }

    @Test
    void oneThatCannotBeUsedIsLeftOutAndSaid() throws IOException {
        good("cvc5", "");
        FakeSolver.program(directory, "z3", "exit 1");
        try (Solvers solvers = open()) {
            assertThat(names(solvers)).containsExactly("cvc5 1.2.3");
            assertThat(solvers.remarks())
                    .containsExactly(
                            directory.resolve("z3") + " can't be used: ended with 1",
                            "cvc5 is asked alone: nothing confirms what it says");
        }
    }

    @Test
    void namedOnesAreTaken() throws IOException {
        Path other = good("other", "echo unsat");
        good("cvc5", "echo unsat");
        try (Solvers solvers = open("cvc5", other.toString())) {
            assertThat(names(solvers)).containsExactly("cvc5 1.2.3", "other 1.2.3");
            assertThat(solvers.remarks()).isEmpty();
            assertThat(solvers.all().get(1).ask(QUERY, Duration.ofMinutes(5))).isEqualTo(new SolverAnswer.Unsat());
        }
        try (Solvers solvers = open("cvc5")) {
            assertThat(solvers.remarks()).containsExactly("cvc5 is asked alone: nothing confirms what it says");
        }
    }

    /** By the same name, by a link, as a copy that tells the same version, and in another version. */
    @Test
    void oneSolverDoesNotConfirmItself() throws IOException {
        Path one = good("one", "echo unsat");
        good("z3", "echo unsat");
        Path link = Files.createSymbolicLink(directory.resolve("link"), one);
        FakeSolver.program(directory, "copy", FakeSolver.GOOD.replace("$(basename \"$0\")", "one") + "echo unsat");
        FakeSolver.program(
                directory, "newer", FakeSolver.GOOD.replace("Fake $(basename \"$0\") version 1.2.3", "Z3 version 9.9"));
        for (String other : List.of("one", one.toString(), link.toString(), "copy")) {
            assertThatExceptionOfType(NoSolverException.class)
                    .as(other)
                    .isThrownBy(() -> open("one", other).close())
                    .withMessageContaining("one 1.2.3 is asked already: a solver does not confirm itself");
        }
        assertThatExceptionOfType(NoSolverException.class)
                .isThrownBy(() -> open("z3", "newer").close())
                .withMessageContaining("newer is z3 9.9, and z3 1.2.3 is asked already");
        good("cvc5", "");
        Files.delete(directory.resolve("z3"));
        Files.createSymbolicLink(directory.resolve("z3"), directory.resolve("cvc5"));
        try (Solvers solvers = open()) {
            assertThat(names(solvers)).as("on the PATH").hasSize(1);
        }
    }

    @Test
    void namesThatAreNoneAreRefused() throws IOException {
        Path text = Files.writeString(directory.resolve("text"), "");
        refused("z3", "z3 is not on the PATH");
        refused("", " is not on the PATH");
        refused("./nothing", "./nothing is no file");
        refused(directory.toString(), directory + " is no file");
        refused(text.toString(), text + " can't be executed");
        refused("a\u0000/b", "a\\u0000/b is no path");
    }

    private void refused(String name, String why) {
        assertThatExceptionOfType(NoSolverException.class)
                .isThrownBy(() -> open(name).close())
                .withMessageContaining(why);
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = "=>",
            quoteCharacter = '`',
            value = {
                "exit 2 => can't be used: ended with 2",
                "echo wrong option >&2; exit 1 => can't be used: ended with 1 (wrong option)",
                "kill -9 $$ => can't be used: was ended by signal 9",
                "yes => wrote more than 1 MiB",
                "echo hello => can't be used: it doesn't tell its version but: hello",
                "true => can't be used: it doesn't tell its version",
                "echo v 7.1 => fake 7.1 can't be used: gave a bad answer to a trial: \"v 7.1\" instead of sat or unsat",
                "[ $1 = --version ] && echo 7.1 || echo sat => fake 7.1 can't be used: gave a bad answer to a trial: it ends too early",
                "[ $1 = --version ] && echo 7.1 || echo unsat => fake 7.1 can't be used: answers unsat",
                "[ $1 = --version ] && echo 7.1 || echo unknown => fake 7.1 can't be used: doesn't know",
                "[ $1 = --version ] && echo 7.1 || exit 9 => fake 7.1 can't be used: ended with 9 without an answer",
                "[ $1 = --version ] && echo 7.1 || echo 'sat ((|$a b| #b000000000) ($and #x0000000000000001) ($true true))'"
                        + " => fake 7.1 can't be used: its model",
                "[ $1 = --version ] && echo 7.1 || echo 'sat ((|$a b| #b101010111) ($and #x0000000000000000) ($true true))'"
                        + " => fake 7.1 can't be used: gave a bad answer to a trial",
            })
    void programsThatAreNoSolversAreRefused(String script, String why) throws IOException {
        refused(FakeSolver.program(directory, "fake", script).toString(), why);
    }

    /** The first line, so that a program can't break the message. */
    @Test
    void aVersionIsANumber() throws IOException {
        Path file = FakeSolver.program(
                directory,
                "fake",
                FakeSolver.GOOD.replace(
                        "Fake $(basename \"$0\") version 1.2.3", "\\033[31mZ3 version 4.8.12 - 64 bit"));
        try (Solvers solvers = open(file.toString())) {
            assertThat(names(solvers)).containsExactly("z3 4.8.12");
        }
    }

    @Test
    void memoryAndProcessorTimeAreLimited() throws IOException {
        Path told = directory.resolve("told");
        Path file = good("fake", "ulimit -v >" + told + "; ulimit -t >>" + told + "; echo unsat");
        try (Solvers solvers = open(file.toString())) {
            assertThat(solvers.all().get(0).ask(QUERY, Duration.ofMinutes(5))).isEqualTo(new SolverAnswer.Unsat());
        }
        assertThat(Files.readAllLines(told)).containsExactly(String.valueOf(4L << 20), "310");
    }

    @Test
    void theUserCanEndIt() throws IOException {
        Path file = good("fake", "");
        assertThatExceptionOfType(InterruptedIOException.class)
                .isThrownBy(() -> Solvers.open(List.of(file.toString()), "", directory, LONG, () -> true)
                        .close());
    }

    @Test
    void aJarThatIsNotTheRightOneIsRefused() throws IOException {
        Path jar = Files.writeString(directory.resolve("z3-turnkey-9.9.jar"), "no jar");
        assertThatExceptionOfType(NoSolverException.class)
                .isThrownBy(() -> open(jar.toString()).close())
                .withMessageContaining(jar + " can't be used")
                .withMessageContaining("ClassNotFoundException: com.microsoft.z3.Native")
                .withMessageContaining("-Djava.io.tmpdir");
    }

    @Test
    void theNewestJarOfTheRepositoryIsTaken() throws IOException {
        Path all = directory.resolve("tools/aqua/z3-turnkey");
        for (String version : List.of("4.9.0", "4.14.1", "4.13.0", "x")) {
            Path place = Files.createDirectories(all.resolve(version));
            Files.writeString(place.resolve("z3-turnkey-" + version + ".jar"), "");
            Files.writeString(place.resolve("z3-turnkey-" + version + "-sources.jar"), "");
        }
        Path newest = all.resolve("4.14.1/z3-turnkey-4.14.1.jar");
        assertThat(Turnkey.newest(directory)).contains(newest);
        assertThat(Turnkey.newest(directory.resolve("none"))).isEmpty();
        assertThat(Turnkey.classPath(newest, directory)).isEqualTo(newest.toString());
        Path support = Files.createDirectories(directory.resolve("tools/aqua/turnkey-support/1.0.0"))
                .resolve("turnkey-support-1.0.0.jar");
        Files.writeString(support, "");
        assertThat(Turnkey.classPath(newest, directory)).isEqualTo(newest + File.pathSeparator + support);
    }

    @Test
    void z3AsAJarStandsInForZ3() throws IOException {
        Path jar = realJar();
        try (Solvers solvers = Solvers.open(List.of(), "", Turnkey.repository(), LONG, () -> false)) {
            assertThat(solvers.all()).hasSize(1);
            Solver z3 = solvers.all().get(0);
            assertThat(jar.getFileName())
                    .hasToString(z3.name() + "-" + z3.version().replaceFirst("\\.0$", "") + ".jar");
            assertThat(z3.ask(QUERY, Duration.ofMinutes(5))).isInstanceOf(SolverAnswer.Sat.class);
            assertThat(solvers.remarks()).contains("z3 is not on the PATH: " + jar + " is used");
        }
    }

    @Test
    void librariesThatCannotBeUnpackedAreSaid() throws Exception {
        Path jar = realJar();
        Process process = new ProcessBuilder(
                        OwnJava.program(),
                        "-Djava.io.tmpdir=" + directory.resolve("nowhere"),
                        "-cp",
                        OwnJava.classPath() + File.pathSeparator + Turnkey.classPath(jar, Turnkey.repository()),
                        TurnkeyMain.class.getName(),
                        "--version")
                .start();
        String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isNotZero();
        assertThat(err.lines().toList())
                .hasSize(1)
                .allMatch(line -> line.contains("NoSuchFileException: " + directory.resolve("nowhere")));
    }

    private static Path realJar() {
        Optional<Path> jar = Turnkey.newest(Turnkey.repository());
        assumeThat(jar).as("no z3-turnkey in the local Maven repository").isPresent();
        return jar.orElseThrow();
    }

    /** A Java process that was told to end takes its solvers along, and what they read and wrote. */
    @Test
    void solversEndWithTheProcess() throws Exception {
        Path pid = directory.resolve("pid");
        Path file = good("fake", "echo $$ >>" + pid + "; exec sleep 1000");
        Path temporary = Files.createDirectory(directory.resolve("temporary"));
        Process process = new ProcessBuilder(
                        OwnJava.program(),
                        "-Djava.io.tmpdir=" + temporary,
                        "-cp",
                        OwnJava.classPath(),
                        Asking.class.getName(),
                        file.toString())
                .inheritIO()
                .start();
        while (!Files.exists(pid) || Files.size(pid) == 0) {
            assertThat(process.isAlive()).isTrue();
            Thread.sleep(5);
        }
        process.destroy();
        assertThat(process.waitFor()).isNotZero();
        assertThat(Files.readAllLines(pid)).isNotEmpty().noneMatch(FakeSolver::goesOn);
        assertThat(temporary).isEmptyDirectory();
    }

    /** Asks a solver that doesn't answer. */
    static final class Asking {
        private Asking() {}

        public static void main(String[] args) throws IOException {
            try (Solvers solvers = Solvers.open(List.of(args), Duration.ofMinutes(1), () -> false);
                    Judges judges = new Judges(solvers.all(), Duration.ofHours(1), () -> false)) {
                Stream<Query> many = IntStream.range(0, 256)
                        .mapToObj(i -> new Query("query " + i, List.of(X.mul(X).eq(i))));
                judges.ask(many).forEach(judgement -> {});
            }
        }
    }
}
