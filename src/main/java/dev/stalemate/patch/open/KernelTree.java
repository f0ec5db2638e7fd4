package dev.stalemate.patch.open;

import com.google.common.collect.ImmutableList;
import dev.stalemate.files.Reason;
import dev.stalemate.model.Design;
import dev.stalemate.model.PatchFile;
import dev.stalemate.model.Releases;
import dev.stalemate.patch.PatchException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A kernel tree, of which one file is taken as it is: KVM's look-up of guest MTRRs, and what a write of one zaps.
 *
 * @param release the tree's release by its Makefile, such as {@code 6.1.192} or {@code 6.10.0-rc1}
 * @param file its arch/x86/kvm/mtrr.c
 */
record KernelTree(String release, PatchFile file) {
    /** What can be taken, in a sentence. */
    static final String SUPPORTED =
            "mtrr.c is compiled with headers of the tool's own, which have what this file uses in Linux 4.9 to 6.10: what a patch"
                    + " needs besides has to be defined in the file";

    private static final String LOOK_UP = "kvm_mtrr_get_guest_memory_type";
    private static final String WRITE = "kvm_mtrr_set_msr";
    private static final int MOST_MAKEFILE = 1 << 16;
    private static final Pattern VERSION =
            Pattern.compile("(?m)^VERSION = ([0-9]{1,3})\\nPATCHLEVEL = ([0-9]{1,3})\\nSUBLEVEL = ?([0-9]{0,4})\\n"
                    + "EXTRAVERSION = ?([A-Za-z0-9._-]{0,40})$");

    /** Whether a directory may be a kernel tree. */
    static boolean isOne(Path directory) {
        return Files.exists(makefile(directory)) || Files.exists(file(directory));
    }

    private static Path makefile(Path tree) {
        return tree.resolve("Makefile");
    }

    /** The file in a tree. */
    static Path file(Path tree) {
        return tree.resolve("arch/x86/kvm/mtrr.c");
    }

    /**
     * Reads a tree.
     *
     * @throws PatchException if it is not a kernel's, or KVM does not look guest MTRRs up in it
     */
    static KernelTree of(Path tree) throws PatchException {
        String release = release(makefile(tree));
        PatchFile file = PatchText.text(file(tree));
        if (!file.text().contains(LOOK_UP) || !file.text().contains(WRITE)) {
            throw new PatchException(file(tree) + " of Linux " + release + " has no " + LOOK_UP + "() or no " + WRITE
                    + "(). From 6.11 on KVM does not look guest MTRRs up, and a write of one zaps nothing: the designs"
                    + " linux-6.11 and linux-6.16 are what it does. --kernel takes a tree of 4.9 to 6.10");
        }
        return new KernelTree(release, file);
    }

    private static String release(Path makefile) throws PatchException {
        try (InputStream in = Files.newInputStream(makefile)) {
            Matcher version = VERSION.matcher(new String(in.readNBytes(MOST_MAKEFILE), StandardCharsets.ISO_8859_1));
            if (!version.find()) {
                throw new PatchException(makefile + " names no release of Linux (VERSION, PATCHLEVEL, SUBLEVEL,"
                        + " EXTRAVERSION), so its directory is no kernel tree");
            }
            String sublevel = version.group(3).isEmpty() ? "0" : version.group(3);
            return version.group(1) + "." + version.group(2) + "." + sublevel + version.group(4);
        } catch (IOException e) {
            throw new PatchException("can't read the kernel tree's " + makefile + ": " + Reason.of(e), e);
        }
    }

    /** What the user should know of the tree, one line each. */
    ImmutableList<String> remarks(Path tree, Design base, Releases releases) {
        ImmutableList.Builder<String> lines = ImmutableList.builder();
        lines.add(file(tree) + " of Linux " + release + " is taken as it is; all else is as in " + base.name());
        if (!isSupported()) {
            lines.add("the headers for it were written for Linux 4.9 to 6.10, not for " + release);
            return lines.build();
        }
        String described = releases.design("linux-" + version() + "." + patchLevel());
        if (described != null && !base.name().startsWith(described)) {
            lines.add("the rest of Linux " + release + " is the design " + described + ", not " + base.name());
        }
        return lines.build();
    }

    /** Whether the file is that of a release which the tool's headers were written for. */
    private boolean isSupported() {
        return (version() == 4 && patchLevel() >= 9 && patchLevel() <= 20)
                || (version() == 5 && patchLevel() <= 19)
                || (version() == 6 && patchLevel() <= 10);
    }

    private int version() {
        return Integer.parseInt(release.split("[.]", -1)[0]);
    }

    private int patchLevel() {
        return Integer.parseInt(release.split("[.]", -1)[1]);
    }

    /** The name that the design gets. */
    String name() {
        return "mtrr-" + release;
    }
}
