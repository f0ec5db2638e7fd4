package dev.stalemate.real.xen;

import dev.stalemate.real.xen.XenDump.Table;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which of Xen's domain numbers is which domain of a run: numbers grow, so new ones are given out in the order of creation. Those of the
 * first dump that are too many, the lowest ones, are of domains that were there before the run.
 */
final class DomainNumbers {
    private final Map<Integer, XenGuest> byNumber = new HashMap<>();
    private final Set<Integer> before = new HashSet<>();
    private boolean dumped;

    /** How many domains were there before the run. */
    int before() {
        return before.size();
    }

    /** Takes in the domains of a dump; false if they can't be those that there are. */
    boolean assign(XenDump dump, List<XenGuest> guests) {
        List<XenGuest> all =
                guests.stream().filter(g -> !byNumber.containsValue(g)).toList();
        List<Integer> unknown = unknown(dump);
        if (!dumped && unknown.size() > all.size()) {
            before.addAll(unknown.subList(0, unknown.size() - all.size()));
            unknown = unknown(dump);
        }
        dumped = true;
        List<XenGuest> live = all.stream().filter(g -> !g.destroyed()).toList();
        // One that is being destroyed may still be there, or not; the first ones may be lost with the ring's head.
        List<XenGuest> those = unknown.size() == all.size() ? all : live;
        boolean cut = dump.tables().stream().anyMatch(t -> t.domain() == Table.UNKNOWN);
        int lost = those.size() - unknown.size();
        if (lost < 0 || (lost > 0 && !cut)) {
            return false;
        }
        for (int i = 0; i < unknown.size(); i++) {
            byNumber.put(unknown.get(i), those.get(lost + i));
        }
        return true;
    }

    private List<Integer> unknown(XenDump dump) {
        return dump.tables().stream()
                .map(Table::domain)
                .filter(n -> n != Table.UNKNOWN && !byNumber.containsKey(n) && !before.contains(n))
                .toList();
    }

    /** The table of a domain; the one without a heading, if no other is left for it. */
    @Nullable
    Table table(XenDump dump, XenGuest guest) {
        Table headless = null;
        for (Table table : dump.tables()) {
            if (table.domain() == Table.UNKNOWN) {
                headless = table;
            } else if (guest.equals(byNumber.get(table.domain()))) {
                return table;
            }
        }
        return headless;
    }
}
