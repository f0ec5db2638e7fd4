package dev.stalemate.outside;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Differences as they are found, grouped by their causes. Of many alike only some are shrunk: the first ones, then ever fewer. */
final class DifferenceCauses {
    /** More are of no use to a reader; an implementation that answers at random has no end of them. */
    static final int MOST = 20;

    private final int shrunkAtFirst;
    private final Map<String, Sort> sorts = new LinkedHashMap<>();
    private long differences;

    /** A shrunk difference. */
    record Shrunk(Difference difference, boolean minimal, ImmutableList<String> remarks) {}

    /** Differences between the same two sorts of answers. */
    private static final class Sort {
        final Map<String, Group> groups = new LinkedHashMap<>();
        long found;
        long shrunk;
    }

    /** Those that shrink to the same shape. */
    private static final class Group {
        final Shrunk example;
        final String first;
        long shrunk;

        Group(Shrunk example, String first) {
            this.example = example;
            this.first = first;
        }
    }

    /** No difference yet; of each sort, this many are shrunk at first, and then fewer. */
    DifferenceCauses(int shrunkAtFirst) {
        this.shrunkAtFirst = shrunkAtFirst;
    }

    /** Takes in a difference; true if it has a cause of its own. */
    boolean add(Difference found, String where, Function<Difference, Shrunk> shrinker) {
        differences++;
        Sort sort = sorts.computeIfAbsent(found.sort(), s -> new Sort());
        sort.found++;
        boolean rare = sort.found > shrunkAtFirst && (sort.found & (sort.found - 1)) != 0;
        if (rare || size() >= MOST) {
            return false;
        }
        sort.shrunk++;
        Shrunk shrunk = shrinker.apply(found);
        String shape = shrunk.minimal() ? Shape.of(shrunk.difference()) : "";
        boolean isNew = !sort.groups.containsKey(shape);
        sort.groups.computeIfAbsent(shape, s -> new Group(shrunk, where)).shrunk++;
        return isNew;
    }

    /** How many causes there are. */
    int size() {
        return sorts.values().stream().mapToInt(sort -> sort.groups.size()).sum();
    }

    /** How many differences were found. */
    long differences() {
        return differences;
    }

    /** The causes, those of one sort together, in the order in which they were found. */
    ImmutableList<DifferenceCause> list() {
        List<DifferenceCause> all = new ArrayList<>();
        for (Sort sort : sorts.values()) {
            for (Group group : sort.groups.values()) {
                Shrunk example = group.example;
                all.add(new DifferenceCause(
                        example.difference(),
                        group.first,
                        group.shrunk,
                        sort.found - sort.shrunk,
                        example.minimal(),
                        example.remarks()));
            }
        }
        return ImmutableList.copyOf(all);
    }
}
