package dev.stalemate.search.disk;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The checkpoint of one search: a file for each level, and a manifest that names them.
 *
 * <p>A level is never changed once it is written, so a checkpoint costs only the new level. The level and then the manifest are written under
 * temporary names, forced to the disk and renamed; a manifest of no level is there from the start. Whenever the process or the machine dies,
 * what the manifest names is whole, and is the previous checkpoint or the new one. Only one search at a time uses a directory.
 */
public final class CheckpointDirectory implements Closeable {
    private static final String MANIFEST = "manifest";
    private static final String LOCK = "lock";
    private static final String TEMPORARY = ".tmp";
    private static final int MOST_MANIFEST_BYTES = 1 << 26;
    /** The names of the files that this class writes, and of none that a user might keep beside them. */
    private static final Pattern LEVEL = Pattern.compile("level-(\\d{6,9})");

    private static final Pattern HALF = Pattern.compile("(level-\\d{6,9}|manifest)\\.tmp");

    private final Disk disk;
    private final Path directory;
    private final Map<String, String> question;
    private final int words;
    private final FileChannel lock;
    private @Nullable Manifest manifest;

    private CheckpointDirectory(Disk disk, Path directory, Map<String, String> question, int words, FileChannel lock) {
        this.disk = disk;
        this.directory = directory;
        this.question = new LinkedHashMap<>(question); // the order is the file's
        this.words = words;
        this.lock = lock;
    }

    /** Whether there is a checkpoint in a directory. */
    public static boolean isCheckpoint(Path directory) {
        return Files.exists(directory.resolve(MANIFEST));
    }

    /** Whether a search began there, even if it did not reach its first checkpoint, or if only some of its files were copied there. */
    public static boolean wasOpened(Path directory) throws IOException {
        return isCheckpoint(directory)
                || Files.exists(directory.resolve(LOCK))
                || (Files.isDirectory(directory)
                        && inside(directory).stream().anyMatch(file -> levelNumber(file) >= 0));
    }

    /**
     * Opens a directory, which is made if it is not there, and removes the unfinished files of a search that died.
     *
     * @param question what is asked of which model, by name; names have no spaces
     * @param words longs of a state
     * @throws BadCheckpointException if what is there is damaged, of another question, or in use
     */
    public static CheckpointDirectory open(Disk disk, Path directory, Map<String, String> question, int words)
            throws IOException {
        disk.makeDirectory(directory);
        CheckpointDirectory opened =
                new CheckpointDirectory(disk, directory, question, words, lock(directory.resolve(LOCK)));
        try {
            opened.readManifest();
            opened.mustBeWhole();
            opened.removeLeftOvers();
            opened.begin();
        } catch (IOException | RuntimeException e) {
            opened.close();
            throw e;
        }
        return opened;
    }

    private static FileChannel lock(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            FileLock held = channel.tryLock();
            if (held != null) {
                return channel;
            }
        } catch (OverlappingFileLockException e) { // held by this process
        }
        channel.close();
        throw new BadCheckpointException(file, "another search is using this directory");
    }

    private void readManifest() throws IOException {
        Path file = directory.resolve(MANIFEST);
        if (!Files.exists(file)) {
            return;
        }
        if (Files.size(file) > MOST_MANIFEST_BYTES) {
            throw new BadCheckpointException(file, "is no manifest of a checkpoint: too long");
        }
        Manifest read = ManifestText.read(file, Files.readAllBytes(file));
        List<String> differences = read.differences(question);
        if (!differences.isEmpty()) {
            throw new BadCheckpointException(
                    file, "is the checkpoint of another search: " + String.join("; ", differences));
        }
        if (read.words() != words) {
            throw new BadCheckpointException(
                    file, "has states of " + read.words() + " words, and the model's have " + words);
        }
        manifest = read;
    }

    private static List<Path> inside(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.sorted().toList();
        }
    }

    /**
     * Checks that the manifest accounts for every file; otherwise nothing is removed or overwritten. There is a manifest before the first level,
     * and a search that dies leaves at most the level after those that the manifest names.
     */
    private void mustBeWhole() throws IOException {
        int named = levels().size();
        for (int level = 0; level < named; level++) {
            if (!Files.exists(level(level))) {
                throw new BadCheckpointException(level(level), LevelReader.MISSING);
            }
        }
        Path file = directory.resolve(MANIFEST);
        boolean begun = Files.exists(file);
        for (Path found : inside(directory)) {
            int number = levelNumber(found);
            if (!begun && number >= 0) {
                throw new BadCheckpointException(
                        file,
                        "is missing, and " + found.getFileName() + " of a checkpoint is there: nothing was changed");
            }
            if (number > named) {
                throw new BadCheckpointException(
                        file,
                        "names " + named + " levels, and " + found.getFileName() + " is there: nothing was changed");
            }
        }
    }

    /** The number of the level that a file holds; -1 if it is no level's file. */
    private static int levelNumber(Path file) {
        Matcher level = LEVEL.matcher(file.getFileName().toString());
        return level.matches() ? Integer.parseInt(level.group(1)) : -1;
    }

    private void removeLeftOvers() throws IOException {
        for (Path file : inside(directory)) {
            boolean half = HALF.matcher(file.getFileName().toString()).matches();
            if (half || levelNumber(file) >= levels().size()) {
                disk.delete(file);
            }
        }
    }

    /** Writes a manifest of no level, if there is no manifest. */
    private void begin() throws IOException {
        if (manifest == null) {
            become(new Manifest(question, words, List.of(), Map.of()));
        }
    }

    /** The newest checkpoint; null if there is none yet. */
    public @Nullable Manifest manifest() {
        return levels().isEmpty() ? null : manifest;
    }

    /**
     * Reads a level of the checkpoint.
     *
     * @param steps how many the model has
     */
    public LevelReader read(int level, int steps) throws IOException {
        Manifest from = manifest;
        if (from == null) {
            throw new IllegalStateException("there is no checkpoint in " + directory);
        }
        // The initial state is its own parent.
        long first = level == 0 ? 0 : from.statesBefore(level - 1);
        int parents = level == 0 ? 1 : from.levels().get(level - 1).states();
        return new LevelReader(level(level), from.levels().get(level), words, level, first, parents, steps);
    }

    /** A writer for the level after the last one; {@link #commit} makes it part of the checkpoint. */
    public LevelWriter write() throws IOException {
        int level = levels().size();
        long first = manifest == null || level == 0 ? 0 : manifest.statesBefore(level - 1);
        return new LevelWriter(disk, temporary(level(level)), words, level, first);
    }

    /**
     * Makes a new checkpoint: the previous levels, one more, and new counters. If this fails, the previous checkpoint stands.
     *
     * @param counters by name; names have no spaces
     */
    public void commit(LevelWriter level, Map<String, List<Long>> counters) throws IOException {
        LevelEntry entry = level.finish();
        List<LevelEntry> levels = new ArrayList<>(levels());
        disk.rename(level.file(), level(levels.size()));
        levels.add(entry);
        become(new Manifest(question, words, levels, counters));
    }

    private void become(Manifest next) throws IOException {
        Path file = directory.resolve(MANIFEST);
        replace(temporary(file), ManifestText.of(next));
        disk.rename(temporary(file), file);
        manifest = next;
    }

    private void replace(Path file, byte[] content) throws IOException {
        disk.create(file);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            disk.write(file, channel, ByteBuffer.wrap(content));
            disk.force(file, channel);
        }
    }

    private List<LevelEntry> levels() {
        return manifest == null ? List.of() : manifest.levels();
    }

    private Path level(int number) {
        return directory.resolve(String.format(Locale.ROOT, "level-%06d", number));
    }

    private static Path temporary(Path file) {
        return file.resolveSibling(file.getFileName() + TEMPORARY);
    }

    /** Lets other searches use the directory. */
    @Override
    public void close() throws IOException {
        lock.close();
    }
}
