package dev.stalemate.counterexample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stalemate.counterexample.Counterexample.Found;
import dev.stalemate.toy.Runs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Directories of saved files: nothing is overwritten that wasn't meant to be, nothing is left half written. */
class LibraryTest {
    private static final Counterexample SHORT = Runs.saved(Runs.bothEnter());
    private static final Counterexample LONG = Runs.saved(Runs.bothEnterSlowly());

    @TempDir
    private Path directory = Path.of("");

    private Stream<String> names() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(f -> f.getFileName().toString()).sorted().toList().stream();
        }
    }

    @Test
    void listsItsFilesInOrder() throws IOException {
        for (String name : new String[] {"b.json", "a.json", "notes.txt", ".c.json"}) {
            Files.writeString(directory.resolve(name), "");
        }
        assertThat(new Library(directory).files())
                .containsExactly(directory.resolve("a.json"), directory.resolve("b.json"));
    }

    @Test
    void isEmptyWhereThereIsNoDirectory() throws IOException {
        assertThat(new Library(directory.resolve("none")).files()).isEmpty();
    }

    @Test
    void makesItsDirectoryToSave() throws IOException {
        Path file = new Library(directory.resolve("new/one")).save("k", SHORT);
        assertThat(file).isEqualTo(directory.resolve("new/one/k.json")).exists();
    }

    @Test
    void numbersADifferentCounterexampleOfTheSameName() throws IOException {
        Library library = new Library(directory);
        library.save("k", SHORT);
        library.save("k", LONG);
        assertThat(names()).containsExactly("k-2.json", "k.json");
    }

    @Test
    void savesOneOnceWhateverFoundIt() throws IOException {
        Library library = new Library(directory);
        Path first = library.save("k", SHORT);
        Counterexample again = Counterexample.of(
                Runs.bothEnter(), Runs.broken().property("exclusive"), "M1b", new Found("bfs", null, "9"), true);
        assertThat(library.save("k", again)).isEqualTo(first);
        assertThat(names()).containsExactly("k.json");
    }

    @Test
    void keepsAFileThatIsNoCounterexample() throws IOException {
        Files.writeString(directory.resolve("k.json"), "mine");
        assertThat(new Library(directory).save("k", SHORT)).isEqualTo(directory.resolve("k-2.json"));
        assertThat(directory.resolve("k.json")).hasContent("mine");
    }

    @Test
    void refusesToOverwriteUnlessTold() throws IOException {
        Path file = directory.resolve("k.json");
        CounterexampleWriter.write(file, SHORT, false);
        CounterexampleWriter.write(file, SHORT, false); // the same again is no loss
        assertThatThrownBy(() -> CounterexampleWriter.write(file, LONG, false))
                .isInstanceOf(FileAlreadyExistsException.class)
                .hasMessageContaining("is another file");
        assertThat(file).hasContent(CounterexampleWriter.text(SHORT));
        CounterexampleWriter.write(file, LONG, true);
        assertThat(file).hasContent(CounterexampleWriter.text(LONG));
    }

    @Test
    void leavesNothingBehindWhereItCannotWrite() throws IOException {
        Path occupied = Files.createDirectories(directory.resolve("k.json"));
        assertThatThrownBy(() -> AtomicFile.write(occupied, new byte[1])).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> AtomicFile.write(directory.resolve("none/k.json"), new byte[1]))
                .isInstanceOf(IOException.class);
        assertThat(names()).containsExactly("k.json");
    }

    @Test
    void namesTheFileWhenTheDiskIsFull() {
        assertThatThrownBy(() -> AtomicFile.write(Path.of("/dev/full"), new byte[1]))
                .isInstanceOf(FileSystemException.class)
                .hasMessage("/dev/full: No space left on device");
    }

    @Test
    void writesThroughALink() throws IOException {
        Path file = Files.writeString(directory.resolve("k.json"), "old");
        Path link = Files.createSymbolicLink(directory.resolve("link.json"), file);
        AtomicFile.write(link, "new".getBytes(StandardCharsets.UTF_8));
        assertThat(link).isSymbolicLink();
        assertThat(file).hasContent("new");
    }

    @Test
    void writesToWhatIsNoFile() throws IOException {
        Path none = Path.of("/dev/null");
        AtomicFile.write(none, new byte[1]);
        assertThat(Files.isRegularFile(none)).isFalse();
    }
}
