package dev.stalemate.style;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.base.Splitter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A file of the checkout.
 *
 * @param path from the checkout's root, with slashes
 */
record TextFile(String path, String text) {
    /** A picture counts as a line of text. */
    static TextFile read(String path) {
        try {
            String text = path.endsWith(".png") ? "a picture\n" : Files.readString(Path.of(path), UTF_8);
            return new TextFile(path.replace('\\', '/'), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String name() {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /** The name without what follows its last dot. */
    String stem() {
        String name = name();
        return name.contains(".") ? name.substring(0, name.lastIndexOf('.')) : name;
    }

    String directory() {
        return path.substring(0, Math.max(0, path.lastIndexOf('/')));
    }

    /** A compilation unit of one of the source directories. */
    boolean java() {
        return path.endsWith(".java") && (!path.startsWith("src/main/") || path.startsWith("src/main/java/"));
    }

    boolean c() {
        return path.endsWith(".c") || path.endsWith(".h");
    }

    boolean markdown() {
        return path.endsWith(".md");
    }

    boolean in(String directory) {
        return path.startsWith(directory + "/");
    }

    List<String> lines() {
        return Splitter.on('\n').splitToList(text);
    }
}
