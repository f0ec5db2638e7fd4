package dev.stalemate.real.xen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stalemate.counterexample.BadFileException;
import dev.stalemate.real.xen.XenDump.Table;
import dev.stalemate.systems.xen.design.XenDesigns;
import dev.stalemate.systems.xen.domain.XenDomain;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Consoles of a run that are missing, damaged or foreign, and dumps in them. */
class XenConsoleTest {
    @TempDir
    private Path directory = Path.of(".");

    private static final String DUMP = "console 1 bytes -> 00-end.console.txt  0.33sok";
    private static final String DUMP_BY_KEYS = "console 1 bytes -> 00-end.console.txt ok";
    private static final String AGAIN = "console 58 bytes -> 01-again.console.txt  0.33sok";

    @Test
    void eachConsoleThatTheLogNamesHoldsADump() throws IOException {
        Path run = XenLab.write(directory, "create A 1\ndump end -> " + DUMP, "(XEN) nothing\n");
        assertThatThrownBy(() -> XenRun.read(run))
                .hasMessage(run + "/00-end.console.txt: it has no dump of debug key D");
    }

    @Test
    void aRunIsADirectoryWithALog() {
        Path run = XenLab.write(directory, "create A 1", "");
        assertThatThrownBy(() -> XenRun.read(run.resolve("steps.log")))
                .isInstanceOf(BadFileException.class)
                .hasMessage(run + "/steps.log: is no directory; a run is one that holds a steps.log and its consoles");
        assertThatThrownBy(() -> XenRun.read(directory.resolve("none")))
                .hasMessageEndingWith("none/steps.log: no such file or directory");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../00-end.console.txt", "/etc/passwd", "00 end.console.txt"})
    void aDumpIsReadFromAFileBesideItsLogAlone(String file) {
        Path run = XenLab.write(directory, "create A 1\ndump end -> console 1 bytes -> " + file + "  0.33sok", "");
        assertThatThrownBy(() -> XenRun.read(run))
                .hasMessageStartingWith(run + "/steps.log:3: no answer to it: console 1 bytes -> " + file);
    }

    @Test
    void aConsoleHasTheLengthThatTheLogSays() throws Exception {
        String table = "(XEN) domain1 EPT p2m table:\n(XEN) gfn: 10 order: 0 mfn: 1 rwx WB!\n";
        Path run = XenLab.write(directory, "create A 1\nram A 10 1 0\ndump end -> " + DUMP, table);
        Path console = run.resolve("00-end.console.txt");
        Files.writeString(console, table + "\n");
        assertThatThrownBy(() -> XenRun.read(run))
                .hasMessage(console + ": has 68 bytes, and had 67 as it was written: see " + run + "/steps.log:4");
        try (OutputStream packed = new GZIPOutputStream(Files.newOutputStream(console))) {
            packed.write(table.getBytes(StandardCharsets.UTF_8));
        }
        assertThat(play(run).leaves()).isEqualTo(1);
    }

    @Test
    void aLeafWithoutAHeadingIsTheFirstOfItsConsole() {
        String lost = "(XEN) something else\n(XEN) and more\n(XEN) gfn: 10 order: 0 mfn: 1 rwx WB!\n";
        Path run = XenLab.write(directory, "create A 1\nram A 10 1 0\ndump end -> " + DUMP, lost);
        assertThatThrownBy(() -> XenRun.read(run))
                .hasMessage(run + "/00-end.console.txt:3: a leaf, and no domain's heading before it");
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
        List<XenDump> dumps = XenDumpReader.read(file).dumps();
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
        Path run = XenLab.write(
                directory, "create A 1\ndump end -> " + DUMP + "\ndump again -> " + AGAIN, table.substring(0, 29));
        Files.writeString(run.resolve("01-again.console.txt"), table);
        assertThat(play(run).resultsDifferent()).isEqualTo(1);
        assertThat(play(run).dumps()).isEqualTo(1);
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
    void aDumpThatIsMissingIsReported() throws Exception {
        Path run = XenLab.write(
                directory,
                "create A 1\nram A 10 1 0\ndump end -> " + DUMP + "\ndump again -> " + AGAIN,
                "(XEN) domain1 EPT p2m table:\n(XEN) gfn: 10 order: 0 mfn: 1 rwx WB!\n");
        XenComparison comparison = play(run);
        assertThat(comparison.dumps()).isEqualTo(1);
        assertThat(comparison.missingDumps()).isEqualTo(1);
        assertThat(problems(run))
                .containsExactly(run + "/steps.log:5: there is no 01-again.console.txt beside the log: its dump is not"
                        + " compared (dump again)");
    }

    @Test
    void aConsoleThatNoCommandNamesIsReported() throws Exception {
        Path run = XenLab.write(directory, "create A 1\ndump end -> " + DUMP, "(XEN) domain1 EPT p2m table:\n");
        Files.writeString(run.resolve("01-again.console.txt"), "(XEN) domain1 EPT p2m table:\n");
        assertThat(problems(run))
                .containsExactly(
                        run + "/01-again.console.txt: no command of steps.log names it: is the log cut, or is this"
                                + " of another run?");
    }

    @ParameterizedTest
    @ValueSource(strings = {"dump start", "dump en", "dump end2", "keys D start", "keys q start"})
    void aConsoleIsNamedAsTheLabelOfItsCommand(String command) {
        String answer = command.startsWith("dump") ? DUMP : DUMP_BY_KEYS;
        Path run =
                XenLab.write(directory, "create A 1\n" + command + " -> " + answer, "(XEN) domain1 EPT p2m table:\n");
        String label = command.substring(command.lastIndexOf(' ') + 1);
        assertThatThrownBy(() -> XenRun.read(run))
                .isInstanceOf(BadFileException.class)
                .hasMessage(run + "/steps.log:3: its console is 00-" + label
                        + ".console.txt, and not 00-end.console.txt (" + command + ")");
    }

    @Test
    void aConsoleIsNumberedByTheConsolesBeforeIt() {
        Path run = XenLab.write(directory, "create A 1\ndump again -> " + AGAIN, "");
        assertThatThrownBy(() -> XenRun.read(run))
                .hasMessage(run + "/steps.log:3: its console is 00-again.console.txt, and not 01-again.console.txt"
                        + " (dump again)");
    }

    @Test
    void noConsoleIsTwoDumps() {
        Path run = XenLab.write(
                directory,
                "create A 1\ndump end -> " + DUMP + "\ndump again -> " + DUMP,
                "(XEN) domain1 EPT p2m table:\n");
        assertThatThrownBy(() -> XenRun.read(run))
                .hasMessage(run + "/steps.log:4: an earlier command names 00-end.console.txt, too (dump again)");
    }

    private static List<String> problems(Path run) throws BadFileException {
        return XenRun.read(run).problems().stream().map(Throwable::getMessage).toList();
    }

    private static XenComparison play(Path run) throws BadFileException {
        return XenRun.read(run).compare(XenDesigns.XEN_4_17_7, XenDomain::realTables);
    }
}
