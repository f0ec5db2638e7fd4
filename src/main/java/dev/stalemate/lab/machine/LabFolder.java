package dev.stalemate.lab.machine;

import com.google.common.base.Strings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Where images are kept, from run to run: a folder for each kernel, with its packages, what was unpacked and built from them, and the
 * state of the machine that has booted.
 */
public record LabFolder(Path path) {
    private static final String VARIABLE = "STALEMATE_LAB";

    /** The folder that the environment says, or {@code stalemate/lab} in the user's cache folder as the XDG specification has it. */
    public static LabFolder of(Map<String, String> environment, Path home) {
        String own = Strings.nullToEmpty(environment.get(VARIABLE));
        if (!own.isEmpty()) {
            return new LabFolder(Path.of(own).toAbsolutePath());
        }
        String cache = Strings.nullToEmpty(environment.get("XDG_CACHE_HOME"));
        String user = Strings.nullToEmpty(environment.get("HOME"));
        Path base = Path.of(user).isAbsolute() ? Path.of(user) : home;
        Path all = Path.of(cache).isAbsolute() ? Path.of(cache) : base.resolve(".cache");
        return new LabFolder(all.resolve("stalemate").resolve("lab"));
    }

    /** The place of one image. */
    Place place(String name) {
        return new Place(path.resolve(name));
    }

    /** What belongs to one image. */
    record Place(Path folder) {
        private static final String VERSION = "version";

        Path packages() {
            return folder.resolve("packages");
        }

        /** Packages, unpacked. */
        Path root() {
            return folder.resolve("root");
        }

        /** What is compiled. */
        Path build() {
            return folder.resolve("build");
        }

        /** The disc that boots. */
        Path disc() {
            return folder.resolve("boot.iso");
        }

        /** The state of the machine as it is about to read scenarios. */
        Path state() {
            return folder.resolve("state");
        }

        /** What the machine said while it booted. */
        Path boot() {
            return state().resolve("boot.lab");
        }

        /** A part that is not done yet; it gets its name when it is. */
        static Path unfinished(Path part) {
            return part.resolveSibling(part.getFileName() + ".part");
        }

        /** The version that was chosen; empty if none was. */
        String version() throws IOException {
            Path file = folder.resolve(VERSION);
            return Files.exists(file)
                    ? Files.readString(file, StandardCharsets.US_ASCII).strip()
                    : "";
        }

        void choose(String version) throws IOException {
            Files.createDirectories(folder);
            Files.writeString(folder.resolve(VERSION), version + "\n", StandardCharsets.US_ASCII);
        }
    }
}
