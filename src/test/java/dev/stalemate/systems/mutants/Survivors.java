package dev.stalemate.systems.mutants;

import com.google.common.base.Splitter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Mutants of a system's designs that no claim can kill, with a reason each, as a file lists them: a line
 * {@code design | mutant | reason}, where * stands for any text, and ! before a design for all but it.
 */
final class Survivors {
    /** The lines' patterns: each is asked of every mutant. */
    private static final Map<String, Pattern> REGEXES = new ConcurrentHashMap<>();

    /**
     * A line of the file.
     *
     * @param design the design's name
     * @param mutant the mutant's
     * @param reason why no claim is violated
     */
    record Entry(String design, String mutant, String reason) {
        boolean covers(String someDesign, String someMutant) {
            boolean ofDesign =
                    design.startsWith("!") ? !matches(design.substring(1), someDesign) : matches(design, someDesign);
            return ofDesign && matches(mutant, someMutant);
        }

        /** Whether it is about all designs for which such a mutant survives. */
        boolean ofAnyDesign() {
            return design.equals("*") || design.startsWith("!");
        }

        private static boolean matches(String pattern, String text) {
            return REGEXES.computeIfAbsent(
                            pattern,
                            any -> Pattern.compile(Splitter.on('*')
                                    .splitToStream(pattern)
                                    .map(Pattern::quote)
                                    .collect(Collectors.joining(".*"))))
                    .matcher(text)
                    .matches();
        }
    }

    private Survivors() {}

    /** What a system's file lists; nothing if it has none. */
    static List<Entry> of(String system) throws IOException {
        Path file = Path.of("src/test/resources/mutants", system + ".txt");
        List<Entry> entries = new ArrayList<>();
        if (Files.exists(file)) {
            for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
                if (!line.isBlank() && !line.startsWith("#")) {
                    List<String> parts = Splitter.on('|').trimResults().splitToList(line);
                    if (parts.size() != 3) {
                        throw new IOException(file + ": not 'design | mutant | reason': " + line);
                    }
                    entries.add(new Entry(parts.get(0), parts.get(1), parts.get(2)));
                }
            }
        }
        return entries;
    }
}
