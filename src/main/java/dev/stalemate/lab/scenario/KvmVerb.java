package dev.stalemate.lab.scenario;

import com.google.common.collect.ImmutableList;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What the micro-VMM can do, and what each needs to know. */
public enum KvmVerb {
    /** The guest writes an MSR. */
    WRMSR(true, Argument.MSR, Argument.VALUE),
    /** The guest reads an MSR. */
    RDMSR(true, Argument.MSR),
    /** The guest writes CR0. */
    CR0(true, Argument.REGISTER),
    /** The guest reads a dword. */
    READ(true, Argument.ADDRESS),
    /** The guest writes a dword. */
    WRITE(true, Argument.ADDRESS),
    /** The guest runs code in a page. */
    EXEC(true, Argument.ADDRESS),
    /** The guest writes a dword of each of so many pages. */
    TOUCH(true, Argument.ADDRESS, Argument.PAGES),
    /** The guest writes caches back. */
    WBINVD(true),
    /** The guest reads where no memory is. */
    MMIO(true, Argument.ADDRESS),
    /** Userspace writes an MSR of a vCPU. */
    HMSR(false, Argument.MSR, Argument.VALUE),
    /** Userspace writes CR0 of a vCPU, with KVM_SET_SREGS. */
    HCR0(false, Argument.REGISTER),
    /** Non-coherent DMA is registered. */
    REG(false),
    /** Non-coherent DMA is unregistered. */
    UNREG(false),
    /** Userspace disables quirks. */
    QUIRK(false, Argument.VALUE),
    /** Memory slot 0 is deleted and made again. */
    ZAPALL(false),
    /** Userspace gives pages of slot 0 back to the host. */
    DISCARD(false, Argument.ADDRESS, Argument.PAGES),
    /** The host makes one page of 2 MiB of slot 0. */
    COLLAPSE(false, Argument.ADDRESS),
    /** Logging of dirty pages of slot 0 starts or stops. */
    DIRTYLOG(false, Argument.SWITCH),
    /** Userspace asks for the log. */
    GETDIRTY(false),
    /** Memory slot 1 of so many MiB is made, or moved if there is one. */
    SLOT1(false, Argument.ADDRESS, Argument.MIB),
    /** Memory slot 1 is deleted. */
    SLOT1DEL(false),
    /** One more memory slot of so many MiB is made. */
    RAM(false, Argument.ADDRESS, Argument.MIB),
    /** A memory slot of 64 KiB of the host's MMIO is made. */
    HOSTMMIO(false, Argument.ADDRESS, Argument.ADDRESS),
    /** The guest faults on a page of 2 MiB, and non-coherent DMA is registered meanwhile. */
    RACEREG(true, Argument.ADDRESS),
    /** All leaves are written down. */
    DUMP(false);

    /** A label of a dump, a name of a scenario. */
    static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]{1,60}");

    private final boolean byGuest;
    private final ImmutableList<Argument> arguments;

    /** A number: how it is written, and its bounds. */
    enum Argument {
        MSR(16, 0xFFFF_FFFFL),
        VALUE(16, -1),
        REGISTER(16, 0xFFFF_FFFFL),
        /** A guest's code is 32-bit. */
        ADDRESS(16, 0xFFFF_FFFFL),
        PAGES(10, 65_536),
        MIB(10, 3072),
        SWITCH(10, 1);

        private static final Pattern HEX = Pattern.compile("[0-9a-f]{1,16}");
        private static final Pattern DECIMAL = Pattern.compile("[0-9]{1,9}");

        private final int radix;
        private final long most;

        Argument(int radix, long most) {
            this.radix = radix;
            this.most = most;
        }

        String text(long number) {
            return Long.toUnsignedString(number, radix);
        }

        /** @throws IllegalArgumentException if a text is no such number */
        long parse(String text) {
            if (!(radix == 16 ? HEX : DECIMAL).matcher(text).matches()) {
                throw new IllegalArgumentException(
                        "'" + text + "' is not a " + (radix == 16 ? "hex number" : "number"));
            }
            return checked(Long.parseUnsignedLong(text, radix));
        }

        long checked(long number) {
            if (Long.compareUnsigned(number, most) > 0) {
                throw new IllegalArgumentException(text(number) + " is more than " + text(most));
            }
            return number;
        }
    }

    KvmVerb(boolean byGuest, Argument... arguments) {
        this.byGuest = byGuest;
        this.arguments = ImmutableList.copyOf(arguments);
    }

    /** The verb of a word, or null. */
    static @Nullable KvmVerb of(String word) {
        return Arrays.stream(values())
                .filter(v -> v.word().equals(word))
                .findFirst()
                .orElse(null);
    }

    /** As scenarios write it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether a vCPU runs for it. */
    public boolean byGuest() {
        return byGuest;
    }

    ImmutableList<Argument> arguments() {
        return arguments;
    }
}
