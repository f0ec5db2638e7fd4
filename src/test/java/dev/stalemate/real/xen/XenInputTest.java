package dev.stalemate.real.xen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stalemate.counterexample.BadFileException;
import dev.stalemate.systems.xen.design.XenDesigns;
import dev.stalemate.systems.xen.domain.XenDomain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Logs that are cut, damaged or foreign: a clear error with file and line, or as much as can be told. */
class XenInputTest {
    @TempDir
    private Path directory = Path.of(".");

    private static final String DUMP = "console 1 bytes -> 00-end.console.txt  0.33sok";
    private static final String DUMP_BY_KEYS = "console 1 bytes -> 00-end.console.txt ok";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            create A 9          | :2: 9 is more than 4 (create A 9)
            create A 1 hap      | :2: nothing but 'iommu' may follow the number of vCPUs (create A 1 hap)
            create A 0          | :2: a domain without vCPUs (create A 0)
            create A            | :2: no answer to it: ok  (1 ms) (create A)
            load A              | :2: no domain A (load A)
            rd 10               | :2: no guest is in use (rd 10)
            ram A x 1 0         | :2: no domain A (ram A x 1 0)
            dance               | :2: unknown command (dance)
            use B 0             | :2: no domain B (use B 0)
            """)
    void aCommandThatMakesNoSenseIsNamedWithItsLine(String command, String message) {
        Path run = XenLab.write(directory, command, "");
        assertThatThrownBy(() -> play(run))
                .isInstanceOf(BadFileException.class)
                .hasMessage(run + "/steps.log" + message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            ram A x 1 0         | 'x' is no number
            ram A 1 1 9         | no place for so much RAM
            ram A 0 1048577 0   | 1048577 is more than 1048576
            ram A 0 8 18        | no place for so much RAM
            use A 1             | no such vCPU
            rd 10 100001        | 100001 is more than 100000
            physmap A 3 0 10    | this kind of add_to_physmap is not modelled
            """)
    void aCommandThatAsksForTooMuchIsNamedWithItsLine(String command, String message) {
        Path run = XenLab.write(directory, "create A 1\nload A\n" + command, "");
        assertThatThrownBy(() -> play(run)).hasMessage(run + "/steps.log:4: " + message + " (" + command + ")");
    }

    @Test
    void aLogIsNumberedFromZeroOn() throws IOException {
        Path log = directory.resolve("steps.log");
        Files.writeString(log, "  0 create A 1   ok  (1 ms)\n  2 load A  ok  (1 ms)\n");
        assertThatThrownBy(() -> StepsLog.read(log))
                .hasMessage(log + ":1: the command has no end (0 create A 1   ok  (1 ms)), and others follow");
        Files.writeString(log, String.format("  0 %-40s ok  (1 ms)%n  2 %-40s ok  (1 ms)%n", "create A 1", "load A"));
        assertThatThrownBy(() -> StepsLog.read(log)).hasMessage(log + ":2: command 2 where 1 is next");
        Files.writeString(log, "hello\n");
        assertThatThrownBy(() -> StepsLog.read(log)).hasMessage(log + ":1: neither a comment nor a numbered command");
        Files.writeString(log, "x".repeat(5000));
        assertThatThrownBy(() -> StepsLog.read(log)).hasMessage(log + ":1: a line of more than 4096 characters");
    }

    @Test
    void aCommandThatTheMachineNeverFinishedIsLeftOut() throws Exception {
        Path log = directory.resolve("steps.log");
        Files.writeString(log, String.format("  0 %-40s ok  (1 ms)%n  1 %-40s ", "create A 1", "load A"));
        assertThat(StepsLog.read(log).steps()).hasSize(1);
        assertThat(StepsLog.read(log).unfinished()).isEqualTo(log + ":2: the command has no end (1 load A)");
    }

    @Test
    void aCommandOfMoreThanFortyCharactersEndsWhereItsResultBegins() throws Exception {
        Path log = directory.resolve("steps.log");
        String command = "dump a-label-of-so-many-characters-that-it-is-long";
        Files.writeString(log, "  0 " + command + " console 5 bytes -> 00-a.console.txt  0.10sok  (1 ms)\n");
        LabStep step = StepsLog.read(log).steps().get(0);
        assertThat(step.command()).isEqualTo(command);
        assertThat(step.answer().text()).isEqualTo("00-a.console.txt");
        assertThat(step.answer().bytes()).isEqualTo(5);
    }

    @Test
    void withoutTraceBuffersExitsAreNotCompared() throws Exception {
        Path run =
                XenLab.write(directory, "create A 1\nram A 10 1 0\nload A\nrd 10 -> ok  exits[EPT_MISCONFIG/49*5]", "");
        assertThat(play(run).exitsDifferent()).isEqualTo(1);
        assertThat(play(run).exitsCompared()).isEqualTo(4);
        Path log = run.resolve("steps.log");
        String counted = Files.readString(log);
        Files.writeString(log, counted.replace("# trace buffer: 64 pages", "# no trace buffers: EPERM"));
        assertThatThrownBy(() -> StepsLog.read(log))
                .hasMessage(log + ":5: exits, which the first line says were not counted (rd 10)");
        Files.writeString(
                log,
                counted.replace("# trace buffer: 64 pages", "# no trace buffers: EPERM")
                        .replace("  exits[EPT_MISCONFIG/49*5]", ""));
        assertThat(play(run).exitsDifferent()).isZero();
        assertThat(play(run).exitsCompared()).isZero();
    }

    @Test
    void aRunEndsWhereTheRealGuestDid() throws Exception {
        Path run = XenLab.write(
                directory,
                "create A 1\nload A\nrd 10 -> TIMEOUT rc=-2 errno=0 (Success)\nrd 10 -> ok  exits[EPT_MISCONFIG/49*5]",
                "");
        assertThat(play(run).commands()).isEqualTo(2);
        assertThat(play(run).total()).isZero();
        assertThat(play(run).commandsNotPlayed()).isEqualTo(2);
    }

    /** An answer that the lab's tool can't have written is none. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "!ok",
                "no",
                "okay",
                "Ok",
                "o",
                "rc=0",
                "rc=-1",
                "rc=1 errno=5 (Input/output error)",
                "rc=-1 errno=x (what)",
                "rc=-1 errno=12 Cannot allocate",
                "rc=2",
                "#GP rc=1",
                "= 0000000000000001 ok",
                "TIMEOUT ok",
                "BAD COMMAND",
                "console 1 bytes -> 00-end.console.txt  0.33sok",
                "ok  exits[]",
                "ok  exits[EPT_MISCONFIG/49]",
                "ok  exits[EPT_MISCONFIG/49*x]",
                "ok exits[EPT_MISCONFIG/49*1]",
                "ok  exits[EPT_MISCONFIG/49*1",
                "ok  exits[EPT_MISCONFIG/49*1 EPT_MISCONFIG/49*1]",
                "ok  exits[EPT_MISCONFIG/49*1 WRMSR/32*1]",
                "ok  exits[12*1 12*1]",
                "ok  exits[EPT_MISCONFG/49*1]",
                "ok  exits[EPT_MISCONFIG/4*1]",
                "ok  exits[EPT_VIOLATION/49*1]",
                "ok  exits[WRMSR/12*1]",
                "ok  exits[49*1]",
                "ok ok",
            })
    void anAnswerThatIsNotKnownIsRefusedWithItsLine(String answer) throws IOException {
        Path run = XenLab.write(directory, "create A 1\nram A 10 1 0 -> ok", "");
        Path log = run.resolve("steps.log");
        String text = Files.readString(log);
        int at = text.lastIndexOf("ok  (1 ms)");
        Files.writeString(log, text.substring(0, at) + answer + text.substring(at + 2));
        assertThatThrownBy(() -> StepsLog.read(log))
                .isInstanceOf(BadFileException.class)
                .hasMessageStartingWith(log + ":3: no answer to it: ")
                .hasMessageEndingWith("(ram A 10 1 0)");
    }

    /** Each verb, answered as another one is. */
    @ParameterizedTest
    @CsvSource({
        "rdmsr 2ff, ok",
        "rdmsr 2ff, = 12 ok",
        "rdmsr 2ff, = 0000000000000c06 rc=1",
        "wrmsr 2ff c06, #GP ok",
        "wrmsr 2ff c06, rc=1",
        "cr0 0 0, ok",
        "mtrrctx A, ok",
        "mtrrctx A, def 806 ok",
        "dump end, ok",
        "dump end, console 1 bytes -> 00-end.consol64.txt  0.33sok",
        "dump end, console x bytes -> 00-end.console.txt  0.33sok",
        "dump end, console 1 bytes -> .consol64.txt  0.33sok",
        "dump end, console 1 bytes -> 00-end.console.txt ok",
        "keys D end, ok",
        "mapgrant A 8 702 0, ok",
        "foreign A 10 A 20, ok",
    })
    void anAnswerOfAnotherCommandIsRefusedWithItsLine(String command, String answer) {
        Path run = XenLab.write(directory, "create A 1\nload A\n" + command + " -> " + answer, "");
        assertThatThrownBy(() -> XenRun.read(run))
                .hasMessageStartingWith(run + "/steps.log:4: no answer to it: ")
                .hasMessageEndingWith("(" + command + ")");
    }

    /** Each verb with all the words that it can have, and one more. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "create B 1 iommu",
                "ram A 10 1 0",
                "mtrrinit 1",
                "load A",
                "use A 0",
                "rd c4 1 1",
                "wr c4 1 1 1",
                "wrmsr 2ff c06",
                "rdmsr 2ff -> = 0000000000000c06 ok",
                "cr0 0 0 -> cr0=00000011 ok",
                "wbinvd",
                "iomem A 1 b0 1",
                "ioport A 1 378 8",
                "mmap A 1 a0 a0 1",
                "pin A 804 807 6",
                "physmap A 0 0 701",
                "unphysmap A 701",
                "grant A 180 8 100 A",
                "mapgrant A 8 702 0 -> hypercall 0 status 0 handle 0 ok",
                "foreign A 10 A 20 -> err 0 ok",
                "target A A",
                "mtrrctx A 0 -> def 0 pat 0 cap 0 var 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 fixed 0 0 0 0 0 0 0 0 0 0 0 ok",
                "saverestore A",
                "dump end -> " + DUMP,
                "keys D end -> " + DUMP_BY_KEYS,
                "destroy A",
            })
    void aWordThatMeansNothingIsRefusedWithItsLine(String step) throws Exception {
        String[] parts = step.split(" -> ", 2);
        String result = parts.length > 1 ? " -> " + parts[1] : "";
        StepsLog whole = StepsLog.read(XenLab.write(directory, step, "").resolve("steps.log"));
        assertThat(whole.steps()).hasSize(1);
        Path log = XenLab.write(directory, parts[0] + " 77" + result, "").resolve("steps.log");
        assertThatThrownBy(() -> StepsLog.read(log))
                .isInstanceOf(BadFileException.class)
                .hasMessage(log + ":2: too many words: '77' means nothing here (" + parts[0] + " 77)");
    }

    /** So that no verb is forgotten above. */
    @Test
    void everyVerbIsAmongThem() throws Exception {
        String[] commands = XenInputTest.class
                .getDeclaredMethod("aWordThatMeansNothingIsRefusedWithItsLine", String.class)
                .getAnnotation(ValueSource.class)
                .strings();
        assertThat(Arrays.stream(commands).map(c -> LabVerb.of(c.split(" ", 2)[0])))
                .containsExactlyInAnyOrder(LabVerb.values());
    }

    /** What always works in the model, and fails on Xen for a reason that is not the machine's. */
    @ParameterizedTest
    @CsvSource({
        "create B 1, 1", "ram A 20 1 0, 1", "load A, 22", "iomem A 1 b0 1, 1", "ioport A 1 378 8, 1",
                "saverestore A, 22",
        "mtrrctx A, 3", "destroy A, 3", "mmap A 1 a0 a0 1, 1", "physmap A 0 0 701, 22", "pin A 10 10 6, 1", "rd 10, 14",
    })
    void anErrorThatTheModelHasNoReasonForIsADifference(String command, int errno) throws Exception {
        String said = command.startsWith("mtrrctx")
                ? "def 806 pat 7040600070406 cap 508 var" + " 0".repeat(16) + " fixed" + " 0".repeat(11) + " "
                : "";
        Path run = XenLab.write(
                directory,
                "create A 1\nram A 10 1 0\niomem A 1 a0 1\nload A\n" + command + " -> " + said + "rc=-1 errno=" + errno
                        + " (why)",
                "");
        assertThat(play(run).resultsDifferent()).isEqualTo(1);
        assertThat(play(run).first().get(0).cause()).isEqualTo("command 4 (" + command + ")");
    }

    @ParameterizedTest
    @CsvSource({
        "create B 1, 12",
        "create B 1 iommu, 22",
        "ram A 20 1 0, 12",
        "ram A 20 1 0, 16",
        "physmap A 0 0 701, 12"
    })
    void anErrorForLackOfMemoryIsNoDifference(String command, int errno) throws Exception {
        Path run = XenLab.write(
                directory, "create A 1\nram A 10 1 0\n" + command + " -> rc=-1 errno=" + errno + " (why)", "");
        assertThat(play(run).total()).isZero();
    }

    @Test
    void aCommandThatTheToolDidNotKnowIsLeftOutAndOneThatItKnowsIsNot() throws Exception {
        Path run = XenLab.write(directory, "create A 1\ncreat B 1 -> BAD COMMAND\nram A 10 -> BAD COMMAND", "");
        assertThat(play(run).commands()).isEqualTo(1);
    }

    private static XenComparison play(Path run) throws BadFileException {
        return XenRun.read(run).compare(XenDesigns.XEN_4_17_7, XenDomain::realTables);
    }
}
