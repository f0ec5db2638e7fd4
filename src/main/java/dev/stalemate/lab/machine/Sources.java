package dev.stalemate.lab.machine;

import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import com.google.common.io.Resources;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/** The lab's own sources, which the tool carries along. */
final class Sources {
    static final String SHIM = "emulator/shim.c";
    static final String EMULATOR = "emulator/bochsrc";

    private Sources() {}

    /** Writes some of them to a folder, under their last names. */
    static void copy(List<String> names, Path folder) throws IOException {
        Files.createDirectories(folder);
        for (String name : names) {
            try (InputStream in = Resources.getResource("lab/" + name).openStream()) {
                Files.copy(in, folder.resolve(last(name)), StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    /** One of them. */
    static String text(String name) throws IOException {
        return Resources.toString(Resources.getResource("lab/" + name), StandardCharsets.UTF_8);
    }

    static String last(String name) {
        return name.substring(name.lastIndexOf('/') + 1);
    }

    /** A sum over some of them and what else an image depends on, in hex. */
    static String sum(List<String> names, String more) throws IOException {
        Hasher hasher = Hashing.sha256().newHasher();
        for (String name : names) {
            hasher.putString(name, StandardCharsets.UTF_8).putString(text(name), StandardCharsets.UTF_8);
        }
        return hasher.putString(more, StandardCharsets.UTF_8).hash().toString();
    }
}
