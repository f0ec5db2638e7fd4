package dev.stalemate.search.disk;

import java.nio.channels.FileChannel;

/** A disk that waits for nothing: enough for processes that die, not for power cuts. */
public class HastyDisk extends Disk {
    @Override
    protected void sync(FileChannel channel) {}
}
