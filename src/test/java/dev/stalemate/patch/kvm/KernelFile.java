package dev.stalemate.patch.kvm;

import com.google.common.io.Resources;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A directory that looks like a kernel tree, with the tests' own file in the shape of arch/x86/kvm/mtrr.c. */
public final class KernelFile {
    private KernelFile() {}

    /** The file's text. */
    static String text() throws IOException {
        return Resources.toString(
                Resources.getResource(KernelFile.class, "/dev/stalemate/patch/kvm/mtrr.c"), StandardCharsets.UTF_8);
    }

    /** A tree of 6.1.77 with the file as it is. */
    public static Path tree(Path directory) throws IOException {
        return tree(directory, "6 1 77", text());
    }

    /** The file with one piece of it replaced, which has to be there. */
    static String with(String piece, String other) throws IOException {
        String text = text();
        if (!text.contains(piece)) {
            throw new IllegalArgumentException("the file has no " + piece);
        }
        return text.replace(piece, other);
    }

    /** A tree of a release in four words, the last of which can be missing, with this file. */
    static Path tree(Path directory, String release, String text) throws IOException {
        String[] words = (release + " ").split(" ", 4);
        Path file = directory.resolve("arch/x86/kvm/mtrr.c");
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        Files.writeString(
                directory.resolve("Makefile"),
                String.format(
                        "# A comment\nVERSION = %s\nPATCHLEVEL = %s\nSUBLEVEL = %s\nEXTRAVERSION =%s\nNAME = Test\n",
                        words[0], words[1], words[2], words[3].isBlank() ? "" : " " + words[3].strip()));
        return directory;
    }
}
