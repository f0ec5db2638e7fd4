package dev.stalemate.search;

import com.google.common.primitives.Longs;
import dev.stalemate.search.disk.BadCheckpointException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a search counted, by name, on its way to a checkpoint or back. */
final class SavedCounters {
    private final Path source;
    private final Map<String, List<Long>> values;

    /** None yet. */
    SavedCounters() {
        this(Path.of(""), Map.of());
    }

    /** Those of a checkpoint in a directory. */
    SavedCounters(Path source, Map<String, List<Long>> values) {
        this.source = source;
        this.values = new LinkedHashMap<>(values);
    }

    void put(String name, long... counts) {
        values.put(name, List.copyOf(Longs.asList(counts)));
    }

    long one(String name) throws BadCheckpointException {
        long[] one = new long[1];
        into(name, one);
        return one[0];
    }

    /** Fills an array; there must be as many counts as it has room for. */
    void into(String name, long[] counts) throws BadCheckpointException {
        List<Long> saved = values.getOrDefault(name, List.of());
        if (saved.size() != counts.length) {
            throw new BadCheckpointException(
                    source, "has " + saved.size() + " counts of " + name + ", and this search " + counts.length);
        }
        for (int i = 0; i < counts.length; i++) {
            counts[i] = saved.get(i);
        }
    }

    Map<String, List<Long>> all() {
        return values;
    }
}
