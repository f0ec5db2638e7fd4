package dev.stalemate.lab.judge;

import dev.stalemate.lab.scenario.KvmOptions;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The memory slots of the lab's guest: where there is memory, and whose. */
final class GuestSlots {
    /** The number of no slot. */
    static final int NONE = -1;

    static final int LOW = 0;
    static final int MOVING = 1;
    private static final int HOST_MMIO = 2;
    private static final int FIRST_EXTRA = 3;
    private static final long HOST_MMIO_BYTES = 0x10000;

    private final Map<Integer, Slot> slots = new LinkedHashMap<>();
    private int extra;

    /** A slot: its number, its first address and its size in bytes. */
    record Slot(int number, long gpa, long bytes) {
        boolean has(long address) {
            return address >= gpa && address < gpa + bytes;
        }

        boolean isRam() {
            return number != HOST_MMIO;
        }

        /** Whether a large leaf is possible for an address: the 2 MiB are all in the slot, and lie as the host's do. */
        boolean mayBeLarge(long address) {
            long first = address & -HostMemory.LARGE;
            return gpa % HostMemory.LARGE == 0 && first >= gpa && first + HostMemory.LARGE <= gpa + bytes;
        }
    }

    GuestSlots(KvmOptions options) {
        slots.put(LOW, new Slot(LOW, 0, mib(options.mb())));
    }

    private static long mib(long n) {
        return n << 20;
    }

    /** The slot of an address; null where the guest has no memory. */
    @Nullable
    Slot at(long address) {
        return slots.values().stream().filter(s -> s.has(address)).findFirst().orElse(null);
    }

    /** The slot of a number, or null. */
    @Nullable
    Slot slot(int number) {
        return slots.get(number);
    }

    /** Whether a slot would share memory with another one. */
    boolean overlaps(int number, long gpa, long bytes) {
        return slots.values().stream()
                .anyMatch(s -> s.number() != number && gpa < s.gpa() + s.bytes() && s.gpa() < gpa + bytes);
    }

    /** Whether a slot can have an address and a size: it begins with a page, and keeps the size that it has. */
    boolean canBe(int number, long gpa, long bytes) {
        @Nullable Slot before = slots.get(number);
        return gpa % HostMemory.PAGE == 0 && bytes > 0 && (before == null || before.bytes() == bytes);
    }

    void move(long gpa, long mib) {
        slots.put(MOVING, new Slot(MOVING, gpa, mib(mib)));
    }

    void delete() {
        slots.remove(MOVING);
    }

    void hostMmio(long gpa) {
        slots.put(HOST_MMIO, hostMmioAt(gpa));
    }

    /** The slot of host MMIO at an address. */
    static Slot hostMmioAt(long gpa) {
        return new Slot(HOST_MMIO, gpa, HOST_MMIO_BYTES);
    }

    /** One more slot, or the attempt to make one; its number. */
    int add(long gpa, long bytes, boolean refused) {
        int number = FIRST_EXTRA + extra++;
        if (!refused) {
            slots.put(number, new Slot(number, gpa, bytes));
        }
        return number;
    }
}
