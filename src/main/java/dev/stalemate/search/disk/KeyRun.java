package dev.stalemate.search.disk;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * Keys of one word or more in ascending order, in a temporary file of pages. Memory holds the first word and the checksum of each page, so
 * pages that can't have what is looked for are not read, and what was damaged is noticed.
 *
 * <p>The file is gone when it is closed and when the process ends, as that of a {@link SpillFile}.
 */
final class KeyRun implements Closeable {
    private static final int PAGE_LONGS = 1 << 11;

    private final Disk disk;
    private final Path file;
    private final FileChannel channel;
    private final int words;
    private final int longs;
    private long[] firsts = new long[16];
    private int[] sums = new int[16];
    private int pages;
    private long size;

    private final long[] filling;
    private int filled;

    /** An empty run of keys of so many words. */
    KeyRun(Disk disk, Path directory, int words) throws IOException {
        this.disk = disk;
        this.words = words;
        this.longs = Math.max(1, PAGE_LONGS / words) * words;
        this.filling = new long[longs];
        disk.makeDirectory(directory);
        this.file = Files.createTempFile(directory, "stalemate-", ".keys");
        this.channel = FileChannel.open(
                file, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
    }

    /** Appends a key that is above all others. */
    void add(long[] keys, int offset) throws IOException {
        System.arraycopy(keys, offset, filling, filled, words);
        filled += words;
        size++;
        if (filled == longs) {
            writePage();
        }
    }

    /** Says that there are no more keys. */
    void end() throws IOException {
        if (filled > 0) {
            writePage();
        }
    }

    private void writePage() throws IOException {
        if (pages == firsts.length) {
            firsts = Arrays.copyOf(firsts, 2 * pages);
            sums = Arrays.copyOf(sums, 2 * pages);
        }
        ByteBuffer buffer = ByteBuffer.allocate(filled * Long.BYTES);
        buffer.asLongBuffer().put(filling, 0, filled);
        firsts[pages] = filling[0];
        sums[pages] = sum(buffer);
        pages++;
        filled = 0;
        disk.write(file, channel, buffer);
    }

    private static int sum(ByteBuffer page) {
        CRC32C crc = new CRC32C();
        crc.update(page.duplicate());
        return (int) crc.getValue();
    }

    long size() {
        return size;
    }

    /** Bytes in memory. */
    long bytes() {
        return firsts.length * (long) (Long.BYTES + Integer.BYTES);
    }

    /** Bytes in the file. */
    long onDisk() {
        return size * words * Long.BYTES;
    }

    /** Reads the keys from the first on. Several may read at once, each with a cursor of its own. */
    final class Cursor {
        private final ByteBuffer buffer = ByteBuffer.allocate(longs * Long.BYTES);
        private final long[] page = new long[longs];
        private int number = -1;
        private int at;
        private int end;

        /** The words that hold the present key, from {@link #offset} on. */
        long[] keys() {
            return page;
        }

        int offset() {
            return at;
        }

        /** Goes to the next key; false if there is none. */
        boolean next() throws IOException {
            at += words;
            return at < end || nextPage();
        }

        private boolean nextPage() throws IOException {
            return number + 1 < pages && read(number + 1);
        }

        /** Whether a key is in the run. It must not be below those that were asked for before. */
        boolean has(long[] key, int offset) throws IOException {
            int page0 = lastPageBelow(key[offset]);
            if (page0 > number) {
                read(page0);
            }
            do {
                for (; at < end; at += words) {
                    int order = KeyRuns.compare(page, at, key, offset, words);
                    if (order >= 0) {
                        return order == 0;
                    }
                }
            } while (nextPage());
            return false;
        }

        /** The last page from the present one on that begins with a smaller word; equal words may go on from the page before. */
        private int lastPageBelow(long first) {
            int low = Math.max(number, 0);
            int high = Math.min(pages, low + 2);
            if (high < pages && isBelow(high - 1, first)) {
                high = pages;
            }
            while (high - low > 1) {
                int middle = (low + high) >>> 1;
                if (isBelow(middle, first)) {
                    low = middle;
                } else {
                    high = middle;
                }
            }
            return low < pages ? low : number;
        }

        private boolean isBelow(int ofPage, long first) {
            return Long.compareUnsigned(firsts[ofPage], first) < 0;
        }

        private boolean read(int which) throws IOException {
            long start = (long) which * longs;
            int count = (int) Math.min(longs, size * words - start);
            buffer.clear().limit(count * Long.BYTES);
            while (buffer.hasRemaining()) {
                if (channel.read(buffer, start * Long.BYTES + buffer.position()) < 0) {
                    throw new FileSystemException(file.toString(), null, "is shorter than what was written to it");
                }
            }
            buffer.flip();
            if (sum(buffer) != sums[which]) {
                throw new FileSystemException(file.toString(), null, "is not what was written to it");
            }
            buffer.asLongBuffer().get(page, 0, count);
            number = which;
            at = 0;
            end = count;
            return true;
        }
    }

    /** Removes the file. */
    @Override
    public void close() throws IOException {
        channel.close();
        Files.deleteIfExists(file);
    }
}
