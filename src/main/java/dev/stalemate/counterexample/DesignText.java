package dev.stalemate.counterexample;

import com.google.common.base.Joiner;
import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableMap;
import dev.stalemate.model.PatchFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The file of a user's own design as a counterexample carries it: its name, its hash, the design that it changes, and its text, line by line,
 * to be read. Nothing here is ever compiled or run. A text that ends with a line feed has an empty last line. There is no text for a program,
 * for a source that is not UTF-8, and for one that is too long.
 */
final class DesignText {
    /** Half of what a counterexample may have. */
    private static final int MOST_BYTES = 1 << 19;

    private static final Pattern SHA_256 = Pattern.compile("[0-9a-f]{64}");

    private final StrictJson json;
    private String name = "";
    private String sha256 = "";
    private String base = "";
    private final List<String> lines = new ArrayList<>();
    private long length;

    private DesignText(StrictJson json) {
        this.json = json;
    }

    /** Reads the value of the field {@code design}; a text that does not have the hash is refused. */
    static PatchFile read(StrictJson json) throws IOException, BadFileException {
        return new DesignText(json).file();
    }

    private PatchFile file() throws IOException, BadFileException {
        json.object(
                "design",
                ImmutableMap.of(
                        "file", () -> name = json.text("file"),
                        "sha256", this::sha256,
                        "base", () -> base = json.text("base"),
                        "text", () -> json.array("text", this::line)),
                Set.of("base"));
        PatchFile file = new PatchFile(name, sha256, Joiner.on('\n').join(lines), base);
        if (!lines.isEmpty() && !file.hashesItsText()) {
            throw json.bad("the text of " + name + " was changed: it does not have the SHA-256 " + sha256);
        }
        return file;
    }

    private void sha256() throws IOException, BadFileException {
        sha256 = json.text(
                "sha256", "64 hex digits", text -> SHA_256.matcher(text).matches());
    }

    private void line() throws IOException, BadFileException {
        String line = json.anyText("text", MOST_BYTES);
        length += line.length() + 1L;
        if (length > MOST_BYTES) {
            throw json.bad("the text of a design is longer than " + MOST_BYTES + " characters");
        }
        lines.add(line);
    }

    /** The value of the field: each line of the text is a line of the file. */
    static String json(PatchFile file) {
        String text = Joiner.on(",\n")
                .join(Splitter.on('\n')
                        .splitToStream(file.text())
                        .map(line -> "      " + CounterexampleWriter.json(line))
                        .toList());
        boolean carried = file.hashesItsText() && text.getBytes(StandardCharsets.UTF_8).length <= MOST_BYTES;
        return "{\n    " + field("file", file.name()) + ",\n    " + field("sha256", file.sha256())
                + (file.base().isEmpty() ? "" : ",\n    " + field("base", file.base())) + ",\n    \"text\": ["
                + (carried ? "\n" + text + "\n    " : "") + "]\n  }";
    }

    private static String field(String name, @Nullable Object value) {
        return CounterexampleWriter.json(name) + ": " + CounterexampleWriter.json(value);
    }
}
