package dev.stalemate.real.log;

import com.google.common.collect.ImmutableList;
import dev.stalemate.real.line.LogLine;
import dev.stalemate.real.line.Problem;
import dev.stalemate.real.line.Problems;
import dev.stalemate.real.line.Spaced;
import dev.stalemate.real.map.Switch;
import dev.stalemate.real.map.VariableRange;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The part of a register dump after "MTRR variable ranges": one line a slot, from 0 without a gap, such as
 * {@code 0 base 000000000000 mask FFFF80000000 write-back} or {@code 3 disabled}.
 *
 * <p>A slot that is not seen may hold anything, so that whatever hints at one (a gap, a damaged line, the end of the file) is
 * remembered: see {@link #missing}.
 */
final class VariableSection {
    static final Pattern HEADER = Spaced.pattern("MTRR variable ranges (en|dis)abled:");
    static final Pattern ENABLED_SLOT = Spaced.pattern(
            "(?:MTRR )?(\\d{1,3}) +base +([0-9A-Fa-f]{8,16}) +mask +([0-9A-Fa-f]{8,16}) +" + TypeWords.REGEX);
    static final Pattern DISABLED_SLOT = Spaced.pattern("(?:MTRR )?(\\d{1,3}) +disabled");

    /** What is left of a slot, if it stands where one must be: no other line has a base and a mask. */
    private static final Pattern DAMAGED = Spaced.pattern(
            "(?:MTRR )?\\d{1,3} +(?:b|ba|bas|base(?: [0-9A-Fa-f]*(?: .*)?)?|d|di|dis|disa|disab|disabl|disable)"
                    + "|.*\\bbase +[0-9A-Fa-f]{8,16} +mask\\b.*"
                    + "|.*\\bmask +[0-9A-Fa-f]{8,16} +(?:unc|write).*");

    /** What can be nothing but a slot directly after slots. */
    private static final Pattern DAMAGED_IN_LIST = Spaced.pattern(
            "(?:MTRR )?\\d{1,3}(?: [bd0-9A-Fa-f?].*)?|[0-9A-Fa-f]* *(?:uncache?able|write-(?:back|combining|through|protect))");

    /** What Linux and Xen print next, beside the lines that a reader knows; so the list is at its end. */
    private static final Pattern NEXT = Spaced.pattern(
            "(?:e820|x86|last_pfn|initial memory mapped|init_memory_mapping|found SMP|Scanning \\d|Base memory|check: |RAMDISK|ACPI"
                    + "|Using |Kernel|modified|update |reserve|Memory|Early|kernel direct mapping|NX |Zone|PM: |SMP|CPU|CPUID|VMX|SVM"
                    + "|xstate|mce|mtrr|Xenoprof|Enabling|Disabling|Intel|AMD|DMI)\\b.*");

    /** MTRRcap.VCNT is any number of 8 bits; most processors have so many, or more. */
    private static final int USUAL_SLOTS = 8;

    private final Problems problems;
    private final List<VariableRange> ranges = new ArrayList<>();
    private Switch enabled = Switch.UNKNOWN;
    private int firstLine;
    private int lastLine;
    private int next;
    private int digits;
    private boolean missing;
    private boolean interrupted;
    private boolean ended;

    VariableSection(Problems problems) {
        this.problems = problems;
    }

    void header(LogLine line, boolean on) {
        seen(line);
        enabled = on ? Switch.ON : Switch.OFF;
    }

    /** Whether a slot is the first of another list, whose heading is not there. */
    boolean startsAnother(Matcher slot) {
        return next > 1 && Integer.parseInt(slot.group(1)) == 0;
    }

    void slot(LogLine line, Matcher slot) {
        int number = Integer.parseInt(slot.group(1));
        boolean again = number < next;
        follow(line, number);
        if (slot.groupCount() == 1 || again) {
            return;
        }
        String base = slot.group(2);
        String mask = slot.group(3);
        long baseBits = Long.parseUnsignedLong(base, 16);
        long maskBits = Long.parseUnsignedLong(mask, 16);
        boolean sameWidth = base.length() == mask.length() && (digits == 0 || digits == base.length());
        if (!sameWidth || !VariableRange.possible(number, baseBits, maskBits)) {
            lose(line, "no register can read like this beside the others");
            return;
        }
        digits = base.length();
        ranges.add(new VariableRange(line.number(), number, baseBits, maskBits, TypeWords.type(slot.group(4))));
    }

    private void follow(LogLine line, int number) {
        seen(line);
        if (number < next) {
            lose(line, "slot " + number + " comes again");
        } else if (number > next) {
            lose(
                    line,
                    "before this line, slot " + next + (number > next + 1 ? " to " + (number - 1) : "")
                            + " is missing");
        }
        next = Math.max(next, number + 1);
    }

    private void seen(LogLine line) {
        interrupted = false;
        ended = false;
        lastLine = line.number();
        firstLine = firstLine == 0 ? lastLine : firstLine;
    }

    /** A slot may be lost at this line. */
    void lose(LogLine line, String why) {
        missing = true;
        problems.add(line.number(), why + "; a register may be unknown: " + Problem.quote(line.text()));
    }

    /**
     * A line of another kind came; slots may still follow.
     *
     * @param kernels whether it is a message of the kernel, which prints its list in one go
     */
    void interrupt(boolean kernels) {
        interrupted = true;
        ended |= kernels;
    }

    /** Whether a line that no reader knows is one of those that come next. */
    static boolean isNext(LogLine line) {
        return line.stamped() || NEXT.matcher(line.text()).matches();
    }

    /** Whether a line is a damaged slot: it looks like one, and stands where one must be. */
    boolean isDamaged(String text) {
        if (!started()) {
            return false;
        }
        boolean direct = !interrupted && DAMAGED_IN_LIST.matcher(text).matches();
        return direct || (DAMAGED.matcher(text).matches() && (!ended || startsWithNext(text)));
    }

    private boolean startsWithNext(String text) {
        return text.startsWith(next + " ") || text.startsWith("MTRR " + next + " ");
    }

    /** Whether the last line read was the header or a slot. */
    boolean listing() {
        return started() && !interrupted;
    }

    boolean started() {
        return firstLine != 0;
    }

    /** Whether a header said so far that slots follow. */
    boolean headed() {
        return enabled != Switch.UNKNOWN;
    }

    /** The file ends. */
    void end() {
        if (!started()) {
            return;
        }
        if (!headed()) {
            missing = true;
            problems.add(
                    firstLine, "the heading of the variable ranges is not in the log; other registers may be unknown");
        } else if (next == 0 && enabled == Switch.ON) {
            missing = true;
            problems.add(lastLine, "the variable ranges are not in the log");
        } else if (listing()) {
            // Most processors have 8 or more, so that a whole list is likely; fewer are not.
            missing |= next < USUAL_SLOTS;
            problems.add(lastLine, "the file ends with slot " + (next - 1) + "; more may have followed");
        } else if (!ended && next < USUAL_SLOTS) {
            missing = true;
            problems.add(
                    lastLine,
                    "the list ends with slot " + (next - 1)
                            + ", and what follows is not the kernel's next line; some may be lost");
        }
    }

    /** Linux counted the slots. */
    void counted(LogLine line, int slots) {
        if (headed() && slots != next) {
            lose(line, "the log lists " + next + " slots and counts " + slots);
        }
    }

    Switch enabled() {
        return enabled;
    }

    /** Line of the header, or of the first slot if it came without; 0 before. */
    int firstLine() {
        return firstLine;
    }

    /** Hexadecimal digits of a printed base or mask, 0 if there is none. */
    int digits() {
        return digits;
    }

    boolean missing() {
        return missing;
    }

    ImmutableList<VariableRange> ranges() {
        return ImmutableList.copyOf(ranges);
    }
}
