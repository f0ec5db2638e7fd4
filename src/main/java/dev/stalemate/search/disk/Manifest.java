package dev.stalemate.search.disk;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a checkpoint consists of.
 *
 * @param question what is searched for and in what, by name: a checkpoint is of one question only
 * @param words longs of a state
 * @param levels the files, from that of the initial state on
 * @param counters what the search counted up to there, by name
 */
public record Manifest(
        Map<String, String> question, int words, List<LevelEntry> levels, Map<String, List<Long>> counters) {
    public Manifest {
        question = copy(question);
        levels = List.copyOf(levels);
        counters = copy(counters);
    }

    /** As the text of a file. */
    public byte[] text() {
        return ManifestText.of(this);
    }

    /**
     * What the text of a file says.
     *
     * @throws BadCheckpointException if it is no manifest, or damaged
     */
    public static Manifest of(Path file, byte[] text) throws BadCheckpointException {
        return ManifestText.read(file, text);
    }

    /** Keeps the order, as the file does. */
    private static <V> Map<String, V> copy(Map<String, V> map) {
        return Collections.unmodifiableMap(new LinkedHashMap<>(map));
    }

    /** The number of states of the levels before one. */
    public long statesBefore(int level) {
        return levels.subList(0, level).stream().mapToLong(LevelEntry::states).sum();
    }

    /** Each difference from a question, the recorded side first; empty if this manifest is of that question. */
    public List<String> differences(Map<String, String> asked) {
        List<String> differences = new ArrayList<>();
        Map<String, String> all = new LinkedHashMap<>(question);
        asked.forEach(all::putIfAbsent);
        for (String name : all.keySet()) {
            String recorded = question.getOrDefault(name, "none");
            String now = asked.getOrDefault(name, "none");
            if (!recorded.equals(now)) {
                differences.add(name + " is " + recorded + ", not " + now);
            }
        }
        return differences;
    }
}
