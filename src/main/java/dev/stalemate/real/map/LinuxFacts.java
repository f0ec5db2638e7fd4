package dev.stalemate.real.map;

import com.google.common.collect.ImmutableList;
import dev.stalemate.real.line.LogLine;
import org.jspecify.annotations.Nullable;

/**
 * What only Linux says of a machine.
 *
 * @param map the map that it made of the MTRRs, which may be empty
 * @param memtypes the types that it keeps for drivers
 * @param devices device memory
 * @param hypervisor the line that shows that MTRRs which are all zero are a hypervisor's, with nothing behind them; null if they are not
 * @param silence the line that explains why there are no registers, or null
 */
public record LinuxFacts(
        LinuxMap map,
        ImmutableList<Memtype> memtypes,
        ImmutableList<Device> devices,
        @Nullable LogLine hypervisor,
        @Nullable LogLine silence) {
    /** What there is where Linux said nothing. */
    static final LinuxFacts NONE = new LinuxFacts(LinuxMap.NONE, ImmutableList.of(), ImmutableList.of(), null, null);

    /** Whether nothing here says anything of memory types. */
    boolean isSilent() {
        return map.summary() == null && silence == null && memtypes.isEmpty();
    }
}
