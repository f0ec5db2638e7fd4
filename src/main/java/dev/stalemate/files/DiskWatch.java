package dev.stalemate.files;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Watches files on a disk. Events of their directories say when to look; where a file system has none, the files are looked at four times a
 * second. What counts is the content, so that an editor may write in place, or put another file in the place of the old one.
 */
public final class DiskWatch implements FileWatch {
    private static final long LOOK_MILLIS = 250;
    /** An editor that writes in several steps is given this long between two of them. */
    private static final long SETTLE_MILLIS = 30;

    private final List<FileContent> contents;
    private final WatchService events;
    private final Thread looking;
    private boolean changed;

    /** A watch that has begun. Events end with {@link #close}. */
    public DiskWatch(List<Path> files) throws IOException {
        contents = files.stream().map(FileContent::new).toList();
        events = FileSystems.getDefault().newWatchService();
        for (Path file : files) {
            Path directory = file.toAbsolutePath().getParent();
            if (directory != null) {
                WatchKey unused = directory.register(
                        events,
                        StandardWatchEventKinds.ENTRY_CREATE,
                        StandardWatchEventKinds.ENTRY_MODIFY,
                        StandardWatchEventKinds.ENTRY_DELETE);
            }
        }
        looking = new Thread(this::look, "watch");
        looking.setDaemon(true);
        looking.start();
    }

    private void look() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                waitForEvents();
                boolean any = false;
                for (FileContent content : contents) {
                    any |= content.hasChanged();
                }
                if (any) {
                    tell();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns once nothing has happened for a moment. A directory that is gone has no more events. */
    private void waitForEvents() throws InterruptedException {
        WatchKey key = events.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS);
        while (key != null) {
            List<WatchEvent<?>> unused = key.pollEvents();
            key = key.reset() ? events.poll(SETTLE_MILLIS, TimeUnit.MILLISECONDS) : null;
        }
    }

    private synchronized void tell() {
        changed = true;
        notifyAll();
    }

    @Override
    public synchronized boolean changed() {
        return changed;
    }

    @Override
    public synchronized boolean next(BooleanSupplier ended) throws InterruptedException {
        while (!changed && !ended.getAsBoolean()) {
            wait(LOOK_MILLIS);
        }
        boolean taken = changed;
        changed = false;
        return taken && !ended.getAsBoolean();
    }

    @Override
    public void close() {
        looking.interrupt();
        try {
            events.close();
        } catch (IOException e) {
            // There is nothing left to lose.
        }
    }
}
