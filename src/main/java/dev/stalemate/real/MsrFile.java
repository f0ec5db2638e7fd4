package dev.stalemate.real;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * A processor's registers as Linux's module msr shows them: 8 bytes at the offset that is the register's number. In a plain file,
 * where neighbours would overlap, the offset is 8 times the number.
 */
final class MsrFile implements AutoCloseable {
    private final FileChannel channel;
    private final int stride;

    /**
     * Opens it to read.
     *
     * @throws IOException if there is none, or it may not be read
     */
    MsrFile(Path file) throws IOException {
        channel = FileChannel.open(file, StandardOpenOption.READ);
        stride = Files.isRegularFile(file) ? Long.BYTES : 1;
    }

    /**
     * Reads a register.
     *
     * @throws IOException if the processor or the kernel refuses, or the file has fewer than 8 bytes there
     */
    long read(int msr) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        int count = channel.read(bytes, stride * Integer.toUnsignedLong(msr));
        if (count != Long.BYTES) {
            throw new EOFException("the file has " + Math.max(0, count) + " of 8 bytes");
        }
        return bytes.getLong(0);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    /**
     * Why a file or a register could not be read, for people.
     *
     * @param lockdown what the kernel's lockdown says of itself where it is on
     */
    static String reason(IOException e, @Nullable String lockdown) {
        if (e instanceof NoSuchFileException) {
            return "there is none: the module msr is not loaded (modprobe msr)";
        }
        String said = e instanceof FileSystemException fs && fs.getReason() != null ? fs.getReason() : e.getMessage();
        String message = said == null ? e.getClass().getSimpleName() : said;
        if (e instanceof AccessDeniedException || message.contains("Permission denied")) {
            return "permission denied; root may";
        }
        if (message.contains("Operation not permitted")) {
            return lockdown == null
                    ? "the kernel does not permit it: it takes CAP_SYS_RAWIO"
                    : "the kernel is locked down (" + lockdown + ")";
        }
        if (message.contains("No such device")) {
            return "the processor is offline";
        }
        return message.contains("Input/output error") ? "the processor has no such register" : message;
    }
}
