package dev.stalemate.counterexample;

import com.google.common.base.Joiner;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.stalemate.counterexample.Counterexample.Found;
import dev.stalemate.files.AtomicFile;
import dev.stalemate.files.CannotWriteException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The file of an {@link OutsideDifference}. It is like that of a counterexample, and has a field {@code kind} to tell them apart. */
public final class OutsideDifferenceFile {
    private static final String KIND = "outside";
    /** A command may contain a whole program, as an argument of an interpreter. */
    private static final int LONGEST_WORD = 1 << 16;

    private final StrictJson json;
    private final ImmutableList.Builder<String> command = ImmutableList.builder();
    private final ImmutableList.Builder<String> lines = ImmutableList.builder();
    private @Nullable String recording;
    private String driver = "";
    private @Nullable Long seed;
    private String tool = "";
    private boolean minimal;
    private String reference = "";
    private String answer = "";

    private OutsideDifferenceFile(StrictJson json) {
        this.json = json;
    }

    /** Reads the text of a file of the given name. */
    public static OutsideDifference parse(String name, String text) throws BadFileException {
        return StrictJson.read(name, text, json -> new OutsideDifferenceFile(json).difference());
    }

    /** The file's text. */
    public static String text(OutsideDifference d) {
        List<String> fields = new ArrayList<>();
        fields.add(CounterexampleWriter.field("schema", CounterexampleReader.SCHEMA));
        fields.add(CounterexampleWriter.field("kind", KIND));
        fields.add(CounterexampleWriter.field("command", d.command()));
        fields.add(CounterexampleWriter.field("recording", d.recording()));
        fields.add(CounterexampleWriter.field("found", CounterexampleWriter.fields(d.found())));
        fields.add(CounterexampleWriter.field("minimal", d.minimal()));
        fields.add("  \"lines\": [\n    "
                + Joiner.on(",\n    ")
                        .join(d.lines().stream().map(CounterexampleWriter::json).toList())
                + "\n  ]");
        fields.add(CounterexampleWriter.field("reference", d.reference()));
        fields.add(CounterexampleWriter.field("answer", d.answer()));
        return "{\n" + Joiner.on(",\n").join(fields) + "\n}\n";
    }

    /**
     * Saves a difference in a directory as {@code stem.json}, {@code stem-2.json} and so on, as {@link Library#save} does.
     *
     * @param taken whether a name must be left free, whatever is there
     * @return the file that holds it
     * @throws CannotWriteException if it can't be saved
     */
    public static Path save(Path directory, String stem, OutsideDifference d, Predicate<Path> taken)
            throws CannotWriteException {
        return AtomicFile.create(
                directory, stem, text(d).getBytes(StandardCharsets.UTF_8), taken, file -> holds(file, d));
    }

    private static boolean holds(Path file, OutsideDifference d) {
        try {
            return parse(file.toString(), CounterexampleReader.text(file)).sameAs(d);
        } catch (BadFileException e) {
            return false; // whatever it is, it is kept
        }
    }

    private OutsideDifference difference() throws IOException, BadFileException {
        json.object(
                "the counterexample",
                ImmutableMap.<String, StrictJson.Value>builder()
                        .put("schema", () -> CounterexampleReader.schema(json))
                        .put("kind", this::kind)
                        .put("command", () -> json.array("command", this::word))
                        .put("recording", () -> recording = json.textOrNull("recording"))
                        .put("found", this::found)
                        .put("minimal", () -> minimal = json.flag("minimal"))
                        .put("lines", () -> json.array("lines", this::line))
                        .put("reference", () -> reference = json.text("reference"))
                        .put("answer", () -> answer = json.text("answer"))
                        .buildOrThrow());
        ImmutableList<String> words = command.build();
        ImmutableList<String> requests = lines.build();
        if (words.isEmpty() == (recording == null)) {
            throw json.bad("exactly one of a command and a recording is required");
        }
        if (requests.isEmpty()) {
            throw json.bad("there are no lines");
        }
        return new OutsideDifference(
                words, recording, new Found(driver, seed, tool), minimal, requests, reference, answer);
    }

    private void kind() throws IOException, BadFileException {
        String unused = json.text("kind", "\"" + KIND + "\"", KIND::equals);
    }

    private void word() throws IOException, BadFileException {
        command.add(json.anyText("command", LONGEST_WORD));
    }

    private void line() throws IOException, BadFileException {
        lines.add(json.text(
                "lines", "a request", text -> !text.isBlank() && !text.strip().startsWith("#")));
    }

    private void found() throws IOException, BadFileException {
        json.object(
                "found",
                ImmutableMap.of(
                        "driver", () -> driver = json.text("driver"),
                        "seed", () -> seed = json.numberOrNull("seed"),
                        "tool", () -> tool = json.text("tool")));
    }
}
