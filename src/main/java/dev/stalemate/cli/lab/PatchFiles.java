package dev.stalemate.cli.lab;

import dev.stalemate.cli.session.ExitCode;
import dev.stalemate.cli.session.Failure;
import dev.stalemate.lab.machine.BadPatchException;
import dev.stalemate.lab.machine.KernelPatch;
import dev.stalemate.lab.machine.LabException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Reads patches that options name. */
final class PatchFiles {
    private PatchFiles() {}

    /** The patch of a file; null if there is none. */
    static @Nullable KernelPatch read(@Nullable Path file) throws IOException {
        if (file == null) {
            return null;
        }
        if (!Files.isRegularFile(file)) {
            throw new Failure(ExitCode.BAD_INPUT, "there is no file " + file);
        }
        try {
            return KernelPatch.read(file);
        } catch (LabException e) {
            throw new Failure(ExitCode.BAD_INPUT, String.valueOf(e.getMessage()));
        }
    }

    /** What ends a command because a kernel could not be set up: a patch that is bad is the user's mistake. */
    static Failure failure(String what, LabException e) {
        return new Failure(
                e instanceof BadPatchException ? ExitCode.BAD_INPUT : ExitCode.BOUND, what + ": " + e.getMessage());
    }
}
