package dev.stalemate.real.xen;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** The recorded runs of a real Xen, and runs written by hand. */
public final class XenLab {
    private XenLab() {}

    /** Unpacks the runs of 4.17.7 below a directory, and lists theirs. */
    public static List<Path> unpack(Path below) {
        return unpack("xen-lab", below);
    }

    /** Unpacks the runs of 4.20.4 and 4.21.2, and lists their directories, which are below one of their release. */
    public static List<Path> unpack421(Path below) {
        return unpack("xen-lab-421", below);
    }

    private static List<Path> unpack(String name, Path below) {
        InputStream packed =
                Objects.requireNonNull(XenLab.class.getResourceAsStream("/xen-lab/" + name + ".zip"), name);
        try (ZipInputStream zip = new ZipInputStream(packed)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                Path file = below.resolve(entry.getName());
                Files.createDirectories(Objects.requireNonNull(file.getParent()));
                Files.write(file, zip.readAllBytes());
            }
            try (Stream<Path> all = Files.walk(below)) {
                return all.filter(path -> Files.exists(path.resolve("steps.log")))
                        .sorted()
                        .toList();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Writes a run: its commands without numbers, each with its result behind {@code ->}, and one console, whose length is filled in where
     * a result says that it has 1 byte.
     */
    public static Path write(Path directory, String commands, String console) {
        StringBuilder log = new StringBuilder("# trace buffer: 64 pages\n");
        int number = 0;
        for (String line : commands.strip().split("\n", -1)) {
            String[] parts = line.split(" -> ", 2);
            String result = (parts.length > 1 ? parts[1] : "ok")
                    .replace("console 1 bytes -> 00-end", "console " + console.length() + " bytes -> 00-end");
            log.append(String.format("%3d %-40s %s  (1 ms)%n", number++, parts[0].strip(), result));
        }
        try {
            Files.writeString(directory.resolve("steps.log"), log, StandardCharsets.UTF_8);
            Files.writeString(directory.resolve("00-end.console.txt"), console, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return directory;
    }
}
