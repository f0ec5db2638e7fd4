package dev.stalemate.prove.induct;

import dev.stalemate.model.Action;
import dev.stalemate.model.Action.Parameter;
import dev.stalemate.model.Domain;
import dev.stalemate.model.Field;
import dev.stalemate.model.LongField;
import dev.stalemate.model.Model;
import dev.stalemate.prove.induct.SeenAs.Unseen;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Steps of one model, looked for in another one. Its action may have more parameters, each with any value; one step may be several there, such as one
 * for each vCPU or register.
 */
final class StepsSeen {
    private final Model to;
    private final SeenAs seen;

    /** How an action is called there with some arguments. */
    private static final class Way {
        private final Action action;
        private final long[] args;

        Way(Action action, long[] args) {
            this.action = action;
            this.args = args;
        }
    }

    StepsSeen(Model to, SeenAs seen) {
        this.to = to;
        this.seen = seen;
    }

    /**
     * That an action is there with some arguments.
     *
     * @throws Unseen if it isn't
     */
    void check(Action action, long[] args) throws Unseen {
        boolean named = false;
        for (Action each : to.actions()) {
            named |= each.name().equals(action.name());
            if (each.name().equals(action.name())
                    && !ways(each, action, args, to.initial()).isEmpty()) {
                return;
            }
        }
        throw new Unseen("there is no " + (named ? text(action, args) : "action " + action.label()));
    }

    /** A step as counterexamples print it. */
    static String text(Action action, long[] args) {
        StringBuilder text = new StringBuilder(action.name());
        for (int i = 0; i < args.length; i++) {
            Parameter parameter = action.parameters().get(i);
            text.append(' ')
                    .append(parameter.name())
                    .append('=')
                    .append(parameter.domain().text(args[i]));
        }
        return text.toString();
    }

    /** The ways to call an action as another one is called, the nearest first; none if it lacks a value. */
    private List<Way> ways(Action each, Action action, long[] args, long[] target) {
        List<long[]> all = List.of(new long[0]);
        for (Parameter parameter : each.parameters()) {
            long[] values = values(parameter, each, action, args, target);
            List<long[]> longer = new ArrayList<>();
            for (long[] prefix : all) {
                for (long value : values) {
                    long[] next = Arrays.copyOf(prefix, prefix.length + 1);
                    next[prefix.length] = value;
                    longer.add(next);
                }
            }
            all = longer;
        }
        return all.stream().map(arguments -> new Way(each, arguments)).toList();
    }

    private long[] values(Parameter parameter, Action each, Action action, long[] args, long[] target) {
        Domain domain = parameter.domain();
        for (int i = 0; i < args.length; i++) {
            if (action.parameters().get(i).name().equals(parameter.name())) {
                return same(domain, each, action.parameters().get(i).domain(), args[i]);
            }
        }
        return domain.isFinite()
                ? domain.values()
                : registers(target).filter(domain::contains).toArray();
    }

    /** The value that is printed so; of a register, the value as it is written there. */
    private long[] same(Domain domain, Action each, Domain from, long value) {
        if (!domain.isFinite()) {
            long there =
                    each.written() == null ? value : seen.value(each.written().field(), value);
            return domain.contains(there) ? new long[] {there} : new long[0];
        }
        String text = from.text(value);
        return LongStream.of(domain.values())
                .filter(other -> domain.text(other).equals(text))
                .toArray();
    }

    /** The values that registers have in a state, each once. */
    private LongStream registers(long[] state) {
        return to.layout().fields().stream()
                .filter(field -> field instanceof LongField && field.width() > 0)
                .flatMapToLong(
                        field -> LongStream.range(0, field.size()).map(e -> ((LongField) field).get(state, (int) e)))
                .distinct();
    }

    /** What a step does otherwise there; null if nothing. A step that changes nothing which is seen is none. */
    @Nullable
    String differs(Action action, long[] args, long[] from, long[] target) {
        if (Arrays.equals(from, target)) {
            return null;
        }
        List<Way> ways = new ArrayList<>();
        for (Action each : to.actions()) {
            if (each.name().equals(action.name())) {
                ways.addAll(ways(each, action, args, target));
            }
        }
        long[] nearest = null;
        for (Way way : ways) {
            long[] after = taken(way, from);
            if (after != null && Arrays.equals(after, target)) {
                return null;
            }
            nearest = nearest == null ? after : nearest;
        }
        return oneAfterTheOther(ways(ways), from, target) ? null : wrong(nearest, target);
    }

    private String wrong(long @Nullable [] after, long[] target) {
        return after == null
                ? "is not possible there where it is possible here"
                : "does something else there: "
                        + to.layout().diff(after, target).stream()
                                .map(change -> change.inWords())
                                .toList();
    }

    /** The same, and those of other vCPUs. */
    private List<Way> ways(List<Way> ways) {
        List<Way> all = new ArrayList<>();
        for (Way way : ways) {
            all.add(way);
            for (int i = 0; i < way.args.length; i++) {
                Parameter parameter = way.action.parameters().get(i);
                boolean lane = to.layout().lanes().stream()
                        .anyMatch(index -> index.name().equals(parameter.name()));
                for (long other : lane ? parameter.domain().values() : new long[0]) {
                    long[] args = way.args.clone();
                    args[i] = other;
                    all.add(new Way(way.action, args));
                }
            }
        }
        return all;
    }

    /** Whether steps lead there one after the other, each nearer to the target. */
    private boolean oneAfterTheOther(List<Way> ways, long[] from, long[] target) {
        long[] now = from;
        for (Way way : ways) {
            long[] after = taken(way, now);
            if (after != null && distance(after, target) < distance(now, target)) {
                now = after;
            }
        }
        return Arrays.equals(now, target);
    }

    private int distance(long[] one, long[] two) {
        int elements = 0;
        for (Field field : to.layout().fields()) {
            for (int e = 0; field.width() > 0 && e < field.size(); e++) {
                elements += field.bits(one, e) == field.bits(two, e) ? 0 : 1;
            }
        }
        return elements;
    }

    private static long @Nullable [] taken(Way way, long[] from) {
        long[] state = from.clone();
        try {
            if (!way.action.guard().test(state, way.args)) {
                return null;
            }
            way.action.effect().apply(state, way.args);
            return state;
        } catch (RuntimeException e) {
            return null; // no step; whether code throws is asked by the proof
        }
    }
}
