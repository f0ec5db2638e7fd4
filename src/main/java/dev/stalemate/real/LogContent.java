package dev.stalemate.real;

import com.google.common.collect.ImmutableList;
import dev.stalemate.memtype.MemType;
import org.jspecify.annotations.Nullable;

/**
 * What {@link LogParser} found in a file.
 *
 * @param facts what holds of all maps; its variable ranges are those of the first of {@code registers}
 * @param registers every statement of the variable ranges, the earliest first
 * @param linuxMap the map that Linux made, which may be empty
 * @param pat PA0 to PA7, or nothing
 * @param patBefore the same before Linux set them
 * @param patDisabled the line that says that Linux does not use the PAT
 * @param memtypes the types that Linux keeps for drivers
 * @param devices device memory
 */
record LogContent(
        MtrrFacts facts,
        ImmutableList<RegisterSet> registers,
        LinuxMapReader linuxMap,
        ImmutableList<MemType> pat,
        ImmutableList<MemType> patBefore,
        @Nullable LogLine patDisabled,
        ImmutableList<Memtype> memtypes,
        ImmutableList<DeviceReader.Device> devices) {}
