package dev.stalemate.patch;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.stalemate.patch.open.Patches;
import dev.stalemate.patch.open.Patches.Ways;
import dev.stalemate.systems.Systems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Opens designs of a system in C, for tests; they are skipped if there is no compiler. */
public final class CFiles implements AutoCloseable {
    private final Patches patches = new Patches(Systems.catalogue(), () -> false);
    private final String system;
    private final String compiler;
    private final boolean sanitized;

    /** With the system's compiler. */
    public CFiles(String system) {
        this(system, "cc", false);
    }

    /**
     * With a compiler.
     *
     * @param system the name of the designs' system
     * @param compiler its name
     * @param sanitized whether its sanitizers watch the designs
     */
    public CFiles(String system, String compiler, boolean sanitized) {
        this.system = system;
        this.compiler = compiler;
        this.sanitized = sanitized;
        assumeCompiler(compiler);
    }

    /** Skips a test if there is no compiler of this name. */
    public static void assumeCompiler(String compiler) {
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
        return patches.open(file.toString(), new Ways("", "", compiler, sanitized));
    }

    /** A file, or a kernel tree, as a change of a design. */
    public Patch open(Path place, String base) throws PatchException {
        return patches.open(place.toString(), new Ways(system, base, compiler, sanitized));
    }

    /** A text, as a file of this name without its ending, on a base. */
    public Patch open(Path directory, String name, String base, String text) throws PatchException, IOException {
        Path file = directory.resolve(name + ".c");
        String header = system.equals("xen-ept") ? "xen.h" : system + ".h";
        Files.writeString(
                file, "/* stalemate: system=" + system + " base=" + base + " */\n#include \"" + header + "\"\n" + text);
        return open(file);
    }

    /** What the user is told of the files. */
    public List<String> remarks() {
        return patches.remarks();
    }

    @Override
    public void close() {
        patches.close();
    }
}
