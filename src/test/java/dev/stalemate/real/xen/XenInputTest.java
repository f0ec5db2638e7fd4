package dev.stalemate.real.xen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stalemate.counterexample.BadFileException;
import dev.stalemate.real.xen.XenDump.Table;
import dev.stalemate.systems.xen.XenDomain;
import dev.stalemate.systems.xen.XenVariants;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Logs and consoles that are cut, damaged or foreign: a clear error with file and line, or as much as can be told. */
class XenInputTest {
    @TempDir
    private Path directory = Path.of(".");

    private static final String DUMP = "console 1 bytes -> 00-end.console.txt  0.33sok";
    private static final String AGAIN = "console 1 bytes -> 01-again.console.txt  0.33sok";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            create A 9          | :2: 9 is more than 4 (create A 9)
            create A 1 hap      | :2: nothing but 'iommu' may follow the number of vCPUs (create A 1 hap)
            create A 0          | :2: a domain without vCPUs (create A 0)
            create A            | :2: too few words (create A)
            load A              | :2: no domain A (load A)
            rd 10               | :2: no guest is in use (rd 10)
            ram A x 1 0         | :2: no domain A (ram A x 1 0)
            dance               | :2: no guest is in use (dance)
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
            dance               | unknown command
            """)
    void soIsOneThatAsksForTooMuch(String command, String message) {
        Path run = XenLab.write(directory, "create A 1\nload A\n" + command, "");
        assertThatThrownBy(() -> play(run)).hasMessage(run + "/steps.log:4: " + message + " (" + command + ")");
    }

    @Test
    void aLogIsNumberedFromZeroOn() throws IOException {
        Path log = directory.resolve("steps.log");
        Files.writeString(log, "  0 create A 1   ok  (1 ms)\n  2 load A  ok  (1 ms)\n");
        assertThatThrownBy(() -> StepsLog.read(log))
                .hasMessage(log + ":1: the command has no end, and others follow " + "(create A 1 ok (1 ms))");
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
    }

    @Test
    void aCommandOfMoreThanFortyCharactersEndsWhereItsResultBegins() throws Exception {
        Path log = directory.resolve("steps.log");
        String command = "dump a-label-of-so-many-characters-that-it-is-long";
        Files.writeString(log, "  0 " + command + " console 5 bytes -> 00-a.console.txt  0.1sok  (1 ms)\n");
        LabStep step = StepsLog.read(log).steps().get(0);
        assertThat(step.command()).isEqualTo(command);
        assertThat(step.console()).isEqualTo("00-a.console.txt");
    }

    @Test
    void withoutTraceBuffersExitsAreNotCompared() throws Exception {
        Path run =
                XenLab.write(directory, "create A 1\nram A 10 1 0\nload A\nrd 10 -> ok  exits[EPT_MISCONFIG/49*5]", "");
        assertThat(play(run).exitsDifferent()).isEqualTo(1);
        Path log = run.resolve("steps.log");
        Files.writeString(log, Files.readString(log).replace("# trace buffer: 64 pages", "# no trace buffers: EPERM"));
        assertThat(play(run).exitsDifferent()).isZero();
    }

    @Test
    void aRunEndsWhereTheRealGuestDid() throws Exception {
        Path run = XenLab.write(
                directory,
                "create A 1\nload A\nrd 10 -> TIMEOUT rc=-2 errno=0 (Success)\nrd 10 -> ok  exits[EPT_MISCONFIG/49*5]",
                "");
        assertThat(play(run).commands()).isEqualTo(2);
        assertThat(play(run).total()).isZero();
    }

    @Test
    void ofTheConsolesThatTheLogNamesOneMustBeThereAndEachHoldsADump() throws IOException {
        Path run = XenLab.write(directory, "create A 1\ndump end -> " + DUMP, "(XEN) nothing\n");
        assertThatThrownBy(() -> XenRun.read(run))
                .hasMessage(run + "/00-end.console.txt: it has no dump of debug key D");
        Files.delete(run.resolve("00-end.console.txt"));
        assertThatThrownBy(() -> XenRun.read(run)).hasMessageStartingWith(run + "/00-end.console.txt: no such file");
        assertThatThrownBy(() -> XenRun.read(directory.resolve("none")))
                .hasMessageEndingWith("steps.log: no such file");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../00-end.console.txt", "/etc/passwd", "00 end.console.txt"})
    void aDumpIsReadFromAFileBesideItsLogAlone(String file) {
        Path run = XenLab.write(directory, "create A 1\ndump end -> console 1 bytes -> " + file, "");
        assertThatThrownBy(() -> XenRun.read(run))
                .hasMessage(run + "/steps.log:3: the dump is in no file NAME.console.txt beside the log (dump end)");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            gfn:   1 order:  9 mfn: 10 rwx WB! | gfn 1 can't be a leaf of order 9
            gfn:   1 order:  1 mfn: 10 rwx WB! | gfn 1 can't be a leaf of order 1
            gfn: 400 order:  0 mfn: 10 rwx WB! | gfn 400 is not after the leaf before it
            gfn: 800 order:  0 mfn: 10 rwx XX! | a leaf that can't be read: gfn: 800 order:  0 mfn: 10 rwx XX!
            gfn: zzz order:  0 mfn: 10 rwx WB! | a leaf that can't be read: gfn: zzz order:  0 mfn: 10 rwx WB!
            """)
    void aLeafThatCantBeIsNamedWithItsLine(String line, String message) throws IOException {
        Path file = directory.resolve("console.txt");
        Files.writeString(
                file, "(XEN) domain1 EPT p2m table:\n(XEN) gfn: 400 order: 0 mfn: 1 rwx WB!\n(XEN) " + line + "\n");
        assertThatThrownBy(() -> XenDumpReader.read(file)).hasMessage(file + ":3: " + message);
    }

    @Test
    void aConsoleThatCantBeReadWholeIsRefused() throws IOException {
        Path file = directory.resolve("console.txt");
        Files.writeString(file, "(XEN) domain1 EPT p2m table:\n" + "x".repeat(100_000) + "\n");
        assertThatThrownBy(() -> XenDumpReader.read(file))
                .hasMessage(file + ":2: the line is longer than 65536 characters; the rest of it is not read");
        Files.write(file, new byte[] {0x1F, (byte) 0x8B, 8});
        assertThatThrownBy(() -> XenDumpReader.read(file))
                .hasMessageStartingWith(file + ":1: the compressed file is cut or damaged here");
    }

    @Test
    void aConsoleMayHoldSeveralDumpsStampsAndBlanksLost() throws Exception {
        Path file = directory.resolve("console.txt");
        Files.writeString(
                file,
                """
                n:  200 order:  0 mfn: 1 rwx WB
                (XEN) [2022-09-27 11:33:40.123] gfn:  201 order:  0 mfn: 1 r x UC
                (XEN) domain1 EPT p2m table:
                (XEN) gfn:  400 order:  9 mfn: 200 rw  ???
                (XEN) gfn:  600 order:  9 PoD
                (XEN) domain3 EPT p2m table:
                [  1.5] domain1 EPT p2m table:
                (XEN) gfn:  400 order:  0 mfn: 200 rwx WP?
                """);
        List<XenDump> dumps = XenDumpReader.read(file);
        assertThat(dumps).hasSize(2);
        assertThat(dumps.get(0).tables()).extracting(Table::domain).containsExactly(Table.UNKNOWN, 1, 3);
        assertThat(dumps.get(0).tables().get(0).leaves().get(0).leaf().text()).isEqualTo("order 0 [UC ]");
        assertThat(dumps.get(0).tables().get(1).leaves()).hasSize(1);
        assertThat(dumps.get(1).tables().get(0).leaves().get(0).leaf().text()).isEqualTo("order 0 [WP?]");
    }

    @Test
    void ofATableWhoseHeadingIsLostTheRestIsCompared() throws Exception {
        String commands = "create A 1\nram A 10 3 0\ndump end -> " + DUMP;
        Path run = XenLab.write(
                directory, commands, "(XEN) gfn: 11 order: 0 mfn: 1 rwx WB!\n(XEN) gfn: 12 order: 0 mfn: 1 rwx UC!\n");
        XenComparison comparison = play(run);
        assertThat(comparison.leaves()).isEqualTo(2);
        assertThat(comparison.different()).isEqualTo(1);
    }

    @Test
    void aDomainTooManyIsADifference() throws Exception {
        String table = "(XEN) domain1 EPT p2m table:\n(XEN) domain2 EPT p2m table:\n";
        Path run = XenLab.write(directory, "create A 1\ndump end -> " + DUMP + "\ndump again -> " + AGAIN, "");
        Files.writeString(run.resolve("00-end.console.txt"), "(XEN) domain1 EPT p2m table:\n");
        Files.writeString(run.resolve("01-again.console.txt"), table);
        assertThat(play(run).resultsDifferent()).isEqualTo(1);
        String destroyed = "create A 1\ndestroy A\ncreate A 1\ndump end -> " + DUMP;
        assertThat(play(XenLab.write(directory, destroyed, table)).total()).isZero();
    }

    /** Its table is not the run's business. */
    @Test
    void aDomainThatWasThereBeforeTheRunIsLeftOut() throws Exception {
        String table =
                """
                (XEN) domain4 EPT p2m table:
                (XEN) gfn: 99 order: 0 mfn: 1 rwx WB?
                (XEN) domain7 EPT p2m table:
                (XEN) gfn: 10 order: 0 mfn: 1 rwx WB!
                """;
        Path run = XenLab.write(directory, "create A 1\nram A 10 1 0\ndump end -> " + DUMP, table);
        XenComparison comparison = play(run);
        assertThat(comparison.total()).isZero();
        assertThat(comparison.leaves()).isEqualTo(1);
        assertThat(comparison.otherDomains()).isEqualTo(1);
    }

    @Test
    void aDumpThatIsMissingIsTold() throws Exception {
        Path run = XenLab.write(
                directory,
                "create A 1\nram A 10 1 0\ndump end -> " + DUMP + "\ndump again -> " + AGAIN,
                "(XEN) domain1 EPT p2m table:\n(XEN) gfn: 10 order: 0 mfn: 1 rwx WB!\n");
        XenComparison comparison = play(run);
        assertThat(comparison.dumps()).isEqualTo(1);
        assertThat(comparison.missingDumps()).isEqualTo(1);
    }

    private static XenComparison play(Path run) throws BadFileException {
        return XenRun.read(run).compare(XenVariants.XEN_4_17_7, XenDomain::realTables);
    }
}
