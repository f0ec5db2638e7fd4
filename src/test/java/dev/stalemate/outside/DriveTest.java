package dev.stalemate.outside;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.common.collect.ImmutableList;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Programs are compared with the reference, the adapters under docs and programs that misbehave among them. */
class DriveTest {
    private static final Path ADAPTERS = Path.of("docs", "adapters");
    /** For answers that never come. */
    private static final Duration SHORT = Duration.ofMillis(50);

    /** For answers that come, however busy the machine is. */
    private static final Duration LONG = Duration.ofMinutes(10);

    private static DriveResult drive(int tries, boolean irregular, String... command) {
        return drive(LONG, LONG, tries, irregular, command);
    }

    private static DriveResult drive(
            Duration first, Duration timeout, int tries, boolean irregular, String... command) {
        try (ChildProgram program = new ChildProgram(List.of(command), first, timeout, () -> false)) {
            return new Drive(program, 1, irregular, tries, () -> false, line -> {}, System::nanoTime).run();
        }
    }

    private static DriveResult drive(String script) {
        return drive(20, false, "sh", "-c", script);
    }

    /** A program in front of the shell's loop over requests. */
    private static String loop(String cases) {
        return "while read -r line; do case \"$line\" in " + cases + " esac; done";
    }

    private static String[] python(String... arguments) {
        List<String> command = new ArrayList<>(
                List.of("python3", ADAPTERS.resolve("mtrr_adapter.py").toString()));
        command.addAll(List.of(arguments));
        return command.toArray(String[]::new);
    }

    private static boolean installed(String program) {
        return List.of(System.getenv("PATH").split(File.pathSeparator, -1)).stream()
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
    }

    private static String compiled(Path directory) throws IOException, InterruptedException {
        assumeTrue(installed("cc"), "there is no C compiler: the adapter in C is not tested");
        String program = directory.resolve("adapter").toString();
        Process cc = new ProcessBuilder(
                        "cc",
                        "-O1",
                        "-Wall",
                        "-Wextra",
                        "-Werror",
                        "-o",
                        program,
                        ADAPTERS.resolve("mtrr_adapter.c").toString())
                .inheritIO()
                .start();
        assertThat(cc.waitFor()).isZero();
        return program;
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theAdapterInCAnswersAsTheReference(boolean irregular, @TempDir Path directory) throws Exception {
        DriveResult result = drive(300, irregular, compiled(directory));
        assertThat(result.causes()).isEmpty();
        assertThat(result.complete()).isTrue();
        assertThat(result.agreed()).isGreaterThan(10_000);
        assertThat(result.undefined()).isPositive();
        assertThat(result.notAnswered()).contains("large 9", "pat", "ept").doesNotContain("type", "wrmsr PHYSBASE");
    }

    @Test
    void theBugPlantedInTheAdapterInCIsFound(@TempDir Path directory) throws Exception {
        DriveResult result = drive(150, false, compiled(directory), "--bug");
        assertThat(result.causes()).hasSizeBetween(1, 3);
        assertThat(result.causes()).allSatisfy(cause -> {
            assertThat(cause.minimal()).isTrue();
            assertThat(cause.lines()).hasSizeLessThanOrEqualTo(5);
            assertThat(cause.request()).matches("type 0x[89ab][0-9a-f]{4}");
        });
        assertThat(result.causes().get(0).lines().get(1)).startsWith("wrmsr 0x25");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theAdapterInPythonAnswersAsTheReference(boolean irregular) {
        assumeTrue(installed("python3"), "there is no python3: the adapter in Python is not tested");
        DriveResult result = drive(150, irregular, python());
        assertThat(result.causes()).isEmpty();
        assertThat(result.complete()).isTrue();
    }

    @Test
    void theBugPlantedInTheAdapterInPythonIsFound() {
        assumeTrue(installed("python3"), "there is no python3: the adapter in Python is not tested");
        DriveResult result = drive(8, false, python("--bug"));
        assertThat(result.causes()).hasSize(1);
        DifferenceCause cause = result.causes().get(0);
        assertThat(cause.reference()).isEqualTo("UC");
        // Two overlapping ranges and the switch: nothing less shows that UC doesn't win.
        assertThat(cause.lines().size()).isBetween(6, 7);
        assertThat(cause.lines()).contains("wrmsr 0x2ff 0x800");
    }

    @Test
    void theAdaptersAreShort() throws IOException {
        assertThat(Files.readAllLines(ADAPTERS.resolve("mtrr_adapter.c"))).hasSizeLessThan(60);
        assertThat(Files.readAllLines(ADAPTERS.resolve("mtrr_adapter.py"))).hasSizeLessThan(60);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "exec head -c 1000000 /dev/zero | an answer of more than 65536 bytes",
                "exec cat | \"'reset maxphyaddr=46 vcnt=8'\"",
            })
    void aProgramThatAnswersSomethingElseToResetEndsTheRunWithAVerdict(String script, String verdict) {
        DriveResult result = drive(script.strip());
        assertThat(result.causes()).hasSize(1);
        DifferenceCause cause = result.causes().get(0);
        assertThat(cause.answer()).isEqualTo(verdict.strip());
        assertThat(cause.lines()).containsExactly("reset maxphyaddr=46 vcnt=8");
        assertThat(result.ended()).contains("no more to compare");
    }

    /** What can't work here says nothing of itself: a module is missing, an interpreter takes its time. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "exec true | ended with 0 before it answered anything",
                "echo 'no such module' >&2; exit 7 | ended with 7 before it answered anything; its last words: no such module",
                "kill -SEGV $$ | ended by signal 11 before it answered anything",
                "kill -TERM $$ | ended by signal 15", // what runs in the background can ignore the others
                "exec >&-; exec sleep 1000 | closed its standard output before it answered anything",
            })
    void aProgramThatNeverAnsweredDoesNotDiffer(String script, String says) {
        assertNothingAnswered(drive(script.strip()), says.strip());
    }

    @Test
    void norDoesOneThatKeepsItsFirstAnswerToItself() {
        assertNothingAnswered(
                drive(SHORT, LONG, 20, false, "sleep", "1000"), "no first answer in " + SHORT.toMillis() + " ms");
    }

    private static void assertNothingAnswered(DriveResult result, String says) {
        assertThat(result.differs()).isFalse();
        assertThat(result.complete()).isFalse();
        assertThat(result.ended()).isEqualTo("it answered nothing");
        assertThat(result.unanswered())
                .containsExactly(new Unanswered(ImmutableList.of("reset maxphyaddr=46 vcnt=8"), "try 1", says));
    }

    /** A program that starts again needs its time to start. */
    @Test
    void theFirstAnswerOfEachProcessMayTakeLonger() {
        DriveResult result = drive(LONG, SHORT, 20, false, "sh", "-c", "read -r line; echo ok; exec sleep 1000");
        assertThat(result.differs()).isFalse();
        assertThat(result.ended()).isEqualTo("it failed to answer 10 times");
        assertThat(result.unanswered())
                .hasSize(10)
                .allSatisfy(u -> assertThat(u.says()).isEqualTo("no answer in " + SHORT.toMillis() + " ms"))
                .allSatisfy(u -> assertThat(u.lines()).hasSize(2));
    }

    @Test
    void anAnswerThatDoesNotComeIsNoDifferenceAmongOthers(@TempDir Path directory) {
        String cases = "reset*|wrmsr*) echo ok;; type*) HANG;; pat*) echo XX;; *) echo na;;";
        DriveResult result = hanging(directory, loop(cases));
        assertThat(result.unanswered()).isNotEmpty();
        assertThat(result.causes()).isNotEmpty().allSatisfy(cause -> assertThat(cause.request())
                .startsWith("pat "));
        assertThat(result.complete()).isFalse();
    }

    /** What differs in the first process is asked again of others, and they give no answer: that is no sign of either. */
    @Test
    void norIsOneThatDoesNotComeWhileADifferenceIsShrunk(@TempDir Path directory) {
        Path before = directory.resolve("before");
        String cases = "reset*|wrmsr*) echo ok;; pat*) [ $again = yes ] && { HANG; }; echo XX;; *) echo na;;";
        DriveResult result = hanging(
                directory, "again=no; [ -e " + before + " ] && again=yes; touch " + before + "; " + loop(cases));
        assertThat(result.causes()).isNotEmpty().allSatisfy(cause -> {
            assertThat(cause.request()).startsWith("pat ");
            assertThat(cause.minimal()).isFalse();
            assertThat(cause.remarks())
                    .contains("A new process that is asked these lines gives no answer, so it was not shrunk.");
        });
    }

    /** A script that says when it hangs, and a clock that goes on only while it does. */
    private static DriveResult hanging(Path directory, String script) {
        AtomicLong now = new AtomicLong();
        LongSupplier clock = () -> hangs(directory) ? now.addAndGet(LONG.toNanos() / 4) : now.get();
        String hang = "touch " + directory.resolve("hung") + ".$$; exec sleep 1000";
        List<String> command = List.of("sh", "-c", script.replace("HANG", hang));
        try (ChildProgram program = new ChildProgram(command, LONG, LONG, () -> false, clock)) {
            return new Drive(program, 1, false, 12, () -> false, line -> {}, () -> 0).run();
        }
    }

    private static boolean hangs(Path directory) {
        return Stream.of(directory.toFile().list())
                .filter(name -> name.startsWith("hung."))
                .flatMap(name -> ProcessHandle.of(Long.parseLong(name.substring(5))).stream())
                .anyMatch(process -> process.info().command().orElse("").endsWith("sleep"));
    }

    @Test
    void aProgramThatIsMissingIsSaidToBe() {
        assertThatThrownBy(() -> drive(1, false, "no-such-program"))
                .isInstanceOf(ChildProgram.NotStartedException.class)
                .hasMessageContaining("no-such-program");
    }

    @Test
    void aProgramThatTalksWithoutEndIsHeldInBoundedMemoryAndEnded() {
        DriveResult result = drive("exec yes");
        assertThat(result.different()).isOne();
        assertThat(result.ended()).isNotNull();
    }

    @Test
    void aProgramThatStopsReadingIsNotWaitedForLongerThanTheTimeout() {
        String flood = "reset maxphyaddr=46 vcnt=8";
        try (ChildProgram program = new ChildProgram(List.of("sleep", "1000"), SHORT, LONG, () -> false)) {
            // More than a pipe holds.
            ImmutableList<String> many = ImmutableList.copyOf(Collections.nCopies(20_000, flood));
            Exchange exchange = program.ask(many);
            assertThat(exchange.trouble())
                    .isEqualTo(new Trouble(Trouble.Kind.SILENT, "no first answer in " + SHORT.toMillis() + " ms"));
        }
    }

    @Test
    void aCrashIsShrunkToTheRequestThatCausesIt() {
        DriveResult result =
                drive(loop("reset*|wrmsr*) echo ok;; type*) echo 'out of cheese' >&2; exit 3;; *) echo na;;"));
        assertThat(result.causes()).hasSize(1);
        DifferenceCause cause = result.causes().get(0);
        assertThat(cause.lines()).containsExactly("reset maxphyaddr=46 vcnt=8", "type 0x0");
        assertThat(cause.answer()).isEqualTo("ended with 3");
        assertThat(cause.remarks()).containsExactly("Its last words: out of cheese");
        assertThat(result.ended()).isEqualTo("it failed to answer 10 times");
    }

    @Test
    void whatOutlivesAResetIsFoundInANewProcessEachTime() {
        DriveResult result = drive(
                60,
                false,
                "sh",
                "-c",
                loop("reset*) echo ok;; 'wrmsr 0x277'*) was=1; echo ok;;"
                        + " 'rdmsr 0x277') [ -n \"$was\" ] && echo 0x5 || echo 0x7040600070406;; *) echo na;;"));
        assertThat(result.causes()).hasSize(1);
        assertThat(result.causes().get(0).lines())
                .hasSize(3)
                .anyMatch(line -> line.startsWith("wrmsr 0x277 "))
                .endsWith("rdmsr 0x277");
    }

    @Test
    void whatIsNotAnsweredIsNotAskedAgain() {
        DriveResult result = drive(loop("reset*|wrmsr*) echo ok;; *) echo na;;"));
        assertThat(result.differs()).isFalse();
        assertThat(result.complete()).isTrue();
        assertThat(result.isVacuous()).as("no question was answered").isTrue();
        assertThat(result.notAnswered()).contains("type", "pat", "effective", "large 9");
        assertThat(result.requests()).isGreaterThan(100);
    }

    @Test
    void nothingAnsweredIsNoPass() {
        DriveResult result = drive(loop("*) echo na;;"));
        assertThat(result.differs()).isFalse();
        assertThat(result.complete()).isFalse();
        assertThat(result.ended()).contains("no answer to reset");
    }

    @Test
    void theSameSeedAsksTheSame() {
        for (long n = 0; n < 50; n++) {
            assertThat(new Sessions(7, true).session(n, List.of()))
                    .isEqualTo(new Sessions(7, true).session(n, List.of()))
                    .isNotEqualTo(new Sessions(8, true).session(n, List.of()));
        }
    }

    @Test
    void regularSessionsHaveRegularRangesOnlyAndAreNeverRefused() {
        for (long n = 0; n < 300; n++) {
            ImmutableList<String> lines = new Sessions(3, false).session(n, List.of());
            assertThat(lines.get(0)).startsWith("reset ");
            assertThat(Script.answers(lines)).noneMatch(a -> a.equals("gp") || a.startsWith("error"));
            assertThat(Script.isRegular(lines)).isTrue();
        }
    }

    @Test
    void irregularSessionsAskForWhateverTheProtocolHas() {
        List<String> answers = new ArrayList<>();
        List<String> kinds = new ArrayList<>();
        boolean holes = false;
        for (long n = 0; n < 300; n++) {
            ImmutableList<String> lines = new Sessions(3, true).session(n, List.of());
            answers.addAll(Script.answers(lines));
            lines.forEach(line -> kinds.add(Script.kind(line)));
            holes |= !Script.isRegular(lines);
        }
        assertThat(holes).isTrue();
        assertThat(answers).contains("gp", "misconfig", "undef", "mixed").anyMatch(a -> a.startsWith("error: "));
        assertThat(kinds)
                .contains("wrmsr another MSR", "wrmsr MTRRCAP", "anything else", "eptype", "cr0", "large 18", "pat");
    }
}
