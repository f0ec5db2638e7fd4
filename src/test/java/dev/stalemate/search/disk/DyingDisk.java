package dev.stalemate.search.disk;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A disk whose process dies at the n-th operation: that one is done in part, and no operation after it. */
public final class DyingDisk extends HastyDisk {
    /** How much of the last operation is done. */
    public enum Last {
        NONE,
        HALF,
        ALL
    }

    private final int most;
    private final Last last;
    private int operations;

    /** A disk that dies after so many operations. */
    public DyingDisk(int most, Last last) {
        this.most = most;
        this.last = last;
    }

    /** How many operations were asked for. */
    int operations() {
        return operations;
    }

    /** Whether it has died. */
    public boolean died() {
        return operations > most;
    }

    @Override
    protected void perform(Path file, Operation operation) throws IOException {
        operations++;
        if (operations <= most) {
            super.perform(file, operation);
            return;
        }
        if (operations == most + 1 && last != Last.NONE) {
            boolean temporary = file.toString().endsWith(".tmp");
            super.perform(file, operation);
            if (last == Last.HALF && temporary && Files.exists(file)) {
                try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                    channel.truncate(channel.size() / 2);
                }
            }
        }
        throw new IOException("the process died");
    }
}
