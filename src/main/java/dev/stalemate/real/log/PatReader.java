package dev.stalemate.real.log;

import com.google.common.base.CharMatcher;
import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import dev.stalemate.memtype.MemType;
import dev.stalemate.memtype.Pat;
import dev.stalemate.real.line.LogLine;
import dev.stalemate.real.line.Problem;
import dev.stalemate.real.line.Problems;
import dev.stalemate.real.line.Spaced;
import java.util.Arrays;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Reads the PAT that Linux programmed, and why it did not; of several lines, one for each processor, the first counts. */
final class PatReader implements LineReader {
    /** {@code x86/PAT: Configuration [0-7]: WB  WC  UC- UC  WB  WP  UC- WT}. */
    private static final Pattern NAMES =
            Spaced.pattern("(?:x86/)?PAT:? [Cc]onfiguration \\[0-7\\]:((?: +(?:UC-|UC|WC|WT|WP|WB)){8})");

    /** {@code x86 PAT enabled: cpu 0, old 0x7040600070406, new 0x7010600070106}, without leading zeros. */
    private static final Pattern VALUE =
            Spaced.pattern("x86 PAT enabled: cpu \\d+, old 0x([0-9A-Fa-f]{1,16}), new 0x([0-9A-Fa-f]{1,16})");

    /**
     * {@code x86/PAT: MTRRs disabled, skipping PAT initialization too.}, and what pat_disable says of other reasons: without the
     * prefix to 4.0, where a full stop follows "disabled".
     */
    private static final Pattern DISABLED = Spaced.pattern("(?:(?:x86/)?PAT: |x86: )?"
            + "(?:MTRRs disabled, skipping PAT initialization too\\."
            + "|PAT support disabled(?: because \\S+ is disabled in the kernel| via boot option| by the firmware)?\\."
            + "|PAT not supported by (?:the )?CPU\\."
            + "|PAT MSR is 0, disabled\\."
            + "|PAT read returns always zero, disabled\\."
            + "|PAT disabled\\. Not yet verified on this CPU type\\.)");

    private static final ImmutableList<Pattern> KINDS = ImmutableList.of(NAMES, VALUE, DISABLED);

    private static final Pattern START = Spaced.pattern(
            "(?:(?:x86/)?PAT:? [Cc]onfiguration \\[|x86 PAT enabled: cpu|x86/PAT: PAT support disabled).*");

    /** Linux never leaves PA6 at UC, so that a shorter value lacks its end. */
    private static final int MIN_DIGITS = 13;

    private static final Splitter BLANKS = Splitter.on(CharMatcher.whitespace()).omitEmptyStrings();

    private static final ImmutableMap<String, MemType> BY_NAME =
            Maps.uniqueIndex(Arrays.asList(MemType.values()), MemType::toString);

    private final Problems problems;
    private ImmutableList<MemType> types = ImmutableList.of();
    private ImmutableList<MemType> before = ImmutableList.of();
    private @Nullable LogLine disabled;

    PatReader(Problems problems) {
        this.problems = problems;
    }

    @Override
    public Fit fit(String text) {
        Matcher value = VALUE.matcher(text);
        if (value.matches() && !(value.group(2).length() >= MIN_DIGITS && Pat.valid(number(value, 2)))) {
            return Fit.PART;
        }
        return Fit.of(text, KINDS, START);
    }

    private static long number(Matcher value, int group) {
        return Long.parseUnsignedLong(value.group(group), 16);
    }

    @Override
    public void read(LogLine line, Fit fit) {
        if (fit == Fit.PART) {
            problems.add(line.number(), "cut or damaged line of the PAT: " + Problem.quote(line.text()));
            return;
        }
        if (DISABLED.matcher(line.text()).matches()) {
            disabled = disabled == null ? line : disabled;
        }
        if (!types.isEmpty()) {
            return;
        }
        Matcher names = NAMES.matcher(line.text());
        Matcher value = VALUE.matcher(line.text());
        if (names.matches()) {
            types = BLANKS.splitToStream(names.group(1))
                    .map(name -> Objects.requireNonNull(BY_NAME.get(name)))
                    .collect(ImmutableList.toImmutableList());
        } else if (value.matches()) {
            types = entries(number(value, 2));
            before = Pat.valid(number(value, 1)) ? entries(number(value, 1)) : before;
        }
    }

    private static ImmutableList<MemType> entries(long pat) {
        return IntStream.range(0, Pat.ENTRIES)
                .mapToObj(i -> Pat.entry(pat, i))
                .collect(ImmutableList.toImmutableList());
    }

    /** PA0 to PA7 as the firmware left them, where the log states them. */
    ImmutableList<MemType> before() {
        return before;
    }

    /** The line that says that Linux leaves the PAT alone, if any; the types are then what it takes for granted. */
    @Nullable
    LogLine disabled() {
        return disabled;
    }

    /** PA0 to PA7, or nothing where the log has no whole line of them. */
    ImmutableList<MemType> types() {
        return types;
    }
}
