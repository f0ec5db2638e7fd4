package dev.stalemate.real.format;

import com.google.common.collect.ImmutableList;
import dev.stalemate.real.line.Spaced;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What CHIPSEC 1.1 to 2.0 logs of registers: {@code chipsec_util msr} (utilcmd/msr_cmd.py), registers that a module prints
 * (library/register.py, before 2.0 chipset.py), the reads that {@code --hal} logs (hal/msr.py), and the SMRRs of module
 * common.smrr.
 */
public final class ChipsecText implements RegisterText {
    private static final String HEX = MsrLine.HEX;
    private static final String EAX_EDX = "EAX ?= ?(?:0x)?(" + HEX + "{8}), EDX ?= ?(?:0x)?(" + HEX + "{8})";

    /** {@code [CHIPSEC] CPU0: RDMSR( 0x200 ) = 0000000080000006 (EAX=80000006, EDX=00000000)}. */
    private static final Pattern READ = Spaced.pattern("\\[CHIPSEC\\] CPU(\\d{1,4}): RDMSR\\( ?0x(" + HEX
            + "{1,8}) ?\\) = (" + HEX + "{16}) \\(" + EAX_EDX + "\\)");

    private static final Pattern WRITE = Spaced.pattern(
            "\\[CHIPSEC\\] (?:CPU\\d{1,4}|All CPUs): WRMSR\\( ?0x(" + HEX + "{1,8}) ?\\) = " + HEX + "{16}");

    /** {@code [cpu0] RDMSR( 0x2ff ): EAX = 0x00000C06, EDX = 0x00000000}. */
    private static final Pattern HAL =
            Spaced.pattern("\\[cpu(\\d{1,4})\\] RDMSR\\( ?0x(" + HEX + "{1,8}) ?\\): " + EAX_EDX);

    /** {@code [*] MTRRCAP = 0x0000000000000D08 << MTRR Capabilities MSR (MSR 0xFE Thread 0x0)}. */
    private static final Pattern REGISTER =
            Spaced.pattern("\\[\\*\\] \\w{1,60} = 0x(" + HEX + "{1,16}) << .{0,200}\\(MSR 0x(" + HEX
                    + "{1,8})(?: Thread 0x(" + HEX + "{1,4}))?\\)(?: \\[default: [^\\]]*\\])?");

    /** {@code [CPU0] SMRR_PHYSBASE = 0000000088800006, SMRR_PHYSMASK = 00000000FF800800}. */
    private static final Pattern SMRR =
            Spaced.pattern("\\[CPU(\\d{1,4})\\] SMRR_PHYSBASE = (" + HEX + "{16}), SMRR_PHYSMASK = (" + HEX + "{16})");

    private static final Pattern DAMAGED =
            Spaced.pattern("\\[(?:CHIPSEC|cpu\\d+)\\].{0,20}RDMSR\\( ?0x(" + HEX + "{1,8}).*");

    private final MsrList list = new MsrList();
    private final Reading.Builder remarks = new Reading.Builder();
    private int firstLine;

    /** A register that a line states; {@code value} is empty where its parts contradict each other. */
    private record Statement(int cpu, int msr, OptionalLong value) {}

    private static @Nullable Statement statement(String text) {
        Matcher read = READ.matcher(text);
        if (read.matches()) {
            OptionalLong whole = MsrLine.number(read.group(3), 16);
            OptionalLong halves = MsrLine.number(read.group(5) + read.group(4), 16);
            return of(read.group(1), 10, read.group(2), whole.equals(halves) ? whole : OptionalLong.empty());
        }
        Matcher hal = HAL.matcher(text);
        if (hal.matches()) {
            return of(hal.group(1), 10, hal.group(2), MsrLine.number(hal.group(4) + hal.group(3), 16));
        }
        Matcher register = REGISTER.matcher(text);
        if (register.matches()) {
            String thread = register.group(3) == null ? "0" : register.group(3);
            return of(thread, 16, register.group(2), MsrLine.number(register.group(1), 16));
        }
        return null;
    }

    private static @Nullable Statement of(String cpu, int radix, String msr, OptionalLong value) {
        int number = (int) Long.parseLong(msr, 16);
        return Msrs.matters(number) ? new Statement(Integer.parseInt(cpu, radix), number, value) : null;
    }

    @Override
    public Match match(String text) {
        @Nullable Statement statement = statement(text);
        if (statement != null) {
            return statement.value().isPresent() ? Match.WHOLE : Match.DAMAGED;
        }
        Matcher write = WRITE.matcher(text);
        if (SMRR.matcher(text).matches() || (write.matches() && !list.isEmpty() && Msrs.matters(msr(write)))) {
            return Match.WHOLE;
        }
        Matcher damaged = DAMAGED.matcher(text);
        boolean whole = READ.matcher(text).matches() || HAL.matcher(text).matches();
        return !whole && damaged.matches() && Msrs.matters(msr(damaged)) ? Match.DAMAGED : Match.NONE;
    }

    private static int msr(Matcher matcher) {
        return (int) Long.parseLong(matcher.group(1), 16);
    }

    /** A register that a log shows again is the same machine's, read again: a change shows as a problem. */
    @Override
    public boolean startsAnother(String text) {
        return false;
    }

    @Override
    public void read(int number, String text, Match match) {
        firstLine = firstLine == 0 ? number : firstLine;
        @Nullable Statement statement = statement(text);
        Matcher smrr = SMRR.matcher(text);
        Matcher write = WRITE.matcher(text);
        if (match == Match.DAMAGED) {
            remarks.problem(number, "cut or damaged line of CHIPSEC's; the register is taken as unknown");
        } else if (statement != null) {
            put(statement.cpu(), statement.msr(), number, statement.value().orElseThrow());
        } else if (smrr.matches()) {
            int cpu = Integer.parseInt(smrr.group(1));
            put(cpu, Msrs.SMRR_BASE, number, Long.parseUnsignedLong(smrr.group(2), 16));
            put(cpu, Msrs.SMRR_MASK, number, Long.parseUnsignedLong(smrr.group(3), 16));
        } else if (write.matches()) {
            list.cpus().forEach(cpu -> list.forget(cpu, msr(write)));
            remarks.problem(
                    number,
                    String.format("MSR 0x%x was written after it was read; it is taken as unknown", msr(write)));
        }
    }

    private void put(int cpu, int msr, int line, long bits) {
        OptionalLong before = list.value(cpu, msr);
        if (before.isPresent() && before.getAsLong() != bits) {
            remarks.problem(
                    line,
                    String.format(
                            "MSR 0x%x of CPU %d was 0x%x and is 0x%x; the last counts",
                            msr, cpu, before.getAsLong(), bits));
        }
        list.put(cpu, msr, line, bits);
    }

    @Override
    public ImmutableList<Reading> end() {
        return list.readingsOr("CHIPSEC's log", remarks, firstLine);
    }
}
