package dev.stalemate.patch.xen;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.stalemate.patch.Patch;
import dev.stalemate.patch.PatchException;
import dev.stalemate.patch.open.Patches;
import dev.stalemate.patch.open.Patches.Ways;
import dev.stalemate.systems.Systems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Opens designs of xen-ept in C, for tests; they are skipped if there is no compiler. */
public final class XenFiles implements AutoCloseable {
    private final Patches patches = new Patches(Systems.catalogue(), () -> false);
    private final String compiler;

    /** With the system's compiler. */
    public XenFiles() {
        this("cc");
    }

    /** With a compiler, by its name. */
    XenFiles(String compiler) {
        this.compiler = compiler;
        assumeTrue(isThere(compiler), "there is no " + compiler + ", so no design in C is compiled with it");
    }

    private static boolean isThere(String compiler) {
        for (String directory : System.getenv().getOrDefault("PATH", "").split(":", -1)) {
            if (Files.isExecutable(Path.of(directory, compiler))) {
                return true;
            }
        }
        return false;
    }

    /** A file that says which system and base it is of. */
    public Patch open(Path file) throws PatchException {
        return patches.open(file.toString(), new Ways("", "", compiler, false));
    }

    /** A text, as a file of this name without its ending, on a base. */
    public Patch open(Path directory, String name, String base, String text) throws PatchException, IOException {
        Path file = directory.resolve(name + ".c");
        Files.writeString(file, "/* stalemate: system=xen-ept base=" + base + " */\n#include \"xen.h\"\n" + text);
        return open(file);
    }

    @Override
    public void close() {
        patches.close();
    }
}
