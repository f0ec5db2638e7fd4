package dev.stalemate.real;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import dev.stalemate.memtype.MemType;
import dev.stalemate.memtype.Pat;
import java.util.Arrays;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** Reads the PAT that Linux programmed; of several lines, one for each processor, the first counts. */
final class PatReader implements LineReader {
    /** {@code x86/PAT: Configuration [0-7]: WB  WC  UC- UC  WB  WP  UC- WT}. */
    private static final Pattern NAMES =
            Pattern.compile("(?:x86/)?PAT:? [Cc]onfiguration \\[0-7\\]:((?: +(?:UC-|UC|WC|WT|WP|WB)){8})");

    /** {@code x86 PAT enabled: cpu 0, old 0x7040600070406, new 0x7010600070106}. */
    private static final Pattern VALUE =
            Pattern.compile("x86 PAT enabled: cpu \\d+, old 0x[0-9a-f]{1,16}, new 0x([0-9a-f]{1,16})");

    private static final Pattern START =
            Pattern.compile("(?:(?:x86/)?PAT:? [Cc]onfiguration \\[|x86 PAT enabled: cpu).*");

    /** Linux never leaves PA6 at UC, so that a shorter value lacks its end. */
    private static final int MIN_DIGITS = 13;

    private static final Splitter BLANKS = Splitter.on(' ').omitEmptyStrings();

    private static final ImmutableMap<String, MemType> BY_NAME =
            Maps.uniqueIndex(Arrays.asList(MemType.values()), MemType::toString);

    private final Problems problems;
    private ImmutableList<MemType> types = ImmutableList.of();

    PatReader(Problems problems) {
        this.problems = problems;
    }

    @Override
    public Fit fit(String text) {
        if (!START.matcher(text).matches()) {
            return Fit.NONE;
        }
        Matcher value = VALUE.matcher(text);
        boolean whole = value.matches()
                ? value.group(1).length() >= MIN_DIGITS && Pat.valid(Long.parseUnsignedLong(value.group(1), 16))
                : NAMES.matcher(text).matches();
        return whole ? Fit.WHOLE : Fit.PART;
    }

    @Override
    public void read(LogLine line, Fit fit) {
        if (fit == Fit.PART) {
            problems.add(line.number(), "cut or damaged line of the PAT: " + Problem.quote(line.text()));
            return;
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
            long pat = Long.parseUnsignedLong(value.group(1), 16);
            types = IntStream.range(0, Pat.ENTRIES)
                    .mapToObj(i -> Pat.entry(pat, i))
                    .collect(ImmutableList.toImmutableList());
        }
    }

    /** PA0 to PA7, or nothing where the log has no whole line of them. */
    ImmutableList<MemType> types() {
        return types;
    }
}
