package dev.stalemate.real.format;

import com.google.common.collect.ImmutableList;
import dev.stalemate.memtype.MtrrMsr;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Lists of registers, by rdmsr and the scripts around it, and by the tools that {@link MsrLine} names, for one processor or for
 * several.
 *
 * <p>A line such as {@code 0x200=6} alone proves nothing: it counts beside another of the kind with another register.
 */
public final class MsrListText implements RegisterText {
    /** What its recordings are called, before the processors' numbers. */
    public static final String TITLE = "MSRs";

    /** Lines between two that may belong together without proof. */
    private static final int NEAR = 4;

    /** No tool prints more about a register in a line. */
    private static final int LONGEST = 200;

    private static final Pattern CPU_HEADING = MsrLine.ignoringCase(
            "[-=*#\\[ ]*(?:unique msrs ?\\()?(?:logical )?(?:cpu|core|thread)[ #]{0,2}(\\d{1,4})[\\])]?:?[-=*# ]*");
    private static final Pattern ADDRESS =
            MsrLine.ignoringCase("[-=*# ]*(?:(?:msr|reg(?:ister)?) ?)?0x(" + MsrLine.HEX + "{2,8}):?[-=*# ]*");
    private static final Pattern VALUE = MsrLine.ignoringCase("(?:cpu ?(\\d{1,4}): ?)?" + MsrLine.VALUE);
    private static final Pattern DECIMAL = MsrLine.ignoringCase("(?:cpu ?(\\d{1,4}): ?)?(\\d{1,23})");
    private static final Pattern NAMED = MsrLine.ignoringCase("cpu ?(\\d{1,4}): ?");
    private static final Pattern REFUSED =
            MsrLine.ignoringCase("rdmsr: ?cpu (\\d{1,4}) cannot read msr 0x(" + MsrLine.HEX + "{1,8})");
    private static final Pattern WRITE = Pattern.compile(
            "(?:.{0,80}[$#%>] ?)?(?:(?:sudo|doas) )?(?:[\\w./-]{0,80}/)?wrmsr(?: -{1,2}\\w+| \\d{1,4}(?= ))* (0x[0-9A-Fa-f]{1,8}) \\S+");

    private final MsrList list = new MsrList();
    private final Reading.Builder remarks = new Reading.Builder();
    private @Nullable RdmsrCommand asked;
    private int answers;
    private int cpu;
    private int firstLine;
    private final List<Waiting> waiting = new ArrayList<>();

    /** A line that is no proof alone. */
    private record Waiting(int number, MsrLine line) {}

    @Override
    public Match match(String text) {
        if (text.length() > LONGEST) {
            return Match.NONE;
        }
        @Nullable RdmsrCommand command = RdmsrCommand.of(text);
        if (command != null || REFUSED.matcher(text).matches()) {
            return isOurs(command) ? Match.WHOLE : Match.NONE;
        }
        if (WRITE.matcher(text).matches()) {
            return list.isEmpty() ? Match.NONE : Match.WHOLE;
        }
        if (answer(text).isPresent() || address(text) != null) {
            return Match.WHOLE;
        }
        @Nullable MsrLine line = MsrLine.of(text);
        if (line == null) {
            return Match.NONE;
        }
        boolean believed = line.sure() || !list.isEmpty() || (isLegal(line) && isSecond(line));
        if (line.value().isEmpty()) {
            return !list.isEmpty() && line.sure() ? Match.DAMAGED : Match.NONE;
        }
        return believed ? Match.WHOLE : Match.NONE;
    }

    /** An rdmsr of a register that does not matter here ends the answers to the command before. */
    private static boolean isOurs(@Nullable RdmsrCommand command) {
        return command == null || command.msr() == null || Msrs.matters(command.msr());
    }

    private boolean isSecond(MsrLine line) {
        return waiting.stream().anyMatch(before -> before.line().msr() != line.msr());
    }

    private static boolean isLegal(MsrLine line) {
        boolean mtrr = MtrrMsr.isVariable(line.msr(), MtrrMsr.MAX_VCNT) || line.msr() == MtrrMsr.DEF_TYPE;
        return line.value().isPresent()
                && (!mtrr || MtrrMsr.accepts(line.msr(), line.value().getAsLong(), 52, MtrrMsr.MAX_VCNT));
    }

    private static @Nullable Integer address(String text) {
        Matcher address = ADDRESS.matcher(text);
        if (!address.matches()) {
            return null;
        }
        int msr = (int) Long.parseLong(address.group(1), 16);
        return Msrs.matters(msr) ? msr : null;
    }

    private OptionalLong answer(String text) {
        RdmsrCommand command = asked;
        if (command == null || (answers > 0 && !command.all())) {
            return OptionalLong.empty();
        }
        Matcher value = (command.radix() == 16 ? VALUE : DECIMAL).matcher(text);
        if (!value.matches()) {
            return OptionalLong.empty();
        }
        return MsrLine.number(value.group(2), command.radix());
    }

    @Override
    public boolean startsAnother(String text) {
        @Nullable RdmsrCommand command = RdmsrCommand.of(text);
        if (command != null) {
            return command.msr() != null && list.has(command.cpu(), command.msr());
        }
        if (answer(text).isPresent()) {
            return false;
        }
        @Nullable Integer address = address(text);
        if (address != null) {
            return list.has(cpu, address);
        }
        @Nullable MsrLine line = MsrLine.of(text);
        return line != null && list.has(line.cpu().orElse(cpu), line.msr());
    }

    @Override
    public void read(int number, String text, Match match) {
        firstLine = firstLine == 0 ? number : firstLine;
        @Nullable RdmsrCommand command = RdmsrCommand.of(text);
        Matcher refused = REFUSED.matcher(text);
        Matcher write = WRITE.matcher(text);
        OptionalLong answer = answer(text);
        @Nullable Integer address = address(text);
        if (command != null) {
            ask(command);
        } else if (refused.matches()) {
            list.refuse(Integer.parseInt(refused.group(1)), (int) Long.parseLong(refused.group(2), 16), number);
        } else if (write.matches()) {
            written(number, (int) Long.parseLong(write.group(1).substring(2), 16));
        } else if (answer.isPresent()) {
            answered(number, text, answer.getAsLong());
        } else if (address != null) {
            ask(new RdmsrCommand(address, cpu, false, 16));
        } else {
            stated(number, text, match);
        }
    }

    private void ask(RdmsrCommand command) {
        asked = command.msr() == null ? null : command;
        answers = 0;
    }

    private void written(int number, int msr) {
        if (Msrs.matters(msr)) {
            list.cpus().forEach(each -> list.forget(each, msr));
            remarks.problem(
                    number, String.format("MSR 0x%x was written after it was read; it is taken as unknown", msr));
        }
    }

    private void answered(int number, String text, long value) {
        RdmsrCommand command = asked;
        if (command == null || command.msr() == null) {
            return;
        }
        Matcher words = NAMED.matcher(text);
        String named = words.lookingAt() ? words.group(1) : null;
        int of = named != null ? Integer.parseInt(named) : command.all() ? answers : command.cpu();
        answers++;
        list.put(of, command.msr(), number, value);
    }

    private void stated(int number, String text, Match match) {
        asked = null;
        @Nullable MsrLine line = MsrLine.of(text);
        if (line == null) {
            return;
        }
        if (match == Match.DAMAGED || line.value().isEmpty()) {
            remarks.problem(
                    number,
                    String.format("cut or damaged line of MSR 0x%x; the register is taken as unknown", line.msr()));
            return;
        }
        if (list.isEmpty()) {
            waiting.forEach(before -> put(before.number(), before.line()));
        }
        waiting.clear();
        put(number, line);
    }

    private void put(int number, MsrLine line) {
        list.put(line.cpu().orElse(cpu), line.msr(), number, line.value().orElseThrow());
    }

    @Override
    public void other(int number, String text) {
        Matcher heading = CPU_HEADING.matcher(text);
        @Nullable MsrLine line = MsrLine.of(text);
        if (heading.matches()) {
            cpu = Integer.parseInt(heading.group(1));
            asked = null;
        } else if (line != null && isLegal(line)) {
            waiting.add(new Waiting(number, line));
        } else {
            asked = null;
        }
        waiting.removeIf(before -> number - before.number() > NEAR);
    }

    /** There are none if the lines only looked like registers. */
    @Override
    public ImmutableList<Reading> end() {
        if (list.isEmpty() && remarks.build().remarks().isEmpty()) {
            return ImmutableList.of();
        }
        return list.readingsOr(TITLE, remarks, firstLine);
    }
}
