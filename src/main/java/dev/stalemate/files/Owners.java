package dev.stalemate.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/**
 * Who may do what with a file, as Unix has it.
 *
 * @param user its owner's number
 * @param group its group's number
 * @param mode its permissions, nine bits
 */
record Owners(int user, int group, int mode) {
    private static final String UNIX = "unix";
    private static final int PERMISSIONS = 0777;
    private static final int OF_GROUP = 070;
    private static final int OF_OTHERS = 07;
    private static final int GROUP_BITS = 3;

    /** Those of a file; null where the system has none. */
    static @Nullable Owners of(Path file) throws IOException {
        if (!file.getFileSystem().supportedFileAttributeViews().contains(UNIX)) {
            return null;
        }
        return new Owners(number(file, "uid"), number(file, "gid"), number(file, "mode") & PERMISSIONS);
    }

    private static int number(Path file, String attribute) throws IOException {
        return (Integer) Files.getAttribute(file, UNIX + ":" + attribute);
    }

    /** What a new file is created with, so that nobody else opens it before {@link #give}. */
    static FileAttribute<?> nobodyElse() {
        return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    }

    /**
     * Gives these to a file of one's own. Only root can give a file away, and a group only its members; where the group stays another, its
     * members may do no more than everybody.
     */
    void give(Path file) throws IOException {
        if (number(file, "uid") != user) {
            tried(file, "uid", user);
        }
        boolean sameGroup = number(file, "gid") == group || tried(file, "gid", group);
        int others = mode & OF_OTHERS;
        int given = sameGroup ? mode : (mode & ~OF_GROUP) | (mode & others << GROUP_BITS);
        Files.setAttribute(file, UNIX + ":mode", given);
    }

    private static boolean tried(Path file, String attribute, int number) {
        try {
            Files.setAttribute(file, UNIX + ":" + attribute, number);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
