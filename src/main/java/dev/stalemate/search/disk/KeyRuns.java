package dev.stalemate.search.disk;

import com.google.common.io.Closer;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Sets of keys that memory has no room for, each of them sorted in a file. Eight that were merged equally often are merged, so there are few,
 * and each key is rewritten only a few times.
 */
public final class KeyRuns implements Closeable {
    private static final int MERGED = 8;

    private final Disk disk;
    private final Path directory;
    private final int words;
    private final List<KeyRun> runs = new ArrayList<>();
    /** Of each run how often its keys were merged; these never rise. */
    private final List<Integer> merges = new ArrayList<>();

    /** No keys of so many words; files are made in a directory, which is made if it is not there. */
    public KeyRuns(Disk disk, Path directory, int words) {
        this.disk = disk;
        this.directory = directory;
        this.words = words;
    }

    /** The order of keys: that of their words, without signs. */
    public static int compare(long[] left, int leftAt, long[] right, int rightAt, int words) {
        for (int w = 0; w < words; w++) {
            int order = Long.compareUnsigned(left[leftAt + w], right[rightAt + w]);
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    /** Receives keys. */
    public interface Sink {
        /** Receives the key that begins at an offset; each is above those before. */
        void add(long[] keys, int offset) throws IOException;
    }

    /** Passes on keys in ascending order. */
    public interface Source {
        void each(Sink to) throws IOException;
    }

    /** Writes a run, and merges if there are many. */
    public void write(Source keys) throws IOException {
        append(keys, 0);
        while (runs.size() >= MERGED && merges.get(runs.size() - MERGED).equals(merges.get(runs.size() - 1))) {
            List<KeyRun> last = runs.subList(runs.size() - MERGED, runs.size());
            List<KeyRun> old = List.copyOf(last);
            int rank = merges.get(runs.size() - 1) + 1;
            append(to -> merge(old, to), rank);
            for (KeyRun run : old) {
                int at = runs.indexOf(run);
                runs.remove(at);
                merges.remove(at);
                run.close();
            }
        }
    }

    private void append(Source keys, int merged) throws IOException {
        KeyRun run = new KeyRun(disk, directory, words);
        runs.add(run);
        merges.add(merged);
        keys.each(run::add);
        run.end();
    }

    /** Passes on all keys in ascending order, each of them once. */
    public void each(Sink to) throws IOException {
        merge(runs, to);
    }

    private void merge(List<KeyRun> from, Sink to) throws IOException {
        List<KeyRun.Cursor> readers = new ArrayList<>();
        for (KeyRun run : from) {
            KeyRun.Cursor reader = run.new Cursor();
            if (reader.next()) {
                readers.add(reader);
            }
        }
        long[] key = new long[words];
        while (!readers.isEmpty()) {
            KeyRun.Cursor least = readers.get(0);
            for (KeyRun.Cursor reader : readers) {
                least = compare(reader.keys(), reader.offset(), least.keys(), least.offset(), words) < 0
                        ? reader
                        : least;
            }
            System.arraycopy(least.keys(), least.offset(), key, 0, words);
            to.add(key, 0);
            for (int r = readers.size() - 1; r >= 0; r--) {
                KeyRun.Cursor reader = readers.get(r);
                if (compare(reader.keys(), reader.offset(), key, 0, words) == 0 && !reader.next()) {
                    readers.remove(r);
                }
            }
        }
    }

    /** Says of keys whether any run has them. Each thread takes a reader of its own. */
    public final class Reader {
        private final List<KeyRun.Cursor> readers =
                runs.stream().map(run -> run.new Cursor()).toList();

        /** Whether a run has a key. It must not be below those that were asked for before. */
        public boolean has(long[] keys, int offset) throws IOException {
            for (KeyRun.Cursor reader : readers) {
                if (reader.has(keys, offset)) {
                    return true;
                }
            }
            return false;
        }
    }

    /** A reader of the present runs, from the first key on. */
    public Reader reader() {
        return new Reader();
    }

    /** How many runs there are. */
    public int count() {
        return runs.size();
    }

    /** Bytes in memory. */
    public long bytes() {
        return runs.stream().mapToLong(KeyRun::bytes).sum();
    }

    /** Bytes in files. */
    public long onDisk() {
        return runs.stream().mapToLong(KeyRun::onDisk).sum();
    }

    /** Removes the files. */
    @Override
    public void close() throws IOException {
        Closer all = Closer.create();
        runs.forEach(all::register);
        all.close();
    }
}
