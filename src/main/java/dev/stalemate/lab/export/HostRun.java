package dev.stalemate.lab.export;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import dev.stalemate.outside.Processes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What a program of {@link KvmProgram} saw on this machine.
 *
 * @param verdict how it ended
 * @param text what it said; the reason, if it could not run
 */
public record HostRun(Verdict verdict, String text) {
    /** What a run may take: it needs milliseconds, and seconds where page faults are slow. */
    private static final int SECONDS = 60;

    private static final int AS_THE_MODEL_CODE = 0;
    private static final int DIFFERS_CODE = 1;

    /** How it ended. */
    public enum Verdict {
        /** Every leaf is as in the model. */
        AS_THE_MODEL,
        /** A leaf differs. */
        DIFFERS,
        /** It can't run here, or nothing was compared. */
        CANNOT_RUN
    }

    /**
     * Compiles and runs a program here. Nothing is left of it.
     *
     * @param arguments the program's, such as {@code -g} and a group of VFIO
     * @throws IOException if no file can be written
     * @throws InterruptedException if the thread is interrupted; the program is ended then
     */
    static HostRun of(String program, List<String> arguments) throws IOException, InterruptedException {
        Path directory = Files.createTempDirectory("stalemate-kvm");
        try {
            Path source = Files.writeString(directory.resolve("program.c"), program);
            Path binary = directory.resolve("program");
            HostRun compiled =
                    run(directory, List.of("cc", "-O1", "-pthread", "-o", binary.toString(), source.toString()));
            if (compiled.verdict != Verdict.AS_THE_MODEL) {
                return new HostRun(Verdict.CANNOT_RUN, "it is not compiled here: " + compiled.text);
            }
            List<String> command = new ArrayList<>(List.of(binary.toString()));
            command.addAll(arguments);
            return run(directory, command);
        } finally {
            MoreFiles.deleteRecursively(directory, RecursiveDeleteOption.ALLOW_INSECURE);
        }
    }

    private static HostRun run(Path directory, List<String> command) throws IOException, InterruptedException {
        Path said = directory.resolve("said");
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        Processes started;
        try {
            started = Processes.start(builder);
        } catch (IOException e) {
            return new HostRun(Verdict.CANNOT_RUN, String.valueOf(e.getMessage()));
        }
        try (Processes running = started) {
            if (!running.process().waitFor(SECONDS, TimeUnit.SECONDS)) {
                return new HostRun(Verdict.CANNOT_RUN, "it did not end within " + SECONDS + " s");
            }
            int code = running.process().exitValue();
            String text = Files.readString(said, StandardCharsets.UTF_8);
            return switch (code) {
                case AS_THE_MODEL_CODE -> new HostRun(Verdict.AS_THE_MODEL, text);
                case DIFFERS_CODE -> new HostRun(Verdict.DIFFERS, text);
                default -> new HostRun(Verdict.CANNOT_RUN, text.isEmpty() ? "it ended with " + code : text);
            };
        }
    }
}
