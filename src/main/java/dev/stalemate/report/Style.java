package dev.stalemate.report;

import dev.stalemate.text.Escape;

/** Colours, or none: a pipe, a file and a user with {@code NO_COLOR} get plain text. Its escape sequences are for a {@code VisibleStream}. */
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
                : Escape.OWN + "[" + tone.code + "m" + text + Escape.OWN + "[0m";
    }
}
