package dev.stalemate.counterexample;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import dev.stalemate.counterexample.Counterexample.Found;
import dev.stalemate.counterexample.Counterexample.SavedStep;
import dev.stalemate.files.Reason;
import dev.stalemate.model.PatchFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads counterexample files. The answer is a counterexample or a {@link BadFileException}, for any content. What a person who writes one
 * can't know may be left out, all of it or nothing: the hashes and what found it. Then it needs no claim, and does not have to say whether
 * it is minimal.
 */
public final class CounterexampleReader {
    static final int SCHEMA = 1;
    static final String EXPECTED = "violated";
    /** A counterexample takes a few kilobytes. */
    static final int MOST_BYTES = 1 << 20;

    private static final Pattern HASH = Pattern.compile("[0-9a-f]{16}");
    private static final ImmutableSet<String> OPTIONAL =
            ImmutableSet.of("claim", "found", "minimal", "initial", "loop", "design");

    private final StrictJson json;
    private String system = "";
    private String design = "";
    private ImmutableMap<String, String> scope = ImmutableMap.of();
    private String law = "";
    private @Nullable String claim;
    private boolean saysClaim;
    private @Nullable Found found;
    private String driver = "";
    private @Nullable Long seed;
    private String tool = "";
    private @Nullable Boolean minimal;
    private @Nullable String initial;
    private @Nullable Integer loop;
    private String action = "";
    private ImmutableMap<String, String> arguments = ImmutableMap.of();
    private @Nullable String hash;
    private @Nullable PatchFile file;
    private final ImmutableList.Builder<SavedStep> steps = ImmutableList.builder();

    private CounterexampleReader(StrictJson json) {
        this.json = json;
    }

    /** Reads a file. */
    public static Counterexample read(Path file) throws BadFileException {
        return parse(file.toString(), text(file));
    }

    /** The text of a file of any kind. */
    static String text(Path file) throws BadFileException {
        return text(file.toString(), bytes(file, MOST_BYTES));
    }

    /** The bytes of a file, one more than the most if it has more. */
    static byte[] bytes(Path file, int most) throws BadFileException {
        String name = file.toString();
        if (Files.isDirectory(file)) {
            throw new BadFileException(name, "is a directory");
        }
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(most + 1);
        } catch (NoSuchFileException e) {
            throw new BadFileException(name, "no such file");
        } catch (AccessDeniedException e) {
            throw new BadFileException(name, "may not be read");
        } catch (IOException e) {
            throw new BadFileException(name, "can't be read: " + Reason.of(e));
        }
    }

    /** Reads the bytes of a file of the given name. */
    public static Counterexample parse(String name, byte[] bytes) throws BadFileException {
        return parse(name, text(name, bytes));
    }

    static String text(String name, byte[] bytes) throws BadFileException {
        if (bytes.length > MOST_BYTES) {
            throw new BadFileException(name, "is larger than " + MOST_BYTES + " bytes, so it is no counterexample");
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new BadFileException(name, "is not UTF-8 text");
        }
    }

    static Counterexample parse(String name, String text) throws BadFileException {
        return StrictJson.read(name, text, json -> new CounterexampleReader(json).counterexample());
    }

    private Counterexample counterexample() throws IOException, BadFileException {
        json.object(
                "the counterexample",
                ImmutableMap.<String, StrictJson.Value>builder()
                        .put("schema", () -> schema(json))
                        .put("system", () -> system = json.text("system"))
                        .put("variant", () -> design = json.text("variant"))
                        .put("scope", () -> scope = json.texts("scope"))
                        .put("property", () -> law = json.text("property"))
                        .put("claim", this::claim)
                        .put("expected", this::expected)
                        .put("found", this::found)
                        .put("minimal", () -> minimal = json.flag("minimal"))
                        .put("initial", () -> initial = hash("initial"))
                        .put("steps", () -> json.array("steps", this::step))
                        .put("loop", this::loop)
                        .put("design", () -> file = DesignText.read(json))
                        .buildOrThrow(),
                OPTIONAL);
        ImmutableList<SavedStep> run = steps.build();
        if (loop != null && loop > run.size()) {
            throw json.bad("the loop can't start after step " + loop + " of " + run.size());
        }
        checkRecord(run);
        boolean shortest = minimal != null && minimal;
        return new Counterexample(system, design, scope, law, claim, found, shortest, initial, run, loop, file);
    }

    /** A file that lost a part of its record is damaged; one that has none was written by hand. */
    private void checkRecord(ImmutableList<SavedStep> run) throws BadFileException {
        if (run.stream().anyMatch(step -> (step.hash() == null) != (initial == null))) {
            throw json.bad("some states have a hash and others have none: write all of them or none");
        }
        if ((found == null) != (initial == null)) {
            throw json.bad("the counterexample has "
                    + (found == null ? "hashes and no field 'found'" : "a field 'found' and no hashes")
                    + ": write both or neither");
        }
        if (found != null && (!saysClaim || minimal == null)) {
            throw json.bad("the counterexample has no field '" + (saysClaim ? "minimal" : "claim") + "'");
        }
    }

    private void claim() throws IOException, BadFileException {
        claim = json.textOrNull("claim");
        saysClaim = true;
    }

    /** Reads the version of the format, with which all kinds of files begin. */
    static void schema(StrictJson json) throws IOException, BadFileException {
        long schema = json.number("schema");
        if (schema != SCHEMA) {
            throw json.bad("schema " + schema + " is not known to this version, which reads schema " + SCHEMA);
        }
    }

    private void expected() throws IOException, BadFileException {
        String unused = json.text("expected", "\"" + EXPECTED + "\"", EXPECTED::equals);
    }

    private void loop() throws IOException, BadFileException {
        long before = json.number("loop");
        if (before < 0 || before > MOST_BYTES) {
            throw json.bad("loop must be the number of a step, not " + before);
        }
        loop = (int) before;
    }

    private void found() throws IOException, BadFileException {
        json.object(
                "found",
                ImmutableMap.of(
                        "driver", () -> driver = json.text("driver"),
                        "seed", () -> seed = json.numberOrNull("seed"),
                        "tool", () -> tool = json.text("tool")));
        found = new Found(driver, seed, tool);
    }

    private void step() throws IOException, BadFileException {
        hash = null;
        json.object(
                "a step",
                ImmutableMap.of(
                        "action", () -> action = json.text("action"),
                        "args", () -> arguments = json.texts("args"),
                        "hash", () -> hash = hash("hash")),
                Set.of("hash"));
        steps.add(new SavedStep(action, arguments, hash));
    }

    private String hash(String what) throws IOException, BadFileException {
        return json.text(what, "16 hex digits", text -> HASH.matcher(text).matches());
    }
}
