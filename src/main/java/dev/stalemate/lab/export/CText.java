package dev.stalemate.lab.export;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Any text as part of a C program: nothing in it ends the comment or the string that it stands in. */
final class CText {
    private static final int WIDTH = 100;

    private CText() {}

    /** A string literal, in ASCII: what is none is written as octal bytes of its UTF-8. */
    static String literal(String text) {
        StringBuilder literal = new StringBuilder("\"");
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            // No question mark, as two begin a trigraph.
            boolean plain = b >= ' ' && b < 0x7F && b != '"' && b != '\\' && b != '?';
            literal.append(plain ? Character.toString(b) : String.format("\\%03o", b & 0xFF));
        }
        return literal.append('"').toString();
    }

    /** A text as a line of a block comment, which it can't end, in ASCII. */
    static String comment(String text) {
        StringBuilder comment = new StringBuilder();
        text.codePoints().forEach(c -> {
            boolean plain = c >= ' ' && c < 0x7F;
            comment.append(plain ? Character.toString(c) : c == '\t' || c == '\n' ? " " : String.format("U+%04X", c));
        });
        String apart = comment.toString();
        for (String pair : List.of("*/", "/*", "??")) {
            while (apart.contains(pair)) {
                apart = apart.replace(pair, pair.charAt(0) + " " + pair.charAt(1));
            }
        }
        // A backslash at the end of a line would join it with the next.
        return apart.replace('\\', '|');
    }

    /**
     * A paragraph as lines of a block comment.
     *
     * @param first before the first line, such as a number
     */
    static List<String> paragraph(String first, String text) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder(first);
        int empty = line.length();
        for (String word : comment(text).split(" ", -1)) {
            if (line.length() > empty && line.length() + 1 + word.length() > WIDTH) {
                lines.add(line.toString());
                line = new StringBuilder(" ".repeat(first.length()));
                empty = line.length();
            }
            line.append(line.length() > empty ? " " : "").append(word);
        }
        lines.add(line.toString());
        return lines;
    }
}
