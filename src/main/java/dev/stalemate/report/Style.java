package dev.stalemate.report;

/** Colours, or none: a pipe, a file and a user who set {@code NO_COLOR} get plain text. */
public enum Style {
    /** No escape sequences. */
    PLAIN,
    /** The terminal's own colours. */
    COLOURED;

    /** What a text is meant to say by its colour. */
    public enum Tone {
        /** Nothing. */
        NORMAL(""),
        /** A heading. */
        STRONG("1"),
        /** As it should be. */
        GOOD("32"),
        /** Worth a look. */
        NOTABLE("33"),
        /** Not as it should be. */
        BAD("31");

        private final String code;

        Tone(String code) {
            this.code = code;
        }
    }

    /** The text in its tone. */
    public String paint(Tone tone, String text) {
        return this == PLAIN || tone.code.isEmpty() || text.isEmpty()
                ? text
                : "\u001b[" + tone.code + "m" + text + "\u001b[0m";
    }
}
