package dev.stalemate.real.map;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableRangeMap;
import dev.stalemate.memtype.MemType;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What a file states of one processor's MTRRs, before anything is concluded from it.
 *
 * @param defaultType null where not stated
 * @param enabled IA32_MTRR_DEF_TYPE.E
 * @param fixedEnabled IA32_MTRR_DEF_TYPE.FE
 * @param fixed the fixed ranges as printed
 * @param fields the same by {@link dev.stalemate.memtype.FixedRanges} field; a field that is not stated has no entry
 * @param variable the enabled pairs, by slot
 * @param variableMissing whether there may be enabled pairs that are not in {@code variable}
 * @param digits hexadecimal digits that a boot log prints of a base or mask, 0 where there is none
 * @param tom2 AMD's TOP_MEM2, stated only where SYSCFG.Tom2ForceMemTypeWB is set: 4 GiB to here is WB where no range matches
 * @param tom2Unknown whether there is such a limit that could not be read
 * @param ram the RAM, each stretch with the line that states it
 * @param masksReach whether every mask is known to reach MAXPHYADDR's highest bit: Linux warns of one that doesn't
 * @param end an address that MAXPHYADDR reaches because the file names the one before, 0 for none
 * @param widths what the format's own lines state of MAXPHYADDR, beside what other lines of the file do
 */
public record MtrrFacts(
        @Nullable MemType defaultType,
        Switch enabled,
        Switch fixedEnabled,
        ImmutableList<FixedRange> fixed,
        ImmutableMap<Integer, MemType> fields,
        ImmutableList<VariableRange> variable,
        boolean variableMissing,
        int digits,
        OptionalLong tom2,
        boolean tom2Unknown,
        Switch masksReach,
        ImmutableRangeMap<Long, Integer> ram,
        long end,
        ImmutableList<WidthStatement> widths) {

    /** The same with other variable ranges. */
    MtrrFacts with(RegisterSet registers) {
        Builder other = builder();
        other.variable = registers.ranges();
        other.variableMissing = registers.missing();
        return other.build();
    }

    /** The same with the RAM that other facts of the same machine state. */
    MtrrFacts withMemoryOf(MtrrFacts machine) {
        Builder other = builder();
        other.ram = ram.asMapOfRanges().isEmpty() ? machine.ram : ram;
        other.end = Math.max(end, machine.end);
        other.widths = widths.isEmpty() ? machine.widths : widths;
        return other.build();
    }

    private Builder builder() {
        Builder same = new Builder();
        same.defaultType = defaultType;
        same.enabled = enabled;
        same.fixedEnabled = fixedEnabled;
        same.fixed = fixed;
        same.fields = fields;
        same.variable = variable;
        same.variableMissing = variableMissing;
        same.digits = digits;
        same.tom2 = tom2;
        same.tom2Unknown = tom2Unknown;
        same.masksReach = masksReach;
        same.ram = ram;
        same.end = end;
        same.widths = widths;
        return same;
    }

    /** Facts in the making; as it stands, a file that says nothing. */
    public static final class Builder {
        public @Nullable MemType defaultType;

        public Switch enabled = Switch.UNKNOWN;
        public Switch fixedEnabled = Switch.UNKNOWN;
        public ImmutableList<FixedRange> fixed = ImmutableList.of();
        public ImmutableMap<Integer, MemType> fields = ImmutableMap.of();
        public ImmutableList<VariableRange> variable = ImmutableList.of();
        public boolean variableMissing = true;
        public int digits;
        public OptionalLong tom2 = OptionalLong.empty();
        public boolean tom2Unknown;
        public Switch masksReach = Switch.UNKNOWN;
        public ImmutableRangeMap<Long, Integer> ram = ImmutableRangeMap.of();
        public long end;
        public ImmutableList<WidthStatement> widths = ImmutableList.of();

        public MtrrFacts build() {
            return new MtrrFacts(
                    defaultType,
                    enabled,
                    fixedEnabled,
                    fixed,
                    fields,
                    variable,
                    variableMissing,
                    digits,
                    tom2,
                    tom2Unknown,
                    masksReach,
                    ram,
                    end,
                    widths);
        }
    }
}
