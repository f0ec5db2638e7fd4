package dev.stalemate.lab.machine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Scenarios as the machine reads them: a disk that begins with their text, with zeros behind. */
final class Scenarios {
    private Scenarios() {}

    /** Writes a disk; only what is not zero takes space on the host. */
    static void writeDisk(Path file, String text) throws IOException {
        try (FileChannel disk = FileChannel.open(
                file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, StandardOpenOption.SPARSE)) {
            ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
            while (bytes.hasRemaining()) {
                disk.write(bytes);
            }
            disk.write(ByteBuffer.wrap(new byte[1]), BootedMachine.DISK_BYTES - 1L);
        }
    }
}
