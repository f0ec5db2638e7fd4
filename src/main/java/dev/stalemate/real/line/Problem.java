package dev.stalemate.real.line;

/**
 * Something in a file that a reader should know of: a line that could not be read, a fact that is missing, RAM that is not WB.
 *
 * @param line number of the line that shows it, from 1
 * @param text one sentence without a full stop, printable characters only
 */
public record Problem(int line, String text) {
    private static final int MAX_QUOTE = 80;

    /** A piece of a file, fit to stand in a message: shortened, in quotes, control characters replaced by {@code ?}. */
    public static String quote(String text) {
        String shortened = text.length() <= MAX_QUOTE ? text : text.substring(0, MAX_QUOTE) + "...";
        StringBuilder printable = new StringBuilder("\"");
        for (int i = 0; i < shortened.length(); i++) {
            char c = shortened.charAt(i);
            printable.append(c >= ' ' && c <= '~' ? c : '?');
        }
        return printable.append('"').toString();
    }
}
