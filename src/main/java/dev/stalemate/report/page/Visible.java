package dev.stalemate.report.page;

/** Text from strangers' files as a page may show it: nothing in it is unseen, and nothing turns what stands beside it around. */
final class Visible {
    private Visible() {}

    /**
     * The text with a question mark for each character that has no place on a line of its own: controls, directions, joiners, halves of pairs.
     *
     * @param most characters at most; what is longer is cut, and says so by three dots
     */
    static String of(String text, int most) {
        StringBuilder visible = new StringBuilder();
        text.codePoints().limit(most).forEach(c -> visible.appendCodePoint(hasGlyph(c) ? c : c == '\t' ? ' ' : '?'));
        return text.codePointCount(0, text.length()) > most ? visible + "..." : visible.toString();
    }

    private static boolean hasGlyph(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
