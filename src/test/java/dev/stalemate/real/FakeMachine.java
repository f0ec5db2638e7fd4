package dev.stalemate.real;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A folder that looks like the root of a machine: {@code dev/cpu/N/msr} is a sparse file with 8 bytes for each register. */
final class FakeMachine {
    private final Path root;

    FakeMachine(Path root) {
        this.root = root;
    }

    /** A processor of 39 bits and 4 pairs, of which one is UC from 2 GiB. */
    FakeMachine cpu(int cpu) {
        msr(cpu, 0xFE, 0x504);
        msr(cpu, 0x2FF, 0xC06);
        msr(cpu, 0x277, 0x0007010600070106L);
        msr(cpu, 0x200, 0x80000000L);
        msr(cpu, 0x201, 0x7F80000800L);
        for (int msr = 0x202; msr < 0x208; msr++) {
            msr(cpu, msr, 0);
        }
        msr(cpu, 0x250, 0x0606060606060606L);
        msr(cpu, 0x258, 0x0606060606060606L);
        msr(cpu, 0x259, 0);
        for (int msr = 0x268; msr < 0x270; msr++) {
            msr(cpu, msr, 0x0505050505050505L);
        }
        return this;
    }

    FakeMachine msr(int cpu, int msr, long value) {
        Path file = path("dev/cpu/" + cpu + "/msr");
        try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
            out.seek(8 * Integer.toUnsignedLong(msr));
            out.writeLong(Long.reverseBytes(value));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    FakeMachine file(String name, String content) {
        try {
            Files.writeString(path(name), content, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    Path path(String name) {
        Path file = root.resolve(name);
        try {
            Files.createDirectories(file.getParent());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return file;
    }
}
