package dev.stalemate.lab.seen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stalemate.counterexample.BadFileException;
import dev.stalemate.counterexample.Counterexample;
import dev.stalemate.counterexample.CounterexampleReader;
import dev.stalemate.counterexample.SavedRuns;
import dev.stalemate.lab.seen.Recordings.Kept;
import dev.stalemate.lab.seen.Shown.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The recordings of counterexamples on real kernels: judged again, and listed where they are told of. */
class SeenTest {
    private static final Path SAVED = Path.of("counterexamples").toAbsolutePath();
    private static final Path LISTED = Path.of("src/main/resources/dev/stalemate/report/seen.txt");
    private static final Path PAGE = Path.of("docs/explanation/findings.md");
    private static final Path RIGHT_PAGE = Path.of("target/findings-seen.md");
    private static final String WRITE = "seen.write";
    private static final String TABLE = "| real kernel | claim | shortest run | what was seen |";

    @Test
    void everyRecordingShowsItsCounterexample() throws IOException, BadFileException {
        List<String> lines = new ArrayList<>();
        lines.add(
                "# claim, last state of its run, recording in counterexamples/, day; what was seen: written by SeenTest from the recordings");
        List<String> rows = new ArrayList<>();
        for (Path file : SavedRuns.ofModels()) {
            if (Recordings.beside(file).isEmpty()) {
                continue;
            }
            Counterexample c = CounterexampleReader.read(file);
            for (Map.Entry<Kept, Shown> one : Recordings.judged(file, c).entrySet()) {
                Kept kept = one.getKey();
                Shown shown = one.getValue();
                assertThat(shown.outcome())
                        .as(kept.file() + ": " + shown.says())
                        .isEqualTo(Outcome.SEEN);
                lines.add(String.join(
                        " ",
                        shown.claim(),
                        String.valueOf(c.steps().get(c.steps().size() - 1).hash()),
                        SAVED.relativize(kept.file()).toString(),
                        kept.day()));
                lines.add("  " + shown.kernel() + ": " + shown.says());
                rows.add("| " + shown.kernel() + " | " + shown.claim() + " | "
                        + c.steps().size() + (c.steps().size() == 1 ? " step" : " steps") + " | " + shown.says()
                        + " |");
            }
        }
        assertThat(rows).hasSizeGreaterThan(20);
        if (Boolean.getBoolean(WRITE)) {
            Files.write(LISTED, lines);
        }
        assertThat(Files.readAllLines(LISTED))
                .as("-D" + WRITE + "=true writes it")
                .isEqualTo(lines);
        List<String> right = withTable(rows);
        Files.write(RIGHT_PAGE, right);
        assertThat(Files.readAllLines(PAGE))
                .as(RIGHT_PAGE + " is the page as it should be")
                .isEqualTo(right);
    }

    /** The page with the rows as they should be. */
    private static List<String> withTable(List<String> rows) throws IOException {
        List<String> right = new ArrayList<>();
        boolean inTable = false;
        for (String line : Files.readAllLines(PAGE)) {
            if (inTable && !line.startsWith("|")) {
                inTable = false;
            }
            if (!inTable) {
                right.add(line);
            }
            if (line.equals(TABLE)) {
                right.add("|---|---|---|---|");
                right.addAll(rows.stream().sorted().toList());
                inTable = true;
            }
        }
        return right;
    }

    @Test
    void aLeafOfAnotherTypeIsTold(@TempDir Path folder) throws IOException, BadFileException {
        Shown shown = changed(
                folder, "kvm-K1", "linux-6.1.192", line -> line.startsWith("@leaf 0 1 ") ? flipped(line) : line);
        assertThat(shown.outcome()).isEqualTo(Outcome.DIFFERS);
        assertThat(shown.says()).startsWith("differs from the model: after (2) gpa 0x0 has ");
    }

    /** The same leaf with other bits 5:3: uncached for write-back. */
    private static String flipped(String line) {
        int at = line.lastIndexOf(' ') + 1;
        long spte = Long.parseUnsignedLong(line.substring(at), 16);
        return line.substring(0, at) + Long.toHexString(spte ^ 0x30);
    }

    @Test
    void aLeafThatIsMissingIsTold(@TempDir Path folder) {
        assertThatThrownBy(() ->
                        changed(folder, "kvm-K1", "linux-6.1.192", line -> line.startsWith("@leaf 0 1 ") ? "" : line))
                .isInstanceOf(BadFileException.class)
                .hasMessageContaining("the dump lacks 1 leaves");
    }

    @Test
    void aRunWithoutItsEndIsNotSeen(@TempDir Path folder) throws IOException, BadFileException {
        Shown shown = changed(folder, "kvm-K1", "linux-6.1.192", line -> line.startsWith("@end") ? "" : line);
        assertThat(shown.outcome()).isEqualTo(Outcome.LOST);
        assertThat(shown.says()).startsWith("the run did not end: the machine said no more");
    }

    @Test
    void aMachineThatDiedIsTold(@TempDir Path folder) throws IOException, BadFileException {
        Shown shown = changed(
                folder,
                "kvm-K1",
                "linux-6.1.192",
                line -> line.startsWith("@end") ? "@lost kvm-K1 the emulator ended" : line);
        assertThat(shown.outcome()).isEqualTo(Outcome.LOST);
        assertThat(shown.says()).contains("lost kvm-K1 the emulator ended");
    }

    @Test
    void aRecordingOfAKernelThatDoesNotTakeTheStepsIsRefused(@TempDir Path folder) {
        assertThatThrownBy(
                        () -> changed(folder, "kvm-K1", "linux-6.1.192", line -> line.replace("6.1.192", "6.12.117")))
                .isInstanceOf(BadFileException.class)
                .hasMessageContaining("does not violate no-stale-igmt by these steps");
    }

    @Test
    void aLeafOfAnotherTypeOnXenIsTold(@TempDir Path folder) throws IOException, BadFileException {
        Shown shown = changed(folder, "xen-ept-X5c", "xen-4.17.7", line -> line.replaceFirst("WB!$", "UC!"));
        assertThat(shown.outcome()).isEqualTo(Outcome.DIFFERS);
    }

    /** One line of a recording of Xen is another one, or missing. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "@end .* | | LOST | the end of it is missing",
                "@end .* | @lost xen-ept-X5c the emulator ended | LOST | the machine was lost: xen-ept-X5c the emulator ended",
                "@step   2 (.*) | @step   2 $1@garbled | LOST | garbled",
                "@step # trace.* | @noise | LOST | no line of the lab: @noise",
                "(@step   0 create A) 1(.*) | $1 2$2 | DIFFERS | the machine did 'create A 2', and the scenario has 'create A 1'",
            })
    void aRecordingOfXenThatIsNotWholeIsNotSeen(
            String line, String other, Outcome outcome, String says, @TempDir Path folder)
            throws IOException, BadFileException {
        String change = other == null ? "" : other;
        Shown shown = changed(folder, "xen-ept-X5c", "xen-4.17.7", l -> l.replaceFirst("^" + line + "$", change));
        assertThat(shown.says()).contains(says);
        assertThat(shown.outcome()).isEqualTo(outcome);
    }

    /** The leaves are as they should be, and yet it was not seen. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    @op 18 vcpu 0 touch 0 1|@op 18 vcpu 0 wbinvd|the machine did 'wbinvd', and the scenario has 'touch 0 1'
                    @op 18 vcpu 0 touch 0 1|@op 18 vcpu 1 touch 0 1|by vCPU '1'
                    @op 18 vcpu 0 touch 0 1|@op 18 vcpu 1 write 0|the machine did 'write 0'
                    @op 19 vcpu 0 cr0 31|@op 19 vcpu 0 cr0 31;@gp|cr0 31: it raised #GP
                    @op 19 vcpu 0 cr0 31|@op 19 vcpu 0 cr0 31;@exit 9|cr0 31: the guest ended in exit 9
                    @op 19 vcpu 0 cr0 31|@op 19 vcpu 0 cr0 31;@refused cr0 22|cr0 31: KVM refused cr0 with error 22
                    @cr0 1 31|@cr0 1 31;@refused quirk 22|at the start KVM refused quirk with error 22
                    @cr0 1 31|@cr0 1 60000031|a vCPU starts with CR0 0x60000031
                    @cr0 1 31|@cr0 7 31|the machine has a vCPU 7, and the scenario has 2
                    @machine tdp_mmu Y|@machine tdp_mmu N|runs without the TDP MMU
                    @dump s1 1|@dump s1 2;@leaf 0 1 6000000029c1b17|after (1) gpa 0x0 has 0x6000000029c1b17, in the model none
                    @end kvm-K1 19|@op 20 vcpu 0 wbinvd;@end kvm-K1 20|and the scenario has 'none'
                    """)
    void stepsThatWereNotTakenAreTold(String line, String changed, String says, @TempDir Path folder)
            throws IOException, BadFileException {
        Shown shown = changed(folder, "kvm-K1", "linux-6.1.192", l -> l.equals(line) ? changed.replace(';', '\n') : l);
        assertThat(shown.outcome()).isEqualTo(Outcome.DIFFERS);
        assertThat(shown.says()).startsWith("differs from the model: ").contains(says);
    }

    @Test
    void withoutAnyStepItIsNotSeen(@TempDir Path folder) throws IOException, BadFileException {
        Shown shown = changed(
                folder,
                "kvm-K1",
                "linux-6.1.192",
                line -> line.startsWith("@op ") ? "" : line.replace("@end kvm-K1 19", "@end kvm-K1 0"));
        assertThat(shown.outcome()).isEqualTo(Outcome.DIFFERS);
    }

    @Test
    void aGuestThatEndsInItsLastStepIsNotSeen(@TempDir Path folder) throws IOException, BadFileException {
        Shown shown =
                changed(folder, "kvm-K1", "linux-6.1.192", line -> line.startsWith("@end") ? "@died KVM_RUN 5" : line);
        assertThat(shown.outcome()).isEqualTo(Outcome.LOST);
    }

    /** A recording with each line changed, judged. */
    private static Shown changed(Path folder, String name, String kernel, UnaryOperator<String> change)
            throws IOException, BadFileException {
        Path file = folder.resolve(name + ".json");
        Files.copy(SavedRuns.file(name + ".json"), file);
        String recording = name + "." + kernel + ".lab";
        List<String> before = Files.readAllLines(SavedRuns.file(recording));
        List<String> lines =
                before.stream().map(change).filter(line -> !line.isEmpty()).toList();
        assertThat(lines).isNotEqualTo(before);
        Files.write(folder.resolve(recording), lines);
        return List.copyOf(
                        Recordings.judged(file, CounterexampleReader.read(file)).values())
                .get(0);
    }
}
