package dev.stalemate.outside;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Programs that try to leave something behind. Each writes the number of each process that it starts into a file, and then waits; nothing
 * of it goes on once the program is ended. Every one of them would stay for a quarter of an hour.
 */
class ProcessesTest {
    private static final String STAY = "sleep 900";

    @TempDir
    private Path directory = Path.of("");

    @BeforeAll
    static void linux() {
        assumeTrue(
                Files.isDirectory(Path.of("/proc/self")),
                "there is no /proc: what lost its parent can't be found here");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "a child | 1 | sleep 900 & echo $! >>PIDS; wait",
                "40 children | 40 | for i in $(seq 40); do sleep 900 & echo $! >>PIDS; done; wait",
                "a child whose parent has ended | 1 | (sleep 900 & echo $! >>PIDS); exec sleep 900",
                "a child of a program that has ended | 1 | sleep 900 & echo $! >>PIDS",
                "a double fork | 1 | ( ( sleep 900 & echo $! >>PIDS ) & ) ; exec sleep 900",
                "a session of its own | 1 | setsid sh -c 'echo $$ >>PIDS; exec sleep 900' & wait",
                "a session, without its streams | 1"
                        + " | (setsid sh -c 'echo $$ >>PIDS; exec sleep 900' </dev/null >/dev/null 2>&1 &); exec sleep 900",
                "a session, without its environment | 1"
                        + " | (setsid env -i PATH=\"$PATH\" sh -c 'echo $$ >>PIDS; exec sleep 900' </dev/null 2>/dev/null &);"
                        + " exec sleep 900",
                "a child without environment and streams | 1"
                        + " | env -i PATH=\"$PATH\" sh -c 'echo $$ >>PIDS; exec sleep 900' </dev/null >/dev/null 2>&1 &"
                        + " wait",
                "one that ignores signals | 1 | trap '' HUP INT TERM; sleep 900 & echo $! >>PIDS; wait",
            })
    void nothingOutlivesTheProgram(String what, int processes, String script) throws Exception {
        Path pids = directory.resolve("pids");
        Processes started = start(script.replace("PIDS", pids.toString()));
        List<String> written = await(pids, processes);
        assertThat(written).as("it goes on until it is ended").allMatch(ProcessesTest::goesOn);
        assertThat(started.end()).as(what).isTrue();
        assertThat(written).as(what).noneMatch(ProcessesTest::goesOn);
        assertThat(started.process().waitFor()).isNotNegative();
    }

    /** A chain, each of which starts the next one in a session of its own and ends, and a crowd, while both are being ended. */
    @ParameterizedTest
    @CsvSource({
        "'import os\nfor i in range(3000):\n if os.fork(): os._exit(0)\n os.setsid()\n note()\nwait()'",
        "'import os\nfor i in range(300):\n if os.fork() == 0:\n  os.setsid()\n  note()\n  wait()\n  break\nelse:\n wait()'",
    })
    void neitherDoesWhatIsStartedMeanwhile(String script) throws Exception {
        Path pids = directory.resolve("pids");
        String functions = "import os, time\ndef note():\n f = os.open('" + pids
                + "', os.O_WRONLY | os.O_APPEND | os.O_CREAT)\n os.write(f, b'%d\\n' % os.getpid())\n os.close(f)\n"
                + "def wait(): time.sleep(900)\n";
        Processes started = Processes.start(new ProcessBuilder("python3", "-c", functions + script));
        List<String> unused = await(pids, 20);
        assertThat(started.end()).isTrue();
        List<String> written = Files.readAllLines(pids);
        assertThat(written).hasSizeGreaterThanOrEqualTo(20).noneMatch(ProcessesTest::goesOn);
        assertThat(Files.readAllLines(pids)).as("nobody is left to write more").isEqualTo(written);
    }

    /** Neither this process, nor what others started, nor other programs of its own are touched. */
    @Test
    void othersGoOn() throws Exception {
        Process stranger = new ProcessBuilder("sleep", "900").start();
        Processes other = start("exec " + STAY);
        try (Processes started = start("exec " + STAY)) {
            assertThat(started.end()).isTrue();
            assertThat(stranger.isAlive()).isTrue();
            assertThat(other.process().isAlive()).isTrue();
        } finally {
            stranger.destroyForcibly();
            other.close();
        }
        assertThat(other.process().waitFor()).isNotZero();
    }

    @Test
    void whoLeavesEndsAllThatIsLeft() throws Exception {
        Path pids = directory.resolve("pids");
        Processes started = start("(setsid sh -c 'echo $$ >>" + pids + "; exec sleep 900' &); exec sleep 900");
        List<String> written = await(pids, 1);
        Processes.endAll();
        assertThat(written).noneMatch(ProcessesTest::goesOn);
        assertThat(started.process().waitFor()).isNotZero();
    }

    /** The same of a program that is driven, whether it answers, ends, hangs or is stopped. */
    @ParameterizedTest
    @CsvSource({"na", "ok", "end", "hang", "stop"})
    void nothingOutlivesADrive(String how) throws Exception {
        Path pids = directory.resolve("pids");
        String then =
                switch (how) {
                    case "end" -> "exit 3";
                    case "hang", "stop" -> "exec " + STAY;
                    default -> "echo " + how;
                };
        String script = "(setsid sh -c 'echo $$ >>" + pids + "; exec sleep 900' &); while [ ! -s " + pids
                + " ]; do :; done; while read -r line; do case \"$line\" in reset*) echo ok;; *) " + then
                + ";; esac; done";
        Duration enough = Duration.ofMinutes(10);
        Duration most = how.equals("hang") ? Duration.ofMillis(20) : enough;
        try (ChildProgram program = new ChildProgram(
                List.of("sh", "-c", script), enough, most, () -> how.equals("stop") && Files.exists(pids))) {
            DriveResult result = new Drive(program, 1, false, 2, () -> false, line -> {}, System::nanoTime).run();
            assertThat(result.requests()).isPositive();
        }
        List<String> written = await(pids, 1);
        assertThat(written).noneMatch(ProcessesTest::goesOn);
    }

    /** And of one that runs to its end. */
    @Test
    void nothingOutlivesAProgramThatRanToItsEnd() throws Exception {
        Path pids = directory.resolve("pids");
        String script = "(setsid sh -c 'echo $$ >>" + pids + "; exec sleep 900' &); while [ ! -s " + pids
                + " ]; do :; done; echo done";
        assertThat(new Child(directory, () -> false).run(Duration.ofMinutes(10), List.of("sh", "-c", script)))
                .isEqualTo("done\n");
        assertThat(await(pids, 1)).noneMatch(ProcessesTest::goesOn);
    }

    private static Processes start(String script) throws IOException {
        return Processes.start(new ProcessBuilder("sh", "-c", script));
    }

    private static List<String> await(Path pids, int lines) throws IOException, InterruptedException {
        List<String> written = List.of();
        while (written.size() < lines) {
            Thread.sleep(5);
            written = Files.exists(pids) ? whole(Files.readString(pids)) : List.of();
        }
        return written;
    }

    private static List<String> whole(String text) {
        return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
    }

    /** Whether there is a process that is more than an exit code that was not asked for. */
    private static boolean goesOn(String pid) {
        try {
            String status = Files.readString(Path.of("/proc", pid, "stat"), StandardCharsets.ISO_8859_1);
            return !status.substring(status.lastIndexOf(')') + 1).strip().matches("[ZX] .*");
        } catch (IOException e) {
            return false;
        }
    }
}
