package dev.stalemate.lab.seen;

import com.google.common.base.CharMatcher;
import dev.stalemate.counterexample.BadFileException;
import dev.stalemate.counterexample.Counterexample;
import dev.stalemate.files.AtomicFile;
import dev.stalemate.files.CannotWriteException;
import dev.stalemate.lab.judge.KvmRecordingReader;
import dev.stalemate.lab.scenario.NotMappedException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Recordings of single counterexamples, beside their files: {@code K1-linux-4.9.json} has {@code K1-linux-4.9.linux-6.1.192.lab}. A
 * recording is what the machine said, under a line with the day on which it was played.
 */
public final class Recordings {
    private static final int MOST_BYTES = 1 << 20;
    private static final String SUFFIX = ".lab";
    private static final String JSON = ".json";
    private static final String MACHINE = "@machine ";
    static final String SCENARIO = "@scenario ";
    private static final int LONGEST = 40;

    private static final CharMatcher NAMES = CharMatcher.inRange('A', 'Z')
            .or(CharMatcher.inRange('a', 'z'))
            .or(CharMatcher.inRange('0', '9'))
            .or(CharMatcher.anyOf(".-_"));

    private static final CharMatcher PLAIN =
            CharMatcher.inRange('a', 'z').or(CharMatcher.inRange('0', '9')).or(CharMatcher.anyOf(".-"));

    private static final Pattern KERNEL = Pattern.compile("(linux|xen)-[0-9]+(\\.[0-9]+)*(-[a-z0-9.-]*)?");

    private Recordings() {}

    /**
     * A recording.
     *
     * @param file where it is kept
     * @param day when it was played, such as 2026-11-30
     * @param lines what the machine said
     */
    public record Kept(Path file, String day, List<String> lines) {}

    /** What was said of each scenario, behind what the machine said of itself. */
    static Map<String, List<String>> byScenario(List<String> lines) {
        List<String> machine = lines.stream().filter(l -> l.startsWith(MACHINE)).toList();
        Map<String, List<String>> scenarios = new LinkedHashMap<>();
        List<String> current = new ArrayList<>();
        for (String line : lines) {
            if (line.startsWith(SCENARIO)) {
                current = new ArrayList<>(machine);
                scenarios.put(line.substring(SCENARIO.length()), current);
            }
            if (!line.startsWith(MACHINE)) {
                current.add(line);
            }
        }
        return scenarios;
    }

    /**
     * Keeps what was shown.
     *
     * @param day when it was played
     * @return the file
     */
    public static Path keep(Shown shown, String day) throws CannotWriteException {
        Path file = file(shown);
        String text = "# played on " + day + "\n" + String.join("\n", shown.recording()) + "\n";
        AtomicFile.write(file, text.getBytes(StandardCharsets.ISO_8859_1));
        return file;
    }

    /**
     * Whether there is a recording of it already that shows the same. Where memory of the host was, is all in which another one would differ,
     * as a rule.
     */
    public static boolean hasTheSame(Shown shown) throws IOException {
        Path file = file(shown);
        if (!Files.isRegularFile(file)) {
            return false;
        }
        try {
            Shown before = judged(read(file), Path.of(shown.file()), shown.counterexample());
            return before.outcome() == shown.outcome() && before.says().equals(shown.says());
        } catch (BadFileException e) {
            return false; // a damaged one is written again
        }
    }

    /** Where the recording of a counterexample on a kernel is, if there is one. */
    public static Path file(Shown shown) {
        String stem = stem(Path.of(shown.file()));
        String kernel = PLAIN.negate().replaceFrom(shown.kernel().toLowerCase(Locale.ROOT), '-');
        return Path.of(shown.file()).resolveSibling(stem + "." + kernel + SUFFIX);
    }

    /** A name for the scenario of a counterexample, after its file; the number tells it from that of a file of the same name in another folder. */
    public static String scenario(String file, int number) {
        String name = NAMES.negate().replaceFrom(stem(Path.of(file)), '-');
        return name.substring(0, Math.min(name.length(), LONGEST)) + "-" + number;
    }

    private static String stem(Path file) {
        String name = file.getFileName().toString();
        return name.endsWith(JSON) ? name.substring(0, name.length() - JSON.length()) : name;
    }

    /** The recordings beside a counterexample's file, by the names of their kernels. */
    public static List<Kept> beside(Path file) throws IOException, BadFileException {
        Path folder = file.toAbsolutePath().getParent();
        String prefix = stem(file) + ".";
        List<Path> files = new ArrayList<>();
        if (folder != null && Files.isDirectory(folder)) {
            try (Stream<Path> all = Files.list(folder)) {
                all.filter(f -> isOf(prefix, f.getFileName().toString()))
                        .sorted()
                        .forEach(files::add);
            }
        }
        List<Kept> kept = new ArrayList<>();
        for (Path one : files) {
            kept.add(read(one));
        }
        return kept;
    }

    /** A file of that name: another counterexample's name can begin with this one's and a dot. */
    private static boolean isOf(String prefix, String name) {
        return name.startsWith(prefix)
                && name.endsWith(SUFFIX)
                && name.length() >= prefix.length() + SUFFIX.length()
                && KERNEL.matcher(name.substring(prefix.length(), name.length() - SUFFIX.length()))
                        .matches();
    }

    /** Adds a scenario. */
    static <T> void putNew(Map<String, T> added, String name, T one) {
        if (added.putIfAbsent(name, one) != null) {
            throw new IllegalArgumentException("there is a scenario " + name + " already");
        }
    }

    /** What the recordings beside a counterexample's file show, each judged again. */
    public static Map<Kept, Shown> judged(Path file, Counterexample counterexample)
            throws IOException, BadFileException {
        Map<Kept, Shown> judged = new LinkedHashMap<>();
        for (Kept kept : beside(file)) {
            judged.put(kept, judged(kept, file, counterexample));
        }
        return judged;
    }

    private static Shown judged(Kept kept, Path file, Counterexample counterexample) throws BadFileException {
        String recording = kept.file.toString();
        boolean xen = kept.lines.stream().anyMatch(l -> l.startsWith(MACHINE + "xen "));
        if (!xen) {
            // Of what is kept each line must fit.
            KvmRecordingReader.read(recording, String.join("\n", kept.lines));
        }
        Shower shower = xen
                ? new XenShower(kept.lines)
                : new KvmShower(
                        recording,
                        kept.lines.stream().filter(l -> l.startsWith(MACHINE)).toList());
        List<String> names = kept.lines.stream()
                .filter(l -> l.startsWith(SCENARIO))
                .map(l -> l.substring(SCENARIO.length()))
                .toList();
        if (names.size() != 1) {
            throw new BadFileException(recording, "has " + names.size() + " scenarios, and not one");
        }
        String name = names.get(0);
        try {
            shower.add(name, file.toString(), counterexample);
        } catch (NotMappedException | IllegalArgumentException e) {
            throw new BadFileException(recording, "is of no scenario of " + file + ": " + e.getMessage());
        }
        return shower.judge(recording, kept.lines).get(0);
    }

    private static Kept read(Path file) throws IOException, BadFileException {
        if (!Files.isRegularFile(file)) {
            throw new BadFileException(file.toString(), "is no file");
        }
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(MOST_BYTES + 1);
        }
        if (bytes.length > MOST_BYTES) {
            throw new BadFileException(file.toString(), "is longer than " + MOST_BYTES + " bytes");
        }
        List<String> lines =
                new String(bytes, StandardCharsets.ISO_8859_1).lines().toList();
        if (lines.isEmpty() || !lines.get(0).matches("# played on [0-9]{4}-[0-9]{2}-[0-9]{2}")) {
            throw new BadFileException(file.toString(), 1, "does not say when it was played");
        }
        return new Kept(file, lines.get(0).substring("# played on ".length()), lines.subList(1, lines.size()));
    }
}
