package dev.stalemate.text;

/**
 * What may be shown of a text that a stranger wrote: nothing in it is unseen, steers a terminal, or turns around what stands beside it.
 *
 * <p>A character that can't be shown becomes an escape such as {@code \}{@code u202e}, as JSON, Java and JavaScript write it, so that JSON
 * with such escapes means what it meant before.
 */
public final class Visible {
    private Visible() {}

    /** The text as a part of one line: with escapes for line feeds, too, and a blank for each tab. */
    public static String line(String text) {
        return line(text, Integer.MAX_VALUE);
    }

    /**
     * The same of a text that may be too long.
     *
     * @param most characters that are taken of it at most; where there are more, three dots say so
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

    /** Whether a character has a shape of its own or is a blank: no control, direction, joiner, filler or half of a pair. */
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

    /** What Unicode calls ignorable, though by its category it were a letter or a mark: fillers, a joiner, selectors of designs. */
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

    /** The escape of a character: one, or two where it takes two in Java. */
    static String escape(int character) {
        StringBuilder escape = new StringBuilder();
        for (char half : Character.toChars(character)) {
            escape.append(String.format("\\u%04x", (int) half));
        }
        return escape.toString();
    }
}
