package dev.stalemate.search.disk;

import com.google.common.base.Joiner;
import com.google.common.base.Splitter;
import com.google.common.hash.Hashing;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A manifest as text, a line for each thing that it says:
 *
 * <pre>
 * stalemate checkpoint 1
 * question system kvm
 * words 1
 * level 0 states 1 bytes 42 crc32c 0x1badc0de
 * counter transitions 1
 * crc32c 0x0badcafe
 * </pre>
 *
 * The last line is the check sum of all lines before it.
 */
final class ManifestText {
    private static final int VERSION = 1;
    private static final String FIRST = "stalemate checkpoint ";
    private static final Pattern QUESTION = Pattern.compile("(?s)question ([^ ]+) (.*)");
    private static final Pattern WORDS = Pattern.compile("words (\\d{1,9})");
    private static final Pattern LEVEL =
            Pattern.compile("level (\\d{1,9}) states (\\d{1,10}) bytes (\\d{1,18}) crc32c 0x([0-9a-f]{8})");
    private static final Pattern COUNTER = Pattern.compile("counter ([^ ]+)((?: -?\\d{1,19})*)");
    private static final Pattern SUM = Pattern.compile("(?s)(.*\n)crc32c 0x([0-9a-f]{8})\n");

    private final Path file;
    private final Map<String, String> question = new LinkedHashMap<>();
    private final List<LevelEntry> levels = new ArrayList<>();
    private final Map<String, List<Long>> counters = new LinkedHashMap<>();
    private int words;

    private ManifestText(Path file) {
        this.file = file;
    }

    /** The file's content. */
    static byte[] of(Manifest manifest) {
        StringBuilder text = new StringBuilder(FIRST + VERSION + "\n");
        manifest.question().forEach((name, value) -> text.append("question ")
                .append(name)
                .append(' ')
                .append(value.replace("\\", "\\\\").replace("\n", "\\n"))
                .append('\n'));
        text.append("words ").append(manifest.words()).append('\n');
        for (int i = 0; i < manifest.levels().size(); i++) {
            LevelEntry level = manifest.levels().get(i);
            text.append(String.format(
                    Locale.ROOT,
                    "level %d states %d bytes %d crc32c 0x%08x\n",
                    i,
                    level.states(),
                    level.bytes(),
                    level.sum()));
        }
        manifest.counters().forEach((name, values) -> text.append("counter ")
                .append(name)
                .append(values.isEmpty() ? "" : " ")
                .append(Joiner.on(' ').join(values))
                .append('\n'));
        return text.append(lastLine(text)).toString().getBytes(StandardCharsets.UTF_8);
    }

    private static String lastLine(CharSequence before) {
        return String.format(
                Locale.ROOT,
                "crc32c 0x%08x\n",
                Hashing.crc32c().hashString(before, StandardCharsets.UTF_8).asInt());
    }

    /**
     * Reads a file's content.
     *
     * @throws BadCheckpointException if it is no manifest, or damaged
     */
    static Manifest read(Path file, byte[] content) throws BadCheckpointException {
        return new ManifestText(file).read(content);
    }

    private Manifest read(byte[] content) throws BadCheckpointException {
        String text = new String(content, StandardCharsets.UTF_8);
        checkFirst(text.substring(0, Math.max(0, text.indexOf('\n'))));
        Matcher whole = SUM.matcher(text);
        if (!whole.matches() || !text.equals(whole.group(1) + lastLine(whole.group(1)))) {
            throw new BadCheckpointException(file, "is damaged: its check sum is another, or it is cut short");
        }
        int number = 0;
        for (String line : Splitter.on('\n')
                .split(whole.group(1).substring(0, whole.group(1).length() - 1))) {
            number++;
            if (number > 1 && !line(line)) {
                throw new BadCheckpointException(file, "can't be read at line " + number);
            }
        }
        if (words == 0) {
            throw new BadCheckpointException(file, "doesn't say how long a state is");
        }
        return new Manifest(question, words, levels, counters);
    }

    private void checkFirst(String first) throws BadCheckpointException {
        if (!first.startsWith(FIRST)) {
            throw new BadCheckpointException(file, "is no manifest of a checkpoint");
        }
        if (!first.equals(FIRST + VERSION)) {
            throw new BadCheckpointException(
                    file, "has format " + first.substring(FIRST.length()) + "; this version reads format " + VERSION);
        }
    }

    /** Takes in a line; false if a manifest has no such line. */
    private boolean line(String line) {
        Matcher m = QUESTION.matcher(line);
        if (m.matches()) {
            return question.putIfAbsent(m.group(1), unescaped(m.group(2))) == null;
        }
        m = WORDS.matcher(line);
        if (m.matches()) {
            words = Integer.parseInt(m.group(1));
            return true;
        }
        m = LEVEL.matcher(line);
        if (m.matches()) {
            return level(m);
        }
        m = COUNTER.matcher(line);
        return m.matches() && counter(m.group(1), m.group(2));
    }

    private boolean level(Matcher m) {
        long count = Long.parseLong(m.group(2));
        levels.add(new LevelEntry((int) count, Long.parseLong(m.group(3)), Integer.parseUnsignedInt(m.group(4), 16)));
        return Integer.parseInt(m.group(1)) == levels.size() - 1 && count <= Integer.MAX_VALUE;
    }

    private boolean counter(String name, String numbers) {
        List<Long> values = new ArrayList<>();
        for (String number : Splitter.on(' ').omitEmptyStrings().split(numbers)) {
            try {
                values.add(Long.parseLong(number));
            } catch (NumberFormatException e) { // more than 64 bits
                return false;
            }
        }
        return counters.putIfAbsent(name, List.copyOf(values)) == null;
    }

    private static String unescaped(String text) {
        StringBuilder plain = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            boolean escape = text.charAt(i) == '\\' && i + 1 < text.length();
            if (escape) {
                i++;
            }
            plain.append(escape && text.charAt(i) == 'n' ? '\n' : text.charAt(i));
        }
        return plain.toString();
    }
}
