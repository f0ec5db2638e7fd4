package dev.stalemate.real.map;

import com.google.common.collect.Range;
import dev.stalemate.memtype.MemType;
import dev.stalemate.real.line.LogLine;
import dev.stalemate.real.line.Problem;
import org.jspecify.annotations.Nullable;

/**
 * Something that the file shows of the machine and its user should know; what the file lacks is a {@link Problem}.
 *
 * @param line number of the line that shows it, from 1
 * @param range the addresses, closed-open, or null where it is about none in particular
 * @param text one sentence without a full stop, printable characters only
 * @param mapping what was wanted, where the kernel complains of that; otherwise null
 */
public record Finding(Kind kind, int line, @Nullable Range<Long> range, String text, @Nullable Mapping mapping) {
    /**
     * What a process or a driver wanted of the kernel.
     *
     * @param process its name, printable characters only, or null where the kernel does not say; of drivers it is not known
     * @param pid its number, or null
     * @param wanted the type that it wanted; of two mappings that exist already, that of the first; null if not known
     * @param got the type that it got, or that stood in the way; null if not known
     * @param times how often the log says the same of the same range, from 1
     */
    public record Mapping(
            @Nullable String process,
            @Nullable Integer pid,
            @Nullable MemType wanted,
            @Nullable MemType got,
            int times) {}

    public Finding(Kind kind, int line, @Nullable Range<Long> range, String text) {
        this(kind, line, range, text, null);
    }

    /** What a finding is about; its text is the name in JSON. */
    public enum Kind {
        /** IA32_MTRR_DEF_TYPE.E is 0: all memory is UC. */
        DISABLED("mtrrs-disabled"),
        RAM_NOT_WB("ram-not-wb"),
        MMIO_WB("mmio-wb"),
        /** A host bridge's window below 1 MiB that is WB: a weak sign, because often no device is behind it. */
        WINDOW_WB("window-wb"),
        /** Variable ranges overlap in a way that the SDM leaves undefined (11.11.4.1). */
        UNDEFINED_OVERLAP("undefined-overlap"),
        /** Registers that the SDM defines, and that hypervisors are known to treat in different ways if a guest has them. */
        HYPERVISORS_DIFFER("hypervisors-differ"),
        /** A mask with holes, or a base that its mask cuts (SDM 11.11.4 advises against both). */
        MASK("mask"),
        CPUS_DIFFER("cpus-differ"),
        /** RAM that Linux does not use because of the MTRRs. */
        RAM_LOST("ram-lost"),
        /** What mtrr_cleanup of Linux did or could not do. */
        CLEANUP("cleanup"),
        /** Linux refused a driver's range. */
        REFUSED("range-refused"),
        /** The program that printed the registers gives addresses another type than these do. */
        PROGRAM_DIFFERS("program-differs"),
        /** System-management range registers, which take a range of memory away from all software but SMM's. */
        SMRR("smrr"),
        /** Linux calls a setting of the firmware wrong. */
        FIRMWARE("firmware"),
        /** Memory was wanted as one type, and is mapped as another. */
        MEMTYPE_CONFLICT("memtype-conflict"),
        /** Linux could not give memory a type, or not map it. */
        MEMTYPE_FAILED("memtype-failed"),
        /** A type was given back that had not been reserved. */
        MEMTYPE_FREED("memtype-freed"),
        /** A driver maps more than one device's memory at once, so that one type rules all of it. */
        MAPPING_SPANS("mapping-spans"),
        /** A driver wanted write-combining memory and did not get it. */
        NO_WRITE_COMBINING("no-write-combining");

        private final String text;

        Kind(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    public static Finding of(Kind kind, LogLine line, String text) {
        return new Finding(kind, line.number(), null, text);
    }
}
