package dev.stalemate.lab.machine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;

/** Scenarios as the machine reads them: a disk that begins with their text, with zeros behind. */
final class Scenarios {
    /** Where a program begins, in bytes: init.c knows it, too. */
    private static final int PROGRAM_AT = 4096;

    private Scenarios() {}

    /** Writes a disk; only what is not zero takes space on the host. */
    static void writeDisk(Path file, String text) throws IOException {
        writeDisk(file, text.getBytes(StandardCharsets.US_ASCII));
    }

    /** A disk with a program and its arguments, which the machine runs in the place of scenarios. */
    static byte[] program(byte[] program, List<String> arguments) throws LabException {
        byte[] head = ("program " + program.length + " " + String.join(" ", arguments) + "\n")
                .getBytes(StandardCharsets.US_ASCII);
        if (head.length >= PROGRAM_AT || program.length > BootedMachine.DISK_BYTES - PROGRAM_AT) {
            throw new LabException("the program is larger than the machine's disk");
        }
        byte[] disk = Arrays.copyOf(head, PROGRAM_AT + program.length);
        System.arraycopy(program, 0, disk, PROGRAM_AT, program.length);
        return disk;
    }

    static void writeDisk(Path file, byte[] content) throws IOException {
        try (FileChannel disk = FileChannel.open(
                file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, StandardOpenOption.SPARSE)) {
            ByteBuffer bytes = ByteBuffer.wrap(content);
            while (bytes.hasRemaining()) {
                disk.write(bytes);
            }
            disk.write(ByteBuffer.wrap(new byte[1]), BootedMachine.DISK_BYTES - 1L);
        }
    }
}
