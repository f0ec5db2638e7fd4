package dev.stalemate.model;

import dev.stalemate.model.Law.Breaks;
import dev.stalemate.model.Law.Diagnosis;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Data races: two steps of different elements that are possible in the same state, and touch the same plain field, at least one of them
 * writing. Steps under one lock are never possible together, so a field that a lock protects has no race.
 *
 * <p>Looks at what steps declare ({@link Action#touching}), so a step that declares nothing races with every other. Steps whose accesses to
 * plain fields are all marked (such as READ_ONCE()) are not handed in: like KCSAN by default, this takes a plain write of a word for
 * atomic.
 */
public final class Races {
    private final Elements elements;
    private final BitSet plain = new BitSet();
    private final List<Pair> pairs = new ArrayList<>();

    private record Pair(Step one, Step other, int element) {
        boolean isPossible(long[] state) {
            return one.enabled(state) && other.enabled(state);
        }
    }

    private Races(Layout layout, List<Action> actions, List<? extends Field> fields) {
        this.elements = Elements.of(layout);
        for (Field field : fields) {
            for (int e = 0; field.width() > 0 && e < field.size(); e++) {
                plain.set(elements.number(field, e));
            }
        }
        List<Step> steps = new ArrayList<>();
        actions.forEach(a -> a.combinations().forEach(args -> steps.add(new Step(a, args))));
        for (int i = 0; i < steps.size(); i++) {
            for (int j = 0; j < i; j++) {
                meet(steps.get(j), steps.get(i));
            }
        }
    }

    /**
     * The property that a layout's plain fields have no race.
     *
     * @param actions actions whose first parameter is the element that takes them
     * @param fields fields that steps may only share under a lock
     */
    public static Law never(String name, Layout layout, List<Action> actions, List<? extends Field> fields) {
        Races races = new Races(layout, actions, fields);
        return Law.always(
                        name,
                        Breaks.COHERENCE,
                        "no two vCPUs are about to touch the same plain field, one of them writing")
                .holds(state -> races.first(state) < 0)
                .explainedBy(races::diagnosis);
    }

    private void meet(Step one, Step other) {
        Footprint mine = one.footprint(elements);
        Footprint its = other.footprint(elements);
        if (one.arg(0) == other.arg(0) || mine.excludes(its)) {
            return;
        }
        BitSet shared = both(mine.writes(), its.writes());
        shared.or(both(mine.writes(), its.reads()));
        shared.or(both(mine.reads(), its.writes()));
        shared.and(plain);
        if (!shared.isEmpty()) {
            pairs.add(new Pair(one, other, shared.nextSetBit(0)));
        }
    }

    private static BitSet both(BitSet some, BitSet others) {
        some.and(others);
        return some;
    }

    private int first(long[] state) {
        for (int i = 0; i < pairs.size(); i++) {
            if (pairs.get(i).isPossible(state)) {
                return i;
            }
        }
        return -1;
    }

    private Diagnosis diagnosis(long[] state) {
        List<String> details = pairs.stream()
                .filter(p -> p.isPossible(state))
                .map(p -> p.one + " and " + p.other + " meet at " + elements.name(p.element))
                .toList();
        return new Diagnosis(Breaks.COHERENCE, details);
    }
}
