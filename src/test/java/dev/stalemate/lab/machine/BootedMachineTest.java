package dev.stalemate.lab.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.stalemate.lab.machine.LabFolder.Place;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A machine that has booted, with a program of the shell in the place of the emulator: what is kept, and what is said, however it ends. */
class BootedMachineTest {
    private static final Duration PATIENCE = Duration.ofMillis(200);
    private static final String PLAYS = "sed -n 's/^scenario //p' \"$3/hard_drive.1.drive0.image\" | tr -d '\\0'";
    private static final List<String> THREE = List.of("scenario a\nend\n", "scenario b\nend\n", "scenario c\nend\n");

    @TempDir
    private Path home = Path.of("");

    private Place place = new Place(Path.of(""));

    @BeforeEach
    void saveState() throws IOException {
        assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "there is no shell");
        place = new LabFolder(home).place("kvm");
        Files.createDirectories(place.state());
        Files.createDirectories(place.build());
        Files.writeString(place.disc(), "");
        Files.writeString(place.folder().resolve("lock"), "");
        Files.writeString(place.boot(), "@machine kernel 6.1.0\n");
        Files.writeString(place.state().resolve("config"), "a part of the state");
        Files.writeString(place.state().resolve("hard_drive.1.drive0.image"), "scenario of another run\n");
    }

    /** What a machine says whose emulator runs these lines of the shell. */
    private List<String> said(String script) throws IOException, LabException {
        List<String> said = new ArrayList<>();
        machine(script, new AtomicBoolean()).play(THREE, said::add);
        return said;
    }

    private BootedMachine machine(String script, AtomicBoolean stopped) throws IOException {
        Path program = home.resolve("emulator");
        Files.writeString(program, "#!/bin/sh\n" + script + "\n");
        assertThat(program.toFile().setExecutable(true)).isTrue();
        return new BootedMachine(place, program.toString(), PATIENCE, stopped::get);
    }

    @Test
    void scenariosArePlayedFromTheSavedState() throws Exception {
        String script = "test -e \"$3/config\" || exit 1; echo noise; echo @ready; for s in $(" + PLAYS
                + "); do echo @scenario $s; echo @end $s 0; done; echo @done; sleep 100";
        assertThat(said(script))
                .containsExactly(
                        "@machine kernel 6.1.0",
                        "@scenario a",
                        "@end a 0",
                        "@scenario b",
                        "@end b 0",
                        "@scenario c",
                        "@end c 0");
    }

    @Test
    void aScenarioThatTakesTheEmulatorWithItLosesNoOther() throws Exception {
        String script = "echo @ready; for s in $(" + PLAYS
                + "); do echo @scenario $s; test $s = b && { echo 'Killed: no space' >&2; exit 1; }; echo @end $s 0; done; echo @done";
        assertThat(said(script))
                .containsExactly(
                        "@machine kernel 6.1.0",
                        "@scenario a",
                        "@end a 0",
                        "@scenario b",
                        "@lost b the emulator ended: Killed: no space",
                        "@scenario c",
                        "@end c 0");
    }

    @Test
    void aKernelThatPanicsStartsAgainAndIsTold() throws Exception {
        String script = "echo @ready; for s in $(" + PLAYS
                + "); do echo @scenario $s; test $s = a && { echo 'Kernel panic - not syncing' > serial.txt;"
                + " echo @machine kernel 6.1.0; sleep 100; }; echo @end $s 0; done; echo @done";
        assertThat(said(script))
                .contains("@end b 0", "@end c 0")
                .anyMatch(l ->
                        l.startsWith("@lost a the kernel of the machine started again: Kernel panic - not syncing"))
                .hasSize(7);
    }

    @Test
    void aMachineThatWorksWithoutAWordIsEnded() throws Exception {
        String script = "echo @ready; for s in $(" + PLAYS
                + "); do echo @scenario $s; if test $s = c; then while :; do :; done; fi; echo @end $s 0; done; echo @done";
        assertThat(said(script)).endsWith("@scenario c", "@lost c the machine said nothing any more: it said nothing");
    }

    @Test
    void aScenarioThatIsKilledInTheMachineIsOver() throws Exception {
        String script = "echo @ready; for s in $(" + PLAYS
                + "); do echo @scenario $s; test $s = b && echo @killed 14 || echo @end $s 0; done; exit 0";
        assertThat(said(script)).endsWith("@scenario b", "@killed 14", "@scenario c", "@end c 0");
    }

    @Test
    void aMachineThatSaysItIsDoneTooEarlyLosesWhatItDidNotPlay() throws Exception {
        assertThat(said("echo @ready; echo @scenario a; echo @end a 0; echo @done"))
                .endsWith(
                        "@end a 0",
                        "@scenario b",
                        "@lost b the machine did not play it",
                        "@scenario c",
                        "@lost c the machine did not play it");
    }

    @Test
    void aMachineThatIsLostBeforeAScenarioIsToldOfThat() throws Exception {
        assertThat(said("echo @ready; exit 1"))
                .containsExactly(
                        "@machine kernel 6.1.0",
                        "@scenario a",
                        "@lost a the emulator ended: it said nothing",
                        "@scenario b",
                        "@lost b the emulator ended: it said nothing",
                        "@scenario c",
                        "@lost c the emulator ended: it said nothing");
    }

    @Test
    void aMachineThatIsReadyAgainStartedAgain() throws Exception {
        String script = "echo @ready; for s in $(" + PLAYS
                + "); do echo @scenario $s; test $s = b && { echo @ready; sleep 100; }; echo @end $s 0; done; echo @done";
        assertThat(said(script))
                .anyMatch(l -> l.startsWith("@lost b the kernel of the machine started again"))
                .contains("@end c 0");
    }

    @Test
    void moreScenariosThanADiskHoldsTakeMoreStarts() throws Exception {
        String large = "scenario a\n" + "wbinvd\n".repeat(700_000) + "end\n";
        String starts = "echo x >> " + home.resolve("starts") + "; echo @ready; for s in $(" + PLAYS
                + "); do echo @scenario $s; echo @end $s 0; done; echo @done";
        List<String> said = new ArrayList<>();
        machine(starts, new AtomicBoolean()).play(List.of(large, large, "scenario c\nend\n"), said::add);
        assertThat(said).filteredOn(l -> l.startsWith("@end ")).hasSize(3);
        assertThat(Files.readAllLines(home.resolve("starts"))).hasSize(2);
    }

    /** Another process, since a process has its own locks in common. */
    @Test
    void anImageThatAnotherProcessMakesIsNotRun() throws Exception {
        Path lock = place.folder().resolve("lock");
        Process other = new ProcessBuilder(
                        "python3",
                        "-c",
                        "import fcntl,sys,time; f=open(sys.argv[1],'w'); fcntl.lockf(f, fcntl.LOCK_EX); print(1, flush=True);"
                                + " time.sleep(100)",
                        lock.toString())
                .start();
        try {
            assumeTrue(other.inputReader().readLine() != null, "there is no python3 to hold a lock");
            BootedMachine machine = machine("echo @ready; echo @done", new AtomicBoolean());
            assertThatThrownBy(() -> machine.play(THREE, line -> {}))
                    .isInstanceOf(LabException.class)
                    .hasMessageContaining("is being set up by another stalemate");
            assertThatThrownBy(() -> LabLock.toMake(place.folder()))
                    .isInstanceOf(LabException.class)
                    .hasMessageContaining("is in use by another stalemate");
        } finally {
            other.destroyForcibly().waitFor();
        }
    }

    @Test
    void anEmulatorThatNeverGetsReadyIsTold() {
        assertThatThrownBy(() -> said("echo 'cannot open display' >&2; exit 1"))
                .isInstanceOf(LabException.class)
                .hasMessage("the emulator ended before any scenario was played: cannot open display");
    }

    @Test
    void aMissingEmulatorIsTold() {
        BootedMachine machine = new BootedMachine(place, home.resolve("none").toString(), PATIENCE, () -> false);
        assertThatThrownBy(() -> machine.play(THREE, line -> {}))
                .isInstanceOf(LabException.class)
                .hasMessageContaining("none can't be started");
    }

    @Test
    void anInterruptEndsTheEmulatorAndKeepsWhatEnded() throws Exception {
        AtomicBoolean stopped = new AtomicBoolean();
        List<String> said = new ArrayList<>();
        String script = "echo $$ > " + home.resolve("pid")
                + "; echo @ready; echo @scenario a; echo @end a 0; echo @scenario b; sleep 1000";
        BootedMachine machine = machine(script, stopped);
        assertThatThrownBy(() -> machine.play(THREE, line -> {
                    said.add(line);
                    stopped.set(line.equals("@scenario b"));
                }))
                .isInstanceOf(LabException.class)
                .hasMessage("interrupted");
        assertThat(said).contains("@end a 0");
        long pid = Long.parseLong(Files.readString(home.resolve("pid")).strip());
        assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEmpty();
    }

    @Test
    void anEndlessLineIsCutAndFillsNoMemory() throws Exception {
        String script =
                "echo @ready; printf '@scenario a'; head -c 3000000 /dev/zero | tr '\\0' x; echo; echo @end a 0; echo @done";
        assertThat(said(script)).allMatch(line -> line.length() <= 4096);
    }
}
