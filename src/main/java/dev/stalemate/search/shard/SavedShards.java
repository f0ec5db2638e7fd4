package dev.stalemate.search.shard;

import dev.stalemate.search.disk.BadCheckpointException;
import dev.stalemate.search.disk.LevelEntry;
import dev.stalemate.search.disk.Manifest;
import dev.stalemate.search.disk.SavedCounters;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The checkpoint of a search in parts: a manifest, and a file for each part of each level. */
final class SavedShards {
    private static final String PARTS = "parts";

    private final ShardFiles files;
    private final Map<String, String> question;
    private final int words;
    private final Consumer<IOException> lost;
    private final List<List<SavedPart>> levels = new ArrayList<>();
    private @Nullable SavedCounters counters;
    private boolean gaveUp;

    /**
     * Reads what is there.
     *
     * @param question what is searched for and in what, by name
     * @param lost told when a level can't be saved; the search then goes on without
     * @throws BadCheckpointException if what is there is damaged, or of another search
     */
    SavedShards(ShardFiles files, Map<String, String> question, int words, Consumer<IOException> lost)
            throws IOException {
        this.files = files;
        this.question = question;
        this.words = words;
        this.lost = lost;
        byte[] text = files.manifest();
        if (text != null) {
            read(Manifest.of(Path.of(files.name()), text));
        }
    }

    private void read(Manifest manifest) throws BadCheckpointException {
        Path file = Path.of(files.name());
        List<String> differences = manifest.differences(question);
        if (!differences.isEmpty()) {
            throw new BadCheckpointException(
                    file, "is the checkpoint of another search: " + String.join("; ", differences));
        }
        SavedCounters saved = new SavedCounters(file, manifest.counters());
        List<Long> parts = manifest.counters().getOrDefault(PARTS, List.of());
        int at = 0;
        long parents = 0;
        for (long count : parts) {
            if (count < 1 || count > manifest.levels().size() - at) {
                throw new BadCheckpointException(file, "has not as many parts as it says");
            }
            List<SavedPart> level = new ArrayList<>();
            for (int part = 0; part < count; part++) {
                LevelEntry entry = manifest.levels().get(at++);
                level.add(new SavedPart(levels.size(), part, entry.states(), entry.bytes(), entry.sum(), parents));
            }
            levels.add(level);
            parents = level.stream().mapToLong(SavedPart::states).sum();
        }
        if (at != manifest.levels().size() || levels.isEmpty()) {
            throw new BadCheckpointException(file, "has more parts than it says");
        }
        counters = saved;
    }

    /** What was counted; null where there is nothing to go on from. */
    @Nullable
    SavedCounters counters() {
        return counters;
    }

    /** What it is called, for messages. */
    String name() {
        return files.name();
    }

    List<List<SavedPart>> levels() {
        return levels;
    }

    /** What writes the files of a level. */
    interface Level {
        List<SavedPart> save() throws IOException;
    }

    /** Adds a level. If that fails, the checkpoint stays what it was. */
    void add(Level level, SavedCounters counted) {
        if (gaveUp) {
            return;
        }
        try {
            List<SavedPart> saved = level.save();
            List<List<SavedPart>> all = new ArrayList<>(levels);
            all.add(saved);
            counted.put(PARTS, all.stream().mapToLong(List::size).toArray());
            List<LevelEntry> entries =
                    all.stream().flatMap(List::stream).map(SavedPart::entry).toList();
            files.manifest(new Manifest(question, words, entries, counted.all()).text());
            levels.add(saved);
        } catch (IOException e) {
            gaveUp = true;
            lost.accept(e);
        }
    }
}
