package dev.stalemate.real.log;

import com.google.common.base.CharMatcher;
import com.google.common.collect.Range;
import com.google.common.collect.RangeSet;
import com.google.common.collect.TreeRangeSet;
import dev.stalemate.memtype.MemType;
import dev.stalemate.real.line.LogLine;
import dev.stalemate.real.line.Problem;
import dev.stalemate.real.line.Problems;
import dev.stalemate.real.line.Spaced;
import dev.stalemate.real.log.Wording.Words;
import dev.stalemate.real.map.Finding;
import dev.stalemate.real.map.Finding.Kind;
import dev.stalemate.real.map.Finding.Mapping;
import dev.stalemate.real.map.FindingList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads what Linux complains of memory types: MTRRs that drivers do not get, the PAT's conflicts and failed reservations, mappings that
 * reach too far, and write-combining that a driver does not get. {@link Complaints} has the words. What repeats is counted.
 */
final class ComplaintReader implements LineReader {
    private static final CharMatcher PRINTABLE = CharMatcher.inRange(' ', '~');

    /** What can be nothing but the start of a complaint. */
    private static final Pattern DAMAGED = Spaced.pattern("mtrr: (?:type mismatch|0x[0-9a-f]+,0x|base\\(0x).*"
            + "|(?:x86/PAT: )?.{1,15}:\\d+ (?:conflicting memory types|map pfn|freeing invalid memtype|ioremap_change_attr failed)"
            + " .*"
            + "|(?:x86/PAT: )?(?:reserve_memtype|memtype_reserve|reserve_ram_pages_type) failed .*");

    /** What makes two complaints the same. */
    private record Key(
            Complaints.Complaint complaint,
            @Nullable Range<Long> range,
            String process,
            @Nullable MemType wanted,
            @Nullable MemType got) {}

    private static final class Seen {
        final Finding first;
        int times;

        Seen(Finding first) {
            this.first = first;
        }
    }

    private final Problems problems;
    private final FindingList findings;
    private final RangeSet<Long> refused = TreeRangeSet.create();
    private final Map<Key, Seen> seen = new LinkedHashMap<>();

    ComplaintReader(Problems problems, FindingList findings) {
        this.problems = problems;
        this.findings = findings;
    }

    @Override
    public Fit fit(String text) {
        boolean start = false;
        for (Complaints.Complaint complaint : Complaints.ALL) {
            if (complaint.wording().read(text) != null) {
                return Fit.WHOLE;
            }
            start |= complaint.wording().starts(text);
        }
        return DAMAGED.matcher(text).matches() ? Fit.PART : start ? Fit.START : Fit.NONE;
    }

    @Override
    public void read(LogLine line, Fit fit) {
        if (fit == Fit.PART) {
            damaged(line);
            return;
        }
        for (Complaints.Complaint complaint : Complaints.ALL) {
            Words words = complaint.wording().read(line.text());
            if (words != null) {
                read(line, complaint, words);
                return;
            }
        }
    }

    private void read(LogLine line, Complaints.Complaint complaint, Words words) {
        Range<Long> range = words.range();
        if (range == null && complaint.hasRange()) {
            damaged(line);
            return;
        }
        // Drivers ask again for half of it, and half of that: the first tells all.
        if (complaint.kind() == Kind.REFUSED && range != null) {
            if (refused.encloses(range)) {
                return;
            }
            refused.add(range);
        }
        String process = printable(words.get("process"));
        MemType wanted = words.type("wanted");
        MemType got = words.type("got");
        Key key = new Key(complaint, range, process, wanted, got);
        Seen known = seen.get(key);
        if (known == null && seen.size() < FindingList.MAX) {
            String text = complaint.text(range, process, wanted, got, printable(words.get("name")));
            String pid = words.get("pid");
            Mapping mapping = new Mapping(
                    process.isEmpty() ? null : process, pid == null ? null : Integer.valueOf(pid), wanted, got, 1);
            known = new Seen(new Finding(complaint.kind(), line.number(), range, text, mapping));
            seen.put(key, known);
        }
        if (known != null) {
            known.times++;
        }
    }

    private void damaged(LogLine line) {
        problems.add(line.number(), "cut or damaged line about memory types: " + Problem.quote(line.text()));
    }

    private static String printable(@Nullable String name) {
        return name == null
                ? ""
                : PRINTABLE.negate().replaceFrom(CharMatcher.whitespace().collapseFrom(name, ' '), '?');
    }

    /** The file ends: each complaint is told once. */
    void finish() {
        for (Seen each : seen.values()) {
            Finding first = each.first;
            Mapping mapping = first.mapping();
            if (mapping != null && each.times > 1) {
                first = new Finding(
                        first.kind(),
                        first.line(),
                        first.range(),
                        first.text() + " (" + each.times + " times)",
                        new Mapping(mapping.process(), mapping.pid(), mapping.wanted(), mapping.got(), each.times));
            }
            findings.add(first);
        }
    }
}
