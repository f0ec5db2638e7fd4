package dev.stalemate.lab.xen;

import dev.stalemate.memtype.MtrrMsr;
import dev.stalemate.memtype.Pat;
import dev.stalemate.model.Domain;
import dev.stalemate.paging.WideMsr;
import java.util.ArrayList;
import java.util.List;

/** Commands of a scenario, looked at as text. */
final class XenCommands {
    private static final int MAXPHYADDR = 40;
    private static final int PAIRS = 8;

    private XenCommands() {}

    static boolean isDump(String command) {
        return command.startsWith("dump ");
    }

    /** Simpler commands in the place of one: fewer vCPUs, a simpler value of a register. */
    static List<String> simpler(String command) {
        String[] words = command.split(" ", -1);
        List<String> simpler = new ArrayList<>();
        if (words[0].equals("create")) {
            for (int vcpus = 1; vcpus < Integer.parseInt(words[2]); vcpus++) {
                simpler.add("create " + words[1] + " " + vcpus);
            }
        } else if (words[0].equals("wrmsr")) {
            int msr = Integer.parseInt(words[1], 16);
            boolean known = msr == Pat.MSR
                    || msr == MtrrMsr.DEF_TYPE
                    || MtrrMsr.fixedIndex(msr) >= 0
                    || MtrrMsr.isVariable(msr, PAIRS);
            Domain domain = WideMsr.domain(msr, MAXPHYADDR, new long[] {0});
            long value = Long.parseUnsignedLong(words[2], 16);
            if (known && domain.contains(value)) {
                domain.simpler(value).forEach(v -> simpler.add("wrmsr " + words[1] + " " + Long.toHexString(v)));
            }
        } else if (words[0].equals("wr")) {
            simpler.add("rd " + words[1]);
        }
        return simpler;
    }
}
