package dev.stalemate.model;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A short script to compare the costs of designs: the same lines for each design.
 *
 * <p>A step is written as counterexamples print it, such as {@code touch vcpu=0 gpa=0x0}. Designs need different steps for the same end.
 * Therefore a line may begin with {@code ?}: the step is taken if it is possible; or with {@code *}: it is repeated while it is possible. Such
 * a line may name several steps, {@code * lock cpu=0 | map cpu=0}: the first that is possible is taken, and a design does not have to have
 * all of them. The costs are the model's {@link Figure}s, measured in every state of the run. A count for scenarios only is a
 * {@link Tally}, which the scenario's scope turns on.
 *
 * @param name its name in tables, such as {@code boot-and-grow}
 * @param says what happens in it, in a sentence
 * @param scope where it runs
 * @param designs the designs that it compares
 * @param lines the steps
 */
public record Scenario(String name, String says, Scope scope, List<? extends Design> designs, List<String> lines) {
    private static final Pattern BLANKS = Pattern.compile(" +");
    private static final Pattern BARS = Pattern.compile(" *\\| *");

    public Scenario {
        designs = List.copyOf(designs);
        lines = List.copyOf(lines);
    }

    /** How often the step of a line is taken. */
    public enum Times {
        /** Once; it must be possible. */
        ONCE,
        /** Once, if it is possible. */
        IF_POSSIBLE,
        /** While it is possible. */
        WHILE_POSSIBLE
    }

    /** How often the steps of a line are taken. */
    public static Times times(String line) {
        return switch (line.charAt(0)) {
            case '?' -> Times.IF_POSSIBLE;
            case '*' -> Times.WHILE_POSSIBLE;
            default -> Times.ONCE;
        };
    }

    /**
     * The steps that a line names and the model has, in order.
     *
     * @throws IllegalArgumentException if there is no such step, although it must be taken or the model has its action
     */
    public static List<Step> steps(Model model, String line) {
        boolean optional = times(line) != Times.ONCE;
        List<Step> steps = new ArrayList<>();
        for (String text : optional ? BARS.split(line.substring(1).strip()) : new String[] {line}) {
            String[] words = BLANKS.split(text);
            boolean known =
                    model.actions().stream().anyMatch(action -> action.name().equals(words[0]));
            if (known || !optional) {
                steps.add(model.step(
                        words[0],
                        List.of(words).subList(1, words.length).stream()
                                .map(word -> word.substring(word.indexOf('=') + 1))
                                .toList()));
            }
        }
        return steps;
    }
}
