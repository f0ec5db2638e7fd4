package dev.stalemate.model;

import java.util.List;
import java.util.function.Consumer;

/**
 * A small race: two or three short programs, all outcomes that they may have, and which of them are acceptable.
 *
 * <pre>{@code
 * Litmus.of("store-buffer", "each stores, and reads what the other stores", race -> {
 *     IntField x = race.flag("x");
 *     IntField y = race.flag("y");
 *     ...
 *     race.program("cpu 0").step("store", s -> x.set(s, 0, 1)).step("load", s -> r0.set(s, 0, y.get(s, 0)));
 *     race.shows(r0, r1);
 *     race.forbidden(s -> !r0.is(s, 0) && !r1.is(s, 0), "both loads came before both stores");
 *     race.otherwise("some load came after the other's store");
 * });
 * }</pre>
 *
 * @param name as the command line writes it
 * @param says the race in a sentence
 * @param body declares fields, programs and outcomes
 */
public record Litmus(String name, String says, Consumer<Race> body) {
    /** A race with a name. */
    public static Litmus of(String name, String says, Consumer<Race> body) {
        return new Litmus(name, says, body);
    }

    /** Whether an outcome is allowed. */
    public enum Grade {
        /** It is. */
        ACCEPTABLE,
        /** It is not: something is broken. */
        FORBIDDEN
    }

    /**
     * The judgement of some of the outcomes of a race.
     *
     * @param grade whether they are allowed
     * @param reached whether some run is known to lead there
     * @param why the reason, in a sentence
     */
    public record Rule(Grade grade, boolean reached, String why) {}

    /** The race, ready to be run: for one thread. */
    public Race race() {
        Race race = new Race(this);
        body.accept(race);
        return race;
    }

    /**
     * How one of the outcomes of a race is printed.
     *
     * @param values of the fields that the race shows, in their order
     * @param stuck the programs that have not ended, each with the step that it waits at
     */
    public record End(List<String> values, List<String> stuck) {
        public End {
            values = List.copyOf(values);
            stuck = List.copyOf(stuck);
        }
    }
}
