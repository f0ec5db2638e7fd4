package dev.stalemate.real.format;

import com.google.common.collect.ImmutableList;
import dev.stalemate.memtype.FixedRanges;
import dev.stalemate.memtype.MemType;
import dev.stalemate.real.format.Reading.PairSet;
import dev.stalemate.real.format.Reading.Topic;
import dev.stalemate.real.format.Reading.Width;
import dev.stalemate.real.line.Spaced;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What Xen's hvmloader says while it sets a guest's registers (cacheattr_init in tools/firmware/hvmloader/cacheattr.c and smp.c, the same
 * from Xen 4.0 to 4.22): a line for each vCPU with the width, whether there are fixed ranges, and how many of its pairs it uses.
 *
 * <p>The values are not printed, and are the same in all those releases: default type WB; fixed ranges WB, but WC from 0xa0000
 * to 0xbffff; pairs of type UC over the PCI hole, whose place these lines don't tell.
 */
public final class HvmloaderText implements RegisterText {
    private static final Pattern LINE = Spaced.pattern(
            "(?:- )?CPU(\\d{1,4})(?: APIC ID \\d{1,6})? ?\\.\\.\\. (\\d{1,3})-bit phys \\.\\.\\. (fixed MTRRs \\.\\.\\. )?"
                    + "(?:var MTRRs \\[(\\d{1,3})/(\\d{1,3})\\] \\.\\.\\. )?(?:done\\.)?");
    private static final Pattern DAMAGED =
            Spaced.pattern("(?:- )?CPU\\d{1,4}(?: APIC ID \\d{1,6})? ?\\.\\.\\. .*(?:phys|MTRRs).*");
    private static final int WC_FROM = 0xA0000;
    private static final int WC_TO = 0xC0000;

    private final Reading.Builder reading = new Reading.Builder();
    private @Nullable String first;
    private int firstCpu;

    @Override
    public Match match(String text) {
        return LINE.matcher(text).matches()
                ? Match.WHOLE
                : first != null && DAMAGED.matcher(text).matches() ? Match.DAMAGED : Match.NONE;
    }

    @Override
    public boolean startsAnother(String text) {
        Matcher line = LINE.matcher(text);
        return first != null && line.matches() && Integer.parseInt(line.group(1)) <= firstCpu;
    }

    @Override
    public void read(int number, String text, Match match) {
        Matcher line = LINE.matcher(text);
        if (match == Match.DAMAGED || !line.matches()) {
            reading.problem(number, "cut or damaged line of hvmloader's");
            return;
        }
        String says = line.group(2) + "-bit" + (line.group(3) == null ? "" : ", fixed ranges") + ", pairs "
                + line.group(4) + "/" + line.group(5);
        if (first == null) {
            first = says;
            firstCpu = Integer.parseInt(line.group(1));
            state(number, line);
        } else if (!first.equals(says)) {
            reading.remark(
                    Topic.CPUS_DIFFER,
                    number,
                    "CPU " + line.group(1) + " differs (" + says + ") from CPU " + firstCpu + " (" + first + ")");
        }
    }

    private void state(int number, Matcher line) {
        reading.line = number;
        int bits = Integer.parseInt(line.group(2));
        if (Width.possible(bits)) {
            reading.width = new Width(number, bits, "hvmloader");
        } else {
            reading.problem(number, "no processor has " + bits + " physical address bits");
        }
        reading.enabled = true;
        reading.defaultType = MemType.WB;
        reading.fixedEnabled = line.group(3) != null;
        for (int field = 0; line.group(3) != null && field < FixedRanges.FIELDS; field++) {
            long start = FixedRanges.start(field);
            reading.field(field, start >= WC_FROM && start < WC_TO ? MemType.WC : MemType.WB);
        }
        boolean none = line.group(4) == null || Integer.parseInt(line.group(4)) == 0;
        if (!none) {
            reading.problem(
                    number,
                    "hvmloader sets " + line.group(4)
                            + " pairs of type UC over the PCI hole, and does not say where that is");
        }
        reading.set(new PairSet("registers", number, ImmutableList.of(), !none));
    }

    @Override
    public ImmutableList<Reading> end() {
        reading.title = "hvmloader";
        reading.line = Math.max(1, reading.line);
        return ImmutableList.of(reading.build());
    }
}
