package dev.stalemate.real.xen;

import dev.stalemate.counterexample.BadFileException;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A log of commands that were played on a real Xen, one a line: its number, the command in 40 columns or more, and what became of it.
 *
 * @param steps the commands in order
 * @param countsExits whether Xen's trace buffers were there to count exits
 * @param unfinished the last command, which the machine never finished or whose line is cut; null if the log ends as it should
 */
record StepsLog(List<LabStep> steps, boolean countsExits, @Nullable String unfinished) {
    /** Most commands of a log. */
    static final int MOST_STEPS = 100_000;

    private static final int COLUMNS = 40;
    private static final int MOST_WORDS = 16;
    private static final int SHOWN = 60;
    private static final String NO_EXITS = "# no trace buffers";
    private static final Pattern STEP = Pattern.compile(" *(\\d{1,6}) (\\S.*)");
    private static final Pattern RESULT =
            Pattern.compile(" (?=ok\\b|rc=|#GP|= |cr0=|console |def |hypercall |err |TIMEOUT|DOMAIN DOWN|BAD COMMAND)");
    private static final Pattern DURATION = Pattern.compile("  \\(\\d{1,9} ms\\)$");

    StepsLog {
        steps = List.copyOf(steps);
    }

    /**
     * Reads a log.
     *
     * @throws BadFileException if it can't be read, or a line is no command with one of its answers, with the line
     */
    static StepsLog read(Path path) throws BadFileException {
        try (Reader text = Files.newBufferedReader(path, StandardCharsets.ISO_8859_1)) {
            return read(path.toString(), text);
        } catch (IOException e) {
            throw new BadFileException(path.toString(), e);
        }
    }

    /**
     * Reads a log.
     *
     * @param file what to call it
     * @throws BadFileException if a line is no command with one of its answers, with the line
     */
    static StepsLog read(String file, Reader text) throws IOException, BadFileException {
        List<LabStep> steps = new ArrayList<>();
        String unfinished = null;
        int unfinishedAt = 0;
        boolean countsExits = true;
        PlainLines lines = new PlainLines(file, text);
        for (String line = lines.next(); line != null; line = lines.next()) {
            String written = line.stripTrailing();
            countsExits &= lines.number() != 1 || !written.startsWith(NO_EXITS);
            if (written.isEmpty() || written.startsWith("#")) {
                continue;
            }
            if (unfinished != null) {
                throw new BadFileException(file, unfinishedAt, unfinished + ", and others follow");
            }
            LabStep step = step(file, lines.number(), steps.size(), written, countsExits);
            if (step == null) {
                unfinished = "the command has no end (" + written.strip() + ")";
                unfinishedAt = lines.number();
            } else {
                steps.add(step);
            }
        }
        return new StepsLog(
                steps, countsExits, unfinished == null ? null : file + ":" + unfinishedAt + ": " + unfinished);
    }

    /** A command that has ended, or null. */
    private static @Nullable LabStep step(String file, int line, int expected, String text, boolean countsExits)
            throws BadFileException {
        Matcher m = STEP.matcher(text);
        if (!m.matches()) {
            throw new BadFileException(file, line, "neither a comment nor a numbered command");
        }
        if (Integer.parseInt(m.group(1)) != expected) {
            throw new BadFileException(file, line, "command " + m.group(1) + " where " + expected + " is next");
        }
        if (expected >= MOST_STEPS) {
            throw new BadFileException(file, line, "more than " + MOST_STEPS + " commands");
        }
        String rest = m.group(2);
        int end = endOfCommand(rest);
        String result = rest.substring(end).stripLeading();
        Matcher duration = DURATION.matcher(result);
        if (!duration.find()) {
            return null;
        }
        List<String> words =
                Arrays.stream(rest.substring(0, end).strip().split("[ \\t]+")).toList();
        if (words.size() > MOST_WORDS) {
            throw new BadFileException(file, line, "more than " + MOST_WORDS + " words");
        }
        LabVerb verb = LabVerb.of(words.get(0));
        LabAnswer answer = LabAnswer.of(verb, words.size(), result.substring(0, duration.start()));
        LabStep step = new LabStep(file, line, expected, words, answer == null ? LabAnswer.REFUSED : answer);
        if (answer == null) {
            throw step.bad(verb == null ? "unknown command" : "no answer to it: " + shown(result));
        }
        if (verb != null && words.size() > verb.mostWords()) {
            throw step.bad("too many words: '" + words.get(verb.mostWords()) + "' means nothing here");
        }
        if (!countsExits && result.contains("exits[")) {
            throw step.bad("exits, which the first line says were not counted");
        }
        return step;
    }

    private static String shown(String result) {
        return result.length() <= SHOWN ? result : result.substring(0, SHOWN) + "...";
    }

    /** A command of up to 40 characters is padded to 40; behind a longer one its result begins as results do. */
    private static int endOfCommand(String rest) {
        if (rest.length() <= COLUMNS) {
            return rest.length();
        }
        if (rest.charAt(COLUMNS - 1) == ' ') {
            return COLUMNS;
        }
        Matcher m = RESULT.matcher(rest);
        return m.find(COLUMNS) ? m.start() : rest.length();
    }
}
