package dev.stalemate.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.counterexample.CounterexampleReader;
import dev.stalemate.counterexample.Library;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The tool is killed at random moments while it writes. What was whole stays whole, no part is taken for a
 * whole, and the same command run again cleans up and ends as if nothing had happened.
 */
class KilledTest {
    private static final int TIMES = 10;
    /** The most kills, where each of the first came too late: how soon a finished file gets its name depends on disk and load. */
    private static final int MOST_TIMES = 10 * TIMES;

    /** Counterexamples in a report. */
    private static final int FILES = 40;

    /** Nanoseconds between two looks at the files. */
    private static final long LOOK = 50_000;
    /** The most nanoseconds between the last look and the end, and how often they may be halved. */
    private static final long LATEST = 5_000_000;

    private static final int HALVES = 12;
    private static final String OLD = "the old file, which is not to be lost\n";
    private static final Pattern COUNTS = Pattern.compile("kvm/\\S+ .* (\\d[\\d,]*) +[\\d.]+ s");

    @TempDir
    private Path home = Path.of("");

    private final SplittableRandom random = new SplittableRandom();
    private ToolProcess tool = new ToolProcess(home);
    private Path written = home;
    private int killed;

    @BeforeEach
    void makePlace() throws IOException {
        tool = new ToolProcess(home);
        written = Files.createDirectory(home.resolve("written"));
    }

    /** Kills a run once the files that it writes have reached a random part of the bytes that they have in the end. */
    private void kill(long least, long most, String... arguments) throws Exception {
        long until = random.nextLong(least, most + 1);
        Process process = tool.start(arguments);
        while (process.isAlive() && ToolProcess.bytes(written) < until) {
            LockSupport.parkNanos(LOOK);
        }
        LockSupport.parkNanos(random.nextLong(1 + (LATEST >> (random.nextBoolean() ? 0 : random.nextInt(HALVES)))));
        process.destroyForcibly();
        killed += process.waitFor() == 0 ? 0 : 1;
    }

    /** A run that ends before its time comes is no kill; but few do. */
    private void mostWereKilled() {
        assertThat(killed).as("killed, not finished").isGreaterThan(TIMES / 2);
    }

    private void nothingIsLeftBut(List<String> names) throws IOException {
        assertThat(ToolProcess.names(written)).isEqualTo(names);
    }

    @Tag("thorough")
    @Test
    void savedCounterexamplesAreWholeOrAbsent() throws Exception {
        String[] command = {"check", "pfn-cache", "--save", written.toString()};
        assertThat(tool.run(command).code()).isZero();
        List<String> names = ToolProcess.names(written);
        assertThat(names).hasSizeGreaterThan(10).allMatch(name -> name.endsWith(".json"));
        long bytes = ToolProcess.bytes(written);
        for (int time = 0; time < TIMES; time++) {
            for (String name : ToolProcess.names(written)) {
                Files.delete(written.resolve(name));
            }
            kill(1, bytes, command);
            for (String name : ToolProcess.names(written)) {
                if (!name.contains("/.")) {
                    assertThat(CounterexampleReader.read(written.resolve(name)).steps())
                            .isNotNull();
                }
            }
        }
        mostWereKilled();
        assertThat(tool.run(command).code()).isZero();
        nothingIsLeftBut(names);
    }

    @Test
    void aReportIsTheOldOneOrTheNewOne() throws Exception {
        List<String> files = new Library(Path.of("counterexamples").toAbsolutePath())
                .files().stream().map(Path::toString).limit(FILES).toList();
        Path report = written.resolve("report.html");
        String[] command = Stream.of(List.of("report"), files, List.of("-o", report.toString()))
                .flatMap(List::stream)
                .toArray(String[]::new);
        replacesInOneStep(report, command);
        assertThat(Files.readString(report).endsWith("</html>\n")).isTrue();
    }

    @Tag("thorough")
    @Test
    void resultsAreTheOldOnesOrTheNewOnes() throws Exception {
        Path json = written.resolve("results.json");
        replacesInOneStep(json, "check", "pfn-cache", "--json", json.toString(), "--save", home.toString());
        assertThat(json).content().startsWith("{").endsWith("}\n");
    }

    private void replacesInOneStep(Path file, String... command) throws Exception {
        assertThat(tool.run(command).code()).isZero();
        long bytes = Files.size(file);
        int replaced = 0;
        int time = 0;
        for (; time < TIMES || (replaced == time && time < MOST_TIMES); time++) {
            Files.writeString(file, OLD);
            kill(OLD.length() + 1L, OLD.length() + bytes, command);
            boolean old = Files.size(file) == OLD.length();
            replaced += old ? 0 : 1;
            if (old) {
                assertThat(file).hasContent(OLD);
            } else {
                // Seconds differ from run to run, and so may the number of their digits.
                assertThat(Files.size(file)).isBetween(bytes * 99 / 100, bytes * 101 / 100);
                assertThat(lastByte(file)).isEqualTo('\n');
            }
        }
        assertThat(replaced).as("some were killed before the file was replaced").isLessThan(time);
        mostWereKilled();
        assertThat(tool.run(command).code()).isZero();
        nothingIsLeftBut(List.of(file.getFileName().toString()));
    }

    private static int lastByte(Path file) throws IOException {
        byte[] all = Files.readAllBytes(file);
        return all[all.length - 1];
    }

    @Tag("thorough")
    @Test
    void aSearchGoesOnFromItsCheckpoints() throws Exception {
        String[] question = {"check", "kvm/cd0-zaps-all", "--property", "no-stale-quiescent", "--scope", "bench"};
        String[] first = with(question, "--checkpoint");
        String[] then = with(question, "--resume");
        ToolProcess.Ended whole = tool.run(first);
        assertThat(whole.code()).isZero();
        String counts = counts(whole.out());
        long bytes = ToolProcess.bytes(written);
        for (int time = 0; time < TIMES; time++) {
            boolean begun = Files.exists(written.resolve("checkpoint.json"));
            if (!begun || random.nextInt(4) == 0) {
                delete(written);
                kill(1, bytes, first);
            } else {
                kill(ToolProcess.bytes(written), bytes, then);
            }
        }
        mostWereKilled();
        ToolProcess.Ended resumed = tool.run(then);
        assertThat(resumed.code()).as(resumed.err()).isZero();
        assertThat(counts(resumed.out())).isEqualTo(counts);
    }

    private String[] with(String[] question, String flag) {
        String[] all = Arrays.copyOf(question, question.length + 2);
        all[question.length] = flag;
        all[question.length + 1] = written.toString();
        return all;
    }

    private static void delete(Path directory) throws IOException {
        for (String name : ToolProcess.names(directory)) {
            Files.delete(directory.resolve(name));
        }
    }

    /** The states in the table of a check. */
    private static String counts(String out) {
        Matcher row = COUNTS.matcher(out);
        assertThat(row.find()).as(out).isTrue();
        return row.group(1);
    }
}
