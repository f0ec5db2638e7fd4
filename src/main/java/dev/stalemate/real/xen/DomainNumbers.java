package dev.stalemate.real.xen;

import dev.stalemate.real.xen.XenDump.Table;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which of Xen's domain numbers is which domain of a run: numbers grow, so new ones are given out in the order of creation. */
final class DomainNumbers {
    private final Map<Integer, XenGuest> byNumber = new HashMap<>();

    /** Takes in the domains of a dump; false if they can't be those that there are. */
    boolean assign(XenDump dump, List<XenGuest> guests) {
        List<Integer> unknown = dump.tables().stream()
                .map(Table::domain)
                .filter(number -> number != Table.UNKNOWN && !byNumber.containsKey(number))
                .toList();
        List<XenGuest> all =
                guests.stream().filter(g -> !byNumber.containsValue(g)).toList();
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
