package dev.stalemate.report;

import com.google.common.collect.ImmutableList;

/**
 * How {@code check} was asked, beside the design, the property and the scope.
 *
 * @param flags its other flags that change what it answers, as a shell takes them, such as {@code --max-states 100}
 * @param atItsScope whether it was asked at one scope; otherwise at those that {@code scopes} has
 * @param scopes {@code --scope auto}, or empty where no scope was named
 */
public record Asked(ImmutableList<String> flags, boolean atItsScope, String scopes) {
    /** With no flags, at one scope. */
    public static final Asked PLAINLY = new Asked(ImmutableList.of(), true, "");

    /** The flags after a command that names a question; empty if there are none. */
    String text() {
        return flags.isEmpty() ? "" : " " + String.join(" ", flags);
    }
}
