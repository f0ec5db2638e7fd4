package dev.stalemate.faults;

import com.google.common.base.Splitter;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The tool in a process of its own, which can be killed, and which works in a directory of its own. */
final class ToolProcess {
    private final Path home;
    private final List<String> before;

    /**
     * A place for such processes.
     *
     * @param home where they work, and where they keep what they say
     * @param before what runs them, such as a shell that sets up a disk first
     */
    ToolProcess(Path home, String... before) {
        this.home = home;
        this.before = List.of(before);
    }

    /**
     * How a run ended.
     *
     * @param code its exit code, or that of the signal that killed it
     * @param out standard output
     * @param err standard error
     */
    record Ended(int code, String out, String err) {}

    Process start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(before);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // As quick as can be: most of these runs end at once.
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto"));
        command.addAll(List.of("-cp", classPath(), "dev.stalemate.cli.Main"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(home.toFile())
                .redirectOutput(Redirect.to(out().toFile()))
                .redirectError(Redirect.to(err().toFile()));
        builder.environment().put("XDG_STATE_HOME", home.resolve("state").toString());
        return builder.start();
    }

    /** That of this process, which has names that are relative to another directory. */
    private static String classPath() {
        return Splitter.on(File.pathSeparatorChar)
                .splitToStream(System.getProperty("java.class.path"))
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
    }

    Ended run(String... arguments) throws IOException, InterruptedException {
        return ended(start(arguments));
    }

    Ended ended(Process process) throws IOException, InterruptedException {
        int code = process.waitFor();
        return new Ended(
                code, Files.readString(out(), StandardCharsets.UTF_8), Files.readString(err(), StandardCharsets.UTF_8));
    }

    private Path out() {
        return home.resolve("stdout");
    }

    private Path err() {
        return home.resolve("stderr");
    }

    /** How many bytes the files below a directory have; those that go away meanwhile are not counted. */
    static long bytes(Path directory) {
        try (Stream<Path> all = Files.walk(directory)) {
            return all.map(Path::toFile)
                    .filter(File::isFile)
                    .mapToLong(File::length)
                    .sum();
        } catch (IOException | UncheckedIOException e) {
            return 0; // a directory went away
        }
    }

    /** The names of all files below a directory. */
    static List<String> names(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return List.of();
        }
        try (Stream<Path> all = Files.walk(directory)) {
            return all.filter(Files::isRegularFile)
                    .map(file -> directory.relativize(file).toString())
                    .sorted()
                    .toList();
        }
    }
}
