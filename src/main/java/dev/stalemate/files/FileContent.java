package dev.stalemate.files;

import com.google.common.hash.HashCode;
import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a file held when it was last looked at. */
final class FileContent {
    /** Of a larger file the beginning counts, its size and its time. */
    private static final int MOST_BYTES = 1 << 20;

    private final Path file;
    private List<@Nullable Object> stamp;
    private HashCode hash;

    FileContent(Path file) {
        this.file = file;
        this.stamp = List.of();
        this.hash = HashCode.fromInt(0);
        boolean unused = hasChanged();
    }

    /** Looks at it. True if there is a file, and it does not hold what it held; what is missing or can't be read is left for the next time. */
    boolean hasChanged() {
        try {
            BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
            List<@Nullable Object> seen = Arrays.asList(now.size(), now.lastModifiedTime(), now.fileKey());
            if (seen.equals(stamp)) {
                return false;
            }
            HashCode read = read(now);
            stamp = seen;
            boolean changed = !read.equals(hash);
            hash = read;
            return changed;
        } catch (IOException e) {
            stamp = List.of();
            return false;
        }
    }

    private HashCode read(BasicFileAttributes now) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MOST_BYTES);
            Hasher hasher = Hashing.sha256().newHasher().putBytes(bytes);
            return now.size() <= MOST_BYTES
                    ? hasher.hash()
                    : hasher.putLong(now.size())
                            .putLong(now.lastModifiedTime().toMillis())
                            .hash();
        }
    }
}
