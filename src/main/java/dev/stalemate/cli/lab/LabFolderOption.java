package dev.stalemate.cli.lab;

import dev.stalemate.lab.machine.LabFolder;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the lab's images are. */
final class LabFolderOption {
    @Option(
            names = "--folder",
            paramLabel = "DIR",
            description =
                    "Where images are kept. Default: $STALEMATE_LAB, or stalemate/lab in the user's cache folder.")
    private @Nullable Path folder;

    /** The folder. */
    LabFolder folder() {
        return folder == null
                ? LabFolder.of(System.getenv(), Path.of(System.getProperty("user.home", "/")))
                : new LabFolder(folder.toAbsolutePath());
    }
}
