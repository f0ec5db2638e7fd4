package dev.stalemate.real;

import com.google.common.collect.ImmutableList;
import dev.stalemate.real.format.MsrListText;
import dev.stalemate.real.log.LogParser;
import dev.stalemate.real.map.Recording;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Puts together what recordings say of one machine: its registers, and what Linux has in tables. */
final class OneMachine {
    private OneMachine() {}

    /** The same with Linux's tables beside each processor's registers. */
    static LogParser.Parsed of(LogParser.Parsed parsed) {
        Map<Boolean, List<Recording>> byRegisters = parsed.recordings().stream()
                .collect(
                        Collectors.partitioningBy(recording -> recording.title().startsWith(MsrListText.TITLE)));
        List<Recording> registers = byRegisters.getOrDefault(true, List.of());
        List<Recording> tables = byRegisters.getOrDefault(false, List.of());
        if (tables.size() != 1 || registers.isEmpty()) {
            return parsed;
        }
        ImmutableList<Recording> together = registers.stream()
                .map(recording -> recording.with(tables.get(0)))
                .collect(ImmutableList.toImmutableList());
        return new LogParser.Parsed(together, parsed.widths(), parsed.firstText());
    }
}
