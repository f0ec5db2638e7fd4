package dev.stalemate.cluster;

import com.google.common.collect.ImmutableSortedMap;
import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import com.google.common.io.MoreFiles;
import dev.stalemate.cli.session.ToolVersion;
import dev.stalemate.search.Subject;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.ZipFile;

/**
 * Which build of the tool a process has: two builds of one version can differ, as long as sources are changed.
 *
 * @param tool its name, version and commit
 * @param code a checksum of its classes, in hexadecimal
 */
record Build(String tool, String code) implements Serializable {
    private static final long serialVersionUID = 1;

    /** That of this process. */
    static final Build HERE = new Build(ToolVersion.FULL, sum());

    private static final String CLASSES = "dev/stalemate";
    private static final int DIGITS = 16;

    @Override
    public String toString() {
        return tool + ", classes " + code;
    }

    private static String sum() {
        try {
            Path from = Path.of(Subject.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            Hasher sum = Hashing.sha256().newHasher();
            for (Map.Entry<String, Long> file :
                    (Files.isDirectory(from) ? inDirectory(from) : inJar(from)).entrySet()) {
                sum.putString(file.getKey(), StandardCharsets.UTF_8).putLong(file.getValue());
            }
            return sum.hash().toString().substring(0, DIGITS);
        } catch (IOException e) {
            throw new UncheckedIOException("the tool's own classes can't be read", e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException("the tool's own classes are nowhere", e);
        }
    }

    private static ImmutableSortedMap<String, Long> inJar(Path jar) throws IOException {
        ImmutableSortedMap.Builder<String, Long> sums = ImmutableSortedMap.naturalOrder();
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            zip.stream()
                    .filter(entry -> entry.getName().startsWith(CLASSES + "/") && !entry.isDirectory())
                    .forEach(entry -> sums.put(entry.getName(), entry.getCrc()));
        }
        return sums.buildOrThrow();
    }

    private static ImmutableSortedMap<String, Long> inDirectory(Path top) throws IOException {
        ImmutableSortedMap.Builder<String, Long> sums = ImmutableSortedMap.naturalOrder();
        for (Path file : MoreFiles.fileTraverser().depthFirstPreOrder(top.resolve(CLASSES))) {
            if (Files.isRegularFile(file)) {
                sums.put(
                        top.relativize(file).toString(),
                        MoreFiles.asByteSource(file).hash(Hashing.crc32()).padToLong());
            }
        }
        return sums.buildOrThrow();
    }
}
