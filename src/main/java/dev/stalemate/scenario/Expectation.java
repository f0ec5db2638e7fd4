package dev.stalemate.scenario;

import dev.stalemate.model.ConditionText;
import dev.stalemate.model.Law;
import dev.stalemate.model.Model;
import dev.stalemate.trace.Trace;

/**
 * Something that was expected at one place of a run. A property is expected of all states up to there; a condition of the state there.
 *
 * @param text as it was written
 * @param after how many steps come before it
 * @param property the property's name; empty for a condition
 * @param met whether it is so
 * @param says what is so there, such as {@code ept[0x0] is WB}
 */
public record Expectation(String text, int after, String property, boolean met, String says) {
    /**
     * Looks whether something is as expected.
     *
     * @param text a property's name, perhaps with {@code !} before it, or a condition
     * @param after how many steps come before it
     * @throws IllegalArgumentException if the text is neither
     */
    static Expectation of(Trace trace, String text, int after) {
        Model model = trace.model();
        boolean opposite = text.startsWith("!");
        String name = opposite ? text.substring(1).strip() : text;
        if (isName(model, name)) {
            return ofLaw(trace, text, model.law(name), opposite, after);
        }
        ConditionText condition = ConditionText.of(model, text);
        long[] state = trace.state(after);
        return new Expectation(
                text, after, "", condition.condition().test(state), String.join(", ", condition.tell(state)));
    }

    /** Whether a text is a property's name, or looks so much like one that the properties are listed where there is none. */
    private static boolean isName(Model model, String text) {
        boolean field = model.layout().fields().stream()
                        .anyMatch(f -> f.name().equals(text) || f.name().endsWith("." + text))
                || model.views().stream().anyMatch(v -> v.name().equals(text));
        return model.laws().stream().anyMatch(law -> law.name().equals(text))
                || (text.matches("[a-zA-Z0-9-]+") && !field);
    }

    private static Expectation ofLaw(Trace trace, String text, Law law, boolean opposite, int after) {
        PropertyResult found = PropertyResult.of(trace, law, after);
        if (found.kind() == PropertyResult.Kind.ABOUT_RUNS) {
            throw new IllegalArgumentException(
                    law.name() + " is about runs that go on for ever, which no scenario decides");
        }
        return new Expectation(text, after, law.name(), found.isBroken() == opposite, found.says());
    }
}
