package dev.stalemate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.systems.kvm.KvmSystem;
import dev.stalemate.toy.Philosophers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Searches that are saved and gone on with, from the command line. */
class CheckpointFlagsTest {
    @TempDir
    private Path directory = Path.of("");

    private Tool.Result check(String... args) {
        return check(Tool.mutex(), args);
    }

    /** Checks; {@code D} in the arguments is the test's directory of checkpoints. */
    private Tool.Result check(Tool tool, String... args) {
        return tool.run(Stream.concat(
                        Stream.of("check", "--save", directory.resolve("saved").toString()), Stream.of(args))
                .map(arg -> arg.equals("D") ? checkpoints().toString() : arg)
                .toArray(String[]::new));
    }

    private Path checkpoints() {
        return directory.resolve("d");
    }

    private static String withoutTimes(Tool.Result result) {
        return result.out().replaceAll(" +[0-9.]+ s\n", "\n");
    }

    private List<Path> searches() throws IOException {
        try (Stream<Path> files = Files.list(checkpoints())) {
            return files.sorted().toList();
        }
    }

    @Test
    void aCheckThatABoundStoppedCanBeResumed() throws IOException {
        Tool.Result part = check("M1", "--checkpoint", "D", "--max-states", "4");
        assertThat(part.code()).isEqualTo(20);
        assertThat(part.out())
                .contains("M1, M1b: no violation up to depth 1 (6 states; 2 of the 2 at that depth expanded;"
                        + " stopped by the\n    bound on states)");
        assertThat(searches()).hasSize(2).last().asString().containsPattern("/mutex-right-[0-9a-f]{8}$");
        Tool.Result resumed = check("M1", "--resume", "D");
        assertThat(resumed.code()).isZero();
        assertThat(withoutTimes(resumed)).isEqualTo(withoutTimes(check("M1")));
    }

    @Test
    void eachSearchHasItsOwnCheckpointAndThoseThatHadNotBegunBegin() throws IOException {
        assertThat(check("M1", "M1b", "--checkpoint", "D").code()).isZero();
        assertThat(searches()).hasSize(2);
        Tool.Result all = check("M1b", "M1", "M1", "--scope", "processes=3", "--resume", "D");
        assertThat(searches()).hasSize(4);
        assertThat(all.out()).contains("M1: nothing of it was saved, so its search started from the beginning");
        Tool.Result again = check("M1b", "M1", "--resume", "D");
        assertThat(again.out()).doesNotContain("began again");
        assertThat(withoutTimes(again)).isEqualTo(withoutTimes(check("M1b", "M1")));
    }

    @Test
    void theSamePropertiesAreTheSameSearchInAnyOrder() throws IOException {
        String fresh = "its search started from the beginning";
        String[] some = {"--property", "exclusive", "--property", "nobody-wants"};
        String[] turned = {"--property", "nobody-wants", "--property", "exclusive"};
        assertThat(right(some, "--checkpoint").out()).doesNotContain(fresh);
        assertThat(right(turned, "--resume").out().replaceAll("\\s+", " ")).doesNotContain(fresh);
        assertThat(searches()).hasSize(1);
        String[] one = {"--property", "exclusive"};
        assertThat(right(one, "--resume").out().replaceAll("\\s+", " ")).contains(fresh);
        assertThat(searches()).hasSize(2);
    }

    private Tool.Result right(String[] properties, String flag) {
        return check(Stream.of(Stream.of("mutex/right", "--scope", "small", flag, "D"), Stream.of(properties))
                .flatMap(args -> args)
                .toArray(String[]::new));
    }

    @Test
    void aCheckpointThatIsThereMustBeResumed() {
        assertThat(check("M1", "--checkpoint", "D").code()).isZero();
        Tool.Result result = check("M1", "--checkpoint", "D");
        assertThat(result.code()).isEqualTo(64);
        assertThat(result.err())
                .isEqualTo("stalemate: " + checkpoints() + " already holds checkpoints: continue with --resume "
                        + checkpoints() + ", or choose another directory\n");
    }

    @Test
    void whereNothingWasSavedThereIsNothingToResume() {
        Tool.Result result = check("M1", "--resume", "D");
        assertThat(result.code()).isEqualTo(65);
        assertThat(result.err())
                .isEqualTo("stalemate: " + checkpoints() + " holds no checkpoint; --checkpoint " + checkpoints()
                        + " begins one\n");
        assertThat(checkpoints()).doesNotExist();
    }

    @Test
    void aDamagedCheckpointAndOneOfAnotherSearchAreRefused() throws IOException {
        check("M1", "--checkpoint", "D");
        Tool.Result other = check("M1", "--resume", "D", "--fingerprint", "exact");
        assertThat(other.code()).isEqualTo(65);
        assertThat(other.err()).contains("is the checkpoint of another search: search is precision 64");
        Path level = searches().get(0).resolve("plain/level-000001");
        byte[] sound = Files.readAllBytes(level);
        Files.write(level, List.of("something else"));
        Tool.Result damaged = check("M1", "--resume", "D");
        assertThat(damaged.code()).isEqualTo(65);
        assertThat(damaged.err()).startsWith("stalemate: " + level + ": has 15 bytes, not the ");
        Files.write(level, sound);
        assertThat(check("M1", "--resume", "D").code()).isZero();
    }

    /** A copy may lack any file: the manifest counts, the lock is made again, and no two messages send the user in a circle. */
    @Test
    void whateverFileIsMissingOneOfTheTwoFlagsIsNotSentToTheOther() throws IOException {
        check("M1", "--checkpoint", "D");
        Path first = searches().get(0);
        Path second = searches().get(1);
        List<Path> files;
        try (Stream<Path> all = Files.list(first.resolve("plain"))) {
            files = all.sorted().toList();
        }
        assertThat(files)
                .extracting(file -> file.getFileName().toString())
                .contains("lock", "manifest", "level-000000");
        for (Path file : files) {
            Path other = second.resolve("plain").resolve(file.getFileName());
            Path kept = directory.resolve("kept");
            Path otherKept = directory.resolve("kept2");
            boolean both = Files.exists(other);
            Files.move(file, kept);
            if (both) {
                Files.move(other, otherKept);
            }
            Tool.Result resume = check("M1", "--resume", "D");
            if (file.endsWith("lock")) {
                assertThat(resume.code()).isZero();
                assertThat(resume.out()).doesNotContain("began again");
                assertThat(file).exists();
            } else {
                assertThat(resume.code()).as(file.toString()).isEqualTo(65);
                assertThat(resume.err()).doesNotContain("--checkpoint").contains("missing");
            }
            Files.move(kept, file, StandardCopyOption.REPLACE_EXISTING);
            if (both) {
                Files.move(otherKept, other, StandardCopyOption.REPLACE_EXISTING);
            }
        }
        for (Path search : searches()) {
            Files.delete(search.resolve("plain/lock"));
            Files.delete(search.resolve("plain/manifest"));
        }
        for (String flag : List.of("--resume", "--checkpoint")) {
            Tool.Result levels = check("M1", flag, "D");
            assertThat(levels.code()).isEqualTo(65);
            assertThat(levels.err()).contains("manifest: is missing").doesNotContain("--");
        }
    }

    @Test
    void aDirectoryThatCannotBeWrittenIsNamed() throws IOException {
        Files.writeString(checkpoints(), "a file");
        Tool.Result result = check("M1", "--checkpoint", "D");
        assertThat(result.code()).isEqualTo(70);
        assertThat(result.err()).contains(checkpoints().toString()).doesNotContain("internal error");
        Tool.Result spill = check("M1", "--spill", "D", "--max-memory", "100k");
        assertThat(spill.code()).isEqualTo(70);
        assertThat(spill.err())
                .isEqualTo("stalemate: " + checkpoints()
                        + ": exists already, and is not a directory (and 1 more such failure)\n");
    }

    @Test
    void whenMemoryIsFullItEndsWith20AndSaysHowFarItCame() {
        Tool.Result result = check("M1", "--spill", "D", "--max-memory", "100k");
        assertThat(result.code()).isEqualTo(20);
        assertThat(result.out())
                .contains("M1, M1b: no violation up to depth 0 (0 states; stopped by the bound on memory)");
    }

    @Test
    void whatHasNoCheckpointSaysSo() {
        Tool.Result result =
                check(new Tool(new Philosophers()), "table/ORDERED", "--property", "no-deadlock", "--checkpoint", "D");
        assertThat(result.code()).isZero();
        assertThat(result.out())
                .contains("a search for loops and deadlocks has no checkpoint, and always starts from the");
        assertThat(checkpoints()).doesNotExist();
    }

    @Test
    void aBenchCanBeResumedToo() {
        Tool kvm = new Tool(new KvmSystem());
        String d = checkpoints().toString();
        Tool.Result first = kvm.run("bench", "--vcpus", "2", "--frames", "2", "--symmetry", "--checkpoint", d);
        assertThat(first.code()).isZero();
        Tool.Result resumed = kvm.run("bench", "--vcpus", "2", "--frames", "2", "--symmetry", "--resume", d);
        String counts = "no-stale-quiescent holds: 917 states, 9,726 transitions, depth 11, ";
        assertThat(first.out()).startsWith(counts);
        assertThat(resumed.out()).startsWith(counts);
        assertThat(kvm.run("bench", "--vcpus", "2", "--checkpoint", d).code()).isEqualTo(64);
    }
}
