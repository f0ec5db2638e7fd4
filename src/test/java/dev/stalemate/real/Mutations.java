package dev.stalemate.real;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Damages a text file as disks, mail programs, editors and bad intentions do. */
public final class Mutations {
    private static final List<String> WORDS = List.of(
            "ok",
            "!ok",
            "no",
            "na",
            "-",
            "",
            "rc=-1 errno=1 (Operation not permitted)",
            "rc=-1 errno=12 (Cannot allocate memory)",
            "TIMEOUT rc=-2 errno=0 (Success)",
            "BAD COMMAND",
            "#GP rc=1",
            "0",
            "undef",
            "UC",
            "WB",
            "\u001b[2J",
            "\u00e2\u0080\u00ae", // the three bytes of U+202E
            "99999999999999999999",
            "uniform",
            "mixed");

    private Mutations() {}

    /** A text, byte by byte. */
    public static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /** Damages a file, or its name, or takes it away; what was done, in words. */
    public static String mutate(Path file, SplittableRandom random) throws IOException {
        String name = file.getFileName().toString();
        int kind = random.nextInt(24);
        if (kind == 0) {
            Files.write(file, new byte[0]);
            return name + " is empty";
        }
        if (kind == 1) {
            int at = random.nextInt(name.length());
            String other = name.substring(0, at) + "_" + name.substring(at + 1);
            Files.move(file, file.resolveSibling(other));
            return name + " is called " + other;
        }
        if (kind == 2) {
            Files.delete(file);
            return name + " is gone";
        }
        String before = text(Files.readAllBytes(file));
        String after = kind < 14 ? lines(before, kind, random) : bytes(before, kind, random);
        Files.write(file, after.getBytes(StandardCharsets.ISO_8859_1));
        return name + ": " + change(before, after);
    }

    /** A text that is damaged; mostly in one line. */
    public static String mutate(String text, SplittableRandom random) {
        int kind = 3 + random.nextInt(21);
        return kind < 14 ? lines(text, kind, random) : bytes(text, kind, random);
    }

    private static String lines(String text, int kind, SplittableRandom random) {
        List<String> lines = new ArrayList<>(List.of(text.split("(?<=\n)", -1)));
        int at = random.nextInt(lines.size());
        String line = lines.get(at);
        switch (kind) {
            case 3, 4 -> lines.remove(at);
            case 5 -> lines.add(at, line);
            case 6 -> lines.set(at, lines.set((at + 1) % lines.size(), line));
            case 7 -> lines.subList(at, lines.size()).clear();
            case 8 ->
                lines.subList(at, Math.min(lines.size(), at + 1 + random.nextInt(20)))
                        .clear();
            case 9 -> lines.set(at, "#" + line);
            case 10 -> lines.add(at, "\n");
            case 11 -> lines.set(at, line.replaceFirst("\\bok\\b", word(random)));
            default -> lines.set(at, withWord(line, random));
        }
        return String.join("", lines);
    }

    private static String withWord(String line, SplittableRandom random) {
        List<String> words = new ArrayList<>(List.of(line.split("(?<=[ \t])|(?=[ \t\n])", -1)));
        words.set(random.nextInt(words.size()), word(random));
        return String.join("", words);
    }

    private static String word(SplittableRandom random) {
        return WORDS.get(random.nextInt(WORDS.size()));
    }

    private static String bytes(String text, int kind, SplittableRandom random) {
        if (text.isEmpty()) {
            return "x";
        }
        int at = random.nextInt(text.length());
        String before = text.substring(0, at);
        return switch (kind) {
            case 14, 15 -> before;
            case 16, 17 -> before + text.substring(at + 1);
            case 18 -> before + (char) (' ' + random.nextInt(95)) + text.substring(at);
            case 19 -> before + text.substring(Math.min(text.length(), at + 1 + random.nextInt(200)));
            case 20 -> before + (char) random.nextInt(256) + text.substring(at + 1);
            default -> before + (char) (' ' + random.nextInt(95)) + text.substring(at + 1);
        };
    }

    private static String change(String before, String after) {
        int from = 0;
        while (from < Math.min(before.length(), after.length()) && before.charAt(from) == after.charAt(from)) {
            from++;
        }
        return "at " + from + " of " + before.length() + ": '" + piece(before, from) + "' is '" + piece(after, from)
                + "'";
    }

    private static String piece(String text, int from) {
        return text.substring(Math.max(0, from - 40), Math.min(text.length(), from + 60));
    }
}
