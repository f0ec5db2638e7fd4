package dev.stalemate.search.disk;

import com.google.common.primitives.Longs;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The counters of a search, by name, as a checkpoint holds them. */
public final class SavedCounters {
    private final Path source;
    private final Map<String, List<Long>> values;

    /** No counters yet. */
    public SavedCounters() {
        this(Path.of(""), Map.of());
    }

    /** Those of a checkpoint in a directory. */
    public SavedCounters(Path source, Map<String, List<Long>> values) {
        this.source = source;
        this.values = new LinkedHashMap<>(values);
    }

    public void put(String name, long... counts) {
        values.put(name, List.copyOf(Longs.asList(counts)));
    }

    public long one(String name) throws BadCheckpointException {
        long[] one = new long[1];
        into(name, one);
        return one[0];
    }

    /** Fills an array, which must have as many elements as there are counts of this name. */
    public void into(String name, long[] counts) throws BadCheckpointException {
        List<Long> saved = values.getOrDefault(name, List.of());
        if (saved.size() != counts.length) {
            throw new BadCheckpointException(
                    source, "has " + saved.size() + " counts of " + name + ", and this search " + counts.length);
        }
        for (int i = 0; i < counts.length; i++) {
            counts[i] = saved.get(i);
        }
    }

    public Map<String, List<Long>> all() {
        return values;
    }
}
