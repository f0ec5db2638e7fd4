package dev.stalemate.real;

import com.google.common.collect.ImmutableList;
import dev.stalemate.real.log.LogParser;
import dev.stalemate.real.map.WidthStatement;
import java.util.stream.Stream;

/** Which statements of MAXPHYADDR belong to which recording. */
final class Widths {
    private Widths() {}

    /**
     * The statements for a recording: its format's own, and those that stand beside it, or all of the file if they agree.
     *
     * <p>A file that starts with a statement has them before the recordings, any other behind.
     */
    static ImmutableList<WidthStatement> of(LogParser.Parsed parsed, int recording) {
        ImmutableList<WidthStatement> own =
                parsed.recordings().get(recording).content().facts().widths();
        ImmutableList<WidthStatement> stated = Stream.concat(
                        own.stream().filter(statement -> !statement.isInferred()), beside(parsed, recording).stream())
                .distinct()
                .collect(ImmutableList.toImmutableList());
        int widest = stated.stream().mapToInt(WidthStatement::bits).max().orElse(0);
        // A width that a line states counts more than the masks, unless the masks are wider.
        return Stream.concat(stated.stream(), own.stream().filter(each -> each.isInferred() && each.bits() > widest))
                .collect(ImmutableList.toImmutableList());
    }

    private static ImmutableList<WidthStatement> beside(LogParser.Parsed parsed, int recording) {
        ImmutableList<WidthStatement> all = parsed.widths();
        if (all.stream().mapToInt(WidthStatement::bits).distinct().count() <= 1
                || parsed.recordings().size() == 1) {
            return all;
        }
        boolean before = all.get(0).line() < parsed.recordings().get(0).line();
        int from = before ? start(parsed, recording - 1) : start(parsed, recording);
        int to = before ? start(parsed, recording) : start(parsed, recording + 1);
        return all.stream()
                .filter(statement -> statement.line() >= from && statement.line() < to)
                .collect(ImmutableList.toImmutableList());
    }

    private static int start(LogParser.Parsed parsed, int recording) {
        if (recording < 0) {
            return 0;
        }
        return recording < parsed.recordings().size()
                ? parsed.recordings().get(recording).line()
                : Integer.MAX_VALUE;
    }
}
