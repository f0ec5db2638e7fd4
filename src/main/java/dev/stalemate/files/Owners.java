package dev.stalemate.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/**
 * The owner, group and permissions of a file, as Unix has them.
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

    /** The permissions of a new file, so that nobody else opens it before {@link #give}. */
    static FileAttribute<?> nobodyElse() {
        return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    }

    /**
     * Gives these to a file of this user. Only root can change the owner, and only a member of a group can give a file to that group. Where
     * the file keeps another group, that group gets no more rights than everybody.
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
