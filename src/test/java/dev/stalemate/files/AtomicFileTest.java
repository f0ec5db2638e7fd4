package dev.stalemate.files;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A file is the old one or the new one, whatever is in the way. */
final class AtomicFileTest {
    private static final byte[] NEW = "new".getBytes(UTF_8);

    @TempDir
    private Path directory = Path.of("");

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(f -> f.getFileName().toString()).sorted().toList();
        }
    }

    private Path old(String name) throws IOException {
        return Files.writeString(directory.resolve(name), "old");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-------", "rw-rw----", "rwxr-xr-x", "rw-rw-rw-", "rw-r--r--"})
    void theModeOfTheOldFileStaysAndIsTheDraftsFromItsFirstByteOn(String mode) throws IOException {
        Path file = old("a");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
        AtomicFile.write(
                file,
                out -> {
                    out.write(NEW);
                    assertThat(names()).hasSize(2).allSatisfy(name -> assertThat(mode(directory.resolve(name)))
                            .isEqualTo(mode));
                },
                () -> true);
        assertThat(mode(file)).isEqualTo(mode);
        assertThat(file).hasContent("new");
        assertThat(names()).containsExactly("a");
    }

    private static String mode(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    /** Only root can give a file away; for everybody else it is one's own before and after. */
    @Test
    void theOwnerAndTheGroupStay() throws IOException {
        Path file = old("a");
        boolean root = (int) Files.getAttribute(file, "unix:uid") == 0;
        if (root) {
            Files.setAttribute(file, "unix:uid", 1234);
            Files.setAttribute(file, "unix:gid", 4321);
        }
        Object user = Files.getAttribute(file, "unix:uid");
        Object group = Files.getAttribute(file, "unix:gid");
        AtomicFile.write(file, NEW);
        assertThat(Files.getAttribute(file, "unix:uid")).isEqualTo(user);
        assertThat(Files.getAttribute(file, "unix:gid")).isEqualTo(group);
        assertThat(file).hasContent("new");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 100, 210, 213, 214, 230, 250, 254, 255})
    void aNameOfAnyLengthWorks(int bytes) throws IOException {
        for (String name : List.of("x".repeat(bytes), "é".repeat(bytes / 2) + "x".repeat(bytes % 2))) {
            Path file = directory.resolve(name);
            AtomicFile.write(file, NEW);
            AtomicFile.write(file, NEW);
            assertThat(file).hasContent("new");
            Path part = AtomicFile.write(file, out -> out.write('p'), () -> false);
            assertThat(part).isNotEqualTo(file).hasContent("p");
            assertThat(file).hasContent("new");
            assertThat(names()).hasSize(2);
            Files.delete(file);
            Files.delete(part);
        }
    }

    @Test
    void aPartLeavesTheOldFileAndEveryEarlierPart() throws IOException {
        Path file = old("report.html");
        List<String> parts = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            int number = i;
            Path part = AtomicFile.write(file, out -> out.write('0' + number), () -> false);
            parts.add(part.getFileName() + " " + Files.readString(part));
        }
        assertThat(parts).containsExactly("report.part.html 0", "report.part-2.html 1", "report.part-3.html 2");
        assertThat(file).hasContent("old");
        assertThat(names()).hasSize(4);
    }

    @Test
    void aPartHasANameOfItsOwnEvenWhereThereIsNoOldFile() throws IOException {
        Path part = AtomicFile.write(directory.resolve("report"), out -> out.write('p'), () -> false);
        assertThat(part).isEqualTo(directory.resolve("report.part"));
        assertThat(names()).containsExactly("report.part");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.json", "x"})
    void whatAKilledWriteLeftGoesWithTheNextWriteOfTheSameFile(String ending) throws IOException {
        for (String name : List.of("b" + ending, "n".repeat(240) + ending)) {
            Path file = directory.resolve(name);
            Path left = Files.writeString(Leftovers.nameBeside(file), "half");
            Leftovers.forget(left);
            Path other = Files.writeString(Leftovers.nameBeside(directory.resolve("other")), "half");
            Leftovers.forget(other);
            AtomicFile.write(file, NEW);
            assertThat(left).doesNotExist();
            assertThat(other).exists();
            Files.delete(other);
            Files.delete(file);
        }
    }

    @Test
    void whatAKilledWriteLeftGoesWhereNothingNewIsWritten() throws IOException {
        Path file = old("k.json");
        Path left = Files.createLink(directory.resolve(".k.json.0f8fad5b-d9cb-469f-a165-70867728950e.tmp"), file);
        assertThat(AtomicFile.create(directory, "k", NEW, f -> false, f -> true))
                .isEqualTo(file);
        assertThat(left).doesNotExist();
        assertThat(file).hasContent("old");
    }

    /** As versions before this one left it. */
    @Test
    void aLeftoverHasAReadableName() throws IOException {
        Path left = Files.writeString(directory.resolve(".a.json.0f8fad5b-d9cb-469f-a165-70867728950e.tmp"), "half");
        Path mine = Files.writeString(directory.resolve(".a.json.mine.tmp"), "mine");
        Path link = directory.resolve(".a.json.0f8fad5b-d9cb-469f-a165-70867728950f.tmp");
        Files.createSymbolicLink(link, mine);
        AtomicFile.write(directory.resolve("a.json"), NEW);
        assertThat(left).doesNotExist();
        assertThat(link).isSymbolicLink();
        assertThat(mine).hasContent("mine");
    }

    @Test
    void whatALiveProcessWritesStays() throws Exception {
        Path file = old("a");
        Process writer = java(List.of(), Endless.class, file);
        Path busy;
        try {
            assertThat(writer.getInputStream().read()).isEqualTo('!');
            busy = directory.resolve(names().get(0));
            AtomicFile.write(file, NEW);
            assertThat(busy).exists();
        } finally {
            writer.destroyForcibly().waitFor();
        }
        AtomicFile.write(file, NEW);
        assertThat(busy).doesNotExist();
    }

    /** Begins to write a file, and is killed before it ends. */
    static final class Endless {
        private Endless() {}

        public static void main(String[] args) throws Exception {
            Path unused = AtomicFile.write(
                    Path.of(args[0]),
                    out -> {
                        System.out.write('!');
                        System.out.flush();
                        Thread.sleep(600_000);
                    },
                    () -> true);
        }
    }

    private static Process java(List<String> before, Class<?> main, Path file) throws IOException {
        List<String> command = new ArrayList<>(before);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName(), file.toString()));
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    /** Writes a file as somebody without root's powers over files and owners, and says what hinders it. */
    static final class Unprivileged {
        private Unprivileged() {}

        public static void main(String[] args) {
            try {
                AtomicFile.write(Path.of(args[0]), NEW);
            } catch (CannotWriteException e) {
                System.out.print(e.getReason());
            }
        }
    }

    private static String unprivileged(Path file) throws Exception {
        boolean root = (int) Files.getAttribute(file, "unix:uid") == 0;
        Process writer = java(
                root ? List.of("setpriv", "--bounding-set=-dac_override,-chown") : List.of(), Unprivileged.class, file);
        return new String(writer.getInputStream().readAllBytes(), UTF_8);
    }

    @Test
    void aFileThatMayNotBeWrittenIsNotReplaced() throws Exception {
        Path file = old("a");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--r--r--"));
        assertThat(unprivileged(file)).isEqualToIgnoringCase("permission denied");
        assertThat(file).hasContent("old");
        assertThat(names()).containsExactly("a");
    }

    /** The new file has another group, which may do no more with it than everybody might. Only root can make such an old one. */
    @Test
    void whereTheGroupCanNotStayAnotherGetsNoRights() throws Exception {
        Path file = old("a");
        boolean root = (int) Files.getAttribute(file, "unix:uid") == 0;
        if (root) {
            Files.setAttribute(file, "unix:gid", 4321);
        }
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-r--"));
        assertThat(unprivileged(file)).isEmpty();
        assertThat(file).hasContent("new");
        assertThat(mode(file)).isEqualTo(root ? "rw-r--r--" : "rw-rw-r--");
    }

    @Test
    void ofManyAtOnceEachWriteIsWhole() throws Exception {
        Path file = old("a");
        String[] contents = new String[8];
        List<Callable<Void>> jobs = new ArrayList<>();
        for (int i = 0; i < contents.length; i++) {
            String content = ("content " + i + "\n").repeat(2000);
            contents[i] = content;
            jobs.add(() -> {
                for (int n = 0; n < 5; n++) {
                    AtomicFile.write(file, content.getBytes(UTF_8));
                    assertThat(Files.readString(file)).isIn((Object[]) contents);
                }
                return null;
            });
        }
        all(jobs);
        assertThat(names()).containsExactly("a");
    }

    @Test
    void ofManyNewOnesWithOneNameAllAreKept() throws Exception {
        List<Callable<Void>> jobs = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            String content = "content " + i;
            jobs.add(() -> {
                Path unused = AtomicFile.create(directory, "k", content.getBytes(UTF_8), f -> false, f -> false);
                return null;
            });
        }
        all(jobs);
        assertThat(names()).hasSize(8).contains("k.json", "k-2.json", "k-8.json");
        List<String> kept = new ArrayList<>();
        for (String name : names()) {
            kept.add(Files.readString(directory.resolve(name)));
        }
        assertThat(kept).doesNotHaveDuplicates();
    }

    private static void all(List<Callable<Void>> jobs) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(jobs.size());
        try {
            for (Future<Void> done : threads.invokeAll(jobs)) {
                Void unused = done.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void anOccupiedOrMissingPlaceLeavesNothingBehind() throws IOException {
        Path occupied = Files.createDirectories(directory.resolve("k.json"));
        assertThatThrownBy(() -> AtomicFile.write(occupied, NEW)).isInstanceOf(CannotWriteException.class);
        assertThatThrownBy(() -> AtomicFile.write(directory.resolve("none/k.json"), NEW))
                .isInstanceOf(CannotWriteException.class)
                .hasMessage(directory.resolve("none/k.json") + ": no such file or directory");
        assertThat(names()).containsExactly("k.json");
    }

    /** Someone may be waiting for what comes of it besides. */
    @Test
    void theContentIsMadeEvenWhereTheFileCanNotBeWritten() {
        for (Path nowhere : List.of(directory.resolve("none/k.json"), Path.of("/dev/full"))) {
            List<String> made = new ArrayList<>();
            assertThatThrownBy(() -> AtomicFile.write(
                            nowhere,
                            out -> {
                                out.write(new byte[1 << 16]);
                                made.add("whole");
                            },
                            () -> true))
                    .isInstanceOf(CannotWriteException.class);
            assertThat(made).containsExactly("whole");
        }
    }

    @Test
    void contentThatCanNotBeMadeLeavesTheOldFile() throws IOException {
        Path file = old("a");
        assertThatThrownBy(() -> AtomicFile.write(
                        file,
                        out -> {
                            out.write(NEW);
                            throw new IOException("the input is bad");
                        },
                        () -> true))
                .hasMessage("the input is bad");
        assertThat(file).hasContent("old");
        assertThat(names()).containsExactly("a");
    }

    @Test
    void aFullDiskIsNamed() {
        assertThatThrownBy(() -> AtomicFile.write(Path.of("/dev/full"), NEW))
                .isInstanceOf(FileSystemException.class)
                .hasMessage("/dev/full: No space left on device");
    }

    @Test
    void aChainOfLinksToNothingIsWrittenThrough() throws IOException {
        Path file = directory.resolve("file");
        Path first = Files.createSymbolicLink(directory.resolve("first"), Path.of("second"));
        Path second = Files.createSymbolicLink(directory.resolve("second"), Path.of("third"));
        Path third = Files.createSymbolicLink(directory.resolve("third"), file);
        AtomicFile.write(first, NEW);
        assertThat(List.of(first, second, third))
                .allSatisfy(link -> assertThat(link).isSymbolicLink());
        assertThat(file).hasContent("new");
    }

    @Test
    void aNameThatIsMeantForAnotherFileIsLeftFree() throws IOException {
        Path named = directory.resolve("k.json");
        assertThat(AtomicFile.create(directory, "k", NEW, named::equals, f -> false))
                .isEqualTo(directory.resolve("k-2.json"));
        assertThat(named).doesNotExist();
    }

    @Test
    void aLinkIsWrittenThroughEvenToNothing() throws IOException {
        Path file = old("a");
        Path link = Files.createSymbolicLink(directory.resolve("link"), Path.of("a"));
        AtomicFile.write(link, NEW);
        assertThat(link).isSymbolicLink();
        assertThat(file).hasContent("new");
        Path dangling = Files.createSymbolicLink(directory.resolve("dangling"), Path.of("later"));
        AtomicFile.write(dangling, NEW);
        assertThat(dangling).isSymbolicLink();
        assertThat(directory.resolve("later")).hasContent("new");
    }

    @Test
    void whatIsNoFileIsWrittenAtOnce() throws IOException {
        AtomicFile.write(Path.of("/dev/null"), NEW);
        assertThat(Files.isRegularFile(Path.of("/dev/null"))).isFalse();
    }
}
