package dev.stalemate.real.xen;

import dev.stalemate.counterexample.BadFileException;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A log of commands that were played on a real Xen, one a line: its number, the command in 40 columns or more, and what became of it.
 *
 * @param steps the commands in order
 * @param countsExits whether Xen's trace buffers were there to count exits
 */
record StepsLog(List<LabStep> steps, boolean countsExits) {
    /** Most commands of a log. */
    static final int MOST_STEPS = 100_000;

    private static final int COLUMNS = 40;
    private static final int MOST_WORDS = 16;
    private static final Pattern STEP = Pattern.compile(" {0,2}(\\d{1,6}) (\\S.*)");
    private static final Pattern RESULT =
            Pattern.compile(" (?=ok\\b|rc=|#GP|= |cr0=|console |def |hypercall |err |TIMEOUT|DOMAIN DOWN|BAD COMMAND)");
    private static final Pattern DURATION = Pattern.compile("  \\(\\d+ ms\\)$");

    StepsLog {
        steps = List.copyOf(steps);
    }

    /**
     * Reads a log. A last command without an end is one that the machine never finished, and is left out.
     *
     * @throws BadFileException if it can't be read, or a line is no step, with the line
     */
    static StepsLog read(Path path) throws BadFileException {
        List<LabStep> steps = new ArrayList<>();
        boolean countsExits = true;
        try (Reader text = Files.newBufferedReader(path, StandardCharsets.ISO_8859_1)) {
            PlainLines lines = new PlainLines(path.toString(), text);
            for (String line = lines.next(); line != null; line = lines.next()) {
                if (line.startsWith("# no trace buffers")) {
                    countsExits = false;
                }
                if (line.isBlank() || line.startsWith("#")) {
                    continue;
                }
                if (!steps.isEmpty() && !finished(steps.get(steps.size() - 1))) {
                    throw steps.get(steps.size() - 1).bad("the command has no end, and others follow");
                }
                steps.add(step(path.toString(), lines.number(), steps.size(), line));
            }
        } catch (NoSuchFileException e) {
            throw new BadFileException(path.toString(), "no such file");
        } catch (IOException e) {
            throw new BadFileException(path.toString(), "can't be read (" + e + ")");
        }
        if (!steps.isEmpty() && !finished(steps.get(steps.size() - 1))) {
            steps.remove(steps.size() - 1);
        }
        return new StepsLog(steps, countsExits);
    }

    private static boolean finished(LabStep step) {
        return DURATION.matcher(step.result()).find();
    }

    private static LabStep step(String file, int line, int expected, String text) throws BadFileException {
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
        List<String> words =
                Arrays.stream(rest.substring(0, end).strip().split("[ \\t]+")).toList();
        if (words.size() > MOST_WORDS) {
            throw new BadFileException(file, line, "more than " + MOST_WORDS + " words");
        }
        return new LabStep(file, line, expected, words, rest.substring(end).stripLeading());
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
