package dev.stalemate.lab.machine;

import com.google.common.hash.Hashing;
import com.google.common.io.MoreFiles;
import dev.stalemate.outside.Child;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Debian's archive, as this machine's apt knows it. Nothing is installed. */
final class Archive {
    private static final Duration ASK = Duration.ofMinutes(2);
    private static final Duration LOAD = Duration.ofHours(2);
    /** {@code 'URI' file size SHA256:sum}, as apt-get prints what it would load. */
    private static final Pattern FILE =
            Pattern.compile("'[^']+' ([A-Za-z0-9][A-Za-z0-9.+%_~-]{0,199}\\.deb) ([0-9]{1,12}) SHA256:([0-9a-f]{64})");

    private final Child asks;
    private final Child loads;

    /**
     * A package's file.
     *
     * @param name the file's name
     * @param bytes its size
     * @param sha256 its checksum, in hex
     */
    @SuppressWarnings("JavaLangClash") // it is Debian's word
    record Package(String name, long bytes, String sha256) {
        /** The name of the package, as apt takes it. */
        String debian() {
            return name.split("_", -1)[0];
        }

        /** Its version; a colon in it is written as %3a. */
        String version() {
            return name.split("_", -1)[1];
        }

        /** Whether a folder has it, whole. */
        boolean isIn(Path folder) throws IOException {
            Path file = folder.resolve(name);
            return Files.isRegularFile(file)
                    && Files.size(file) == bytes
                    && MoreFiles.asByteSource(file)
                            .hash(Hashing.sha256())
                            .toString()
                            .equals(sha256);
        }
    }

    /**
     * The archive.
     *
     * @param asks works where no packages are: apt says nothing of files that are there already
     * @param loads works where packages go
     */
    Archive(Child asks, Child loads) {
        this.asks = asks;
        this.loads = loads;
    }

    /** The names of its packages that begin so. */
    List<String> names(String prefix) throws IOException {
        return asks.run(ASK, List.of("apt-cache", "pkgnames", prefix)).lines().toList();
    }

    /**
     * The files of packages, in any order.
     *
     * @throws LabException if it has one of them no longer
     */
    List<Package> files(List<String> packages) throws IOException, LabException {
        List<String> command = new ArrayList<>(List.of("apt-get", "download", "--print-uris"));
        command.addAll(packages);
        Child.Ended ended = asks.end(ASK, command);
        List<Package> files = new ArrayList<>();
        for (String line : ended.out().lines().toList()) {
            Matcher matcher = FILE.matcher(line);
            if (matcher.matches()) {
                files.add(new Package(matcher.group(1), Long.parseLong(matcher.group(2)), matcher.group(3)));
            }
        }
        if (ended.code() != 0 || files.size() != packages.size()) {
            throw new LabException(
                    "apt can't load " + String.join(", ", packages) + ": "
                            + ended.err()
                                    .lines()
                                    .filter(l -> l.startsWith("E:"))
                                    .findFirst()
                                    .orElse("it doesn't say why")
                            + "; run apt-get update, and see whether /etc/apt has Debian 12 (bookworm) and its security updates");
        }
        return files;
    }

    /** Loads packages into their folder. Those that are there already are not loaded again. */
    void load(List<String> packages) throws IOException {
        // Without this, apt as root complains about folders that its own user may not write.
        List<String> command = new ArrayList<>(List.of("apt-get", "download", "-q", "-o", "APT::Sandbox::User=root"));
        command.addAll(packages);
        loads.run(LOAD, command);
    }
}
