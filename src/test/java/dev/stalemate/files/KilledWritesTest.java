package dev.stalemate.files;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.hash.Hashing;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A hundred processes that write, each killed at a moment of its own. */
@Tag("thorough")
final class KilledWritesTest {
    private static final int KILLS = 60;
    private static final int MOST_MILLIS = 20;
    private static final int LINES = 50_000;

    @TempDir
    private Path directory = Path.of("");

    /** Writes one file again and again, each time with a hash of the rest as its last line, and new ones beside it. */
    static final class Writer {
        private Writer() {}

        public static void main(String[] args) throws IOException {
            Path directory = Path.of(args[0]);
            byte[][] contents = {content(args[1] + "a", LINES), content(args[1] + "b", LINES), content(args[1], 10)};
            for (int i = 0; ; i++) {
                AtomicFile.write(directory.resolve("report.html"), contents[i % 2]);
                Path unused = AtomicFile.create(directory, "new", contents[2], f -> false, f -> false);
                if (i == 3) {
                    System.out.write('!');
                    System.out.flush();
                }
            }
        }
    }

    private static byte[] content(String name, int lines) {
        String text = (name + "\n").repeat(lines);
        return (text + Hashing.sha256().hashString(text, UTF_8)).getBytes(UTF_8);
    }

    private static boolean isWhole(Path file) throws IOException {
        String text = Files.readString(file);
        int end = text.lastIndexOf('\n') + 1;
        return text.substring(end)
                .equals(Hashing.sha256()
                        .hashString(text.substring(0, end), UTF_8)
                        .toString());
    }

    private List<Path> files(String ending) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(ending)).toList();
        }
    }

    @Test
    void leaveEveryFileWholeAndNoTemporaryOneForLong() throws Exception {
        Path report = directory.resolve("report.html");
        AtomicFile.write(report, content("first", 1));
        SplittableRandom random = new SplittableRandom(17);
        int left = 0;
        for (int i = 0; i < KILLS; i++) {
            kill(start(i), random.nextInt(MOST_MILLIS * 1000));
            assertThat(isWhole(report)).as("after kill %d", i).isTrue();
            for (Path made : files(".json")) {
                assertThat(isWhole(made)).as("%s after kill %d", made, i).isTrue();
                Files.delete(made);
            }
            left += files(".tmp").size();
            AtomicFile.write(report, Files.readAllBytes(report));
            Path unused = AtomicFile.create(directory, "new", content("next", 1), f -> false, f -> false);
            assertThat(files(".tmp").stream().filter(file -> !file.toString().contains(".new-")))
                    .as("after kill %d", i)
                    .isEmpty();
        }
        assertThat(left).as("kills within a write").isGreaterThan(KILLS / 10);
    }

    private Process start(int number) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Writer.class.getName(),
                        directory.toString(),
                        String.valueOf(number))
                .redirectError(Redirect.INHERIT)
                .start();
    }

    private static void kill(Process writer, long micros) throws Exception {
        assertThat(writer.getInputStream().read()).isEqualTo('!');
        TimeUnit.MICROSECONDS.sleep(micros);
        int code = writer.destroyForcibly().waitFor();
        assertThat(code).as("killed, not finished").isEqualTo(128 + 9);
    }
}
