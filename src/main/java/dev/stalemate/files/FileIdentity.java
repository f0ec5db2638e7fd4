package dev.stalemate.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The file that a name stands for: two names of one file, by links or by {@code ./}, have equal places.
 *
 * @param path where it is, without a symbolic link on the way
 * @param key the file itself, which hard links share; null where there is none yet, or the system doesn't say
 */
public record FileIdentity(Path path, @Nullable Object key) {
    private static final int MOST_LINKS = 40;

    /**
     * The place of a name. There may be no file yet. For a link to nothing it is where the link leads. For a file that can't be found it is
     * where the name says: opening it reports what is wrong.
     */
    public static FileIdentity of(Path name) {
        try {
            return Files.exists(name)
                    ? new FileIdentity(name.toRealPath(), key(name))
                    : new FileIdentity(end(name), null);
        } catch (IOException e) { // no such directory; or a descriptor of a deleted file, which has no path any more
            return new FileIdentity(name.toAbsolutePath().normalize(), null);
        }
    }

    private static @Nullable Object key(Path file) throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    }

    /** Where a chain of links ends without a file. */
    private static Path end(Path name) throws IOException {
        Path at = name.toAbsolutePath();
        for (int links = 0; links < MOST_LINKS && Files.isSymbolicLink(at); links++) {
            at = at.resolveSibling(Files.readSymbolicLink(at));
        }
        Path directory = at.getParent();
        return directory == null ? at : directory.toRealPath().resolve(at.getFileName());
    }

    /** Whether this is within a directory, at any depth. */
    public boolean isIn(FileIdentity directory) {
        return path.startsWith(directory.path);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        if (!(other instanceof FileIdentity that)) {
            return false;
        }
        boolean known = key != null && that.key != null;
        return known ? Objects.equals(key, that.key) : path.equals(that.path);
    }

    /** The same for all places: a file that appears between two calls must not change it. */
    @Override
    public int hashCode() {
        return 0;
    }
}
