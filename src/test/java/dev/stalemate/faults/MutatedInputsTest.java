package dev.stalemate.faults;

import static com.google.common.io.ByteSource.wrap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Named.named;

import com.google.common.io.ByteSource;
import dev.stalemate.cli.Tool;
import dev.stalemate.counterexample.BadFileException;
import dev.stalemate.counterexample.Counterexample;
import dev.stalemate.counterexample.CounterexampleReader;
import dev.stalemate.counterexample.SavedRuns;
import dev.stalemate.counterexample.SavedText;
import dev.stalemate.model.ModelSystem;
import dev.stalemate.real.Mutations;
import dev.stalemate.systems.Systems;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Five hundred damaged files of each format that the tool reads. Each ends with an exit code that its verb has for it, never with an
 * internal error; nothing of it reaches the terminal raw; and where the verb says that all is well, the file says what the sound one said.
 */
class MutatedInputsTest {
    private static final int FILES = 350;
    private static final Pattern RAW =
            Pattern.compile("[\\p{Cntrl}\\x{80}-\\x{9f}\\x{202a}-\\x{202e}\\x{2066}-\\x{2069}&&[^\\n\\t]]");
    private static final ModelSystem[] SYSTEMS = Systems.all().toArray(ModelSystem[]::new);

    private static final AtomicInteger PLACES = new AtomicInteger();

    @TempDir
    private static Path directory = Path.of("");

    /**
     * A format, and a verb that reads it.
     *
     * @param sound a file of it
     * @param name what the file is called
     * @param codes the exit codes that the verb has for such files
     * @param command the verb, given the file
     * @param judge what must hold where it ends well
     */
    private record Format(
            ByteSource sound, String name, Set<Integer> codes, Function<Path, List<String>> command, Judge judge) {}

    /** Looks at a damaged file that a verb took for a good one. */
    private interface Judge {
        Judge NONE = (file, result) -> {};

        void accepted(Path file, Tool.Result result) throws IOException, BadFileException;
    }

    static Stream<Named<Format>> formats() throws IOException {
        byte[] k3 = Files.readAllBytes(Path.of("counterexamples/kvm/K3-cd0-zaps-non-wb.json"));
        byte[] loop = Files.readAllBytes(withLoop());
        byte[] trace = unpacked(Path.of("src/test/resources/kvm-trace/6.1-tdp/bad_pat.trace.gz"));
        String out = directory.resolve("out").toString();
        return Stream.of(
                replayed("counterexample: replay", k3, "c.json", k3),
                replayed("counterexample of progress: replay", loop, "c.json", loop),
                named(
                        "counterexample: shrink",
                        new Format(
                                wrap(k3),
                                "c.json",
                                Set.of(0, 12, 65),
                                f -> List.of("shrink", f + "", "--force", "-o", out + ".json"),
                                same(k3))),
                named(
                        "counterexample: report",
                        new Format(
                                wrap(k3),
                                "c.json",
                                Set.of(0, 12, 65),
                                f -> List.of("report", f + "", "-o", out),
                                Judge.NONE)),
                replayed("mail: replay", shared(k3, "m.txt"), "m.txt", k3),
                replayed("page: replay", shared(k3, "p.html"), "p.html", k3),
                named(
                        "results of check: report",
                        new Format(
                                wrap(results()),
                                "r.json",
                                Set.of(0, 12, 65),
                                f -> List.of("report", f + "", "-o", out),
                                Judge.NONE)),
                named(
                        "recorded answers: drive",
                        new Format(
                                wrap(recorded()),
                                "answers.tsv",
                                Set.of(0, 14, 15, 65),
                                f -> List.of("drive", "--recorded", f + "", "--column", "SDM", "--save", saved()),
                                Judge.NONE)),
                named(
                        "requests: mtrr --script",
                        new Format(
                                wrap(script()),
                                "script",
                                Set.of(0, 65),
                                f -> List.of("mtrr", "--script", f + ""),
                                Judge.NONE)),
                named(
                        "trace of KVM: trace",
                        new Format(
                                wrap(trace),
                                "t.trace",
                                Set.of(0, 12, 14, 15, 20, 65),
                                f -> List.of("trace", f + "", "--kvm", "6.1"),
                                Judge.NONE)),
                named(
                        "boot log: mtrr",
                        new Format(
                                wrap(Files.readAllBytes(log())),
                                "log",
                                Set.of(0, 65),
                                f -> List.of("mtrr", f + ""),
                                Judge.NONE)));
    }

    private static Named<Format> replayed(String what, byte[] sound, String name, byte[] counterexample) {
        return named(
                what,
                new Format(wrap(sound), name, Set.of(0, 12, 65), f -> List.of("replay", f + ""), same(counterexample)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("formats")
    void noneEndsWithAnInternalErrorOrPassesWithOtherContent(Format format) throws Exception {
        Path file = directory.resolve(format.name());
        Files.write(file, format.sound().read());
        assertThat(format.codes()).contains(run(format, file).code());
        String sound = Mutations.text(format.sound().read());
        for (int n = 0; n < FILES; n++) {
            String damaged = Mutations.mutate(sound, new SplittableRandom(n));
            Files.write(file, damaged.getBytes(StandardCharsets.ISO_8859_1));
            Tool.Result result = run(format, file);
            assertThat(format.codes()).as("file %s: %s", n, result).contains(result.code());
            assertThat(result.err())
                    .as("file %s", n)
                    .doesNotContain("internal error")
                    .doesNotContain("Exception");
            assertThat(RAW.matcher(result.out() + result.err()).find())
                    .as("file %s: %s", n, result)
                    .isFalse();
            if (result.code() == 0) {
                format.judge().accepted(file, result);
            }
        }
    }

    private static Tool.Result run(Format format, Path file) {
        return new Tool(SYSTEMS).run(format.command().apply(file).toArray(String[]::new));
    }

    /** Whatever found it, and on which version, is all that a file may say otherwise. */
    private static Judge same(byte[] sound) {
        return (file, result) -> {
            Counterexample before = CounterexampleReader.parse("sound", sound);
            for (SavedText text : SavedText.read(file)) {
                Counterexample after = text.counterexample();
                assertThat(after.sameRun(before))
                        .as("%s instead of %s", after, before)
                        .isTrue();
            }
        };
    }

    private static Path withLoop() throws IOException {
        return SavedRuns.ofModels().stream()
                .filter(MutatedInputsTest::hasLoop)
                .findFirst()
                .orElseThrow();
    }

    private static boolean hasLoop(Path file) {
        try {
            return CounterexampleReader.read(file).loop() != null;
        } catch (BadFileException e) {
            return false;
        }
    }

    private static byte[] shared(byte[] counterexample, String name) throws IOException {
        Path file = Files.write(directory.resolve("shared.json"), counterexample);
        Path out = directory.resolve(name);
        assertThat(new Tool(SYSTEMS).run("share", file + "", "-o", out + "").code())
                .isZero();
        return Files.readAllBytes(out);
    }

    private static byte[] results() {
        return new Tool(SYSTEMS).run("check", "K3", "K4", "--json", "-").out().getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] recorded() throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("src/test/resources/vectors/irregular-46.tsv"))) {
            return String.join("\n", lines.limit(200).toList()).getBytes(StandardCharsets.UTF_8);
        }
    }

    /** Where a run saves what it finds: a place of its own, as each find is compared with those that are there. */
    private static String saved() {
        return directory.resolve("saved" + PLACES.getAndIncrement()).toString();
    }

    private static byte[] script() throws IOException {
        return new String(recorded(), StandardCharsets.UTF_8)
                .lines()
                .skip(1)
                .map(line -> line.substring(0, line.indexOf('\t')))
                .reduce("", (all, line) -> all + line + "\n")
                .getBytes(StandardCharsets.UTF_8);
    }

    private static Path log() throws IOException {
        try (Stream<Path> logs = Files.list(Path.of("src/test/resources/real/boot-logs"))) {
            return logs.sorted().findFirst().orElseThrow();
        }
    }

    private static byte[] unpacked(Path file) throws IOException {
        try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
            return in.readAllBytes();
        }
    }
}
