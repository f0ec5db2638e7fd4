package dev.stalemate.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.stalemate.counterexample.CounterexampleReader;
import dev.stalemate.counterexample.CounterexampleWriter;
import dev.stalemate.toy.Runs;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Disks that are really full, each with another number of pages that are free; only root can make such a disk. */
final class FullDiskTest {
    private static final int PAGE = 4096;

    @TempDir
    private Path directory = Path.of("");

    private Path disk = directory;
    private Path saved = directory;

    @BeforeEach
    void mount() throws Exception {
        disk = Files.createDirectory(directory.resolve("disk"));
        boolean mounted = (int) Files.getAttribute(directory, "unix:uid") == 0
                && ends("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", disk.toString()) == 0;
        assumeTrue(mounted, "only root can mount a small disk");
        saved = Files.writeString(directory.resolve("a.json"), CounterexampleWriter.text(Runs.saved(Runs.bothEnter())));
    }

    @AfterEach
    void unmount() throws Exception {
        int unused = ends("umount", disk.toString());
    }

    private static int ends(String... command) throws Exception {
        return new ProcessBuilder(command)
                .redirectOutput(Redirect.DISCARD)
                .redirectError(Redirect.DISCARD)
                .start()
                .waitFor();
    }

    /** Leaves so many pages free; names of files take none. */
    private Path fill(int pages) throws IOException {
        long free = Files.getFileStore(disk).getUsableSpace();
        return Files.write(disk.resolve("filler"), new byte[(int) (free - (long) pages * PAGE)]);
    }

    static IntStream pages() {
        return IntStream.range(0, 20);
    }

    private void hasNoLeftovers() throws IOException {
        try (Stream<Path> files = Files.walk(disk)) {
            assertThat(files.filter(file -> file.toString().endsWith(".tmp"))).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    void whatIsFoundIsInAFileOrPrinted(int pages) throws Exception {
        Path json = Files.writeString(disk.resolve("result.json"), "\"old\"");
        Path unused = fill(pages);
        Tool.Result result =
                Tool.mutex().run("check", "M1b", "--save", disk.resolve("s").toString(), "--json", json.toString());
        assertThat(result.out()).contains("(4) enter process=1");
        Path found = disk.resolve("s/mutex/M1b-broken.json");
        if (Files.exists(found)) {
            assertThat(CounterexampleReader.read(found).steps()).hasSize(4);
        } else {
            assertThat(result.code()).isEqualTo(70);
            assertThat(result.err()).contains("could not be saved", "\"schema\": 1", "No space left on device");
        }
        boolean whole = new ObjectMapper().readTree(json.toFile()).has("claims");
        assertThat(whole || Files.readString(json).equals("\"old\"")).isTrue();
        assertThat(result.code() == 0).isEqualTo(whole && Files.exists(found));
        hasNoLeftovers();
    }

    @ParameterizedTest
    @MethodSource("pages")
    void aReportIsTheOldOneOrTheNewOne(int pages) throws Exception {
        isTheOldOneOrTheNewOne(pages, "report", saved.toString());
    }

    @ParameterizedTest
    @MethodSource("pages")
    void aFileToForwardIsTheOldOneOrTheNewOne(int pages) throws Exception {
        isTheOldOneOrTheNewOne(pages, "share", saved.toString(), "--format", "html");
    }

    private void isTheOldOneOrTheNewOne(int pages, String... command) throws Exception {
        Path page = Files.writeString(disk.resolve("report.html"), "old");
        int needed = Tool.mutex().run(with(command, "-o", "-")).out().length() / PAGE;
        Path unused = fill(needed - 10 + pages);
        Tool.Result result = Tool.mutex().run(with(command, "-o", page.toString()));
        String text = Files.readString(page);
        assertThat(result.code()).isEqualTo(text.equals("old") ? 70 : 0);
        assertThat(text).matches(t -> t.equals("old") || t.endsWith("</html>\n"));
        hasNoLeftovers();
    }

    @ParameterizedTest
    @MethodSource("pages")
    void aCheckpointIsResumedOnceThereIsRoom(int pages) throws Exception {
        Path filler = fill(pages);
        String[] check = {"check", "M1", "--json", "-"};
        Tool.Result full = Tool.mutex().run(with(check, "--checkpoint"));
        assertThat(full.code()).isIn(0, 70);
        assertThat(full.code() == 70).isEqualTo(full.err().contains("No space left on device"));
        Files.delete(filler);
        Tool.Result resumed = Tool.mutex()
                .run(with(check, Files.exists(disk.resolve("c")) && hasSearch() ? "--resume" : "--checkpoint"));
        assertThat(resumed.code()).as(resumed.err()).isZero();
        assertThat(new ObjectMapper()
                        .readTree(resumed.out())
                        .path("claims")
                        .get(0)
                        .path("found")
                        .asText())
                .isEqualTo("holds");
    }

    private boolean hasSearch() throws IOException {
        try (Stream<Path> files = Files.walk(disk.resolve("c"))) {
            return files.anyMatch(file -> file.endsWith("lock"));
        }
    }

    private String[] with(String[] words, String option) {
        return with(words, option, disk.resolve("c").toString());
    }

    private static String[] with(String[] words, String option, String value) {
        return Stream.concat(Stream.of(words), Stream.of(option, value)).toArray(String[]::new);
    }
}
