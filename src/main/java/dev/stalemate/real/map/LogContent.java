package dev.stalemate.real.map;

import com.google.common.collect.ImmutableList;
import dev.stalemate.memtype.MemType;
import dev.stalemate.real.line.LogLine;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The facts of a {@link Recording}, whatever program made it.
 *
 * @param facts what holds of all maps; its variable ranges are those of the first of {@code registers}
 * @param registers every statement of the variable ranges, the earliest first
 * @param linuxMap the map that Linux made, which may be empty
 * @param pat PA0 to PA7, or nothing
 * @param patBefore the same before Linux set them
 * @param patDisabled the line that says that Linux does not use the PAT
 * @param hypervisor the line that shows that MTRRs which are all zero are a hypervisor's, with nothing behind them, if they are
 * @param silence the line that explains why there are no registers, if any
 * @param memtypes the types that Linux keeps for drivers
 * @param devices device memory
 */
public record LogContent(
        MtrrFacts facts,
        ImmutableList<RegisterSet> registers,
        LinuxMap linuxMap,
        ImmutableList<MemType> pat,
        ImmutableList<MemType> patBefore,
        @Nullable LogLine patDisabled,
        @Nullable LogLine hypervisor,
        @Nullable LogLine silence,
        ImmutableList<Memtype> memtypes,
        ImmutableList<Device> devices) {

    /** Registers and nothing else: what most programs print. */
    public static LogContent of(MtrrFacts facts, ImmutableList<RegisterSet> registers) {
        return of(facts, registers, ImmutableList.of());
    }

    /** As above, with PA0 to PA7. */
    public static LogContent of(MtrrFacts facts, ImmutableList<RegisterSet> registers, ImmutableList<MemType> pat) {
        return new LogContent(
                facts,
                registers,
                LinuxMap.NONE,
                pat,
                ImmutableList.of(),
                null,
                null,
                null,
                ImmutableList.of(),
                ImmutableList.of());
    }

    /** This beside what another program says of the same machine. */
    LogContent with(LogContent other) {
        return new LogContent(
                facts.withMemoryOf(other.facts),
                Stream.concat(registers.stream(), other.registers.stream()).collect(ImmutableList.toImmutableList()),
                other.linuxMap,
                pat.isEmpty() ? other.pat : pat,
                other.patBefore,
                other.patDisabled,
                other.hypervisor,
                other.silence,
                other.memtypes,
                other.devices);
    }

    /** Whether nothing here says anything of memory types. */
    boolean isSilent() {
        return registers.isEmpty()
                && linuxMap.summary() == null
                && pat.isEmpty()
                && patDisabled == null
                && silence == null
                && memtypes.isEmpty()
                && facts.enabled() == Switch.UNKNOWN;
    }
}
