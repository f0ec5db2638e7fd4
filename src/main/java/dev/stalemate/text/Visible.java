package dev.stalemate.text;

/**
 * What may be shown of a text that the tool did not write: nothing in it is invisible, controls a terminal, or reverses the text beside it.
 *
 * <p>A character that can't be shown becomes an escape such as {@code \}{@code u202e}, as in JSON, Java and JavaScript, so that JSON
 * with such escapes still means the same.
 */
public final class Visible {
    private Visible() {}

    /** The text as a part of one line: line feeds become escapes, too, and each tab becomes a blank. */
    public static String line(String text) {
        return line(text, Integer.MAX_VALUE);
    }

    /**
     * The same for a text that may be too long.
     *
     * @param most how many characters are shown at most; if there are more, three dots follow
     */
    public static String line(String text, int most) {
        if (text.length() <= most && isPlain(text)) {
            return text;
        }
        StringBuilder visible = new StringBuilder();
        text.codePoints().limit(most).forEach(c -> {
            if (c == '\t') {
                visible.append(' ');
            } else if (isShown(c)) {
                visible.appendCodePoint(c);
            } else {
                visible.append(escape(c));
            }
        });
        return text.codePointCount(0, text.length()) > most ? visible + "..." : visible.toString();
    }

    private static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < ' ' || text.charAt(i) > '~') {
                return false;
            }
        }
        return true;
    }

    /** Whether a character is visible or a blank: not a control, direction mark, joiner, filler or half of a surrogate pair. */
    static boolean isShown(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> !isFiller(character);
        };
    }

    /** Characters that Unicode calls ignorable, although their category is letter or mark: fillers, a joiner, variation selectors. */
    private static boolean isFiller(int c) {
        return c == 0x34f
                || c == 0x115f
                || c == 0x1160
                || c == 0x17b4
                || c == 0x17b5
                || (c >= 0x180b && c <= 0x180f)
                || c == 0x3164
                || (c >= 0xfe00 && c <= 0xfe0f)
                || c == 0xffa0
                || (c >= 0xe0000 && c <= 0xe0fff);
    }

    /** The escape of a character: one, or two if it takes two {@code char}s in Java. */
    static String escape(int character) {
        StringBuilder escape = new StringBuilder();
        for (char half : Character.toChars(character)) {
            escape.append(String.format("\\u%04x", (int) half));
        }
        return escape.toString();
    }
}
