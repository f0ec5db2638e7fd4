package dev.stalemate.search.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The directory of a checkpoint, and what accidents do to it. */
class CheckpointDirectoryTest {
    private static final Map<String, String> QUESTION = Map.of("system", "toy", "scope", "small");
    private static final int STEPS = 7;

    @TempDir
    private Path directory = Path.of("");

    private static CheckpointDirectory open(Path in) throws IOException {
        return CheckpointDirectory.open(new Disk(), in, QUESTION, 2);
    }

    /** Adds a level of twice as many states as the previous one; every number in it is computed from the level's number. */
    private static void addLevel(CheckpointDirectory checkpoint) throws IOException {
        Manifest before = checkpoint.manifest();
        int level = before == null ? 0 : before.levels().size();
        long first = level == 0 || before == null ? 0 : before.statesBefore(level - 1);
        try (LevelWriter writer = checkpoint.write()) {
            for (int i = 0; i < 1 << level; i++) {
                writer.add(new long[] {-1, level, i}, 1, first + i / 2, i % STEPS);
            }
            checkpoint.commit(writer, Map.of("levels", List.of((long) level + 1), "none", List.of()));
        }
    }

    /** The content of a checkpoint, as text. */
    private static List<String> content(CheckpointDirectory checkpoint) throws IOException {
        List<String> all = new ArrayList<>();
        Manifest manifest = checkpoint.manifest();
        if (manifest == null) {
            return all;
        }
        all.add("counters " + manifest.counters().get("levels"));
        for (int level = 0; level < manifest.levels().size(); level++) {
            try (LevelReader reader = checkpoint.read(level, STEPS)) {
                while (reader.next()) {
                    for (int i = 0; i < reader.count(); i++) {
                        all.add(reader.states()[2 * i] + "." + reader.states()[2 * i + 1] + " from " + reader.parent(i)
                                + " by " + reader.step(i));
                    }
                }
            }
        }
        return all;
    }

    private List<String> saved(int levels) throws IOException {
        try (CheckpointDirectory checkpoint = open(directory)) {
            for (int i = 0; i < levels; i++) {
                addLevel(checkpoint);
            }
        }
        try (CheckpointDirectory checkpoint = open(directory)) {
            return content(checkpoint);
        }
    }

    private Throwable refusal() {
        try (CheckpointDirectory checkpoint = open(directory)) {
            List<String> content = content(checkpoint);
            throw new AssertionError("not refused: " + content);
        } catch (IOException e) {
            return e;
        }
    }

    @Test
    void aCheckpointIsReadBack() throws IOException {
        assertThat(saved(3))
                .containsExactly(
                        "counters [3]",
                        "0.0 from 0 by 0",
                        "1.0 from 0 by 0",
                        "1.1 from 0 by 1",
                        "2.0 from 1 by 0",
                        "2.1 from 1 by 1",
                        "2.2 from 2 by 2",
                        "2.3 from 2 by 3");
    }

    @Test
    void aManifestIsTextThatAPersonCanRead() throws IOException {
        saved(2);
        String text = Files.readString(directory.resolve("manifest"));
        assertThat(text)
                .startsWith("stalemate checkpoint 1\nquestion ")
                .containsPattern("words 2\nlevel 0 states 1 bytes 50 crc32c 0x[0-9a-f]{8}\nlevel 1 states 2 ")
                .contains("\nquestion system toy\n", "\ncounter levels 2\n", "\ncounter none\n");
    }

    @Test
    void anEmptyLevelIsALevel() throws IOException {
        try (CheckpointDirectory checkpoint = open(directory)) {
            addLevel(checkpoint);
            try (LevelWriter writer = checkpoint.write()) {
                checkpoint.commit(writer, Map.of());
            }
            try (LevelReader reader = checkpoint.read(1, STEPS)) {
                assertThat(reader.next()).isFalse();
            }
        }
    }

    /** The check sum of a file finds every flip; one that it did not find could make a result wrong. */
    @Test
    void everyFlipOfABitIsRefusedWithTheNameOfTheFile() throws IOException {
        saved(3);
        for (Path file : files()) {
            byte[] sound = Files.readAllBytes(file);
            for (int i = 0; i < sound.length; i++) {
                byte[] damaged = sound.clone();
                damaged[i] ^= (byte) (1 << i % 8);
                Files.write(file, damaged);
                assertThat(refusal())
                        .as("%s, byte %d", file, i)
                        .isInstanceOf(BadCheckpointException.class)
                        .hasMessageStartingWith(file + ": ");
            }
            Files.write(file, sound);
        }
    }

    @Test
    void everyTruncationAndEveryAdditionIsRefusedWithTheNameOfTheFile() throws IOException {
        saved(3);
        for (Path file : files()) {
            byte[] sound = Files.readAllBytes(file);
            for (int length = 0; length <= sound.length + 1; length++) {
                byte[] cut = Arrays.copyOf(sound, length);
                if (length != sound.length) {
                    Files.write(file, cut);
                    assertThat(refusal())
                            .as("%s, %d bytes", file, length)
                            .isInstanceOf(BadCheckpointException.class)
                            .hasMessageStartingWith(file + ": ");
                }
            }
            Files.write(file, sound);
        }
    }

    private List<Path> files() {
        return List.of(
                directory.resolve("manifest"), directory.resolve("level-000000"), directory.resolve("level-000002"));
    }

    @Test
    void aLevelThatIsMissingOrOfAnotherSearchIsRefused() throws IOException {
        saved(3);
        Path level = directory.resolve("level-000001");
        byte[] sound = Files.readAllBytes(level);
        Files.delete(level);
        assertThat(refusal()).hasMessage(level + ": is missing, and the manifest names it");

        Path elsewhere = directory.resolve("elsewhere");
        try (CheckpointDirectory other = CheckpointDirectory.open(new Disk(), elsewhere, QUESTION, 2)) {
            addLevel(other);
            try (LevelWriter writer = other.write()) {
                writer.add(new long[] {1, 0}, 0, 0, 0);
                writer.add(new long[] {1, 2}, 0, 0, 1); // as long as the other, and sound
                other.commit(writer, Map.of());
            }
        }
        Files.copy(elsewhere.resolve("level-000001"), level);
        assertThat(refusal()).hasMessageStartingWith(level + ": is another file than the manifest says");
        Files.write(level, sound);
        try (CheckpointDirectory checkpoint = open(directory)) {
            assertThat(content(checkpoint)).hasSize(8);
        }
    }

    @Test
    void aCheckpointOfAnotherSearchIsRefusedWithWhatDiffers() throws IOException {
        saved(1);
        Path manifest = directory.resolve("manifest");
        assertThatThrownBy(() -> CheckpointDirectory.open(
                        new Disk(), directory, Map.of("system", "toy", "scope", "large", "symmetry", "on"), 2))
                .isInstanceOf(BadCheckpointException.class)
                .hasMessageStartingWith(manifest + ": is the checkpoint of another search: ")
                .hasMessageContaining("scope is small, not large")
                .hasMessageContaining("symmetry is none, not on")
                .hasMessageNotContaining("toy");
        assertThatThrownBy(() -> CheckpointDirectory.open(new Disk(), directory, QUESTION, 3))
                .hasMessage(manifest + ": has states of 2 words, and the model's have 3");
    }

    @Test
    void aNewerFormatAndAForeignFileHaveMessagesOfTheirOwn() throws IOException {
        Path manifest = Files.writeString(directory.resolve("manifest"), "stalemate checkpoint 2\nwhatever\n");
        assertThat(refusal()).hasMessage(manifest + ": has format 2; this version reads format 1");
        Files.writeString(manifest, "Manifest-Version: 1.0\n");
        assertThat(refusal()).hasMessage(manifest + ": is no manifest of a checkpoint");
    }

    /** A right check sum only says that a file is as it was written, not that its numbers make sense. */
    @Test
    void numbersAreCheckedEvenIfTheCheckSumIsRight() throws IOException {
        try (CheckpointDirectory checkpoint = open(directory)) {
            addLevel(checkpoint);
            addLevel(checkpoint);
            try (LevelWriter writer = checkpoint.write()) {
                writer.add(new long[] {2, 0}, 0, 1, 0);
                writer.add(new long[] {2, 0}, 0, 3, 0);
                checkpoint.commit(writer, Map.of());
            }
        }
        assertThat(refusal())
                .hasMessageContaining(
                        "level-000002: says that state 1 of the level comes from state 2 of the one before");
        try (CheckpointDirectory checkpoint = open(directory);
                LevelReader reader = checkpoint.read(1, 1)) {
            assertThatThrownBy(reader::next).hasMessageContaining("names step 1, and the model has 1");
        }
    }

    @Test
    void oneSearchAtATimeUsesADirectory() throws IOException {
        try (CheckpointDirectory first = open(directory)) {
            assertThatThrownBy(() -> open(directory))
                    .isInstanceOf(BadCheckpointException.class)
                    .hasMessageContaining("another search is using this directory");
            addLevel(first);
        }
        try (CheckpointDirectory second = open(directory)) {
            assertThat(second.manifest()).isNotNull();
        }
    }

    @Test
    void onlyUnfinishedFilesAreRemoved() throws IOException {
        saved(2);
        for (String name : List.of("level-000002", "level-000001.tmp", "manifest.tmp", "level-1", "notes")) {
            Files.writeString(directory.resolve(name), "x");
        }
        assertThat(saved(0)).hasSize(4);
        try (var files = Files.list(directory)) {
            assertThat(files.map(f -> Objects.requireNonNull(f.getFileName()).toString()))
                    .containsExactlyInAnyOrder("level-000000", "level-000001", "level-1", "lock", "manifest", "notes");
        }
    }

    private Map<String, String> everything() throws IOException {
        Map<String, String> all = new TreeMap<>();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                all.put(file.getFileName().toString(), Files.readString(file, StandardCharsets.ISO_8859_1));
            }
        }
        return all;
    }

    /** Each is the result of an accident: none of these files may be taken for an unfinished one of a search that died. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "manifest gone",
                "manifest empty",
                "manifest older",
                "manifest two levels older",
                "level gone",
                "levels of something else"
            })
    void ifTheManifestDoesNotAccountForEveryLevelNothingIsChanged(String accident) throws IOException {
        saved(accident.endsWith("older") ? 1 : 4);
        Path manifest = directory.resolve("manifest");
        switch (accident) {
            case "manifest gone" -> Files.delete(manifest);
            case "manifest empty" -> Files.writeString(manifest, "");
            case "manifest older", "manifest two levels older" -> {
                byte[] older = Files.readAllBytes(manifest);
                saved(accident.contains("two") ? 2 : 3);
                Files.write(manifest, older);
            }
            case "level gone" -> Files.delete(directory.resolve("level-000001"));
            default -> {
                for (String name : everything().keySet()) {
                    Files.delete(directory.resolve(name));
                }
                Files.writeString(directory.resolve("level-000000"), "of a game");
            }
        }
        Files.writeString(directory.resolve("level-000007.tmp"), "half");
        Map<String, String> before = everything();
        before.putIfAbsent("lock", "");
        assertThat(refusal()).isInstanceOf(BadCheckpointException.class);
        assertThat(everything()).isEqualTo(before);
    }

    @ParameterizedTest
    @EnumSource(DyingDisk.Last.class)
    void whereverTheProcessDiesTheCheckpointIsThePreviousOneOrTheNewOne(DyingDisk.Last last) throws IOException {
        List<List<String>> whole = new ArrayList<>();
        for (int levels = 0; levels <= 4; levels++) {
            Path sound = directory.resolve("sound-" + levels);
            try (CheckpointDirectory checkpoint = open(sound)) {
                for (int i = 0; i < levels; i++) {
                    addLevel(checkpoint);
                }
                whole.add(content(checkpoint));
            }
        }
        int reached = 0;
        int operations = 0;
        for (boolean died = true; died; operations++) {
            DyingDisk disk = new DyingDisk(operations, last);
            Path in = directory.resolve("dies-" + operations);
            int done = addUntilDeath(disk, in);
            died = disk.died();
            try (CheckpointDirectory checkpoint = open(in)) {
                int found = whole.indexOf(content(checkpoint));
                assertThat(found).as("after operation %d", operations).isBetween(done, done + 1);
                reached = Math.max(reached, found);
                // And it can be resumed.
                for (int level = found; level < 4; level++) {
                    addLevel(checkpoint);
                }
                assertThat(content(checkpoint)).isEqualTo(whole.get(4));
            }
        }
        assertThat(reached).isEqualTo(4);
        assertThat(operations).isGreaterThan(30);
    }

    /** How many levels were committed. */
    private static int addUntilDeath(DyingDisk disk, Path in) {
        int done = 0;
        try (CheckpointDirectory checkpoint = CheckpointDirectory.open(disk, in, QUESTION, 2)) {
            for (; done < 4; done++) {
                addLevel(checkpoint);
            }
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("the process died").hasMessageContaining(in.toString());
        }
        return done;
    }
}
