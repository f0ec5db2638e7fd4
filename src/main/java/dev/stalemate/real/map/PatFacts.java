package dev.stalemate.real.map;

import com.google.common.collect.ImmutableList;
import dev.stalemate.memtype.MemType;
import dev.stalemate.real.line.LogLine;
import org.jspecify.annotations.Nullable;

/**
 * What a recording says of the PAT.
 *
 * @param types PA0 to PA7, or nothing
 * @param before the same before Linux set them
 * @param disabled the line that says that Linux does not use the PAT
 */
public record PatFacts(ImmutableList<MemType> types, ImmutableList<MemType> before, @Nullable LogLine disabled) {
    /** These registers beside what Linux says of the same machine. */
    PatFacts with(PatFacts linux) {
        return new PatFacts(types.isEmpty() ? linux.types : types, linux.before, linux.disabled);
    }
}
