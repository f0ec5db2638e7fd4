package dev.stalemate.real.map;

import com.google.common.collect.ImmutableList;
import dev.stalemate.memtype.MemType;
import java.util.stream.Stream;

/**
 * The facts of a {@link Recording}, whatever program made it.
 *
 * @param facts what holds of all maps; its variable ranges are those of the first of {@code registers}
 * @param registers every statement of the variable ranges, the earliest first
 * @param pat what is said of the PAT
 * @param linux what Linux alone says
 */
public record LogContent(MtrrFacts facts, ImmutableList<RegisterSet> registers, PatFacts pat, LinuxFacts linux) {
    /** Registers and PA0 to PA7, which may be none, and nothing else: what most programs print. */
    public static LogContent of(MtrrFacts facts, ImmutableList<RegisterSet> registers, ImmutableList<MemType> pat) {
        return new LogContent(facts, registers, new PatFacts(pat, ImmutableList.of(), null), LinuxFacts.NONE);
    }

    /** This beside what Linux says of the same machine. */
    LogContent with(LogContent other) {
        return new LogContent(
                facts.withMemoryOf(other.facts),
                Stream.concat(registers.stream(), other.registers.stream()).collect(ImmutableList.toImmutableList()),
                pat.with(other.pat),
                other.linux);
    }

    /** Whether nothing here says anything of memory types. */
    boolean isSilent() {
        return registers.isEmpty()
                && linux.isSilent()
                && pat.types().isEmpty()
                && pat.disabled() == null
                && facts.enabled() == Switch.UNKNOWN;
    }
}
