package dev.stalemate.search.level;

import dev.stalemate.model.Model;
import dev.stalemate.model.Step;
import dev.stalemate.search.Subject;
import dev.stalemate.search.disk.BadCheckpointException;
import dev.stalemate.search.disk.CheckpointDirectory;
import dev.stalemate.search.disk.LevelReader;
import dev.stalemate.search.disk.LevelWriter;
import dev.stalemate.search.disk.Manifest;
import dev.stalemate.search.disk.SavedCounters;
import dev.stalemate.search.store.Ancestry;
import dev.stalemate.search.store.StateStore;
import dev.stalemate.search.symmetry.Symmetry;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Saves the states of a search in its checkpoint, level by level, and restores them. */
final class SavedSearch implements Closeable {
    /** So many states of the last level are reached again by their steps, to check that the model has not changed. */
    private static final int SAMPLE = 50;

    private final CheckpointDirectory directory;
    private final Path path;
    private final Model model;
    private final Symmetry symmetry;
    private final int words;
    private final StateStore store;
    /** The number of the first state that is not saved. */
    private long unsaved;

    private final @Nullable Consumer<IOException> lost;
    private boolean gaveUp;

    /**
     * The checkpoint in a directory, which is made if it is not there.
     *
     * @param how what decides which states the search keeps
     * @throws BadCheckpointException if what is there is damaged, of another search, or in use
     */
    SavedSearch(Path path, SearchFiles files, Subject subject, List<String> how, Symmetry symmetry, StateStore store)
            throws IOException {
        this.path = path;
        this.model = subject.model();
        this.symmetry = symmetry;
        this.words = model.layout().words();
        this.store = store;
        this.lost = files.lost();
        this.directory =
                CheckpointDirectory.open(files.disk(), path, CheckpointIdentity.of(subject, how, files.tool()), words);
    }

    /**
     * Adds to the checkpoint what was found since the last time: a level, or the part of one up to the answer. If it can't be written, the
     * previous checkpoint stands, and a search that may go on does so without writing another.
     */
    void save(SavedCounters counters) throws IOException {
        if (gaveUp) {
            return;
        }
        try {
            write(counters);
        } catch (IOException e) {
            if (lost == null) {
                throw e;
            }
            gaveUp = true;
            lost.accept(e);
        }
    }

    private void write(SavedCounters counters) throws IOException {
        Ancestry ancestry = store.ancestry();
        try (LevelWriter writer = directory.write()) {
            store.frontier().last(ancestry.size() - unsaved, (chunk, from, count, before) -> {
                for (int i = 0; i < count; i++) {
                    long number = unsaved + before + i;
                    writer.add(chunk, (from + i) * words, ancestry.parent(number), ancestry.step(number));
                }
            });
            directory.commit(writer, counters.all());
        }
        unsaved = ancestry.size();
    }

    /** The counters of the checkpoint; null where there is none. */
    @Nullable
    SavedCounters counters() {
        Manifest manifest = directory.manifest();
        return manifest == null ? null : new SavedCounters(path, manifest.counters());
    }

    /**
     * Restores how each state was reached and, as long as there is room, that it was seen and that those of the last level wait.
     *
     * @return false if there was not enough memory
     * @throws BadCheckpointException if a file is damaged, or the model has changed
     */
    boolean restore() throws IOException {
        Manifest manifest = directory.manifest();
        int levels = manifest == null ? 0 : manifest.levels().size();
        boolean room = true;
        for (int level = 0; level < levels; level++) {
            long first = store.size();
            boolean last = level == levels - 1;
            try (LevelReader reader = directory.read(level, model.steps().size())) {
                while (reader.next()) {
                    room = room && room(reader, last);
                    takeIn(reader, room, last);
                }
            }
            if (last && room) {
                replaySample(first);
            }
        }
        unsaved = store.size();
        return room;
    }

    private boolean room(LevelReader reader, boolean waits) throws IOException {
        return takes(reader, waits) || (store.moveKeys() && takes(reader, waits));
    }

    private boolean takes(LevelReader reader, boolean waits) throws IOException {
        return store.tableTakes(reader.count(), (seen, all) -> seen.meet(reader.states(), reader.count()))
                && store.takes(waits ? reader.count() : 0, reader.parent(reader.count() - 1));
    }

    private void takeIn(LevelReader reader, boolean room, boolean waits) throws IOException {
        for (int i = 0; i < reader.count(); i++) {
            store.ancestry().add(reader.parent(i), reader.step(i));
        }
        if (room) {
            store.seen().addAll(reader.states(), reader.count(), words);
            if (waits) {
                store.frontier().add(reader.states(), new long[reader.count()], reader.count());
            }
        }
    }

    private void replaySample(long first) throws IOException {
        long count = store.size() - first;
        long between = Math.max(1, count / SAMPLE);
        store.frontier().last(count, (chunk, from, states, before) -> {
            for (int i = 0; i < states; i++) {
                if ((before + i) % between == 0) {
                    long[] saved = Arrays.copyOfRange(chunk, (from + i) * words, (from + i + 1) * words);
                    replay(first + before + i, saved);
                }
            }
        });
    }

    private void replay(long number, long[] saved) throws BadCheckpointException {
        List<Step> steps = model.steps();
        long[] state = model.initial();
        symmetry.canonicalize(state, 0);
        for (int taken : store.ancestry().pathTo(number)) {
            Step step = steps.get(taken);
            if (!step.enabled(state)) {
                throw changed("step " + step + " is not possible any more");
            }
            step.apply(state);
            symmetry.canonicalize(state, 0);
        }
        if (!Arrays.equals(state, saved)) {
            throw changed("the steps to state " + number + " lead to another state now");
        }
    }

    private BadCheckpointException changed(String how) {
        return new BadCheckpointException(path, "the model changed since the checkpoint: " + how);
    }

    /** Lets other searches use the directory. */
    @Override
    public void close() throws IOException {
        directory.close();
    }
}
